import {isNewBest} from './better.ts';
import type {Direction} from '../metric.ts';

/** A value that is better than all before it; `index` is its place in the list. */
export type Improvement = {readonly index: number; readonly value: number};

/** The steps of the best value so far, in order. NaN stands for what does not count: failed, infeasible, missing. */
export function bestSoFar(values: ArrayLike<number>, direction: Direction): readonly Improvement[] {
	const steps: Improvement[] = [];
	let best = Number.NaN;
	for (let index = 0; index < values.length; index += 1) {
		const value = values[index] ?? Number.NaN;
		if (!isNewBest(value, best, direction)) continue;
		best = value;
		steps.push({index, value});
	}
	return steps;
}

/** How many entries it takes until one is at least as good as the target; undefined where none is. NaN costs, too. */
export function trialsToReach(values: ArrayLike<number>, direction: Direction, target: number): number | undefined {
	for (let index = 0; index < values.length; index += 1) {
		const value = values[index] ?? Number.NaN;
		if (direction === 'maximize' ? value >= target : value <= target) return index + 1;
	}
	return undefined;
}

/**
 * The area under the line of the best value so far, each entry one wide, from the first that counts to the last of
 * all: in units of the metric times entries. Divided by `count` it is the mean of the best so far, which tells a search
 * that was good early from one that was good late. `count` is 0 where nothing counts.
 */
export function areaUnderBest(
	values: ArrayLike<number>,
	direction: Direction,
): {readonly area: number; readonly count: number} {
	const steps = bestSoFar(values, direction);
	let area = 0;
	steps.forEach(({index, value}, place) => {
		area += value * ((steps[place + 1]?.index ?? values.length) - index);
	});
	return {area, count: steps[0] === undefined ? 0 : values.length - steps[0].index};
}
