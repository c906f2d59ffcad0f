import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import {createDraw} from '../../source/samplers/draw.ts';
import {REPOSITORY} from '../helpers/repository.ts';
import {commandsOf, domainOf, plan, planFixture, pointsOf, sizeOf} from './plan.ts';

const one = (parameter: string, extra = ''): string =>
	`method: random\nrun_cap: 500\nprogram: train.py\n${extra}parameters:\n  x: ${parameter}\n`;

function draws(parameter: string): readonly number[] {
	return pointsOf(plan(one(parameter)), 500).map(point => Number(point['x']));
}

test('the bayes example: every distribution as W&B draws it', () => {
	const planned = planFixture('wandb_sweep_bayes.yaml');
	assert.equal(planned.title, 'W&B sweep');
	assert.deepEqual(domainOf(planned, 'learning_rate'), {kind: 'real', min: 1e-5, max: 0.1, scale: 'log'});
	assert.deepEqual(domainOf(planned, 'weight_decay'), {
		kind: 'real',
		min: Math.exp(-9.21),
		max: Math.exp(-2.3),
		scale: 'log',
	});
	assert.deepEqual(domainOf(planned, 'dropout'), {kind: 'real', min: 0, max: 0.5, scale: 'linear'});
	assert.deepEqual(domainOf(planned, 'layers'), {kind: 'integer', min: 1, max: 4, step: 1, scale: 'linear'});
	assert.deepEqual(domainOf(planned, 'batch_size'), {
		kind: 'real',
		min: 16,
		max: 256,
		scale: 'log',
		quantum: {unit: 8, clip: false},
	});
	assert.deepEqual(domainOf(planned, 'data_width'), {
		kind: 'choice',
		values: [4, 8, 16, 32],
		weights: [0.1, 0.4, 0.4, 0.1],
	});
	const momentum = domainOf(planned, 'momentum');
	assert.ok(momentum?.kind === 'real');
	assert.deepEqual(momentum.distribution, {kind: 'normal', mu: 0.9, sigma: 0.05});
	assert.deepEqual(domainOf(planned, 'augment.crop'), {kind: 'integer', min: 0, max: 8, step: 1, scale: 'linear'});
	const {sweep} = planned;
	assert.equal(sweep.name, 'quant-bayes');
	assert.deepEqual(sweep.budget, {trials: 40, target: 'val_loss <= 0.05'});
	assert.deepEqual(sweep.objectives, [{metric: 'val_loss', direction: 'minimize'}]);
	assert.deepEqual(sweep.sampler.name, 'gp');
	assert.deepEqual(sweep.pruner, {name: 'asha', options: {min_steps: 3, factor: 3}});
});

test('the grid example: 72 points in the order of W&B, names sorted and the last one fastest', () => {
	const planned = planFixture('wandb_sweep_grid.yaml');
	assert.equal(sizeOf(planned), 72n);
	assert.deepEqual(commandsOf(planned, 3), [
		['./bench.sh', 'dtype=half', 'gpu_freq=114750000', 'size=128', 'tensor_cores=0'],
		['./bench.sh', 'dtype=half', 'gpu_freq=114750000', 'size=128', 'tensor_cores=1'],
		['./bench.sh', 'dtype=half', 'gpu_freq=114750000', 'size=256', 'tensor_cores=0'],
	]);
});

test('whole ends are integers, both included; one written with a point makes real numbers', () => {
	const whole = draws('{min: 0, max: 3}');
	assert.deepEqual(
		[...new Set(whole)].toSorted((a, b) => a - b),
		[0, 1, 2, 3],
	);
	assert.ok(draws('{min: 0.0, max: 3}').some(value => !Number.isInteger(value)));
	assert.ok(draws('{distribution: uniform, min: 0, max: 3}').some(value => !Number.isInteger(value)));
});

test('rounded draws are multiples of q and may pass the ends, as numpy rounds them', () => {
	assert.deepEqual(
		[...new Set(draws('{distribution: q_uniform, min: 0, max: 8, q: 3}'))].toSorted((a, b) => a - b),
		[0, 3, 6, 9],
	);
	// Halves go to the even multiple: 0.5 and 2.5 have the shares that numpy gives them.
	assert.deepEqual(new Set(draws('{distribution: q_beta, a: 2, b: 2, q: 0.5}')), new Set([0, 0.5, 1]));
	assert.ok(draws('{distribution: q_log_normal, mu: 0, sigma: 1, q: 2}').every(value => value % 2 === 0 && value >= 0));
});

test('the inverse logarithmic distributions are log-uniform between the right ends', () => {
	const inverse = domainOf(plan(one('{distribution: inv_log_uniform, min: 0, max: 2}')), 'x');
	assert.deepEqual(inverse, {kind: 'real', min: Math.exp(-2), max: 1, scale: 'log'});
	const values = domainOf(plan(one('{distribution: inv_log_uniform_values, min: 0.1, max: 10}')), 'x');
	assert.deepEqual(values, {kind: 'real', min: 0.1, max: 10, scale: 'log'});
});

type Quantiles = {
	readonly levels: readonly number[];
	readonly cases: readonly {readonly parameter: unknown; readonly quantiles: readonly number[]}[];
};
const golden: Quantiles = JSON.parse(
	readFileSync(join(REPOSITORY, 'test/fixtures/definitions/wandb_quantiles.json'), 'utf8'),
);

for (const {parameter, quantiles} of golden.cases)
	test(`quantiles as SciPy has them: ${JSON.stringify(parameter)}`, () => {
		const domain = domainOf(plan(one(JSON.stringify(parameter))), 'x');
		assert.ok(domain !== undefined);
		const draw = createDraw(domain);
		for (const [index, level] of golden.levels.entries()) {
			const [expected = Number.NaN, got] = [quantiles[index], Number(draw(level))];
			assert.ok(
				Math.abs(got - expected) <= 1e-9 * Math.max(1e-3, Math.abs(expected)),
				`${level}: ${got}, not ${expected}`,
			);
		}
	});

test('a normal has its mean and spread; a beta stays in [0, 1]', () => {
	const normal = draws('{distribution: normal, mu: 3, sigma: 2}');
	const mean = normal.reduce((sum, value) => sum + value, 0) / normal.length;
	assert.ok(Math.abs(mean - 3) < 0.3, String(mean));
	const spread = Math.sqrt(normal.reduce((sum, value) => sum + (value - mean) ** 2, 0) / normal.length);
	assert.ok(Math.abs(spread - 2) < 0.25, String(spread));
	assert.ok(draws('{distribution: beta, a: 0.5, b: 3}').every(value => value >= 0 && value <= 1));
});

test('1e-5 without a point is a number, with a note', () => {
	const planned = plan(one('{distribution: log_uniform_values, min: 1e-5, max: 1e-1}'));
	assert.deepEqual(domainOf(planned, 'x'), {kind: 'real', min: 1e-5, max: 0.1, scale: 'log'});
	assert.ok(planned.notes.some(note => note.includes('1e-5') && note.includes('1.0e-5')));
});

const MACROS: readonly (readonly [string, readonly string[]])[] = [
	[
		'["${env}", "${interpreter}", "${program}", "${args}"]',
		['/usr/bin/env', 'python', 'train.py', '--flip=True', '--o.lr=2'],
	],
	['["${program}", "${args_no_hyphens}"]', ['train.py', 'flip=True', 'o.lr=2']],
	['["${program}", "${args_no_boolean_flags}"]', ['train.py', '--flip', '--o.lr=2']],
	['["${program}", "${args_json}"]', ['train.py', '{"flip": true, "o.lr": 2}']],
	['["sh", "-c", "echo ${envvar:HOME}/{x}"]', ['sh', '-c', 'echo /opt/ada/{x}']],
];

for (const [command, expected] of MACROS)
	test(`command ${command}`, () => {
		const text = `method: grid\nprogram: train.py\ncommand: ${command}\nparameters:\n  flip: {values: [true, false]}\n  o: {parameters: {lr: {value: 2}}}\n`;
		assert.deepEqual(commandsOf(plan(text, {environment: {HOME: '/opt/ada'}}), 1), [expected]);
	});

test('a flag that is false is left out of args_no_boolean_flags', () => {
	const text =
		'method: grid\nprogram: t\ncommand: ["t", "${args_no_boolean_flags}"]\nparameters: {flip: {values: [false, true]}}\n';
	assert.deepEqual(commandsOf(plan(text), 2), [['t'], ['t', '--flip']]);
});

test('without a command the one of the agent is run', () => {
	assert.deepEqual(commandsOf(plan('method: grid\nprogram: train.py\nparameters: {n: {value: 3}}\n'), 1), [
		['/usr/bin/env', 'python', 'train.py', '--n=3'],
	]);
});

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
	[
		'an unknown key',
		'method: grid\nprogramm: x\nparameters: {x: {value: 1}}\n',
		/:2:1: a W&B sweep has no key "programm"\ndid you mean "program"/,
	],
	[
		'an unknown distribution',
		one('{distribution: log_unifrm, min: 0, max: 1}'),
		/:5:\d+: .*log_unifrm.*\ndid you mean "log_uniform"/,
	],
	['an unknown macro', one('{value: 1}', 'command: ["${progam}"]\n'), /\$\{progam\}.*\ndid you mean \$\{program\}/],
	['a custom controller', 'method: custom\nparameters: {x: {value: 1}}\n', /:1:9: method "custom"/],
	[
		'a grid over a range',
		'method: grid\nprogram: p\nparameters: {x: {min: 0.0, max: 1.0}}\n',
		/a grid cannot list the real parameter "x"/,
	],
	['an environment variable that is not set', one('{value: 1}', 'command: ["${envvar:NOPE}"]\n'), /"NOPE" is not set/],
	['a file of arguments', one('{value: 1}', 'command: ["${args_json_file}"]\n'), /args_json_file.*\n.*params\.json/],
];

for (const [about, text, expected] of REFUSED)
	test(`${about} is refused by name, with a place and what to do`, () => {
		assert.throws(
			() => plan(text),
			(error: unknown) =>
				error instanceof UserError && expected.test(error.message) && error.message.startsWith('/srv/foreign.yaml:'),
		);
	});
