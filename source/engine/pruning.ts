import {decodeNumber} from '../domain/number.ts';
import {KEEP, type Pruner, type TrialCurve, type Verdict} from '../domain/pruner.ts';
import {own} from '../domain/record.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {isTerminal, type TrialRecord} from '../domain/trial.ts';

/** Asks the pruner about a trial that has just reported a step of the objective. */
export type Judge = (trial: number) => Verdict;

/**
 * Gives the pruner the curves of all trials. Those of ended trials are made once: a search has thousands of them, and
 * each report asks for all.
 */
export function createJudge(options: {
	readonly pruner: Pruner;
	/** Metric of the first objective: its curve is what is judged. */
	readonly metric: string;
	readonly state: () => SweepState;
}): Judge {
	const {pruner, metric, state} = options;
	const ended = new Map<TrialRecord, TrialCurve>();
	const curveOf = (trial: TrialRecord): TrialCurve => {
		const known = ended.get(trial);
		if (known !== undefined) return known;
		const made = makeCurve(trial, metric);
		if (isTerminal(trial.state)) ended.set(trial, made);
		return made;
	};
	return number => {
		const {trials} = state();
		const asked = trials[number - 1];
		if (asked === undefined) return KEEP;
		const others = trials.flatMap(trial => (trial === undefined || trial === asked ? [] : [curveOf(trial)]));
		return pruner({own: curveOf(asked), others});
	};
}

function makeCurve(trial: TrialRecord, metric: string): TrialCurve {
	const value = own(trial.metrics, metric);
	return {
		trial: trial.trial,
		state: stateOf(trial),
		reports: own(trial.curves, metric) ?? [],
		...(value === undefined ? {} : {value: decodeNumber(value)}),
	};
}

function stateOf({state}: TrialRecord): TrialCurve['state'] {
	if (!isTerminal(state)) return 'running';
	return state === 'complete' || state === 'pruned' ? state : 'failed';
}
