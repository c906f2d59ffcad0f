import {samplerWords} from '../domain/space/auto-sampler.ts';
import {plannedTrials} from '../domain/space/planned-trials.ts';
import {own} from '../domain/record.ts';
import {costOfSearch, type SearchCost} from '../domain/ranking/search-cost.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {countEnded} from '../domain/trial/trial-counts.ts';
import {isAnchor, type TrialRecord} from '../domain/trial.ts';
import {createWarnings} from '../domain/trial/trial-flags.ts';
import {memoize} from './table.ts';

/** How far the sweep is. */
export type Progress = {
	readonly ended: number;
	/** Trials in all; undefined where only time or energy ends the sweep. */
	readonly total: number | undefined;
	/** True where `total` is an upper bound. */
	readonly atMost: boolean;
	readonly elapsedMs: number;
	/** Until the end at the speed so far; undefined before the first execution ended and when none is left. */
	readonly remainingMs: number | undefined;
	/** Of all ended trials; undefined where no trial has any. */
	readonly energyJ: number | undefined;
	/** What chooses the points: the sampler, and of `auto` what it stands for; empty before the first event. */
	readonly sampler: string;
	/** What the search has cost in energy; summed up when it is asked for. */
	readonly searchCost: () => SearchCost | undefined;
	/** Trials that run now, the latest started last. */
	readonly running: readonly TrialRecord[];
	/** Trials with a flag that warns of what the sweep searches for. */
	readonly flagged: number;
	/** Mean duration of an execution in ms. */
	readonly executionMs: number | undefined;
};

type Totals = {
	readonly energyJ: number | undefined;
	readonly flagged: number;
	/** Trials that only watch the machine: nobody planned them. */
	readonly anchors: number;
	readonly executionMs: number | undefined;
	readonly executionsPerTrial: number;
};

/** The speed is that of the latest trials: a sweep often begins with its small ones. */
const RECENT = 200;

/** A selector of {@link Progress} that sums the trials only when one changed its state. */
export function createProgressSelector(): (state: SweepState, nowMonoMs: number) => Progress {
	const planned = memoize(plannedTrials);
	const words = memoize(samplerWords);
	const cost = memoize((sweep: SweepState['sweep'], trials: SweepState['trials'], _counts: SweepState['counts']) =>
		costOfSearch({sweep, trials}),
	);
	const totals = memoize((sweep: SweepState['sweep'], trials: SweepState['trials'], _counts: SweepState['counts']) =>
		sumTrials(sweep, trials),
	);
	return (state, nowMonoMs) => {
		const plan = state.sweep === undefined ? undefined : planned(state.sweep, state.extendedTrials);
		const sums = totals(state.sweep, state.trials, state.counts);
		const ended = countEnded(state);
		const total = plan === undefined ? undefined : Math.max(Number(plan.count) + sums.anchors, state.trials.length);
		const running = runningTrials(state);
		// The time of the engine, which the budget is held against: in a pause it goes on, as do trials that run.
		const moving = (state.phase === 'running' || state.phase === 'paused') && nowMonoMs > state.lastMonoMs;
		return {
			ended,
			total,
			atMost: plan?.exact === false,
			elapsedMs: state.elapsedMs + (moving ? nowMonoMs - state.lastMonoMs : 0),
			remainingMs: total === undefined ? undefined : remaining(state, sums, total - ended, running, nowMonoMs),
			energyJ: state.energyJ ?? sums.energyJ,
			sampler: state.sweep === undefined ? '' : words(state.sweep, state.extendedTrials),
			searchCost: () => cost(state.sweep, state.trials, state.counts),
			running,
			flagged: sums.flagged,
			executionMs: sums.executionMs,
		};
	};
}

function sumTrials(sweep: SweepState['sweep'], trials: SweepState['trials']): Totals {
	const warningsOf = createWarnings(sweep);
	let energyJ: number | undefined;
	let flagged = 0;
	let anchors = 0;
	for (const trial of trials) {
		if (trial === undefined) continue;
		if (warningsOf(trial).length > 0) flagged++;
		if (isAnchor(trial)) anchors++;
		const energy = own(trial.telemetry, 'energy_j');
		if (typeof energy === 'number') energyJ = (energyJ ?? 0) + energy;
	}
	return {energyJ, flagged, anchors, ...recentSpeed(trials)};
}

function recentSpeed(trials: SweepState['trials']): Pick<Totals, 'executionMs' | 'executionsPerTrial'> {
	let [durationMs, executions, seen] = [0, 0, 0];
	for (let index = trials.length - 1; index >= 0 && seen < RECENT; index--) {
		const ended = trials[index]?.executions.filter(execution => execution.durationS !== undefined) ?? [];
		if (ended.length === 0) continue;
		seen++;
		executions += ended.length;
		for (const execution of ended) durationMs += (execution.durationS ?? 0) * 1000;
	}
	if (executions === 0) return {executionMs: undefined, executionsPerTrial: 1};
	return {executionMs: durationMs / executions, executionsPerTrial: executions / seen};
}

function runningTrials(state: SweepState): readonly TrialRecord[] {
	const found: TrialRecord[] = [];
	for (let index = state.trials.length - 1; index >= 0 && found.length < state.counts.running; index--) {
		const trial = state.trials[index];
		if (trial?.state === 'running') found.push(trial);
	}
	return found.toSorted((a, b) => startOf(a) - startOf(b));
}

/** When the latest execution began, or what is run before the next one, monotonic ms. */
export function startOf(trial: TrialRecord): number {
	return trial.preparing?.sinceMonoMs ?? trial.executions.at(-1)?.startedMonoMs ?? 0;
}

function remaining(
	state: SweepState,
	sums: Totals,
	left: number,
	running: readonly TrialRecord[],
	nowMonoMs: number,
): number | undefined {
	if (sums.executionMs === undefined || state.phase === 'ended' || left <= 0) return undefined;
	const jobs = Math.max(1, state.sweep?.run.jobs ?? 1);
	const perTrial = sums.executionMs * sums.executionsPerTrial;
	const spent = running.reduce((sum, trial) => sum + Math.min(perTrial, Math.max(0, nowMonoMs - startOf(trial))), 0);
	return Math.max(0, (left * perTrial - spent) / jobs);
}
