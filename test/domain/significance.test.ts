import assert from 'node:assert/strict';
import {test} from 'node:test';
import {rankSumTest, welchTest, wilcoxonSignedRank} from '../../source/domain/statistics/significance.ts';
import {incompleteBeta, logGamma, normalTail} from '../../source/domain/statistics/special.ts';
import {readGolden} from '../samplers/sampler-helpers.ts';

type Pair = {
	readonly a: readonly number[];
	readonly b: readonly number[];
	readonly statistic: number;
	readonly p: number;
};
type Golden = {
	readonly signed: readonly {
		readonly differences: readonly number[];
		readonly 'two-sided': number | null;
		readonly less: number | null;
		readonly greater: number | null;
	}[];
	readonly welch: readonly Pair[];
	readonly ranks: readonly Pair[];
	readonly tails: readonly (readonly [number, number])[];
};
const golden: Golden = readGolden('significance.json');

function near(value: number, expected: number, tolerance: number, about: string): void {
	const error = Math.abs(value - expected) / Math.max(Math.abs(expected), 1e-300);
	assert.ok(error <= tolerance, `${about}: ${value}, not ${expected}`);
}

test('signed ranks: p values of SciPy, exact and approximate, with ties and zeros', () => {
	for (const {differences, ...expected} of golden.signed) {
		for (const alternative of ['two-sided', 'less', 'greater'] as const) {
			const {p} = wilcoxonSignedRank(differences, alternative);
			near(p, expected[alternative] ?? 1, 1e-9, `${differences.length} differences, ${alternative}`);
		}
	}
	assert.equal(wilcoxonSignedRank([0, 0, 0], 'greater').p, 1);
	assert.equal(
		wilcoxonSignedRank(
			Array.from({length: 60}, () => 0),
			'less',
		).p,
		0.5,
	);
	assert.ok(Number.isNaN(wilcoxonSignedRank([], 'less').p));
});

test("Welch's test: statistic and p of SciPy", () => {
	for (const {a, b, statistic, p} of golden.welch) {
		near(welchTest(a, b).statistic, statistic, 1e-12, 'statistic');
		near(welchTest(a, b).p, p, 1e-9, 'p');
	}
	assert.equal(welchTest([1, 1], [1, 1]).p, 1);
	assert.equal(welchTest([1, 1], [2, 2]).p, 0);
	assert.ok(Number.isNaN(welchTest([1], [2, 3]).p));
});

test('rank sums: U and p of SciPy, exact and approximate', () => {
	for (const {a, b, statistic, p} of golden.ranks) {
		assert.equal(rankSumTest(a, b).statistic, statistic);
		near(rankSumTest(a, b).p, p, 1e-9, `${a.length} and ${b.length} values`);
	}
});

test('special functions', () => {
	for (const [z, tail] of golden.tails) near(normalTail(z), tail, z > -3 ? 1e-12 : 1e-14, `normal tail at ${z}`);
	near(logGamma(10), Math.log(362_880), 1e-14, 'log gamma of 10');
	near(logGamma(0.5), 0.5 * Math.log(Math.PI), 1e-13, 'log gamma of 1/2');
	near(incompleteBeta(0.3, 2, 3), 0.3483, 1e-12, 'I(0.3; 2, 3)');
});
