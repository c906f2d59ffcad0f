import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {createIntake} from '../../source/engine/intake.ts';
import {openOutputLog} from '../../source/engine/output-log.ts';
import {openExecutor} from '../../source/executors/registry.ts';
import {begin, run} from './run.ts';

const isFaultRun = process.env['SWEEPTOP_FAULTS'] === '1';
const {executor} = openExecutor();

/** Runs a program with log and metric intake as the engine does. */
async function sink(argv: readonly string[], maxBytes: number) {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-flood-'));
	const path = join(folder, 'output.log');
	const intake = createIntake({
		metrics: [
			{name: 'loss', reduce: 'last', stream: false},
			{name: 'flops', reduce: 'last', stream: false, pattern: String.raw`- (?<value>[\d.]+) FLOPS`},
		],
	});
	const log = openOutputLog({path, maxBytes, onNotice: text => assert.fail(text)});
	let peakRss = 0;
	const begun = performance.now();
	const watch = setInterval(() => {
		peakRss = Math.max(peakRss, process.memoryUsage.rss());
	}, 50);
	const running = executor.start({
		argv,
		workdir: folder,
		env: {PATH: process.env['PATH'] ?? ''},
		columns: 120,
		rows: 40,
		graceMs: 1000,
		marker: `flood.${process.pid}`,
		onStarted: () => {},
		onNotice: () => {},
		onOutput: bytes => {
			intake.feed(bytes);
			return log.write(bytes);
		},
	});
	const result = await running.result;
	const values = intake.finish();
	const end = await log.close();
	clearInterval(watch);
	const seconds = (performance.now() - begun) / 1000;
	const size = statSync(path).size;
	rmSync(folder, {recursive: true});
	return {result, values, end, size, seconds, peakRss, megabytesPerSecond: end.totalBytes / 1e6 / seconds};
}

test('a flood does not grow the engine, and its last metric is not lost (B10, D9)', async t => {
	const gigabytes = isFaultRun ? 2 : 0.2;
	const flood = `head -c ${gigabytes * 1e9} /dev/urandom; printf '\\nloss=0.5 step=3\\n'`;
	const before = process.memoryUsage.rss();
	const {result, values, end, size, peakRss, megabytesPerSecond} = await sink(
		['sh', '-c', `stty -opost; ${flood}`],
		1e6,
	);
	assert.equal(result.why, 'exit 0');
	assert.equal(end.totalBytes, gigabytes * 1e9 + 17);
	assert.ok(size < 1.001e6);
	assert.equal(values.get('loss')?.value, 0.5);
	assert.ok(peakRss < 200e6, `${peakRss / 1e6} MB`);
	t.diagnostic(
		`${megabytesPerSecond.toFixed(0)} MB/s, ${(peakRss / 1e6).toFixed(0)} MB at most, ${(before / 1e6).toFixed(0)} MB before`,
	);
});

test('text lines at full speed, kept and searched', async t => {
	const megabytes = isFaultRun ? 500 : 50;
	const line = 'an ordinary line of output with nothing of interest in it, 123 of 456';
	const {end, megabytesPerSecond} = await sink(['sh', '-c', `yes '${line}' | head -c ${megabytes * 1e6}`], 1e9);
	assert.ok(end.totalBytes >= megabytes * 1e6);
	assert.equal(end.omittedBytes, 0);
	t.diagnostic(`${megabytesPerSecond.toFixed(0)} MB/s`);
});

/** Whether a descriptor of this process is either side of a terminal. */
function isTerminal(descriptor: string): boolean {
	const link = `/proc/self/fd/${descriptor}`;
	return existsSync(link) && /^\/dev\/(?:ptmx|pts\/)/.test(readlinkSync(link));
}

test('5,000 executions leave no descriptor, process or terminal (B15)', async t => {
	if (!isFaultRun) return t.skip('takes half a minute: npm run faults');
	await run(executor, ['true']);
	const descriptors = () => readdirSync('/proc/self/fd').length;
	// Those in /dev/pts are of all programs of the machine.
	const terminals = () => readdirSync('/proc/self/fd').filter(isTerminal).length;
	const before = [descriptors(), terminals()] as const;
	for (let index = 0; index < 5000; index += 5) {
		await Promise.all(Array.from({length: 5}, () => run(executor, ['true'])));
	}
	await executor.settle?.();
	assert.ok(descriptors() <= before[0] + 1, `${before[0]} descriptors before, ${descriptors()} after`);
	assert.ok(terminals() <= before[1], `${before[1]} terminals before, ${terminals()} after`);
	assert.equal(readdirSync(`/proc/${process.pid}/task/${process.pid}`).includes('children'), true);
});

test('a fork bomb is ended as a tree (A10)', async t => {
	if (!isFaultRun) return t.skip('loads the machine: npm run faults');
	const bomb = 'i=0; while [ $i -lt 2000 ]; do setsid sleep 300 & i=$((i+1)); done; echo ready; wait';
	const running = begin(executor, ['sh', '-c', bomb], {graceMs: 200});
	const deadline = performance.now() + 60_000;
	while (!running.seen().includes('ready')) {
		assert.ok(performance.now() < deadline);
		await new Promise(resolve => setTimeout(resolve, 50));
	}
	const begun = performance.now();
	running.execution.end('killed', 'test');
	const {result} = await running.finished;
	assert.equal(result.outcome, 'killed');
	assert.ok(performance.now() - begun < 5000, `${performance.now() - begun} ms`);
});
