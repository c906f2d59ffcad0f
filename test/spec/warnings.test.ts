import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseSweep} from '../../source/spec/parse-sweep.ts';
import {sweepWarnings} from '../../source/spec/warnings.ts';
import {specContext} from './context.ts';

const warningsOf = (text: string, overrides: readonly string[] = []): readonly string[] =>
	sweepWarnings(parseSweep({path: 'sweep.toml', text}, specContext({overrides})));

const SWEEP = `command = ["true"]
exclude = ["n in [16, 17] and solver != 'jacobi'", "32 == n", "n > 1000", "fast == 1"]
constraints = ["loss <= 1 or width.bits == 9"]
[parameters]
solver = ["jacobi", "sor"]
n = [16, 32]
fast = [true, false]
omega = { values = [1.0, 1.5], when = "solver == 'sorr'" }
width = { fields = ["bits", "frac"], values = [[16, 8], [8, 4]] }
[metrics]
loss = { goal = "minimize" }
`;

test('a condition on a value that a parameter never has is named, with those that it has', () => {
	assert.deepEqual(warningsOf(SWEEP), [
		`parameters.omega.when: solver is never 'sorr' in "solver == 'sorr'"; its values: 'jacobi', 'sor'`,
		`exclude: n is never 17 in "n in [16, 17] and solver != 'jacobi'"; its values: 16, 32`,
		'exclude: fast is never 1 in "fast == 1"; its values: true, false',
		'constraints: width.bits is never 9 in "loss <= 1 or width.bits == 9"; its values: 16, 8',
	]);
});

test('what can hold is not named: ranges, and conditions that fit', () => {
	const text = SWEEP.replace(/^exclude.*$/m, 'exclude = ["n == 16"]')
		.replace(/^constraints.*$/m, '')
		.replace('sorr', 'sor');
	assert.deepEqual(warningsOf(text), []);
	assert.deepEqual(warningsOf(text.replace('n = [16, 32]', 'n = { min = 1, max = 3 }')), []);
	assert.equal(warningsOf(text, ['solver=["jacobi"]']).length, 1, 'a narrowed list warns, and is read all the same');
});

test('a range of whole numbers that was most likely meant to be of reals is named, unless its type is given', () => {
	const slipsOf = (parameter: string, overrides: readonly string[] = []): readonly string[] => {
		const slips: string[] = [];
		const text = `command = ["true"]\n[parameters]\nx = ${parameter}\n`;
		parseSweep({path: 'sweep.toml', text}, specContext({overrides, onSlip: slip => void slips.push(slip)}));
		return slips;
	};
	const end = 'for real numbers between them add type = "real", for whole ones type = "integer"';
	assert.deepEqual(slipsOf('{ min = 0, max = 1 }'), [`parameters.x: only 0 and 1; ${end}`]);
	assert.deepEqual(slipsOf('{ min = 0.0, max = 1.0 }'), [
		`parameters.x: only 0 and 1, as whole is decided by value; ${end}`,
	]);
	assert.deepEqual(slipsOf('{ min = 0, max = 10.0 }'), [
		`parameters.x: whole numbers from 0 to 10, as whole is decided by value; ${end}`,
	]);
	for (const meant of [
		'{ min = 0, max = 1, type = "integer" }',
		'{ min = 0.0, max = 1.0, type = "real", points = 3 }',
		'{ min = 0, max = 10 }',
		'{ min = 0, max = 1, step = 1 }',
		'{ min = 0.0, max = 0.5, points = 3 }',
		'[0, 1]',
	])
		assert.deepEqual(slipsOf(meant), [], meant);
	assert.equal(slipsOf('{ min = 0, max = 10 }', ['parameters.x.max=1']).length, 1, 'as the command line narrows it');
});
