import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import test from 'node:test';
import {type CostedProcess, describeOverhead, measureOverhead} from '../../source/commands/probe/probe-overhead.ts';

/** A process that wakes up every `periodMs` and works for `busyMs`. */
function startWorker(periodMs: number, busyMs: number): CostedProcess & {readonly ended: Promise<void>} {
	const code = `console.log('ready'); setInterval(() => {const end = performance.now() + ${busyMs}; while (performance.now() < end);}, ${periodMs})`;
	const child = spawn(process.execPath, ['-e', code], {stdio: ['ignore', 'pipe', 'ignore']});
	return {
		pid: child.pid,
		ready: new Promise(resolve => child.stdout.once('data', () => resolve())),
		power: () => undefined,
		ended: new Promise(resolve => child.once('exit', () => resolve())),
		close: () => child.kill('SIGKILL'),
	};
}

test('the cost of a process with its work and without, measured on real processes', async () => {
	const started: ReturnType<typeof startWorker>[] = [];
	const {sampling, idle} = await measureOverhead(
		sources => {
			const worker = sources === 'all' ? startWorker(20, 4) : startWorker(10_000, 0);
			started.push(worker);
			return worker;
		},
		{settleMs: 200, watchMs: 500},
	);
	// A fifth of a core and 50 wake-ups a second where the machine has the time; less where others have it.
	assert.ok(sampling.cpuPct > 1 && sampling.cpuPct < 60, `${sampling.cpuPct} %`);
	assert.ok(idle.cpuPct < sampling.cpuPct / 2, `${idle.cpuPct} % of ${sampling.cpuPct} %`);
	assert.ok(sampling.wakeupsPerS > 2 * idle.wakeupsPerS, `${sampling.wakeupsPerS}, ${idle.wakeupsPerS}`);
	assert.ok(sampling.rssBytes > 10e6);
	await Promise.all(started.map(({ended}) => ended));
	assert.match(
		describeOverhead({sampling, idle}),
		/^with sampling: .* % of one core, .* wake-ups a second, \d+ MiB\nwithout: .*\nsampling itself: .* % of one core\nin watts: not known.*\n$/,
	);
});

test('a process that is gone is an error, and is closed', async () => {
	let closed = 0;
	const gone: CostedProcess = {
		pid: undefined,
		ready: Promise.resolve(),
		power: () => undefined,
		close: () => closed++,
	};
	await assert.rejects(
		measureOverhead(() => gone, {settleMs: 0, watchMs: 0}),
		/the probe process ended/,
	);
	assert.equal(closed, 1);
});

test('in watts: every source beside the power sensor alone, with the interval of the difference', async () => {
	const started: (readonly string[] | 'all')[] = [];
	const {power, ...rest} = await measureOverhead(
		sources => {
			started.push(sources);
			const mean = sources === 'all' ? 5.4 : 5.1;
			return {
				pid: process.pid,
				ready: Promise.resolve(),
				power: () => (sources.length === 0 ? undefined : {mean, sd: 0.3, n: 18, sources: ['jetson-rails']}),
				close: () => {},
			};
		},
		{settleMs: 0, watchMs: 10},
	);
	assert.deepEqual(started, ['all', [], ['jetson-rails']]);
	assert.deepEqual([power?.samplingWatts, power?.aloneWatts], [5.4, 5.1]);
	assert.ok(Math.abs((power?.uncertaintyWatts ?? 0) - 0.2) < 1e-9);
	assert.ok(power !== undefined);
	assert.match(
		describeOverhead({...rest, power}),
		/\nin watts: 0\.300 W ± 0\.200 W \(5\.40 W with every source, 5\.10 W with the power sensor alone\)\n$/,
	);
});
