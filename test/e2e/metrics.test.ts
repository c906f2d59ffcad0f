import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {suite, test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {readRows, readState} from './run-files.ts';
import {LOSS, shellSweep} from './sweeps.ts';
import {openWorld, type World} from './world.ts';

buildProgram();

async function runHeadless(world: World, text: string) {
	world.write('sweep.toml', text);
	const ended = await world.run(['run', 'sweep.toml', '--headless', '--out', 'out']);
	assert.ok(ended.code === 0 || ended.code === 1, ended.note);
	return {...ended, directory: world.path('out')};
}

suite('metrics', {concurrency: 3}, () => {
	test('every way to report one: pattern, name=value, JSON line, $SWEEP_METRICS, hypertune file, metrics_file', async t => {
		const world = openWorld(t);
		const script = [
			'echo "Matrix 64 - 123.5 FLOPS (0.1 seconds)"',
			'echo "epoch 1: loss=0.75 acc: 0.5"',
			'echo \'{"f1": 0.625, "other": "x"}\'',
			'echo \'{"from_file": 42}\' >> $SWEEP_METRICS',
			'mkdir -p $(dirname $CLOUD_ML_HP_METRIC_FILE); echo \'{"timestamp": 1, "trial": "0", "tuned": "0.125", "global_step": "1", "checkpoint_path": ""}\' >> $CLOUD_ML_HP_METRIC_FILE',
			'printf "step,table\\n1,8\\n2,9\\n" > $SWEEP_DIR/m.csv; cp $SWEEP_DIR/m.csv table.csv',
		].join('\n');
		const {directory} = await runHeadless(
			world,
			`name = "test"
shell = ${JSON.stringify(script)}
metrics_file = "table.csv"
[parameters]
i = [1]
[metrics]
flops = { pattern = '- (?<value>[\\d.]+) FLOPS' }
loss = { goal = "minimize" }
acc = {}
f1 = {}
from_file = {}
tuned = {}
table = {}
ratio = { formula = "flops / loss" }
`,
		);
		const [row] = readRows(directory);
		const values = ['flops', 'loss', 'acc', 'f1', 'from_file', 'tuned', 'table', 'ratio'].map(name => row?.[name]);
		assert.deepEqual(values, ['123.5', '0.75', '0.5', '0.625', '42', '0.125', '9', String(123.5 / 0.75)]);
	});

	test('a unit is converted to that of the metric; one of another quantity is told once a run', async t => {
		const world = openWorld(t);
		const text = shellSweep(
			'echo "time: $SWEEP_i us size: 3 W"',
			2,
			'[metrics]\ntime = { goal = "minimize", unit = "ms" }\nsize = { unit = "MB" }\n',
		);
		const {directory} = await runHeadless(world, text);
		assert.deepEqual(
			readRows(directory).map(row => [row['time'], row['size']]),
			[
				['0.001', '3'],
				['0.002', '3'],
			],
		);
		const told = readState(directory).notices.filter(({about}) => about === 'files');
		assert.deepEqual(
			told.map(({level, text: said}) => [level, said]),
			[['warning', 'metric "size" is printed in W, its unit is MB: its numbers are taken as they are']],
		);
	});

	test('a failure for want of a value quotes the line that names the metric', async t => {
		const world = openWorld(t);
		world.write('sweep.toml', shellSweep('echo "loss: 1,234.5"; echo bye', 1, LOSS));
		const {out} = await world.run(['run', 'sweep.toml', '--headless']);
		assert.match(out, /^failed +#1: no value for "loss": loss: 1,234\.5$/m);
	});

	test('A15: the reduce of a metric over an execution; carriage returns end a line', async t => {
		const world = openWorld(t);
		const names = ['last', 'min', 'max', 'mean', 'median', 'sum', 'p95'];
		const {directory} = await runHeadless(
			world,
			shellSweep(
				`for v in 4 1 7 2; do for m in ${names.join(' ')}; do printf "$m=$v\\r"; done; done`,
				1,
				`[metrics]\n${names.map(name => `${name} = { reduce = "${name}" }\n`).join('')}`,
			),
		);
		const [row] = readRows(directory);
		assert.deepEqual(
			names.slice(0, 6).map(name => Number(row?.[name])),
			[2, 1, 7, 3.5, 3, 14],
		);
		assert.ok(Number(row?.['p95']) > 4 && Number(row?.['p95']) <= 7);
	});

	test('A14: NaN, infinities and sentinels are kept as given and ranked last; what is no number is no value', async t => {
		const world = openWorld(t);
		const values = ['nan', 'inf', '-inf', '9e+99', '1e400', '-0', '0.5', '1,5', '0x10', 'none'];
		const {directory, out} = await runHeadless(
			world,
			`name = "test"\ncommand = ["echo", "loss={v}"]\n[parameters]\nv = ${JSON.stringify(values)}\n[metrics]\nloss = { goal = "minimize" }\n`,
		);
		const {trials, best} = JSON.parse(readFileSync(`${directory}/trials.json`, 'utf8'));
		const seen = Object.fromEntries(
			trials.map((trial: {params: {v: string}; metrics: {loss?: unknown}; state: string}) => [
				trial.params.v,
				trial.metrics.loss ?? trial.state,
			]),
		);
		assert.deepEqual(seen, {
			nan: 'NaN',
			inf: 'Infinity',
			'-inf': '-Infinity',
			'9e+99': 9e99,
			'1e400': 'Infinity',
			'-0': 0,
			'0.5': 0.5,
			'1,5': 'failed',
			'0x10': 'failed',
			none: 'failed',
		});
		assert.equal(trials[best - 1].params.v, '-0');
		assert.match(out, /^best {4}#6 /m);
		const {out: table} = await world.run(['table', 'out', '--json']);
		const order = (JSON.parse(table) as {readonly params: {readonly v: string}}[]).map(trial => trial.params.v);
		const finite = order.filter(v => v === '-0' || v === '0.5');
		assert.deepEqual(order.slice(0, finite.length), ['-0', '0.5']);
	});

	test('A13: exit 0 without the objective fails; a metric that is no objective may be missing', async t => {
		const world = openWorld(t);
		const {directory} = await runHeadless(
			world,
			shellSweep('[ $SWEEP_i = 1 ] || echo loss=3', 2, '[metrics]\nloss = { goal = "minimize" }\nextra = {}\n'),
		);
		assert.deepEqual(
			readState(directory).trials.map(trial => [trial?.state, trial?.why]),
			[
				['failed', 'no value for "loss"'],
				['complete', undefined],
			],
		);
		assert.deepEqual(
			readRows(directory).map(row => [row['loss'], row['extra']]),
			[
				['', ''],
				['3', ''],
			],
		);
	});

	test('steps make curves; formulas see mean and std; constraints mark and rank last', async t => {
		const world = openWorld(t);
		const script = 'for s in 1 2 3; do echo "{\\"step\\": $s, \\"loss\\": $((SWEEP_i * 10 - s))}"; done';
		const {directory, out} = await runHeadless(
			world,
			`constraints = ["loss >= 10"]\n${shellSweep(script, 3, '[metrics]\nloss = { goal = "minimize" }\nsquare = { formula = "loss * loss" }\n')}`,
		);
		const {trials} = readState(directory);
		assert.deepEqual(
			trials[1]?.curves['loss']?.map(({step, value}) => [step, value]),
			[
				[1, 19],
				[2, 18],
				[3, 17],
			],
		);
		assert.deepEqual(
			readRows(directory).map(row => [row['loss'], row['square'], row['flags']?.includes('INFEASIBLE')]),
			[
				['7', '49', true],
				['17', '289', false],
				['27', '729', false],
			],
		);
		assert.match(out, /^best {4}#2 /m);
		const metrics = readFileSync(`${directory}/trials/000002/e01/metrics.csv`, 'utf8');
		assert.equal(metrics.split('\n').length, 5, metrics);
		assert.equal(readRows(directory, 'all_metrics.csv').length, 9);
	});

	test('the measured region bounds what telemetry is taken from', async t => {
		const world = openWorld(t);
		const {directory} = await runHeadless(
			world,
			shellSweep(
				'sleep 1; a=$(date +%s%N); echo "::sweep measure-begin"; sleep 2.2; echo "::sweep measure-end"; echo ms=$((($(date +%s%N) - a) / 1000000)); sleep 1; echo loss=1',
				1,
				'[metrics]\nloss = { goal = "minimize" }\nms = {}\n',
			),
		);
		const [row] = readRows(directory);
		const energyJ = Number(row?.['energy_j']);
		const meanWatts = Number(row?.['power_mean_w']);
		assert.equal(row?.['power_source'], 'tdp-estimate');
		const spanS = energyJ / meanWatts;
		// By the clock of the program itself, which a busy machine may hold up on its way.
		const measuredS = Number(row?.['ms']) / 1000;
		assert.ok(
			measuredS > 2.1 && Math.abs(spanS - measuredS) < 0.7,
			`${measuredS} s measured, energy over ${spanS} s; ${JSON.stringify(row)}`,
		);
	});

	test('binary output, half UTF-8 and a hostile name stay in the log; the metric is read all the same', async t => {
		const world = openWorld(t);
		const script =
			'printf "\\377\\376\\303\\033]0;owned\\007\\033[2J\\n"; head -c 20000 /dev/urandom; printf "\\nloss=0.5\\n\\342\\202"';
		const {directory, out} = await runHeadless(
			world,
			shellSweep(script, 1, '[metrics]\nloss = { goal = "minimize" }\n'),
		);
		assert.deepEqual(
			readRows(directory).map(row => row['loss']),
			['0.5'],
		);
		assert.doesNotMatch(out, /\u001B/);
		const log = readFileSync(`${directory}/trials/000001/e01/output.log`);
		assert.deepEqual([...log.subarray(0, 3)], [0xff, 0xfe, 0xc3]);
		assert.deepEqual([...log.subarray(-2)], [0xe2, 0x82]);
	});
});
