import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import test from 'node:test';
import {type CostedProcess, describeOverhead, measureOverhead} from '../../source/commands/probe-overhead.ts';

/** A process that wakes up every `periodMs` and works for `busyMs`. */
function startWorker(periodMs: number, busyMs: number): CostedProcess & {readonly ended: Promise<void>} {
	const code = `console.log('ready'); setInterval(() => {const end = performance.now() + ${busyMs}; while (performance.now() < end);}, ${periodMs})`;
	const child = spawn(process.execPath, ['-e', code], {stdio: ['ignore', 'pipe', 'ignore']});
	return {
		pid: child.pid,
		ready: new Promise(resolve => child.stdout.once('data', () => resolve())),
		ended: new Promise(resolve => child.once('exit', () => resolve())),
		close: () => child.kill('SIGKILL'),
	};
}

test('the cost of a process with its work and without, measured on real processes', async () => {
	const started: ReturnType<typeof startWorker>[] = [];
	const {sampling, idle} = await measureOverhead(
		withSources => {
			const worker = withSources ? startWorker(20, 4) : startWorker(10_000, 0);
			started.push(worker);
			return worker;
		},
		{settleMs: 200, watchMs: 500},
	);
	assert.ok(sampling.cpuPct > 8 && sampling.cpuPct < 60, `${sampling.cpuPct} %`);
	assert.ok(idle.cpuPct < 5, `${idle.cpuPct} %`);
	assert.ok(sampling.wakeupsPerS > 20 && idle.wakeupsPerS < 20, `${sampling.wakeupsPerS}, ${idle.wakeupsPerS}`);
	assert.ok(sampling.rssBytes > 10e6);
	await Promise.all(started.map(({ended}) => ended));
	assert.match(
		describeOverhead({sampling, idle}),
		/^with sampling: .* % of one core, .* wake-ups a second, \d+ MiB\nwithout: .*\nsampling itself: .* % of one core\n$/,
	);
});

test('a process that is gone is an error, and is closed', async () => {
	let closed = 0;
	const gone: CostedProcess = {pid: undefined, ready: Promise.resolve(), close: () => closed++};
	await assert.rejects(
		measureOverhead(() => gone, {settleMs: 0, watchMs: 0}),
		/the probe process ended/,
	);
	assert.equal(closed, 1);
});
