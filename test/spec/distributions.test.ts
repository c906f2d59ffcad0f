import assert from 'node:assert/strict';
import {test} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import type {Domain} from '../../source/domain/space.ts';
import {parseSweepText} from '../helpers/parse-sweep-text.ts';

function domainOf(parameter: string): Domain | undefined {
	const text = `command = ["./p"]\n[budget]\ntrials = 9\n[parameters]\nx = ${parameter}\n`;
	return parseSweepText('/srv/sweep.toml', text).space.parameters[0]?.domain;
}

test('a parameter can be drawn from a distribution, and rounded', () => {
	assert.deepEqual(domainOf('{ distribution = "normal", mu = 1, sigma = 2, quantum = 0.5 }'), {
		kind: 'real',
		min: 1 - 16.6,
		max: 1 + 16.6,
		scale: 'linear',
		distribution: {kind: 'normal', mu: 1, sigma: 2},
		quantum: {unit: 0.5, clip: false},
	});
	assert.deepEqual(domainOf('{ distribution = "log-uniform", min = 16, max = 256, quantum = 8, clip = true }'), {
		kind: 'real',
		min: 16,
		max: 256,
		scale: 'log',
		quantum: {unit: 8, clip: true},
	});
	assert.deepEqual(domainOf('{ distribution = "beta", alpha = 2, beta = 0.5 }'), {
		kind: 'real',
		min: 0,
		max: 1,
		scale: 'linear',
		distribution: {kind: 'beta', alpha: 2, beta: 0.5},
	});
	assert.deepEqual(domainOf('{ values = ["a", "b"], weights = [1, 3] }'), {
		kind: 'choice',
		values: ['a', 'b'],
		weights: [1, 3],
	});
});

const REFUSED: readonly (readonly [string, RegExp])[] = [
	[
		'{ distribution = "norml", mu = 0, sigma = 1 }',
		/:5:22: parameters\.x\.distribution .*"norml"\ndid you mean "normal"/,
	],
	['{ distribution = "normal", mu = 0 }', /:5:5: parameters\.x with distribution "normal" needs mu and sigma/],
	[
		'{ distribution = "normal", mu = 0, sigma = 1, min = 2 }',
		/:5:57: parameters\.x\.min means nothing to the distribution "normal"/,
	],
	['{ distribution = "normal", mu = 0, sigma = 0 }', /sigma must be a number above 0/],
	['{ distribution = "log-normal", mu = 0, sigma = 100 }', /reaches beyond the range of a number/],
	['{ distribution = "reverse-log", min = 0, max = 1 }', /min must be above 0 for "reverse-log"/],
	['{ distribution = "uniform", min = 1, max = 1 }', /min 1 is not below max 1/],
	['{ distribution = "uniform", min = 0, max = 1, clip = true }', /clip needs quantum/],
	['{ values = [1, 2], weights = [1] }', /:5:\d+: parameters\.x has 2 values, but 1 weights/],
	['{ values = [1, 2], weights = [1, 0] }', /weights\[1\] must be a number above 0, not 0/],
];

for (const [parameter, expected] of REFUSED)
	test(`${parameter} is refused with its place`, () => {
		assert.throws(
			() => domainOf(parameter),
			(error: unknown) => error instanceof UserError && expected.test(error.message),
		);
	});
