import assert from 'node:assert/strict';
import {rmSync} from 'node:fs';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {isRunning} from './processes.ts';
import {enginePid, readRows, readState} from './run-files.ts';
import {give, startDetached} from './steering.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {eventually, openWorld} from './world.ts';

buildProgram();

suite('stopping a sweep', {concurrency: 3}, () => {
	test('stop of a paused sweep ends it between two repeats; the resume runs that trial', async t => {
		const world = openWorld(t);
		const out = await startDetached(
			world,
			shellSweep('[ $SWEEP_i = 1 -o -e go ] || sleep 1; echo loss=$SWEEP_i', 2, `${LOSS}[run]\nrepeats = 6\n`),
		);
		await give(world, 'pause', 'out');
		await eventually('a standstill', () =>
			readState(out).trials[1]?.executions.every(({outcome}) => outcome !== undefined),
		);
		assert.equal(await give(world, 'stop', 'out'), 'stopping when the running trials have ended\n');
		const engine = enginePid(out);
		await eventually('the end', () => !isRunning(engine));
		assert.deepEqual(
			readRows(out).map(row => row['state']),
			['complete', 'killed'],
		);
		world.write('go', '');
		const {code, note} = await world.run(['resume', 'out', '--headless']);
		assert.equal(code, 0, note);
		assert.deepEqual(
			readRows(out).map(row => [row['state'], row['executions']]),
			[
				['complete', '6'],
				['complete', '6'],
			],
		);
	});

	test('resume at once after a stop waits for the engine that is ending, and goes on', async t => {
		const world = openWorld(t);
		// The second trial ends only when the resume is there, also where it is told to.
		const script =
			'[ $SWEEP_i = 1 ] || { trap "" TERM; until [ -e resumed ]; do sleep 0.05; done; }; echo loss=$SWEEP_i';
		for (const [name, stop] of [
			['stop', []],
			['now', ['--now']],
		] as const) {
			const out = world.path(name);
			rmSync(world.path('resumed'), {force: true});
			world.write('sweep.toml', shellSweep(script, 3, `${LOSS}[run]\ngrace = "30s"\n`));
			assert.equal((await world.run(['run', 'sweep.toml', '--detach', '--out', name])).code, 0);
			await eventually('the second trial', () => readState(out).trials[1]?.state === 'running');
			await give(world, 'stop', name, ...stop);
			const resumed = world.start(['resume', name, '--headless']);
			await eventually('it says what it waits for', () => resumed.note().includes('waiting for the engine of'));
			world.write('resumed', '');
			const {code, note} = await resumed.ended;
			assert.equal(code, 0, note);
			assert.deepEqual(
				readRows(out).map(row => [row['state'], row['loss']]),
				[1, 2, 3].map(loss => ['complete', String(loss)]),
			);
		}
	});

	test('stop without --now lets the running trial finish', async t => {
		const world = openWorld(t);
		const out = await startDetached(world, shellSweep('sleep 0.3; echo loss=$SWEEP_i', 30, LOSS));
		assert.equal(await give(world, 'stop', 'out'), 'stopping when the running trials have ended\n');
		const engine = enginePid(out);
		await eventually('the end', () => !isRunning(engine));
		assert.deepEqual([...new Set(readRows(out).map(row => row['state']))], ['complete']);
	});
});
