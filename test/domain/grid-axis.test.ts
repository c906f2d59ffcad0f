import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {gridAxis} from '../../source/domain/space/grid-axis.ts';
import type {Domain, ParameterValue} from '../../source/domain/space.ts';

function valuesOf(domain: Domain): readonly ParameterValue[] {
	const axis = gridAxis(domain);
	assert.ok(axis !== undefined);
	return Array.from({length: axis.count}, (_, index) => axis.at(index));
}

const CASES: readonly (readonly [string, Domain, readonly ParameterValue[]])[] = [
	['a constant', {kind: 'constant', value: 8}, [8]],
	[
		'tuples',
		{
			kind: 'tuple',
			fields: ['a', 'b'],
			values: [
				[16, 8],
				[8, 6],
			],
		},
		[
			[16, 8],
			[8, 6],
		],
	],
	['max where a step meets it', {kind: 'integer', min: 64, max: 256, step: 64, scale: 'linear'}, [64, 128, 192, 256]],
	['max where no step meets it', {kind: 'integer', min: 1, max: 9, step: 3, scale: 'linear'}, [1, 4, 7]],
	['decimal steps', {kind: 'real', min: 0, max: 0.5, step: 0.1, scale: 'linear'}, [0, 0.1, 0.2, 0.3, 0.4, 0.5]],
	['negative decimals', {kind: 'real', min: -0.3, max: 0.3, step: 0.15, scale: 'linear'}, [-0.3, -0.15, 0, 0.15, 0.3]],
	['tiny decimals', {kind: 'real', min: 1e-7, max: 3e-7, step: 1e-7, scale: 'linear'}, [1e-7, 2e-7, 3e-7]],
	['huge decimals', {kind: 'real', min: 1e22, max: 3e22, step: 1e22, scale: 'linear'}, [1e22, 2e22, 3e22]],
	[
		'points',
		{kind: 'real', min: 0, max: 1, points: 11, scale: 'linear'},
		[0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
	],
	['decades', {kind: 'real', min: 1e-5, max: 1e-1, points: 5, scale: 'log'}, [1e-5, 1e-4, 1e-3, 1e-2, 1e-1]],
	[
		'powers of two',
		{kind: 'integer', min: 1, max: 1024, step: 1, points: 11, scale: 'log'},
		[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
	],
	[
		'whole numbers that fall together',
		{kind: 'integer', min: 1, max: 4, step: 1, points: 4, scale: 'log'},
		[1, 2, 3, 4],
	],
	['spread whole numbers', {kind: 'integer', min: 0, max: 10, step: 1, points: 3, scale: 'linear'}, [0, 5, 10]],
	['one value', {kind: 'real', min: 0.5, max: 0.5, points: 1, scale: 'linear'}, [0.5]],
];

for (const [about, domain, expected] of CASES) {
	test(about, () => assert.deepEqual(valuesOf(domain), expected));
}

test('a real without step or points has no list, and an index outside is an error', () => {
	assert.equal(gridAxis({kind: 'real', min: 0, max: 1, scale: 'linear'}), undefined);
	const axis = gridAxis({kind: 'integer', min: 0, max: 3, step: 1, scale: 'linear'});
	assert.throws(() => axis?.at(4), RangeError);
	assert.throws(() => axis?.at(-1), RangeError);
});

test('an axis of 10^15 values costs nothing and is exact at its end', () => {
	const axis = gridAxis({kind: 'real', min: 0, max: 1e12, step: 0.001, scale: 'linear'});
	assert.equal(axis?.count, 1e15 + 1);
	assert.equal(axis.at(1e15), 1e12);
	assert.equal(axis.at(123456789), 123456.789);
});

test('stepped values print as their decimals, ascend and stay inside', () => {
	const decimal = fc.tuple(fc.integer({min: -10_000, max: 10_000}), fc.integer({min: 0, max: 6}));
	fc.assert(
		fc.property(
			decimal,
			fc.integer({min: 1, max: 500}),
			fc.integer({min: 0, max: 40}),
			([units, digits], stride, steps) => {
				const number = (n: number): number => Number(`${n}e-${digits}`);
				const domain: Domain = {
					kind: 'real',
					min: number(units),
					max: number(units + stride * steps),
					step: number(stride),
					scale: 'linear',
				};
				const expected = Array.from({length: steps + 1}, (_, index) => number(units + stride * index));
				assert.deepEqual(
					valuesOf(domain),
					expected.map(n => n + 0),
				);
			},
		),
	);
});
