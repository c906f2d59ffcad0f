import type {Heard} from '../domain/listener.ts';

/**
 * Metrics as they are heard, a value each.
 * @param of the trial, where it is known; the step, where they are points of curves.
 */
export function heardValues(
	metrics: Iterable<readonly [string, number]>,
	{trial, step}: {readonly trial?: number | undefined; readonly step?: number | undefined} = {},
): readonly Heard[] {
	const of = {...(trial === undefined ? {} : {trial}), ...(step === undefined ? {} : {step})};
	return Array.from(metrics, ([name, value]): Heard => ({kind: 'value', ...of, name, value}));
}
