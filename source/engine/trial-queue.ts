import type {Params, Space} from '../domain/space.ts';
import {canonicalKey} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';

/** Trials that wait for a slot beside those that the sampler will give: left over, re-run or enqueued by hand. */
export type TrialQueue = {
	readonly push: (trial: number) => void;
	readonly shift: () => number | undefined;
	readonly remove: (trial: number) => boolean;
	readonly size: () => number;
};

/** A first-in first-out queue of trial numbers without doubles. */
export function createTrialQueue(initial: readonly number[]): TrialQueue {
	const waiting = new Set(initial);
	return {
		push: trial => void waiting.add(trial),
		shift: () => {
			for (const trial of waiting) {
				waiting.delete(trial);
				return trial;
			}
			return undefined;
		},
		remove: trial => waiting.delete(trial),
		size: () => waiting.size,
	};
}

/** Canonical keys of every point that has a trial. */
export function visitedKeys(space: Space, state: SweepState): Set<string> {
	return new Set(state.trials.flatMap(trial => (trial === undefined ? [] : [canonicalKey(space, trial.params)])));
}

/** Points of the trials that have not ended. */
export function runningParams(state: SweepState, active: Iterable<number>): readonly Params[] {
	return [...active].flatMap(number => {
		const trial = state.trials[number - 1];
		return trial === undefined ? [] : [trial.params];
	});
}
