import type {Direction} from '../metric.ts';

/** Whether a value is strictly better than another; never where one of them is NaN. */
export function isBetter(value: number, other: number, direction: Direction): boolean {
	return direction === 'maximize' ? value > other : value < other;
}

/** Whether a value is better than the best before it, where NaN is none yet: then any number is. */
export function isNewBest(value: number, best: number, direction: Direction): boolean {
	return Number.isNaN(best) ? !Number.isNaN(value) : isBetter(value, best, direction);
}
