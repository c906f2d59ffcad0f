import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {Sweep} from '../../source/domain/sweep.ts';
import type {KnobOffer, SpecContext} from '../../source/spec/context.ts';
import {parseSweep} from '../../source/spec/parse-sweep.ts';
import {specContext} from './context.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/spec');

function parseFixture(name: string): Sweep {
	return parseSweep({path: name, text: readFileSync(join(FIXTURES, name), 'utf8')}, specContext());
}

function parseLines(lines: readonly string[], context: Partial<SpecContext> = {}): Sweep {
	return parseSweep({path: 'quick.toml', text: lines.join('\n')}, specContext(context));
}

const SMALL = ['command = ["true"]', 'parameters = {size = [1, 2, 3], "a.b" = ["x"]}'];

test('the example of the contract resolves to a frozen sweep', () => {
	const sweep = parseFixture('gemm.toml');
	assert.equal(sweep.name, 'gemm');
	assert.deepEqual(sweep.command, {kind: 'argv', argv: ['./gemm', '--type={dtype}', '-n', '{size}']});
	assert.equal(sweep.workdir, '/work');
	assert.deepEqual(sweep.env, {OMP_NUM_THREADS: '1'});
	assert.deepEqual(
		sweep.space.parameters.map(parameter => parameter.domain),
		[
			{kind: 'choice', values: ['half', 'float', 'double']},
			{kind: 'integer', min: 64, max: 2048, step: 64, scale: 'linear'},
			{kind: 'real', min: 1e-5, max: 0.1, scale: 'log'},
			{kind: 'choice', values: ['sgd', 'adam']},
			{
				kind: 'tuple',
				fields: ['bits', 'frac'],
				values: [
					[16, 8],
					[8, 6],
					[8, 4],
					[4, 2],
				],
			},
			{kind: 'real', min: 0, max: 0.99, scale: 'linear'},
			{kind: 'constant', value: 8},
		],
	);
	assert.equal(sweep.space.parameters[5]?.when, "optimizer == 'sgd'");
	assert.deepEqual(sweep.metrics[2], {name: 'latency', unit: 'ms', stream: true, reduce: 'median'});
	assert.deepEqual(sweep.objectives, [{metric: 'flops_per_watt', direction: 'maximize'}]);
	assert.deepEqual(sweep.sampler, {name: 'auto', options: {}});
	assert.deepEqual(sweep.pruner, {name: 'none', options: {}});
	assert.deepEqual(sweep.views, [{kind: 'scatter', x: 'size', y: 'flops', fix: {dtype: 'half'}}]);
	assert.deepEqual(sweep.budget, {trials: 50, timeMs: 7_200_000});
	assert.equal(sweep.run.timeoutMs, 300_000);
	assert.equal(sweep.run.maxOutputBytes, 10 * 1024 * 1024);
	assert.equal(sweep.run.graceMs, 10_000);
	assert.equal(sweep.seed, 7);
});

test('TOML, YAML and JSON of the example give the same sweep', () => {
	const toml = parseFixture('gemm.toml');
	assert.deepEqual(parseFixture('gemm.yaml'), toml);
	assert.deepEqual(parseFixture('gemm.json'), toml);
});

for (const key of ['setup', 'prepare'] as const) {
	test(`run.${key}: text is for the shell, words are filled as those of the command`, () => {
		const read = (value: string): Sweep => parseLines([...SMALL, `run = {${key} = ${value}}`]);
		assert.deepEqual(read("'make clean; echo {size}'").run[key], {kind: 'shell', script: 'make clean; echo {size}'});
		assert.deepEqual(read("['./clean', '{size}']").run[key], {kind: 'argv', argv: ['./clean', '{size}']});
		assert.throws(
			() => read("['./clean', '{sise}']"),
			/quick\.toml:3:\d+: no parameter "sise".*\n.*did you mean \{size\}/,
		);
		assert.throws(() => read('[]'), new RegExp(`run\\.${key} must name a program`));
		assert.throws(() => read('3'), new RegExp(`run\\.${key} must be a line for the shell, or a list of words`));
		assert.equal(parseLines(SMALL).run[key], undefined);
	});
}

test('objectives are the metrics with a goal where none are given', () => {
	const sweep = parseLines([...SMALL, 'metrics = {acc = {goal = "maximize"}, n = {}, loss = {goal = "minimize"}}']);
	assert.deepEqual(sweep.objectives, [
		{metric: 'acc', direction: 'maximize'},
		{metric: 'loss', direction: 'minimize'},
	]);
});

test('whole numbers are decided by value', () => {
	const kinds = (text: string): string => {
		const [parameter] = parseLines(['command = ["true"]', `parameters = {x = ${text}}`, 'budget = {trials = 3}']).space
			.parameters;
		return parameter?.domain.kind ?? '';
	};
	assert.equal(kinds('{min = 1, max = 8}'), 'integer');
	assert.equal(kinds('{min = 1.0, max = 8.0}'), 'integer');
	assert.equal(kinds('{min = 1, max = 8, type = "real"}'), 'real');
	assert.equal(kinds('{min = 1, max = 8, step = 0.5}'), 'real');
	assert.equal(kinds('{min = 1, max = 8, scale = "log"}'), 'real');
	assert.equal(kinds('{min = 1, max = 8, scale = "log", type = "integer"}'), 'integer');
});

test('H4: __proto__, constructor and toString are ordinary names', () => {
	for (const [path, text] of [
		[
			'p.toml',
			'command = ["echo", "{__proto__}"]\n[parameters]\n__proto__ = [1, 2]\nconstructor = 3\ntoString = ["x"]\n[metrics]\nvalueOf = {goal = "minimize"}\n',
		],
		[
			'p.yaml',
			'command: [echo, "{__proto__}"]\nparameters: {__proto__: [1, 2], constructor: 3, toString: [x]}\nmetrics: {valueOf: {goal: minimize}}\n',
		],
		[
			'p.json',
			'{"command": ["echo", "{__proto__}"], "parameters": {"__proto__": [1, 2], "constructor": 3, "toString": ["x"]}, "metrics": {"valueOf": {"goal": "minimize"}}}',
		],
	] as const) {
		const sweep = parseSweep({path, text}, specContext());
		assert.deepEqual(
			sweep.space.parameters.map(parameter => parameter.name),
			['__proto__', 'constructor', 'toString'],
			path,
		);
		assert.deepEqual(sweep.objectives, [{metric: 'valueOf', direction: 'minimize'}]);
	}
});

test('--set puts values over the file, by path or by the name of a parameter', () => {
	const sweep = parseLines(SMALL, {
		overrides: [
			'run.jobs=2',
			'size=[5]',
			'parameters.a.b={min=1,max=3}',
			'run.timeout=10s',
			'name=other',
			'env.X=1',
			'labels.note=a=b c',
		],
	});
	assert.equal(sweep.run.jobs, 2);
	assert.equal(sweep.run.timeoutMs, 10_000);
	assert.equal(sweep.name, 'other');
	assert.deepEqual(sweep.env, {X: '1'});
	assert.deepEqual(sweep.labels, {note: 'a=b c'});
	assert.deepEqual(
		sweep.space.parameters.map(parameter => parameter.domain),
		[
			{kind: 'choice', values: [5]},
			{kind: 'integer', min: 1, max: 3, step: 1, scale: 'linear'},
		],
	);
});

test('H7: flags win over the file, the file over defaults', () => {
	const lines = [
		...SMALL,
		'seed = 3',
		'[run]',
		'jobs = 2',
		'[budget]',
		'trials = 9',
		'[labels]',
		'who = "ada"',
		'n = 010'.replace('010', '10'),
	];
	const file = parseLines(lines);
	assert.deepEqual([file.seed, file.run.jobs, file.budget.trials, file.labels], [3, 2, 9, {who: 'ada', n: '10'}]);
	const flags = parseLines(lines, {flags: {seed: 4, jobs: 5, trials: 6, timeMs: 1000, labels: {who: 'bob'}}});
	assert.deepEqual([flags.seed, flags.run.jobs, flags.budget], [4, 5, {trials: 6, timeMs: 1000}]);
	assert.deepEqual(flags.labels, {who: 'bob', n: '10'});
});

test('a list in [env] has a value for each of the jobs', () => {
	const sweep = parseLines([...SMALL, '[env]', 'CUDA_VISIBLE_DEVICES = [0, "GPU-${CUDA}"]', 'A = "x"']);
	assert.deepEqual(sweep.env, {CUDA_VISIBLE_DEVICES: ['0', 'GPU-12'], A: 'x'});
});

test('env values are expanded; $${ is the text itself', () => {
	const sweep = parseLines([...SMALL, '[env]', 'A = "${HOME}/x:${CUDA}"', 'B = "$${HOME} $HOME"', 'C = 1.50']);
	assert.deepEqual(sweep.env, {A: '/opt/ada/x:12', B: '${HOME} $HOME', C: '1.50'});
});

test('a knob takes the values that the board offers', () => {
	const sweep = parseLines(
		['command = ["true"]', 'parameters = {hz = {values = "available", knob = "gpu.frequency"}}'],
		{
			knobs: [{id: 'gpu.frequency', available: [114750000, 1377000000]}],
		},
	);
	assert.deepEqual(sweep.space.parameters, [
		{name: 'hz', domain: {kind: 'choice', values: [114750000, 1377000000]}, knob: 'gpu.frequency'},
	]);
});

test('a plan reads the listed values of a knob that is not here, and asks no board for its own', () => {
	const unusable = {reason: 'no GPU here', mend: 'take gpu.clock'};
	const knobs = [{id: 'gpu.frequency', available: [], unusable, isOptional: true}];
	const read = (values: string, offered: readonly KnobOffer[]) =>
		parseLines(['command = ["true"]', `parameters = {hz = {values = ${values}, knob = "gpu.frequency"}}`], {
			knobs: offered,
		});
	assert.deepEqual(read('[114750000, 7]', knobs).space.parameters, [
		{name: 'hz', domain: {kind: 'choice', values: [114750000, 7]}, knob: 'gpu.frequency'},
	]);
	assert.throws(() => read('"available"', knobs), /cannot be used here: no GPU here/);
	assert.throws(() => read('[114750000]', [{id: 'gpu.frequency', available: [], unusable}]), /cannot be used here/);
});

test('a gate is what the file says and the defaults beside it', () => {
	const sweep = parseLines([...SMALL, '[gate]', 'max_temperature = 60']);
	assert.deepEqual(sweep.gate, {maxTemperatureC: 60, settleMs: 5000, timeoutMs: 120_000});
});

test('H6: YAML stays YAML 1.2: no, dates and sexagesimals are text', () => {
	const sweep = parseSweep(
		{path: 'a.yaml', text: 'command: ["true"]\nparameters:\n  x: [no, 2020-01-01, 12:30:00, on, 0o10, 1e3]\n'},
		specContext(),
	);
	assert.deepEqual(sweep.space.parameters[0]?.domain, {
		kind: 'choice',
		values: ['no', '2020-01-01', '12:30:00', 'on', 8, 1000],
	});
});

test('a file is named by its path where it has no name', () => {
	assert.equal(parseLines(SMALL).name, 'quick');
	assert.equal(parseSweep({path: '/x/my sweep.toml', text: SMALL.join('\n')}, specContext()).name, 'my-sweep');
});

test('views take what the options of plot do', () => {
	const {views} = parseLines(
		[
			...SMALL,
			'[[views]]',
			'kind = "scatter"',
			'x = "duration_s"',
			'size = "trial"',
			'color = "none"',
			'log = ["x", "y"]',
			'[[views]]',
			'kind = "heatmap"',
			'ratio = "size=3/1"',
			'isolines = true',
			'[[views]]',
			'kind = "history"',
			'x = "energy"',
		],
		{views: ['scatter', 'heatmap', 'history']},
	);
	assert.deepEqual(views, [
		{kind: 'scatter', x: 'duration_s', size: 'trial', color: 'none', log: ['x', 'y']},
		{kind: 'heatmap', ratio: {parameter: 'size', numerator: 3, denominator: 1}, isolines: true},
		{kind: 'history', x: 'energy'},
	]);
});

test('a view may show how a figure scatters over repeats, but no parameter does', () => {
	const view = (y: string) => [...SMALL, '[[views]]', 'kind = "scatter"', `y = "${y}"`];
	const parsed = parseLines(view('duration_s.std'), {views: ['scatter']});
	assert.deepEqual(parsed.views, [{kind: 'scatter', y: 'duration_s.std'}]);
	assert.throws(() => parseLines(view('size.std'), {views: ['scatter']}), /size\.std/);
	assert.throws(() => parseLines(view('duration_s.sdt'), {views: ['scatter']}), /duration_s\.sdt/);
});
