import assert from 'node:assert/strict';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {isRunning, processesOfRun} from './processes.ts';
import {countEndedTrials, enginePid, eventsOf, onlyRun, readRows, readRunId} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {eventually, exitOf, openWorld} from './world.ts';

buildProgram();

suite('a sweep outlives its screen', {concurrency: 2}, () => {
	test('run, detach, ls, attach, Ctrl-C twice, stop --now, resume', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('echo line-$SWEEP_i; [ -e go ] || sleep 1; echo loss=$SWEEP_i', 40, LOSS));
		const first = world.screen(['run', 'sweep.toml']);
		await first.waitForText(/test {2}running · grid [1-9]\d*\/40/);
		const run = onlyRun(world.runs);
		const engine = enginePid(run);
		first.type('d');
		assert.deepEqual(await exitOf(first), {code: 0, signal: 0});
		assert.ok(!first.alternate());
		assert.match(first.text(), /the sweep goes on; come back with: sweeptop attach/);

		const listed = JSON.parse((await world.run(['ls', '--json'])).out);
		assert.deepEqual([listed.length, listed[0].state, listed[0].path, listed[0].pid], [1, 'live', run, engine]);
		assert.ok(listed[0].totals.trials >= 1 && listed[0].totals.time_s > 0, JSON.stringify(listed[0].totals));

		const second = world.screen(['attach', 'last'], {columns: 120, rows: 40});
		const openedMs = performance.now();
		await second.waitForText(/test {2}running · grid [1-9]\d*\/40/);
		t.diagnostic(`attach showed the sweep after ${Math.round(performance.now() - openedMs)} ms`);
		await second.waitForText(/line-\d+/);
		const ended = countEndedTrials(run);
		await second.waitUntil(
			rows => Number(/grid (\d+)\/40/.exec(rows.join('\n'))?.[1] ?? 0) > ended,
			'progress',
			60_000,
		);
		second.press('ctrl+c');
		await second.waitForText(/detach/i);
		second.press('ctrl+c');
		assert.deepEqual(await exitOf(second), {code: 0, signal: 0});
		assert.ok(isRunning(engine));

		const stopped = await world.run(['stop', 'last', '--now']);
		assert.equal(stopped.code, 0);
		assert.match(stopped.note, /^last is test-\S+\nstopping at once\n$/);
		await eventually('the end of the engine', () => !isRunning(engine));
		assert.equal(eventsOf(run, 'sweep-ended').at(-1)?.why, 'stopped by the user');
		assert.deepEqual(processesOfRun(readRunId(run)), []);
		assert.equal(JSON.parse((await world.run(['ls', '--json'])).out)[0].state, 'ended');

		world.write('go', '');
		const {code, note} = await world.run(['resume', 'last', '--headless']);
		assert.equal(code, 0, note);
		assert.deepEqual(
			readRows(run).map(row => [row['trial'], row['state'], row['loss']]),
			Array.from({length: 40}, (_, index) => [String(index + 1), 'complete', String(index + 1)]),
		);
	});

	test('q asks while it runs: stop ends it after the running trials; two screens see the same', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('sleep 0.4; echo loss=$SWEEP_i', 100, LOSS));
		const one = world.screen(['run', 'sweep.toml']);
		await one.waitForText(/grid [1-9]\d*\/100/);
		const run = onlyRun(world.runs);
		const two = world.screen(['attach', run, '--view'], {columns: 200, rows: 50});
		await two.waitForText(/grid [1-9]\d*\/100/);
		two.type('p');
		await two.waitForText(/may only look/);
		one.type('q');
		await one.waitForText(/d detach.*s stop after this trial.*c cancel now/);
		one.type('s');
		assert.deepEqual(await exitOf(one), {code: 0, signal: 0});
		const engine = enginePid(run);
		await eventually('the end of the engine', () => !isRunning(engine));
		await two.waitForText(/test {2}ended stopped by the user/);
		two.type('q');
		assert.deepEqual(await exitOf(two), {code: 0, signal: 0});
		const rows = readRows(run);
		assert.ok(rows.length < 100);
		assert.deepEqual([...new Set(rows.map(row => row['state']))], ['complete'], 'the running trial was let finish');
	});
});
