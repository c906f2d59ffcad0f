import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {isRunning, processesOfRun} from './processes.ts';
import {eventsOf, readRows, readRunId, readState} from './run-files.ts';
import {argvSweep, LOSS, shellSweep} from './sweeps.ts';
import {openWorld, type World} from './world.ts';

buildProgram();

async function runHeadless(world: World, text: string, ...argv: readonly string[]) {
	world.write('sweep.toml', text);
	const ended = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out', ...argv]);
	return {...ended, directory: world.path('out')};
}

/** What each execution of the one trial was for and came to. */
function executionsOf(directory: string, trial = 1) {
	const executions = readState(directory).trials[trial - 1]?.executions ?? [];
	return executions.map(({role, attempt, outcome, why}) =>
		[role, attempt, outcome, why].filter(part => part !== undefined),
	);
}

suite('settings of a run', {concurrency: 3}, () => {
	test('timeout: TERM, after the grace KILL, to the whole tree; the exact reason; the sweep goes on', async t => {
		const world = openWorld(t);
		const script =
			'if [ $SWEEP_i = 2 ]; then echo loss=2; exit; fi; trap "" TERM HUP; setsid sleep 60 & sleep 60 & while :; do sleep 0.05; done';
		const {code, directory} = await runHeadless(
			world,
			shellSweep(script, 2, `${LOSS}[run]\ntimeout = "1500ms"\ngrace = "300ms"\n`),
		);
		assert.equal(code, 0);
		assert.deepEqual(executionsOf(directory), [['measured', 1, 'timed-out', 'timed out after 1.5 s']]);
		assert.deepEqual(
			readRows(directory).map(row => [row['state'], row['loss']]),
			[
				['timed-out', ''],
				['complete', '2'],
			],
		);
		const [ended] = eventsOf(directory, 'execution-ended');
		assert.equal(ended?.signal, 'SIGKILL');
		assert.ok((ended?.duration_s ?? 0) >= 1.8, 'it had its grace');
		assert.deepEqual(processesOfRun(readRunId(directory)), []);
	});

	test('retries: a failed execution is tried again, a lasting failure keeps its last reason', async t => {
		const world = openWorld(t);
		const script =
			'n=$(cat n$SWEEP_i 2>/dev/null); echo x$n > n$SWEEP_i; [ "$n" = xx -a $SWEEP_i = 1 ] || exit 9; echo loss=1';
		const {code, directory} = await runHeadless(world, shellSweep(script, 2, `${LOSS}[run]\nretries = 2\n`));
		assert.equal(code, 0);
		assert.deepEqual(executionsOf(directory), [
			['measured', 1, 'failed', 'exit 9'],
			['measured', 2, 'failed', 'exit 9'],
			['measured', 3, 'complete'],
		]);
		assert.deepEqual(
			executionsOf(directory, 2).map(([, attempt]) => attempt),
			[1, 2, 3],
		);
		assert.deepEqual(
			readRows(directory).map(row => row['state']),
			['complete', 'failed'],
		);
	});

	test('warm-ups and discarded repeats run first and count in no metric', async t => {
		const world = openWorld(t);
		const script = 'n=$(ls runs | wc -l); touch runs/$n; echo loss=$n';
		const {directory} = await runHeadless(
			world,
			shellSweep(`mkdir -p runs; ${script}`, 1, `${LOSS}[run]\nwarmup = 1\nrepeats = 4\ndiscard_first = 2\n`),
		);
		assert.deepEqual(
			executionsOf(directory).map(([role]) => role),
			['warmup', 'discarded', 'discarded', 'measured', 'measured'],
		);
		assert.deepEqual(
			readRows(directory).map(row => row['loss']),
			['3.5'],
		);
		assert.deepEqual(
			readRows(directory, 'executions.csv').map(row => [row['role'], row['loss']]),
			[
				['warmup', '0'],
				['discarded', '1'],
				['discarded', '2'],
				['measured', '3'],
				['measured', '4'],
			],
		);
	});

	test('jobs = 2: two at a time, flagged SHARED, without an energy of their own', async t => {
		const world = openWorld(t);
		const {code, directory} = await runHeadless(
			world,
			// Each counts those that run, itself among them.
			shellSweep('mkdir now$SWEEP_i; ls -d now* | wc -l >> seen; sleep 1.2; rmdir now$SWEEP_i; echo loss=1', 4, LOSS),
			'--jobs',
			'2',
		);
		assert.equal(code, 0);
		const rows = readRows(directory);
		assert.deepEqual(
			rows.map(row => [row['state'], row['flags']?.split(' ').includes('SHARED'), row['energy_j']]),
			Array(4).fill(['complete', true, '']),
		);
		const seen = readFileSync(world.path('seen'), 'utf8').trim().split('\n').map(Number);
		assert.deepEqual([seen.length, Math.max(...seen)], [4, 2]);
		const {trials} = JSON.parse(readFileSync(`${directory}/trials.json`, 'utf8'));
		assert.match(trials[0].missing.energy_j, /other executions ran at the same time/);
		assert.ok((eventsOf(directory, 'sweep-ended')[0]?.totals.energy_j ?? 0) > 0, 'the joules stay with the sweep');
	});

	test('budget: trials, time, target', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('sleep 0.1; echo loss=$((10 - SWEEP_i))', 1000, LOSS));
		const trials = await world.run(['run', 'sweep.toml', '--headless', '--out', 'a', '--trials', '5']);
		assert.match(trials.out, /^sweep {3}test: trial budget spent \(5\)$/m);
		assert.equal(readRows(world.path('a')).length, 5);
		const time = await world.run(['run', 'sweep.toml', '--headless', '--out', 'b', '--time', '1s']);
		assert.match(time.out, /^sweep {3}test: time budget spent \(1 s\)$/m);
		assert.ok(readRows(world.path('b')).length <= 11, 'each takes a tenth of a second');
		const target = await world.run([
			'run',
			'sweep.toml',
			'--headless',
			'--out',
			'c',
			'--set',
			'budget.target=loss <= 7',
		]);
		assert.match(target.out, /^sweep {3}test: target reached: loss <= 7$/m);
		assert.equal(readRows(world.path('c')).length, 3, 'the trial that reaches it is the last');
		const resumed = await world.run(['resume', 'a', '--headless', '--trials', '+3']);
		assert.equal(resumed.code, 0, resumed.note);
		assert.equal(readRows(world.path('a')).length, 8);
	});

	test('A1: every byte of the last output, and A2: a last line without its newline', async t => {
		const world = openWorld(t);
		const script = 'head -c $SWEEP_bytes /dev/zero | tr "\\0" a; printf "\\nloss=0.25"';
		const text = `name = "test"\nshell = ${JSON.stringify(script)}\n[parameters]\nbytes = [2000, 20480, 1048576]\n${LOSS}[run]\nrepeats = 3\n`;
		const {code, directory} = await runHeadless(world, text);
		assert.equal(code, 0);
		assert.deepEqual(
			readRows(directory).map(row => row['loss']),
			['0.25', '0.25', '0.25'],
		);
		for (const [index, bytes] of [2000, 20480, 1048576].entries()) {
			for (const execution of [1, 2, 3]) {
				const log = readFileSync(`${directory}/trials/00000${index + 1}/e0${execution}/output.log`);
				assert.equal(log.length, bytes + '\r\nloss=0.25'.length);
			}
		}
	});

	test('A7: a program that stops itself, or is stopped by its terminal, still times out', async t => {
		const world = openWorld(t);
		const {code, directory, note} = await runHeadless(
			world,
			shellSweep(
				'if [ $SWEEP_i = 1 ]; then kill -STOP $$; fi; cat & wait; echo loss=1',
				1,
				`${LOSS}[run]\ntimeout = "2500ms"\n`,
			),
		);
		assert.equal(code, 1);
		assert.match(note, /the program or a child of it is stopped/);
		assert.deepEqual(executionsOf(directory), [['measured', 1, 'timed-out', 'timed out after 2.5 s']]);
	});

	test('A17: a program that reads its terminal gets end of file', async t => {
		const world = openWorld(t);
		const {directory} = await runHeadless(
			world,
			shellSweep('cat; read x; echo loss=1', 1, `${LOSS}[run]\ntimeout = "20s"\n`),
		);
		assert.deepEqual(
			readRows(directory).map(row => row['state']),
			['complete'],
		);
	});

	test('A16: no shell: a parameter is one argument, whatever it holds', async t => {
		const world = openWorld(t);
		const value = "$(touch pwned) `touch pwned`; touch pwned | 'x' \" * ~ {y} \\n";
		const {directory} = await runHeadless(
			world,
			`name = "test"\ncommand = ["sh", "-c", "printf %s \\"$1\\" > seen; echo loss=1", "sh", "{p}"]\n[parameters]\np = [${JSON.stringify(value)}]\n${LOSS}`,
		);
		assert.deepEqual(
			readRows(directory).map(row => [row['state'], row['p']]),
			[['complete', value]],
		);
		assert.equal(readFileSync(world.path('seen'), 'utf8'), value);
		assert.throws(() => readFileSync(world.path('pwned')), {code: 'ENOENT'});
	});

	test('A18: raw mode and the alternate screen of one trial do not reach the next', async t => {
		const world = openWorld(t);
		const {directory} = await runHeadless(
			world,
			shellSweep(
				'stty -a | grep -q " icanon" && echo loss=1; stty raw -echo; printf "\\033[?1049h\\033[?25l"',
				2,
				LOSS,
			),
		);
		assert.deepEqual(
			readRows(directory).map(row => row['state']),
			['complete', 'complete'],
		);
	});

	test('SWEEP_SEED differs by trial and execution, not by run; the rest of the environment is as promised', async t => {
		const world = openWorld(t);
		const text = argvSweep(
			[
				'sh',
				'-c',
				'env | grep -E "^(SWEEP|CLOUD_ML)_" | sort; echo; test -t 0 && test -t 1 && stty size; touch $SWEEP_DIR/made; echo loss=1',
			],
			2,
			LOSS,
		);
		const {directory} = await runHeadless(world, text);
		const log = readFileSync(`${directory}/trials/000002/e01/output.log`, 'utf8').replaceAll('\r', '');
		const seed = /SWEEP_SEED=(\d+)/.exec(log)?.[1];
		assert.equal(
			log,
			[
				`CLOUD_ML_HP_METRIC_FILE=${directory}/trials/000002/e01/output.metrics`,
				'CLOUD_ML_TRIAL_ID=2',
				`SWEEP_DIR=${directory}/trials/000002/e01/artifacts`,
				'SWEEP_EXECUTION=1',
				`SWEEP_METRICS=${directory}/trials/000002/e01/metrics.jsonl`,
				'SWEEP_NAME=test',
				`SWEEP_SEED=${seed}`,
				'SWEEP_SLOT=1',
				'SWEEP_TRIAL=2',
				'SWEEP_i=2',
				'',
				'40 120',
				'loss=1',
				'',
			].join('\n'),
		);
		const {trials} = JSON.parse(readFileSync(`${directory}/trials.json`, 'utf8'));
		assert.deepEqual(trials[1].artifacts, ['trials/000002/e01/artifacts/made']);
		const again = await world.run(['run', 'sweep.toml', '--headless', '--out', 'again']);
		assert.equal(again.code, 0);
		const other = readFileSync(world.path('again', 'trials', '000002', 'e01', 'output.log'), 'utf8');
		assert.equal(/SWEEP_SEED=(\d+)/.exec(other)?.[1], seed);
		const first = readFileSync(world.path('again', 'trials', '000001', 'e01', 'output.log'), 'utf8');
		assert.notEqual(/SWEEP_SEED=(\d+)/.exec(first)?.[1], seed);
	});

	test('each of the jobs has its own value of a list in [env], which no other one has meanwhile', async t => {
		const world = openWorld(t);
		const script =
			'mkdir taken$CARD || exit 9; sleep 0.05; rmdir taken$CARD; echo "on $CARD of $SWEEP_SLOT"; echo loss=1';
		const settings = `${LOSS}[env]\nCARD = ["a", "b"]\n[run]\njobs = 2\n`;
		const {code, directory} = await runHeadless(world, shellSweep(script, 8, settings));
		assert.equal(code, 0);
		assert.equal(readState(directory).counts.complete, 8);
		for (const {trial, slot} of eventsOf(directory, 'execution-started')) {
			const log = readFileSync(`${directory}/trials/${String(trial).padStart(6, '0')}/e01/output.log`, 'utf8');
			assert.match(log, new RegExp(`^on ${slot === 1 ? 'a' : 'b'} of ${slot}\\b`, 'm'));
		}
	});

	test('A4: a grandchild that holds the terminal does not hold the trial', async t => {
		const world = openWorld(t);
		const {code, directory} = await runHeadless(
			world,
			shellSweep('setsid sleep 300 & echo $! > grandchild; echo loss=1; exit 7', 1, LOSS),
		);
		assert.equal(code, 1);
		assert.deepEqual(executionsOf(directory), [['measured', 1, 'failed', 'exit 7']]);
		assert.ok(!isRunning(Number(readFileSync(world.path('grandchild'), 'utf8'))), 'it is ended with the sweep');
		assert.ok((eventsOf(directory, 'execution-ended')[0]?.duration_s ?? 999) < 60);
	});
});
