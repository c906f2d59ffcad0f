import {nameTrials} from '../domain/trial/name-trials.ts';
import type {TrialRecord} from '../domain/trial.ts';
import type {UiState} from './ui-state.ts';

/** The trials that an action is for, as they were when it was begun. */
export type Targets = {
	/** Ascending; empty where there is nothing to act on. */
	readonly trials: readonly number[];
	/** They are marked, so the cursor may be elsewhere. */
	readonly areMarked: boolean;
};

/** The one rule of every action that takes several trials: all marked ones, else the one under the cursor. */
export function targetsOf({marks}: Pick<UiState, 'marks'>, selected: TrialRecord | undefined): Targets {
	if (marks.size > 0) return {trials: [...marks].toSorted((a, b) => a - b), areMarked: true};
	return {trials: selected === undefined ? [] : [selected.trial], areMarked: false};
}

/** `#3`, or `#1 #7 (marked)`: who looks at another row reads here that it is not meant. */
export function nameTargets({trials, areMarked}: Targets): string {
	return `${nameTrials(trials)}${areMarked ? ' (marked)' : ''}`;
}
