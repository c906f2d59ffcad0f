import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {hypervolume, referenceBeyond, selectByHypervolume} from '../../source/domain/front/hypervolume.ts';
import {readGolden} from '../samplers/sampler-helpers.ts';

type Golden = {
	readonly volumes: readonly {
		readonly points: readonly (readonly number[])[];
		readonly reference: readonly number[];
		readonly volume: number;
		readonly subset: number;
		readonly subset_volume: number;
	}[];
};
const golden: Golden = readGolden('ranking.json');

function near(value: number, expected: number, tolerance: number): void {
	assert.ok(Math.abs(value - expected) <= tolerance * Math.abs(expected), `${value}, not ${expected}`);
}

test('volumes of 2 to 5 axes as Optuna 5, to 1e-12; subsets as good as its own', () => {
	for (const {points, reference, volume, subset, subset_volume} of golden.volumes) {
		near(hypervolume(points, reference), volume, 1e-12);
		const chosen = selectByHypervolume(points, reference, subset);
		assert.equal(new Set(chosen).size, subset);
		const picked = chosen.map(index => points[index] ?? []);
		near(hypervolume(picked, reference), subset_volume, 1e-12);
	}
});

/** By inclusion and exclusion of all subsets. */
function counted(points: readonly (readonly number[])[], reference: readonly number[]): number {
	let total = 0;
	for (let subset = 1; subset < 2 ** points.length; subset += 1) {
		const members = points.filter((_, index) => ((subset >> index) & 1) === 1);
		const box = reference.reduce((volume, bound, axis) => {
			return volume * Math.max(0, bound - Math.max(...members.map(point => point[axis] ?? 0)));
		}, 1);
		total += members.length % 2 === 1 ? box : -box;
	}
	return total;
}

test('any few points: the same as by inclusion and exclusion, in any order, points outside counting nothing', () => {
	const cell = fc.integer({min: 0, max: 6}).map(value => value / 5);
	const cases = fc
		.integer({min: 1, max: 5})
		.chain(axes => fc.array(fc.array(cell, {minLength: axes, maxLength: axes}), {minLength: 1, maxLength: 7}));
	fc.assert(
		fc.property(cases, points => {
			const reference = (points[0] ?? []).map(() => 1);
			const inside = points.filter(point => point.every(value => value < 1));
			const volume = hypervolume(points, reference);
			assert.ok(Math.abs(volume - counted(inside, reference)) < 1e-12);
			assert.ok(Math.abs(volume - hypervolume(points.toReversed(), reference)) < 1e-12);
		}),
		{numRuns: 300},
	);
});

test('edges: none, infinite, a reference beyond', () => {
	assert.equal(hypervolume([], [1, 1]), 0);
	assert.equal(hypervolume([[2, 0]], [1, 1]), 0);
	assert.equal(hypervolume([[0, 0]], [1, Number.POSITIVE_INFINITY]), Number.POSITIVE_INFINITY);
	assert.deepEqual(referenceBeyond([[1, -2, 0]]), [1.1, -1.8, 1e-12]);
	assert.deepEqual(
		selectByHypervolume(
			[
				[0, 1],
				[0, 1],
				[1, 0],
			],
			[2, 2],
			3,
		),
		[0, 1, 2],
	);
	assert.deepEqual(
		selectByHypervolume(
			[
				[0, 1],
				[0, 1],
				[1, 0],
			],
			[2, 2],
			2,
		).toSorted((a, b) => a - b),
		[0, 2],
	);
});
