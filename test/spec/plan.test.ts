import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseSweep} from '../../source/spec/parse-sweep.ts';
import {describePlan, type Plan, type PlanInput} from '../../source/spec/plan.ts';
import {planLines} from '../../source/spec/plan-text.ts';
import {specContext} from './context.ts';
import {cpuMs} from '../helpers/cpu-time.ts';

function planOf(lines: readonly string[], input: Partial<PlanInput> = {}): Plan {
	const sweep = parseSweep({path: 'gemm.toml', text: lines.join('\n')}, specContext());
	return describePlan(sweep, input);
}

const GEMM = [
	'command = ["./gemm", "--type={dtype}", "-n", "{size}", "it\'s {rounds}"]',
	'exclude = ["dtype == \'double\' and size > 1024"]',
	'[parameters]',
	'dtype = ["half", "float", "double"]',
	'size = {min = 64, max = 2048, step = 64}',
	'momentum = {min = 0, max = 0.9, step = 0.3, when = "dtype == \'half\'"}',
	'rounds = 8',
	'[run]',
	'repeats = 4',
	'discard_first = 1',
	'warmup = 1',
	'setup = "make gemm"',
	'prepare = ["./clean", "all of it"]',
	'jobs = 2',
	'timeout = "10s"',
	'max_output = "1MiB"',
];

test('the plan counts axes, product, conditions and exclusions exactly', () => {
	const plan = planOf(GEMM);
	assert.deepEqual(
		plan.axes.map(axis => axis.count),
		[3, 32, 4, 1],
	);
	assert.equal(plan.product, 384n);
	// half × 32 × 4 + (float + double) × 32, of which double loses the 16 sizes above 1024.
	assert.equal(plan.folded, 384n - 192n);
	assert.equal(plan.excluded, 16n);
	assert.deepEqual(plan.size, {count: 176n, exact: true});
	assert.equal(plan.trials, 176n);
	assert.equal(plan.executionsPerTrial, 5);
	assert.equal(plan.longestMs, (176 * 5 * 10_000) / 2);
	assert.equal(plan.mostLogBytes, 880n * 1024n * 1024n);
	assert.deepEqual(
		plan.first.map(trial => trial.argv),
		[
			['./gemm', '--type=half', '-n', '64', "it's 8"],
			['./gemm', '--type=half', '-n', '64', "it's 8"],
			['./gemm', '--type=half', '-n', '64', "it's 8"],
		],
	);
	assert.deepEqual(plan.first[1]?.environment, {
		SWEEP_dtype: 'half',
		SWEEP_size: '64',
		SWEEP_momentum: '0.3',
		SWEEP_rounds: '8',
	});
});

test('the plan as text', () => {
	assert.deepEqual(planLines(planOf(GEMM, {runDirectory: '/runs/gemm-1'})), [
		'sweep gemm, sampler auto: grid, order grid, seed 7',
		'',
		'parameters',
		'  dtype      3  choice    "half", "float", "double"',
		'  size      32  integer   64, 128, 192, … 2048',
		"  momentum   4  real      0, 0.3, 0.6, 0.9   when dtype == 'half'",
		'  rounds     1  constant  8',
		'  product: 3 × 32 × 4 × 1 = 384',
		'  conditions fold away: 192',
		'  exclude removes: 16',
		'  points: 176',
		'',
		'executions',
		'  each trial: 1 warm-up + 1 discarded + 3 measured',
		'  before each trial, unmeasured: make gemm',
		"  before each execution, unmeasured: ./clean 'all of it'",
		'  in all: 176 × 5 = 880, 2 at once',
		'  budget: none',
		'  time: at most 1h 13m',
		'',
		'first trials',
		"  1  ./gemm --type=half -n 64 'it'\\''s 8'  # momentum=0",
		"  2  ./gemm --type=half -n 64 'it'\\''s 8'  # momentum=0.3",
		"  3  ./gemm --type=half -n 64 'it'\\''s 8'  # momentum=0.6",
		'',
		'will be written',
		'  /runs/gemm-1: sweep file, journal, telemetry, trials.csv, trials.json, logs',
		'  logs: what is printed, cut at 1 MiB an execution (run.max_output), so less than 880 MiB in all',
	]);
});

test('what stands nowhere in a command, and what a trial waits for before it starts', () => {
	const plan = planOf([
		"command = ['./gemm', '-n', '{size}', '{width.bits}']",
		'[parameters]',
		'gpu_hz = [306000000, 1020000000]',
		'size = [64]',
		'width = {fields = ["bits", "frac"], values = [[16, 8], [8, 6]]}',
		'[run]',
		'timeout = "90s"',
		'[gate]',
		'max_temperature = 55',
		'max_slope = 0.1',
		'timeout = "2m"',
	]);
	assert.equal(plan.longestGateMs, 4 * 120_000);
	const lines = planLines(plan);
	assert.ok(lines.includes('  time: at most 6m, and at most 8m of waits in the gate'), lines.join('\n'));
	assert.ok(
		lines.includes(
			'  gate: before each trial a wait for at most 55 °C and at most 0.1 °C/s over 5s, 2m at the longest',
		),
	);
	assert.ok(lines.includes('  1  ./gemm -n 64 16  # gpu_hz=306000000 width.frac=8'));
});

test('an endless space, a budget and a shell line', () => {
	const plan = planOf(
		[
			"shell = 'train $SWEEP_lr'",
			'[parameters]',
			'lr = {min = 1e-5, max = 0.1, scale = "log"}',
			'[budget]',
			'trials = 40',
			'time = "2h"',
		],
		{
			first: [{lr: 0.001}],
		},
	);
	assert.deepEqual([plan.product, plan.size, plan.trials, plan.longestMs], [undefined, undefined, 40n, undefined]);
	const text = planLines(plan).join('\n');
	assert.match(text, /lr {2}∞ {2}real, log {2}0\.00001 … 0\.1/);
	assert.match(text, /points: endless/);
	assert.match(text, /in all: 40 × 1 = 40, 1 at once/);
	assert.match(text, /budget: 40 trials, 2h/);
	assert.match(text, /1 {2}SWEEP_lr=0\.001 sh -c 'train \$SWEEP_lr'/);
});

test('points of the file that stand beside the grid are trials of their own, with their time and their waits', () => {
	const lines = [
		'command = ["true"]',
		'enqueue = [{size = 65}, {size = 128}]',
		'[parameters]',
		'size = {min = 64, max = 256, step = 64}',
		'[run]',
		'timeout = "10s"',
		'[gate]',
		'max_slope = 0.1',
		'timeout = "1m"',
	];
	const plan = planOf(lines);
	assert.deepEqual([plan.size?.count, plan.trials], [4n, 5n]);
	assert.deepEqual([plan.longestMs, plan.longestGateMs], [5 * 10_000, 5 * 60_000]);
	assert.ok(planLines(plan).includes('  in all: 5 × 1 = 5, 1 at once'));
	assert.equal(planOf([...lines, '[budget]', 'trials = 3']).trials, 3n);
});

test('H2: 10^18 points cost nothing to plan, and a budget cuts them', () => {
	const axis = '{min = 1, max = 1000000}';
	const lines = [
		'command = ["true"]',
		'[parameters]',
		`a = ${axis}`,
		`b = ${axis}`,
		`c = ${axis}`,
		'[budget]',
		'trials = 5',
	];
	const started = cpuMs();
	const plan = planOf(lines);
	assert.ok(cpuMs() - started < 200);
	assert.equal(plan.product, 10n ** 18n);
	assert.equal(plan.trials, 5n);
	assert.equal(plan.first.length, 3);
});

test('text of the sweep cannot reach the terminal raw', () => {
	const plan = planOf(['command = ["echo", "\\u001b[2J{x}"]', '[parameters]', 'x = ["\\u001b]0;t\\u0007"]']);
	for (const line of planLines(plan)) assert.ok(!/[\u0000-\u001f\u007f]/.test(line), JSON.stringify(line));
});

test('a script of several lines can be pasted: its line ends and tabs are its own, anything else is made visible', () => {
	const script = 'f=$SWEEP_x\nif true; then\n\techo "it\'s $f"\nfi';
	const lines = planLines(
		planOf([`shell = ${JSON.stringify(`${script}\u001b[2J`)}`, '[parameters]', 'x = ["a\\nb"]'], {
			first: [{x: 'a\nb'}],
		}),
	);
	const quoted = `'${script.replaceAll("'", `'\\''`)}\\x1b[2J'`;
	assert.ok(lines.join('\n').includes(`\n  1  SWEEP_x='a\nb' sh -c ${quoted}\n\nwill be written\n`), lines.join('\n'));
});
