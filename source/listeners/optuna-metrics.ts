import type {Heard} from '../domain/listener.ts';
import type {Direction} from '../domain/metric.ts';

/** Names of a study's objectives: its own, else `value` for one and `values_0` … for several. */
export function objectiveNames(count: number, own: readonly unknown[] | undefined): readonly string[] {
	return Array.from({length: count}, (_, index) => {
		const name = own?.[index];
		if (typeof name === 'string' && name !== '') return name;
		return count === 1 ? 'value' : `values_${index}`;
	});
}

/** What is searched for; objectives whose direction is not set are left out. */
export function heardObjectives(
	names: readonly string[],
	directions: readonly (Direction | undefined)[],
): readonly Heard[] {
	return names.flatMap((metric, index): readonly Heard[] => {
		const direction = directions[index];
		return direction === undefined ? [] : [{kind: 'objective', metric, direction}];
	});
}
