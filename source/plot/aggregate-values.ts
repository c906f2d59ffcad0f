import type {Aggregate} from '../domain/view/aggregate.ts';
import {assertNever} from '../domain/errors.ts';
import type {Direction} from '../domain/metric.ts';
import {highest, lowest, mean, median, sum} from '../domain/statistics/stats.ts';

/** The values of several trials made one; NaN for none, but for a count. */
export function aggregateValues(
	values: readonly number[],
	aggregate: Aggregate,
	direction: Direction | undefined,
): number {
	switch (aggregate) {
		case 'mean':
			return mean(values);
		case 'median':
			return median(values);
		case 'min':
			return lowest(values);
		case 'max':
			return highest(values);
		case 'best':
			return direction === 'minimize' ? lowest(values) : highest(values);
		case 'sum':
			return sum(values);
		case 'count':
			return values.length;
		default:
			return assertNever(aggregate);
	}
}
