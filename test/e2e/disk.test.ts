import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {suite, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {errnoOf} from '../../source/domain/errors.ts';
import {buildProgram} from '../helpers/built-program.ts';
import {LAUNCHER} from '../helpers/repository.ts';
import {mountSmallDisk, skipsFor} from './needs.ts';
import {countEndedTrials, eventsOf, readRows, readState} from './run-files.ts';
import {argvSweep, LOSS, shellSweep} from './sweeps.ts';
import {eventually, openWorld} from './world.ts';

buildProgram();

/** Writes a file until the disk takes no more. */
function fillDisk(path: string): void {
	const file = openSync(path, 'w');
	try {
		for (const size of [65_536, 4096, 512, 1]) writeUntilFull(file, Buffer.alloc(size));
	} finally {
		closeSync(file);
	}
}

function writeUntilFull(file: number, bytes: Uint8Array): void {
	for (;;) {
		try {
			writeSync(file, bytes);
		} catch (error) {
			if (errnoOf(error) === 'ENOSPC') return;
			throw error;
		}
	}
}

suite('disk', {concurrency: 3}, () => {
	test('D1: a full disk: the sweep pauses and says so, goes on when there is room, and nothing is lost', async t => {
		if (skipsFor(t, 'root', 'mounts')) return;
		const world = openWorld(t);
		const disk = mountSmallDisk(t, '512k');
		world.write('sweep.toml', shellSweep('echo $SWEEP_i >> side; sleep 0.2; echo loss=$SWEEP_i', 20, LOSS));
		const out = join(disk, 'out');
		const running = world.start(['run', 'sweep.toml', '--headless', '--out', out]);
		await eventually('three trials', () => existsSync(out) && countEndedTrials(out) >= 3);
		fillDisk(join(disk, 'filler'));
		await eventually('the message', () => /disk full: \d+ bytes are needed for .*journal\.ndjson/.test(running.note()));
		await sleep(300);
		const paused = countEndedTrials(out);
		await sleep(1200);
		assert.equal(countEndedTrials(out), paused);
		assert.ok(countEndedTrials(out) < 20);
		rmSync(join(disk, 'filler'));
		const {code, note} = await running.ended;
		assert.equal(code, 0, note);
		assert.deepEqual(
			readRows(out).map(row => [row['state'], row['loss']]),
			Array.from({length: 20}, (_, index) => ['complete', String(index + 1)]),
		);
		const side = readFileSync(world.path('side'), 'utf8').trimEnd().split('\n').map(Number);
		assert.deepEqual(
			side,
			Array.from({length: 20}, (_, index) => index + 1),
		);
		assert.match(eventsOf(out, 'sweep-paused')[0]?.why ?? '', /disk full/);
		assert.equal(eventsOf(out, 'sweep-resumed').length, 1);
	});

	test('D1: stopped while the disk is full: what was acknowledged stays, the rest runs at the resume', async t => {
		if (skipsFor(t, 'root', 'mounts')) return;
		const world = openWorld(t);
		const disk = mountSmallDisk(t, '512k');
		world.write('sweep.toml', shellSweep('echo $SWEEP_i >> side; sleep 0.3; echo loss=$SWEEP_i', 10, LOSS));
		const out = join(disk, 'out');
		const running = world.start(['run', 'sweep.toml', '--headless', '--out', out]);
		await eventually('three trials', () => existsSync(out) && countEndedTrials(out) >= 3);
		fillDisk(join(disk, 'filler'));
		await eventually('the message', () => /disk full/.test(running.note()));
		const acknowledged = eventsOf(out, 'trial-ended').map(({trial}) => trial);
		running.child.kill('SIGKILL');
		await running.ended;
		const refused = await world.run(['resume', out, '--headless']);
		assert.equal(refused.code, 2, refused.note);
		assert.match(refused.note, /ENOSPC/);
		rmSync(join(disk, 'filler'));
		const {code, note} = await world.run(['resume', out, '--headless']);
		assert.equal(code, 0, note);
		assert.equal(readRows(out).length, 10);
		const side = readFileSync(world.path('side'), 'utf8').trimEnd().split('\n').map(Number);
		for (const trial of acknowledged) assert.equal(side.filter(number => number === trial).length, 1, `trial ${trial}`);
	});

	test('D1: a second SIGINT does not wait for a full disk', async t => {
		if (skipsFor(t, 'root', 'mounts')) return;
		const world = openWorld(t);
		const disk = mountSmallDisk(t, '512k');
		world.write('sweep.toml', shellSweep('sleep 0.3; echo loss=$SWEEP_i', 10, LOSS));
		const out = join(disk, 'out');
		const running = world.start(['run', 'sweep.toml', '--headless', '--out', out]);
		await eventually('two trials', () => existsSync(out) && countEndedTrials(out) >= 2);
		fillDisk(join(disk, 'filler'));
		await eventually('the message', () => /disk full/.test(running.note()));
		running.child.kill('SIGINT');
		await sleep(1500);
		assert.equal(running.child.exitCode, null, 'it waits for the disk');
		running.child.kill('SIGINT');
		const {code, note} = await running.ended;
		assert.ok(code === 130 || code === 2, `${code} ${note}`);
		assert.match(note, /what the disk did not take is given up; sweeptop resume runs those trials again/);
		rmSync(join(disk, 'filler'));
		const resumed = await world.run(['resume', out, '--headless']);
		assert.equal(resumed.code, 0, resumed.note);
		assert.deepEqual(
			readRows(out).map(row => row['state']),
			Array(10).fill('complete'),
		);
	});

	test('D1: a full disk under a detached engine: its screen and its commands say so, and its log is no reason to end', async t => {
		if (skipsFor(t, 'root', 'mounts')) return;
		const world = openWorld(t);
		const disk = mountSmallDisk(t, '512k');
		world.write('sweep.toml', shellSweep('sleep 0.2; echo loss=$SWEEP_i', 12, LOSS));
		const out = join(disk, 'out');
		const screen = world.screen(['run', 'sweep.toml', '--out', out], {columns: 100});
		await eventually('two trials', () => existsSync(out) && countEndedTrials(out) >= 2);
		fillDisk(join(disk, 'filler'));
		await screen.waitForText(/running disk full: \d+ bytes are needed for/);
		const told = await world.run(['pause', out]);
		assert.deepEqual(
			[told.code, /^paused: .*; not on disk yet \(disk full: \d+ bytes/.test(told.note)],
			[0, true],
			told.note,
		);
		rmSync(join(disk, 'filler'));
		await screen.waitForText(/test {2}paused · grid/, 30_000);
		assert.deepEqual(await world.run(['resume', out]).then(({note}) => note), 'resumed\n');
		await screen.waitForText(/space exhausted 12\/12/, 30_000);
		assert.equal(readRows(out).length, 12);
	});

	test('D1: stop --now ends a detached engine whose disk stays full; a resume runs what it did not take', async t => {
		if (skipsFor(t, 'root', 'mounts')) return;
		const world = openWorld(t);
		const disk = mountSmallDisk(t, '512k');
		world.write('sweep.toml', shellSweep('sleep 0.3; echo loss=$SWEEP_i', 10, LOSS));
		const out = join(disk, 'out');
		const started = await world.run(['run', 'sweep.toml', '--detach', '--out', out]);
		assert.equal(started.code, 0, started.note);
		await eventually('two trials', () => existsSync(out) && countEndedTrials(out) >= 2);
		fillDisk(join(disk, 'filler'));
		await eventually('the trouble', async () => /not on disk yet/.test((await world.run(['pause', out])).note));
		const {code, note} = await world.run(['stop', out, '--now']);
		assert.deepEqual([code, /^stopping at once; not on disk yet \(disk full/.test(note)], [0, true], note);
		await eventually('the end of the engine', () => world.processes().length === 0);
		rmSync(join(disk, 'filler'));
		const resumed = await world.run(['resume', out, '--headless']);
		assert.equal(resumed.code, 0, resumed.note);
		assert.deepEqual(
			readRows(out).map(row => row['state']),
			Array(10).fill('complete'),
		);
	});

	test('D4: a file system that is read-only before the first trial is refused', async t => {
		if (skipsFor(t, 'root', 'mounts')) return;
		const world = openWorld(t);
		const disk = mountSmallDisk(t, '64k');
		world.write('sweep.toml', argvSweep(['true'], 1));
		assert.equal(spawnSync('mount', ['-o', 'remount,ro', disk]).status, 0);
		const refused = await world.run(['run', 'sweep.toml', '--headless', '--out', join(disk, 'out')]);
		assert.equal(refused.code, 2);
		assert.match(refused.note, /cannot make the folder \S+\/out: EROFS\n {2}The file system is read-only/);
	});

	test('D3: a flush that fails once (EIO) is not trusted: the records go to a new segment, nothing is lost', async t => {
		if (skipsFor(t, 'strace')) return;
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('sleep 0.05; echo loss=$SWEEP_i', 8, LOSS));
		const {code, note} = await world.startProgram([
			'strace',
			'-f',
			'-qq',
			'-o',
			'/dev/null',
			'-e',
			'trace=fdatasync',
			'-e',
			// Flushes come in groups and on four threads: of nine groups one thread has at least three.
			'inject=fdatasync:error=EIO:when=3',
			LAUNCHER,
			'run',
			'sweep.toml',
			'--headless',
			'--out',
			'out',
		]).ended;
		assert.equal(code, 0, note);
		assert.match(note, /the disk fails \(EIO\)/);
		assert.deepEqual(
			readRows(world.path('out')).map(row => row['state']),
			Array(8).fill('complete'),
		);
		// strace counts the calls of each thread, so that more than one flush may have failed.
		assert.ok(readdirSync(world.path('out')).filter(name => /^journal\.\d+\.ndjson$/.test(name)).length >= 1);
		assert.equal(readState(world.path('out')).counts.complete, 8);
	});

	test('D12: a disk quota that is used up (EDQUOT): the sweep pauses and says so, goes on when there is room, nothing is lost', async t => {
		if (skipsFor(t, 'strace')) return;
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('sleep 0.05; echo loss=$SWEEP_i', 8, LOSS));
		const journal = join(world.path('out'), 'journal.ndjson');
		// Each thread's third to fifth write; a write that failed is tried again by any thread.
		const inject = ['-e', 'trace=pwrite64', '-e', 'inject=pwrite64:error=EDQUOT:when=3..5'];
		const strace = ['strace', '-f', '-qq', '-o', '/dev/null', '-P', journal, ...inject];
		const {code, note} = await world.startProgram([
			...strace,
			...[LAUNCHER, 'run', 'sweep.toml', '--headless', '--out', world.path('out')],
		]).ended;
		assert.equal(code, 0, note);
		assert.match(note, /disk full: \d+ bytes are needed for .*journal\.ndjson/);
		assert.deepEqual(
			readRows(world.path('out')).map(row => row['state']),
			Array(8).fill('complete'),
		);
		assert.deepEqual(
			eventsOf(world.path('out'), 'sweep-paused').map(({why}) => /disk full/.test(why)),
			eventsOf(world.path('out'), 'sweep-resumed').map(() => true),
		);
		assert.ok(eventsOf(world.path('out'), 'sweep-paused').length > 0);
	});

	test('D5: a path that cannot be is named', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', argvSweep(['true'], 1));
		symlinkSync('loop', world.path('loop'));
		for (const [out, errno] of [
			['loop/out', 'ELOOP'],
			['x'.repeat(300), 'ENAMETOOLONG'],
			['sweep.toml/out', 'ENOTDIR'],
		] as const) {
			const {code, note} = await world.run(['run', 'sweep.toml', '--headless', '--out', out]);
			assert.equal(code, 2);
			assert.match(note, new RegExp(`cannot make the folder .*${out}: ${errno}\n`));
		}
		mkdirSync(world.path('sweep.yaml'));
		const folder = await world.run(['run', 'sweep.yaml', '--headless']);
		assert.equal(folder.code, 2);
		assert.match(folder.note, /sweep\.yaml.*(?:folder|directory)/);
	});

	test('D5: no place for the socket: refused at once, and nothing is left running', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', argvSweep(['true'], 1));
		const environment = {XDG_RUNTIME_DIR: undefined, TMPDIR: world.path('absent')};
		const {code, note} = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out'], {environment});
		assert.equal(code, 2);
		assert.match(note, /cannot make a folder in .*absent: ENOENT/);
		assert.deepEqual(world.processes(), []);
	});

	test('D6: the run directory is moved or removed in mid-run: the sweep stops and says so, and makes no new one', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('sleep 0.1; echo loss=$SWEEP_i', 40, LOSS));
		const out = world.path('out');
		const running = world.start(['run', 'sweep.toml', '--headless', '--out', 'out']);
		await eventually('two trials', () => existsSync(out) && countEndedTrials(out) >= 2);
		renameSync(out, world.path('moved'));
		const {code: stopped, note} = await running.ended;
		assert.equal(stopped, 2);
		assert.match(note, /the run directory .*out was deleted or moved while the sweep ran/);
		assert.ok(!existsSync(out), 'no partial directory');
		const {code, note: resumed} = await world.run(['resume', 'moved', '--headless']);
		assert.equal(code, 0, resumed);
		assert.equal(readRows(world.path('moved')).length, 40);
	});
});
