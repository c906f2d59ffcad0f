import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import fc from 'fast-check';
import {crowdingDistances, dominates, paretoRanks, type Points} from '../../source/domain/front/pareto.ts';
import {createRandom} from '../journal/sample-run.ts';
import {cpuMs} from '../helpers/cpu-time.ts';

/** Ranks by the definition: peel the points that no other one dominates. */
function peel(points: Points): number[] {
	const ranks = points.map(() => 0);
	for (let rank = 1; ranks.includes(0); rank++) {
		const left = points.flatMap((_, index) => (ranks[index] === 0 ? [index] : []));
		for (const index of left) {
			if (left.every(other => !dominates(points[other] ?? [], points[index] ?? []))) ranks[index] = -rank;
		}
		for (const index of left) ranks[index] = Math.abs(ranks[index] ?? 0);
	}
	return ranks;
}

test('a point dominates when it is nowhere worse and somewhere better', () => {
	assert.equal(dominates([1, 2], [1, 3]), true);
	assert.equal(dominates([1, 2], [1, 2]), false);
	assert.equal(dominates([1, 3], [2, 2]), false);
});

for (const axes of [1, 2, 3, 4, 5]) {
	test(`ranks of points with ${axes} axes are those of the definition, equal points share one`, () => {
		// Few different coordinates, so that ties on every axis are common.
		const coordinate = fc.integer({min: 0, max: axes < 3 ? 9 : 4});
		const point = fc.array(coordinate, {minLength: axes, maxLength: axes});
		fc.assert(
			fc.property(fc.array(point, {maxLength: 40}), points => {
				assert.deepEqual([...paretoRanks(points)], peel(points));
			}),
			{numRuns: 300},
		);
	});
}

test('the Pareto set of a recorded study is the one that Optuna printed: ties are kept', () => {
	const csv = readFileSync(new URL('../fixtures/pareto/optuna5_tpe_values.csv', import.meta.url), 'utf8');
	const rows = csv
		.trim()
		.split('\n')
		.slice(1)
		.map(line => line.split(',').map(Number));
	const ranks = paretoRanks(rows.map(([, accuracy = 0, latency = 0]) => [-accuracy, latency]));
	const front = rows.flatMap(([number], index) => (ranks[index] === 1 ? [number] : []));
	assert.equal(front.join(' '), '1 2 3 4 6 9 11 12 13 14 15 16 17 18 19 21 22 23 24 25 26 27 28');
});

test('crowding distance: the ends are infinite, the others the gaps between their neighbours', () => {
	const front = [
		[0, 10],
		[1, 7],
		[4, 3],
		[10, 0],
	];
	const distances = [...crowdingDistances(front)];
	assert.deepEqual(distances.slice(0, 1), [Number.POSITIVE_INFINITY]);
	assert.deepEqual(distances.slice(3), [Number.POSITIVE_INFINITY]);
	assert.ok(Math.abs((distances[1] ?? 0) - (4 / 10 + 7 / 10)) < 1e-12);
	assert.ok(Math.abs((distances[2] ?? 0) - (9 / 10 + 7 / 10)) < 1e-12);
	assert.deepEqual(
		[
			...crowdingDistances([
				[1, 1],
				[1, 1],
			]),
		],
		[0, 0],
		'axes on which all are equal say nothing',
	);
	assert.deepEqual([...crowdingDistances([])], []);
});

test('100,000 points on two and three axes are ranked without quadratic time', () => {
	const random = createRandom(5);
	for (const axes of [2, 3]) {
		const points = Array.from({length: 100_000}, () => Array.from({length: axes}, random));
		const startedMs = cpuMs();
		const ranks = paretoRanks(points);
		const tookMs = cpuMs() - startedMs;
		assert.ok(ranks.every(rank => rank >= 1));
		// 10^10 comparisons would take minutes; the bound leaves room for a busy machine.
		assert.ok(tookMs < 5000, `${axes} axes: ${tookMs} ms`);
	}
});
