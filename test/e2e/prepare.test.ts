import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {eventsOf, readRows, readState} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {eventually, openWorld} from './world.ts';

buildProgram();

suite('what runs before each execution', {concurrency: 3}, () => {
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
	});
});
