import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {createExecutorContext} from '../../source/executors/context.ts';
import {endOrphans} from '../../source/executors/end-tree.ts';
import {createLocalPty} from '../../source/executors/local-pty.ts';
import {createProcessTable, isAlive, type ProcessTable} from '../../source/executors/process-table.ts';
import {loadNativePty} from '../../source/executors/pty-native.ts';
import {mountLoopDisk} from '../e2e/loop-disk.ts';
import {skipsFor} from '../e2e/needs.ts';
import {begin, eventually, run} from './run.ts';
import {spawnUnderTest} from './spawn-under-test.ts';

const context = createExecutorContext({watchMs: 30});
const {table} = context;
const executor = createLocalPty(loadNativePty(), context, spawnUnderTest());
after(() => executor.settle?.());

const isGone = (pid: number) => !isAlive(table.read(pid));
const pidIn = (text: string) => Number(/pid (\d+)/.exec(text)?.[1]);

test('a grandchild that leaves the session and holds the terminal does not hold up the end (A4)', async () => {
	const {result, text, notices, wallMs} = await run(executor, [
		'sh',
		'-c',
		'setsid sleep 300 & echo pid $!; sleep 0.1; exit 7',
	]);
	assert.deepEqual([result.outcome, result.code], ['exited', 7]);
	assert.ok(wallMs < 20_000, `${wallMs} ms`);
	await executor.settle?.();
	assert.ok(isGone(pidIn(text)));
	assert.match(notices.join(), /ended what the program left running: sleep \(\d+\)/);
});

test('a grandchild that floods the terminal does not hold up the end', async () => {
	const {result, output, wallMs} = await run(executor, ['sh', '-c', 'trap "" HUP; yes & yes & sleep 0.1; exit 7']);
	assert.deepEqual([result.outcome, result.code], ['exited', 7]);
	assert.ok(wallMs < 20_000, `${wallMs} ms`);
	assert.doesNotMatch(output.subarray(-100).toString(), /777/);
	await executor.settle?.();
});

test('the EIO that a terminal gives at its end is no error, and nothing is said of it (B2)', async () => {
	const ends = [
		['true'],
		['sh', '-c', 'kill -KILL $$'],
		['sh', '-c', 'exec <&- >&- 2>&-; sleep 0.05'],
		['sh', '-c', 'echo x; exec setsid -w true'],
	];
	for (const argv of ends) {
		const {notices, result} = await run(executor, argv);
		assert.deepEqual(notices, []);
		assert.match(result.why, argv[2]?.startsWith('kill') === true ? /^signal SIGKILL$/ : /^exit 0$/);
	}
});

test('a size and keys for a program that has ended are swallowed (B3)', async () => {
	const running = begin(executor, ['sh', '-c', 'echo up; read x; exit 4']);
	await running.waitFor('up');
	running.execution.write(Buffer.from('\r'));
	const {result} = await running.finished;
	assert.equal(result.code, 4);
	for (const [columns, rows] of [
		[80, 24],
		[0, 0],
		[65_536, -1],
	] as const)
		running.execution.resize(columns, rows);
	running.execution.write(Buffer.from('late'));
	running.execution.end('killed', 'late');
});

test('what stays in the process group is ended at once, without holding up the end', async () => {
	const {result, text} = await run(executor, ['sh', '-c', 'trap "" HUP; sleep 300 & echo pid $!; exit 0']);
	assert.equal(result.code, 0);
	await eventually('the sleeper lives', () => isGone(pidIn(text)));
});

test('a program and its tree that ignore HUP and TERM are killed after the grace (A5)', async () => {
	const tree = 'trap "" HUP TERM; sleep 300 & echo pid $!; while :; do sleep 0.05; done';
	const running = begin(executor, ['sh', '-c', tree], {graceMs: 150});
	await running.waitFor('pid ');
	running.execution.end('killed', 'by the user');
	const {result, text, wallMs} = await running.finished;
	assert.deepEqual([result.outcome, result.signal, result.why], ['killed', 'SIGKILL', 'by the user']);
	assert.ok(isGone(pidIn(text)));
	assert.ok(wallMs < 20_000, `${wallMs} ms`);
});

test('a program that cleans up on TERM has the time of its grace', async () => {
	const running = begin(
		executor,
		['sh', '-c', 'trap "sleep 0.2; echo clean; exit 3" TERM; echo up; while :; do sleep 0.02; done'],
		{graceMs: 5000},
	);
	await running.waitFor('up');
	running.execution.end('killed', 'stopped');
	const {result, text} = await running.finished;
	assert.deepEqual([result.outcome, result.code], ['killed', 3]);
	assert.match(text, /clean/);
});

test('a second request to end it now does not wait for the grace', async () => {
	const running = begin(executor, ['sh', '-c', 'trap "" TERM; echo up; while :; do sleep 0.02; done'], {
		graceMs: 60_000,
	});
	await running.waitFor('up');
	running.execution.end('killed', 'stopped');
	running.execution.end('killed', 'stopped', true);
	const {result, wallMs} = await running.finished;
	assert.equal(result.signal, 'SIGKILL');
	assert.ok(wallMs < 30_000);
});

test('the time limit ends the whole tree', async () => {
	const {result, wallMs} = await run(executor, ['sh', '-c', 'sleep 300 | cat'], {timeoutMs: 200});
	assert.deepEqual([result.outcome, result.why], ['timed-out', 'timed out after 0.2 s']);
	assert.ok(wallMs > 190 && wallMs < 20_000, `${wallMs} ms`);
});

test('a program that ended in time is not timed out by an engine that was stopped meanwhile (C7)', async () => {
	const running = begin(executor, ['sh', '-c', 'echo up; sleep 0.1; exit 3'], {timeoutMs: 400});
	await running.waitFor('up');
	// The loop stands still, as under SIGSTOP: the limit is over and the exit is there when it goes on.
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800);
	const {result} = await running.finished;
	assert.deepEqual([result.outcome, result.code], ['exited', 3]);
});

test('a time limit beyond what a timer can hold does not fire', async () => {
	const {result} = await run(executor, ['sleep', '0.1'], {timeoutMs: 1e12});
	assert.equal(result.why, 'exit 0');
});

test('a daemon that closed everything is found by its marker (A6)', async () => {
	const daemon = 'setsid sh -c "exec sleep 300 <&- >&- 2>&-" & echo pid $!; sleep 0.1';
	const {text} = await run(executor, ['sh', '-c', daemon]);
	await executor.settle?.();
	assert.ok(isGone(pidIn(text)));
});

test('a child that cleared its environment and left the session is ended with its parent (A6)', async () => {
	const running = begin(executor, ['sh', '-c', 'env -i setsid sleep 300 & echo pid $!; wait']);
	await running.waitFor('pid ');
	await new Promise(resolve => setTimeout(resolve, 50));
	running.execution.end('killed', 'test');
	const {text} = await running.finished;
	assert.ok(isGone(pidIn(text)));
});

test('a program that stopped itself is told of, and its time limit works (A7)', async () => {
	const {result, notices} = await run(executor, ['sh', '-c', 'kill -STOP $$'], {timeoutMs: 600});
	assert.equal(result.outcome, 'timed-out');
	assert.match(notices.join(), /stopped/);
});

test('a child stopped by a read in the background is told of (A7)', async () => {
	const {result, notices} = await run(executor, ['sh', '-c', 'set -m; cat & sleep 0.3; kill -KILL $!; exit 0']);
	assert.equal(result.why, 'exit 0');
	assert.match(notices.join(), /stopped/);
});

test('orphans of an engine are found by the prefix of their marker', async () => {
	const marker = `orphans.${process.pid}`;
	const one = begin(executor, ['sh', '-c', 'echo up; sleep 300'], {marker: `${marker}.1.1`});
	const two = begin(executor, ['sh', '-c', 'trap "" TERM; echo up; while :; do sleep 0.05; done'], {
		marker: `${marker}.2.1`,
	});
	const other = begin(executor, ['sleep', '0.8'], {marker: `other.${process.pid}`});
	await Promise.all([one.waitFor('up'), two.waitFor('up')]);
	const end = await endOrphans({...context, markerPrefix: `${marker}.`, graceMs: 200});
	assert.ok(end.found.length >= 3, JSON.stringify(end.found));
	assert.deepEqual(end.survivors, []);
	assert.deepEqual([(await one.finished).result.signal, (await two.finished).result.signal], ['SIGTERM', 'SIGKILL']);
	assert.equal((await other.finished).result.why, 'exit 0');
	assert.throws(() => endOrphans({...context, markerPrefix: '', graceMs: 0}), /match every process/);
});

test('what an engine killed by -9 leaves behind is ended before a resume (A19)', async () => {
	const marker = `dead.${process.pid}`;
	const engine = spawn(process.execPath, [...process.execArgv, join(import.meta.dirname, 'engine.child.ts'), marker]);
	await once(engine.stdout, 'data');
	engine.kill('SIGKILL');
	await once(engine, 'exit');
	const {found, survivors} = await endOrphans({...context, markerPrefix: marker, graceMs: 200});
	assert.ok(found.some(({name}) => name === 'sh') && found.some(({name}) => name === 'sleep'), JSON.stringify(found));
	assert.deepEqual(survivors, []);
});

test('a program asleep in a file system that does not answer is called unkillable, and others run (A9)', async t => {
	if (skipsFor(t, 'root', 'ext4')) return;
	const disk = mountLoopDisk(t);
	const patient = createLocalPty(loadNativePty(), createExecutorContext({unkillableMs: 300}), spawnUnderTest());
	disk.freeze();
	const asleep = begin(patient, ['sh', '-c', 'echo pid $$; exec touch "$0/file"', disk.folder], {graceMs: 50});
	await eventually('it does not sleep', () => table.read(pidIn(asleep.seen()))?.state === 'D');
	asleep.execution.end('timed-out', 'timed out after 1 s');
	assert.equal((await run(patient, ['true'])).result.why, 'exit 0');
	const {result} = await asleep.finished;
	assert.equal(result.outcome, 'unkillable');
	assert.match(result.why, /^timed out after 1 s; still alive after SIGKILL: touch \(\d+\)$/);
	disk.thaw();
	await eventually('it lives on', () => isGone(pidIn(asleep.seen())));
});

test('what signals do not reach is called unkillable, also where nothing can be mounted (A9)', async () => {
	const deaf: ProcessTable = {...table, signal: () => true, signalGroup: () => true};
	const stubborn = createLocalPty(
		loadNativePty(),
		createExecutorContext({table: deaf, unkillableMs: 300}),
		spawnUnderTest(),
	);
	const running = begin(stubborn, ['sh', '-c', 'echo up; exec sleep 300'], {graceMs: 50});
	await running.waitFor('up');
	running.execution.end('timed-out', 'timed out after 1 s');
	const {result, started} = await running.finished;
	assert.equal(result.outcome, 'unkillable');
	assert.match(result.why, /^timed out after 1 s; still alive after SIGKILL: sleep \(\d+\)$/);
	createProcessTable().signal(started[0] ?? {pid: -1, startTicks: 0}, 'SIGKILL');
});
