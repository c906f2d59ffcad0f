import {measuredExecutions} from '../domain/trial/trial-fold.ts';
import {numberNamed} from '../domain/ranking/metric-value.ts';
import {KEEP, type LiveMeans, type Pruner, type TrialCurve, type Verdict} from '../domain/pruner.ts';
import {own} from '../domain/record.ts';
import {mean} from '../domain/statistics/stats.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {type ExecutionState, isTerminal, type TrialRecord} from '../domain/trial.ts';
import {INFEASIBLE} from '../domain/ranking/rank.ts';

/** Asks the pruner about a trial that runs: one that has just reported a step of the objective, or any one. */
export type Judge = (trial: number) => Verdict;

/** What a judge gives the pruner. */
export type JudgeOptions = {
	readonly pruner: Pruner;
	/** Metric of the first objective: its curve is what is judged. Undefined where there is none. */
	readonly metric: string | undefined;
	readonly state: () => SweepState;
	/** Monotonic ms. */
	readonly now: () => number;
	/** Whether the pruner looks at time or telemetry, not at curves alone. */
	readonly watches?: boolean;
	/** Means of the machine between two times, monotonic ms. */
	readonly live?: (fromMs: number, toMs: number) => LiveMeans;
};

/**
 * Gives the pruner the curves of all trials that may win: an infeasible one is no measure of the others. Curves of ended
 * trials are made once: a search has thousands of them, and each report asks for all. What a person has asked to have
 * measured again is not compared away: its good result would be lost to a bad start.
 */
export function createJudge({pruner, metric, state, now, watches = false, live}: JudgeOptions): Judge {
	// A record is replaced when its trial changes: what stood for the old one goes with it.
	const ended = new WeakMap<TrialRecord, TrialCurve>();
	const curveOf = (trial: TrialRecord): TrialCurve => {
		const known = ended.get(trial);
		if (known !== undefined) return known;
		const made = makeCurve(trial, metric, now());
		if (isTerminal(trial.state)) ended.set(trial, made);
		return made;
	};
	return number => {
		const {trials, counts} = state();
		const asked = trials[number - 1];
		if (asked === undefined || (!watches && asked.executions.some(isFormerResult))) return KEEP;
		const others = trials.flatMap(trial =>
			trial === undefined || trial === asked || trial.flags.includes(INFEASIBLE) ? [] : [curveOf(trial)],
		);
		const nowMs = now();
		// What several trials draw together is none's own.
		const isAlone = counts.running <= 1;
		return pruner({
			own: curveOf(asked),
			others,
			...(live === undefined || !isAlone ? {} : {live: spanMs => live(nowMs - spanMs, nowMs)}),
		});
	};
}

function isFormerResult({superseded, role, outcome}: ExecutionState): boolean {
	return superseded === true && role === 'measured' && outcome === 'complete';
}

function makeCurve(trial: TrialRecord, metric: string | undefined, nowMs: number): TrialCurve {
	const value = metric === undefined || trial.state !== 'complete' ? Number.NaN : numberNamed(trial, metric);
	const isNaNGiven = metric !== undefined && own(trial.metrics, metric) !== undefined;
	const executionMs = isTerminal(trial.state) ? meanMs(trial) : runningMs(trial, nowMs);
	return {
		trial: trial.trial,
		state: stateOf(trial),
		reports: (metric === undefined ? undefined : own(trial.curves, metric)) ?? [],
		...(Number.isNaN(value) && !isNaNGiven ? {} : {value}),
		...(executionMs === undefined ? {} : {executionMs}),
	};
}

function meanMs(trial: TrialRecord): number | undefined {
	const seconds = measuredExecutions(trial).flatMap(({durationS}) => durationS ?? []);
	return seconds.length === 0 ? undefined : 1000 * mean(seconds);
}

/** A warm-up may take longer than what is measured. */
function runningMs(trial: TrialRecord, nowMs: number): number | undefined {
	const last = trial.executions.at(-1);
	if (last === undefined || last.outcome !== undefined || last.role === 'warmup' || last.role === 'discarded')
		return undefined;
	return nowMs - last.startedMonoMs;
}

function stateOf({state}: TrialRecord): TrialCurve['state'] {
	if (!isTerminal(state)) return 'running';
	return state === 'complete' || state === 'pruned' ? state : 'failed';
}
