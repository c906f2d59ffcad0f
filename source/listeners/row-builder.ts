import type {Heard} from '../domain/listener.ts';
import {heardValues} from './heard-values.ts';

/** Values that belong to trials which no line bounds. */
export type RowBuilder = {
	/** Values of one line; with a step they are points of curves. */
	readonly add: (values: Iterable<readonly [string, number]>, step?: number) => readonly Heard[];
	/** The trial is over, e.g. because a line says so. */
	readonly end: () => readonly Heard[];
};

/**
 * Builds trials of loose values: a trial is over when a name comes again, or when its steps begin anew. It ended then
 * with its last value, not with the first one of the next.
 */
export function createRowBuilder(): RowBuilder {
	let names = new Set<string>();
	let lastStep: number | undefined;
	const close = (): readonly Heard[] => {
		const isOpen = names.size > 0;
		names = new Set();
		lastStep = undefined;
		return isOpen ? [{kind: 'trial-ended', state: 'complete', late: true}] : [];
	};
	return {
		add: (values, step) => {
			const list = [...values];
			const isAgain =
				step === undefined
					? list.some(([name]) => names.has(name))
					: lastStep !== undefined &&
						(step < lastStep || (step === lastStep && list.some(([name]) => names.has(name))));
			const before = isAgain ? close() : [];
			if (step !== undefined && step !== lastStep) names.clear();
			lastStep = step ?? lastStep;
			for (const [name] of list) names.add(name);
			return [...before, ...heardValues(list, {step})];
		},
		end: close,
	};
}
