import assert from 'node:assert/strict';
import {test} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import {DEFINITIONS} from '../../source/definitions/registry.ts';
import {createMlcommonsHalton, MLCOMMONS_FIRST} from '../../source/samplers/halton-sequence.ts';
import {commandsOf, domainOf, plan, planFixture, pointsOf, sizeOf, whenOf} from './plan.ts';

const json = (value: unknown): string => JSON.stringify(value);
const refuses = (run: () => unknown, expected: RegExp): void => {
	assert.throws(run, (error: unknown) => error instanceof UserError && expected.test(error.message));
};

test('every fixture is recognised by its content, whatever its name', () => {
	const titles = [
		...['wandb_sweep_bayes.yaml', 'katib_experiment.yaml', 'nni_config.yml', 'nni_search_space.json'],
		...['mlcommons_tuning_search_space.json', 'mlcommons_tuning_search_space_list.json', 'mase.toml'],
		...['vertex_hptuning_config.yaml', 'hyperfine.json'],
	].map(name => planFixture(name).title);
	const known: readonly string[] = DEFINITIONS.map(({title}) => title);
	for (const title of titles) assert.ok(known.includes(title), title);
	assert.equal(new Set(titles).size, 7);
});

test('vertex: an unset goal is maximised, a 64-bit number may be text, snake case is read', () => {
	const planned = planFixture('vertex_hptuning_config.yaml');
	assert.deepEqual(planned.sweep.objectives, [
		{metric: 'finish__timing__setup__ws', direction: 'maximize'},
		{metric: 'power', direction: 'minimize'},
	]);
	assert.equal(whenOf(planned, 'crc32_rounds'), "optimizer == 'speed'");
	assert.deepEqual(planned.sweep.budget, {trials: 16, failures: 3});
	assert.equal(planned.sweep.run.jobs, 1);
	const snake = plan(
		json({
			metrics: [{metric_id: 'ws'}],
			algorithm: 'RANDOM_SEARCH',
			parameters: [
				{
					parameter_id: 'n',
					integer_value_spec: {min_value: '1', max_value: '8'},
					conditional_parameter_specs: [
						{
							parent_int_values: {values: ['2', '3']},
							parameter_spec: {
								parameter_id: 'lr',
								double_value_spec: {min_value: 0.1, max_value: 10},
								scale_type: 'UNIT_REVERSE_LOG_SCALE',
							},
						},
					],
				},
			],
		}),
		{path: '/srv/s.json', trials: 10},
	);
	assert.deepEqual(snake.sweep.objectives, [{metric: 'ws', direction: 'maximize'}]);
	assert.deepEqual(domainOf(snake, 'n'), {kind: 'integer', min: 1, max: 8, step: 1, scale: 'linear'});
	assert.equal(whenOf(snake, 'lr'), 'n in [2, 3]');
	assert.deepEqual(domainOf(snake, 'lr'), {
		kind: 'real',
		min: 0.1,
		max: 10,
		scale: 'linear',
		distribution: {kind: 'reverse-log'},
	});
	assert.equal(snake.sweep.sampler.name, 'random');
});

test('katib: bounds are texts, names of trialParameters are not those of parameters, random and tpe round their steps', () => {
	const planned = planFixture('katib_experiment.yaml');
	assert.deepEqual(domainOf(planned, 'lr'), {kind: 'real', min: 0.0001, max: 0.1, scale: 'log'});
	assert.deepEqual(domainOf(planned, 'width'), {kind: 'choice', values: [4, 8, 16]});
	assert.deepEqual(planned.sweep.command, {
		kind: 'argv',
		argv: ['python3', 'train.py', '--lr={lr}', '--opt={optimizer}'],
	});
	assert.deepEqual(
		planned.sweep.metrics.map(({name, reduce}) => [name, reduce]),
		[
			['accuracy', 'max'],
			['loss', 'max'],
			['power_w', 'max'],
		],
	);
	assert.deepEqual(planned.sweep.pruner, {name: 'median', options: {startup: 3, warmup: 4}});
	assert.equal(planned.sweep.seed, 10);
	const stepped = (algorithm: string): unknown =>
		domainOf(
			plan(
				json({
					apiVersion: 'kubeflow.org/v1beta1',
					kind: 'Experiment',
					spec: {
						objective: {type: 'minimize', objectiveMetricName: 'loss'},
						algorithm: {algorithmName: algorithm},
						maxTrialCount: 3,
						parameters: [{name: '--x', parameterType: 'double', feasibleSpace: {min: '0.1', max: '1', step: '0.25'}}],
					},
				}),
				{path: '/srv/k.json'},
			),
			'x',
		);
	assert.deepEqual(stepped('grid'), {kind: 'real', min: 0.1, max: 1, step: 0.25, scale: 'linear'});
	assert.deepEqual(stepped('random'), {
		kind: 'real',
		min: 0.1,
		max: 1,
		scale: 'linear',
		quantum: {unit: 0.25, clip: false},
	});
	refuses(() => stepped('pbt'), /algorithmName cannot be "pbt"/);
});

test('nni: the top of randint is left out, quniform is clipped, nested choices hang on their name', () => {
	const planned = planFixture('nni_search_space.json');
	assert.deepEqual(domainOf(planned, 'hidden_size'), {kind: 'integer', min: 64, max: 1023, step: 1, scale: 'linear'});
	assert.equal(whenOf(planned, 'layer0.Conv.kernel_size'), "layer0 == 'Conv'");
	assert.deepEqual(domainOf(planned, 'layer0'), {kind: 'choice', values: ['Empty', 'Conv', 'Max_pool']});
	const clipped = plan(json({x: {_type: 'quniform', _value: [2, 10, 5]}}), {path: '/srv/n.json', trials: 200});
	assert.deepEqual(
		new Set(
			pointsOf({...clipped, sweep: {...clipped.sweep, sampler: {name: 'random', options: {}}}}, 200).map(
				point => point['x'],
			),
		),
		new Set([2, 5, 10]),
	);
	const {sweep} = planFixture('nni_config.yml');
	assert.deepEqual(sweep.command, {kind: 'shell', script: 'python mnist.py'});
	assert.deepEqual(sweep.budget, {trials: 100, timeMs: 24 * 3600_000});
	assert.equal(sweep.run.jobs, 2);
	assert.deepEqual(sweep.objectives, [{metric: 'default', direction: 'maximize'}]);
	refuses(
		() => plan(json({x: {_type: 'qrandint', _value: [1, 2]}}), {path: '/srv/n.json'}),
		/_type cannot be "qrandint"/,
	);
});

test('nni: a grid takes all that a rounded range can be', () => {
	const text =
		'searchSpace: {x: {_type: quniform, _value: [2, 10, 5]}}\ntrialCommand: ./t\ntuner: {name: GridSearch}\n';
	assert.deepEqual(domainOf(plan(text), 'x'), {kind: 'choice', values: [2, 5, 10]});
});

test('mlcommons: the points are those of its Halton sequence, a list is taken point by point', () => {
	const planned = planFixture('mlcommons_tuning_search_space.json');
	const [first] = pointsOf(planned, 1);
	const uniform = new Float64Array(4);
	createMlcommonsHalton(4)(MLCOMMONS_FIRST, uniform);
	// The table of `reference` values: digits, shifts and the first point kept after the skip.
	assert.ok(Math.abs((uniform[0] ?? 0) - 0.6914475933545885) < 1e-15);
	assert.equal(first?.['learning_rate'], 1e-4 * Math.exp((uniform[0] ?? 0) * Math.log(1e-2 / 1e-4)));
	assert.equal(first?.['warmup_factor'], (uniform[2] ?? 0) * (0.1 - 0.01) + 0.01);
	assert.equal(first?.['epsilon'], [1e-8, 1e-5, 1e-3][Math.floor((uniform[3] ?? 0) * 3)]);
	const list = planFixture('mlcommons_tuning_search_space_list.json', {command: './submit {args}'});
	assert.deepEqual(commandsOf(list, 5), [
		[
			'./submit',
			'--dropout_rate=0',
			'--learning_rate=0.001308209823469072',
			'--one_minus_beta1=0.02686663061',
			'--weight_decay=0.16375311233774334',
		],
		[
			'./submit',
			'--dropout_rate=0.1',
			'--learning_rate=0.0017486387539278373',
			'--one_minus_beta1=0.06733926164',
			'--weight_decay=0.08121616522670176',
		],
	]);
	assert.equal(planned.sweep.budget.trials, 20);
	const many = json(Array.from({length: 30}, (_, index) => ({a: index, b: 1})));
	assert.equal(plan(many, {path: '/srv/p.json'}).sweep.budget.trials, 20);
	assert.equal(list.sweep.budget.trials, undefined);
	refuses(() => plan('[{"a": 1}, {"b": 2}]', {path: '/srv/p.json'}), /the same keys/);
});

test('mase: 18 points, objectives in alphabetical order, one where they are summed', () => {
	const planned = planFixture('mase.toml');
	assert.equal(sizeOf(planned), 18n);
	assert.deepEqual(planned.sweep.objectives, [
		{metric: 'accuracy', direction: 'maximize'},
		{metric: 'average_bitwidth', direction: 'minimize'},
	]);
	assert.deepEqual(planned.sweep.budget, {trials: 30, timeMs: 20_000_000});
	const text =
		'[search.search_space.seed.default.config]\nw = [2, 4]\n[search.strategy.setup]\nsampler = "bruteforce"\nsum_scaled_metrics = true\ndirection = "minimize"\n[search.strategy.metrics]\nloss.scale = 1.0\nloss.direction = "minimize"\n';
	const summed = plan(text, {path: '/srv/m.toml'});
	assert.deepEqual(summed.sweep.objectives, [{metric: 'scaled_metrics_sum', direction: 'minimize'}]);
	assert.equal(summed.sweep.sampler.name, 'grid');
	assert.ok(summed.notes.some(note => note.includes('brute_force')));
});

test('optuna: distributions as its journal writes them, null steps, old names, choices of any type', () => {
	const planned = plan(
		json({
			lr: {name: 'FloatDistribution', attributes: {step: null, low: 1e-5, high: 0.1, log: true}},
			n: '{"name": "IntDistribution", "attributes": {"log": false, "step": 2, "low": 1, "high": 9}}',
			c: {name: 'CategoricalDistribution', attributes: {choices: [null, true, 3, 'x']}},
			q: {name: 'DiscreteUniformDistribution', attributes: {low: 0, high: 1, q: 0.25}},
			i: {name: 'IntLogUniformDistribution', attributes: {low: 1, high: 64, step: 1}},
		}),
		{path: '/srv/o.json', trials: 5},
	);
	assert.deepEqual(domainOf(planned, 'lr'), {kind: 'real', min: 1e-5, max: 0.1, scale: 'log'});
	assert.deepEqual(domainOf(planned, 'n'), {kind: 'integer', min: 1, max: 9, step: 2, scale: 'linear'});
	assert.deepEqual(domainOf(planned, 'c'), {kind: 'choice', values: ['None', true, 3, 'x']});
	assert.deepEqual(domainOf(planned, 'q'), {kind: 'real', min: 0, max: 1, step: 0.25, scale: 'linear'});
	assert.deepEqual(domainOf(planned, 'i'), {kind: 'integer', min: 1, max: 64, step: 1, scale: 'log'});
});
