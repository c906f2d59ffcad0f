import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {suite, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {buildProgram} from '../helpers/built-program.ts';
import {mountLoopDisk} from '../e2e/loop-disk.ts';
import {skipsFor} from '../e2e/needs.ts';
import {countEndedTrials, enginePid, eventsOf, readRows} from '../e2e/run-files.ts';
import {LOSS, shellSweep} from '../e2e/sweeps.ts';
import {eventually, openWorld} from '../e2e/world.ts';

buildProgram();

/** The lines of every segment of a journal. */
function journalLines(run: string): ReadonlySet<string> {
	const segments = readdirSync(run).filter(name => /^journal(?:\.\d+)?\.ndjson$/.test(name));
	return new Set(segments.flatMap(name => readFileSync(join(run, name), 'utf8').split('\n')));
}

suite('a disk that turns read-only in mid-run', {concurrency: 2}, () => {
	test('D4: a file system that breaks down: the sweep pauses and says so; mended, a resume loses nothing that was told', async t => {
		if (skipsFor(t, 'root', 'ext4')) return;
		const world = openWorld(t);
		const disk = mountLoopDisk(t);
		world.write('sweep.toml', shellSweep('echo $SWEEP_i >> side; sleep 0.1; echo loss=$SWEEP_i', 25, LOSS));
		const out = join(disk.folder, 'out');
		const running = world.start(['run', 'sweep.toml', '--reporter', 'ndjson', '--out', out]);
		// In the journal is not enough: what is told is on the disk, too.
		await eventually('three trials', () => (running.out().match(/"type":"trial-ended"/g)?.length ?? 0) >= 3);
		disk.breakDown();
		// A flush that was under way at that moment is EIO.
		await eventually('the message', () =>
			/the disk fails \((?:EROFS|EIO)\): \d+ bytes are needed/.test(running.note()),
		);
		const paused = running.out();
		running.child.kill('SIGINT');
		await eventually('the end of the trials', () => /result files were not written/.test(running.note()));
		await sleep(300);
		assert.deepEqual(
			[running.child.exitCode, running.out()],
			[null, paused],
			'it waits for the disk, and tells nothing',
		);
		running.child.kill('SIGINT');
		const {code, note, out: told} = await running.ended;
		assert.equal(code, 130, note);
		assert.match(note, /what the disk did not take is given up; sweeptop resume runs those trials again/);
		const ran = readFileSync(world.path('side'), 'utf8').trimEnd().split('\n').length;
		assert.ok(ran < 25, `${ran} trials ran on a disk that takes nothing`);

		disk.mend();
		const kept = journalLines(out);
		const lines = told.trimEnd().split('\n');
		assert.deepEqual(
			lines.filter(line => !kept.has(line)),
			[],
			'what was told survived the disk',
		);
		assert.ok(lines.filter(line => line.includes('"type":"trial-ended"')).length >= 3);
		const resumed = await world.run(['resume', out, '--headless']);
		assert.equal(resumed.code, 0, resumed.note);
		assert.deepEqual(
			readRows(out).map(row => [row['state'], row['loss']]),
			Array.from({length: 25}, (_, index) => ['complete', String(index + 1)]),
		);
	});

	test('D4: read-only for a while: the sweep pauses, goes on by itself, and nothing is lost or run twice', async t => {
		if (skipsFor(t, 'root', 'strace')) return;
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('echo $SWEEP_i >> side; sleep 0.1; echo loss=$SWEEP_i', 12, LOSS));
		const out = world.path('out');
		const running = world.start(['run', 'sweep.toml', '--headless', '--out', out]);
		await eventually('two trials', () => existsSync(out) && countEndedTrials(out) >= 2);
		// Attached to the running engine: the file that it holds open is read-only to each thread's next call.
		const argv = ['strace', '-f', '-qq', '-o', '/dev/null', '-P', join(out, 'journal.ndjson')];
		const inject = ['-e', 'inject=pwrite64,fdatasync:error=EROFS:when=1', '-p', String(enginePid(out))];
		const tracer = world.startProgram([...argv, ...inject]);
		await eventually('the message', () => /the disk fails \(EROFS\): \d+ bytes are needed/.test(running.note()));
		const {code, note} = await running.ended;
		await tracer.ended;
		assert.equal(code, 0, note);
		assert.deepEqual(
			readFileSync(world.path('side'), 'utf8').trimEnd().split('\n').map(Number),
			Array.from({length: 12}, (_, index) => index + 1),
		);
		assert.deepEqual(
			readRows(out).map(row => row['state']),
			Array(12).fill('complete'),
		);
		assert.match(eventsOf(out, 'sweep-paused')[0]?.why ?? '', /the disk fails \(EROFS\)/);
		assert.equal(eventsOf(out, 'sweep-resumed').length, 1);
	});
});
