import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {eventsOf, readRows, readState} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {eventually, exitOf, openWorld} from './world.ts';

buildProgram();

suite('what runs before an execution', {concurrency: 3}, () => {
	test('it sees the same folder and variables; what it prints and how long it takes is none of the program', async t => {
		const world = openWorld(t);
		const prepare = 'echo loss=99; echo $SWEEP_i.$SWEEP_EXECUTION > ready; sleep 0.3; date +%s%3N > ended';
		const script = 'echo loss=$(cat ready); echo prepared_ms=$(cat ended); rm ready';
		world.write(
			'sweep.toml',
			shellSweep(script, 2, `${LOSS}prepared_ms = {}\n[run]\nwarmup = 1\nprepare = ${JSON.stringify(prepare)}\n`),
		);
		const {code, note} = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
		assert.equal(code, 0, note);
		const out = world.path('out');
		assert.deepEqual(
			readRows(out).map(row => row['loss']),
			['1.2', '2.2'],
			'the metric is that of the program, whose execution is the second after the warm-up',
		);
		const started = eventsOf(out, 'execution-started').map(({t}) => Date.parse(t));
		const ended = eventsOf(out, 'execution-ended');
		assert.equal(ended.length, 4);
		// The execution begins when all is prepared: 0.3 s earlier it would have begun with its preparation.
		ended.forEach(({metrics}, index) => assert.ok((started[index] ?? 0) > Number(metrics['prepared_ms']) - 100));
		const log = readFileSync(join(out, 'trials', '000001', 'e02', 'output.log'), 'utf8');
		assert.match(log, /^loss=1\.2\r?\nprepared_ms=\d+\r?\n$/);
	});

	test('where it fails, the execution does, and says why; the others run', async t => {
		const world = openWorld(t);
		const prepare = '[ $SWEEP_i != 2 ] || { echo no room; exit 3; }';
		world.write('sweep.toml', shellSweep('echo loss=1', 3, `${LOSS}[run]\nprepare = ${JSON.stringify(prepare)}\n`));
		const {code} = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
		assert.equal(code, 0);
		assert.deepEqual(
			readState(world.path('out')).trials.map(trial => [trial?.state, trial?.why]),
			[
				['complete', undefined],
				['failed', 'prepare: exit 3: no room'],
				['complete', undefined],
			],
		);
	});

	test('a stop ends it, and the program does not begin', async t => {
		const world = openWorld(t);
		const prepare = 'echo $$ > preparing; exec sleep 600';
		world.write('sweep.toml', shellSweep('echo began > began', 2, `[run]\nprepare = ${JSON.stringify(prepare)}\n`));
		const {code} = await world.run(['run', 'sweep.toml', '--detach', '--out', 'out']);
		assert.equal(code, 0);
		await eventually('the preparation', () => existsSync(world.path('preparing')));
		assert.equal((await world.run(['stop', 'out', '--now'])).code, 0);
		const out = world.path('out');
		await eventually('the end', () => readState(out).phase === 'ended');
		assert.equal(existsSync(world.path('began')), false);
		assert.equal(readState(out).trials[0]?.state, 'killed');
		const resumed = world.start(['resume', 'out', '--headless']);
		await eventually('the trial is run again', () => eventsOf(out, 'preparation-started').length === 2);
		resumed.child.kill('SIGTERM');
		await resumed.ended;
	});

	test('a setup runs once for each trial, before all that it repeats, and takes longer than an execution may', async t => {
		const world = openWorld(t);
		const setup = 'echo loss=99; echo $SWEEP_i >> built; sleep 0.7; echo loss=$SWEEP_i > program';
		const run = `[run]\nwarmup = 1\nrepeats = 2\ntimeout = "500ms"\nsetup = ${JSON.stringify(setup)}\n`;
		world.write('sweep.toml', shellSweep('echo $SWEEP_i >> runs; cat program', 2, `${LOSS}${run}`));
		const {code, note} = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
		assert.equal(code, 0, note);
		assert.equal(readFileSync(world.path('built'), 'utf8'), '1\n2\n');
		assert.equal(readFileSync(world.path('runs'), 'utf8'), '1\n1\n1\n2\n2\n2\n');
		const rows = readRows(world.path('out'));
		assert.deepEqual(
			rows.map(row => row['loss']),
			['1', '2'],
		);
		for (const row of rows) assert.ok(Number(row['duration_s']) < 0.5, `${row['duration_s']} s`);
	});

	test('a setup that takes its time is seen on the screen, with what it prints', async t => {
		const world = openWorld(t);
		const setup = 'echo compiling part 1; until [ -e go ]; do sleep 0.05; done; echo compiling part 2; sleep 600';
		world.write('sweep.toml', shellSweep('echo loss=1', 1, `${LOSS}[run]\nsetup = ${JSON.stringify(setup)}\n`));
		const screen = world.screen(['run', 'sweep.toml', '--out', 'out']);
		await screen.waitForText(/#1 1 .* setup 0:\d\d/);
		await screen.waitForText('compiling part 1');
		world.write('go', '');
		await screen.waitForText('compiling part 2');
		assert.equal((await world.run(['stop', 'out', '--now'])).code, 0);
		await screen.waitForText('no trial completed');
		screen.type('q');
		await exitOf(screen, 20_000);
	});

	test('interleaved trials that build the same file run what is theirs; a setup that fails is tried again and told', async t => {
		const world = openWorld(t);
		const setup =
			'if [ $SWEEP_i = 3 ]; then echo try >> tries; echo line 1: loss=7; echo no compiler; exit 2; fi; echo loss=$SWEEP_i > program';
		const run = `[run]\nrepeats = 2\norder = "interleave"\nretries = 1\nsetup = ${JSON.stringify(setup)}\n`;
		world.write('sweep.toml', shellSweep('cat program', 3, `${LOSS}${run}`));
		await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
		const {trials} = readState(world.path('out'));
		assert.deepEqual(
			trials.map(trial => [trial?.metrics['loss'], trial?.state, trial?.why]),
			[
				[1, 'complete', undefined],
				[2, 'complete', undefined],
				[undefined, 'failed', 'setup: exit 2: no compiler'],
			],
		);
		assert.equal(readFileSync(world.path('tries'), 'utf8'), 'try\ntry\n');
		const said = (trial: number): string =>
			readFileSync(world.path('out', 'trials', `00000${trial}`, 'e01', 'output.log'), 'utf8');
		assert.deepEqual([said(1), said(3)], ['loss=1\r\n', 'line 1: loss=7\r\nno compiler\r\n']);
		const [broken] = trials[2]?.executions ?? [];
		assert.deepEqual([broken?.metrics, broken?.durationS], [{}, undefined], 'no metric, and no time of the program');
		// Each of the two rounds builds anew; the one that cannot be built is tried twice in the first.
		const setUps = eventsOf(world.path('out'), 'preparation-started').map(({trial}) => trial);
		assert.deepEqual(setUps, [1, 2, 3, 3, 1, 2]);
	});

	test('a setup that fails halfway leaves no other trial its build; one that went well is not done again', async t => {
		const world = openWorld(t);
		const setup = 'echo loss=$SWEEP_i > program; [ $SWEEP_i != 2 ]';
		const prepare = '[ -e clean ] || { touch clean; exit 1; }';
		const run = `[run]\nrepeats = 2\norder = "interleave"\nretries = 1\nsetup = ${JSON.stringify(setup)}\nprepare = ${JSON.stringify(prepare)}\n`;
		world.write('sweep.toml', shellSweep('cat program', 2, `${LOSS}${run}`));
		await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
		assert.deepEqual(
			readState(world.path('out')).trials.map(trial => [trial?.metrics['loss'], trial?.state]),
			[
				[1, 'complete'],
				[undefined, 'failed'],
			],
		);
		const setUps = eventsOf(world.path('out'), 'preparation-started').filter(({step}) => step === 'setup');
		assert.deepEqual(
			setUps.map(({trial}) => trial),
			[1, 2, 2, 1],
			'the preparation that failed first is tried again, its build stands; the last follows half a build',
		);
	});
});
