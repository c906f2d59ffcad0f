import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {crowdingDistances, paretoRanks} from '../../source/domain/front/pareto.ts';
import type {Candidate} from '../../source/samplers/learner.ts';
import {createFrontPool} from '../../source/samplers/nsga2-fronts.ts';

function candidate(trial: number, rank: 0 | 1 | 2, losses: readonly number[]): Candidate {
	return {point: new Float64Array(), score: {trial, rank, losses}};
}

/** The same order, from the definition: all at once. */
function expectedOrder(candidates: readonly Candidate[]): readonly number[] {
	return ([0, 1, 2] as const).flatMap(rank => {
		const group = candidates.filter(({score}) => score.rank === rank).toSorted((a, b) => a.score.trial - b.score.trial);
		const fronts = paretoRanks(group.map(({score}) => score.losses));
		return [...new Set(fronts)]
			.toSorted((a, b) => a - b)
			.flatMap(front => {
				const members = group.filter((_, index) => fronts[index] === front);
				const distances = crowdingDistances(members.map(({score}) => score.losses));
				const widest = (a: number, b: number): number => ((distances[a] ?? 0) > (distances[b] ?? 0) ? -1 : 1);
				return [...members.keys()]
					.toSorted((a, b) => (distances[a] === distances[b] ? a - b : widest(a, b)))
					.map(index => members[index]?.score.trial ?? 0);
			});
	});
}

test('one by one, in any order, looked at in between: the same as all at once', () => {
	const losses = fc.integer({min: 1, max: 4}).chain(axes =>
		fc.array(
			fc.tuple(
				fc.constantFrom(0, 0, 0, 1, 2),
				fc.array(fc.integer({min: 0, max: 6}), {minLength: axes, maxLength: axes}),
			),
			{
				maxLength: 60,
			},
		),
	);
	fc.assert(
		fc.property(losses, fc.infiniteStream(fc.nat()), (rows, keys) => {
			const candidates = rows.map(([rank, values], index) => candidate(index + 1, rank, values));
			const shuffled = candidates
				.map(one => ({one, key: keys.next().value ?? 0}))
				.toSorted((a, b) => a.key - b.key)
				.map(({one}) => one);
			const pool = createFrontPool();
			for (const one of shuffled) {
				pool.add(one);
				if (one.score.trial % 3 === 0) pool.best(5);
			}
			const expected = expectedOrder(candidates);
			assert.deepEqual(
				pool.best(1000).map(({score}) => score.trial),
				expected,
			);
			assert.deepEqual(
				pool.best(7).map(({score}) => score.trial),
				expected.slice(0, 7),
			);
		}),
		{numRuns: 150},
	);
});

test('infinite losses are the worst and no trouble', () => {
	const pool = createFrontPool();
	pool.add(candidate(1, 0, [Number.POSITIVE_INFINITY, 1]));
	pool.add(candidate(2, 0, [1, 2]));
	pool.add(candidate(3, 0, [Number.POSITIVE_INFINITY, 3]));
	assert.deepEqual(
		pool.best(3).map(({score}) => score.trial),
		[1, 2, 3],
	);
});
