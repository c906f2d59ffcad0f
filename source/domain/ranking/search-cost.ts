import {isNewBest} from './better.ts';
import type {Direction} from '../metric.ts';
import {numberNamed} from './metric-value.ts';
import {isRankable} from '../number.ts';
import {INFEASIBLE} from './rank.ts';
import type {SweepState} from '../sweep-state.ts';
import {joulesOfExecution} from '../energy/trial-energy.ts';
import {isAnchor, isTerminal, type TrialRecord} from '../trial.ts';

/** A gain of less than this share of the best value is none that anybody searches for. */
const LEAST_GAIN = 0.01;

/** With fewer trials of known energy the sums would be of something else than the search. */
const LEAST_KNOWN = 0.95;

/** What a search with one objective has cost in the energy of its trials, idle time and gates left out. */
export type SearchCost = {
	readonly joules: number;
	/** How often the best value so far changed, the first one included. */
	readonly improvements: number;
	readonly joulesPerImprovement: number;
	/** Trial by which the best value was last 1 % better than when it last was. */
	readonly lastGainTrial: number;
	/** Spent by the trials after that one. */
	readonly joulesAfterLastGain: number;
};

/**
 * Sums up the energy of all executions of ended trials, in the order of the trials, against the best value so far.
 * Undefined with several objectives, without a value, and where more than one trial in twenty has no energy of its own.
 */
export function costOfSearch({sweep, trials}: Pick<SweepState, 'sweep' | 'trials'>): SearchCost | undefined {
	const [objective, another] = sweep?.objectives ?? [];
	if (objective === undefined || another !== undefined) return undefined;
	const {metric, direction} = objective;
	let [joules, known, ended] = [0, 0, 0];
	let [best, marked] = [Number.NaN, Number.NaN];
	let improvements = 0;
	let lastGain = {trial: 0, joules: 0};
	for (const trial of trials) {
		if (trial === undefined || !isTerminal(trial.state)) continue;
		ended += 1;
		const spent = joulesOf(trial);
		if (spent !== undefined) known += 1;
		joules += spent ?? 0;
		const value = valueOf(trial, metric);
		if (!isNewBest(value, best, direction)) continue;
		best = value;
		improvements += 1;
		if (!isGain(value, marked, direction)) continue;
		marked = value;
		lastGain = {trial: trial.trial, joules};
	}
	if (improvements === 0 || known < LEAST_KNOWN * ended) return undefined;
	return {
		joules,
		improvements,
		joulesPerImprovement: joules / improvements,
		lastGainTrial: lastGain.trial,
		joulesAfterLastGain: joules - lastGain.joules,
	};
}

/** Whether a value is better by 1 % of what it is compared with; anything is better than NaN. */
function isGain(value: number, than: number, direction: Direction): boolean {
	if (Number.isNaN(than)) return true;
	const step = LEAST_GAIN * Math.abs(than);
	return direction === 'maximize' ? value - than >= step : than - value >= step;
}

function valueOf(trial: TrialRecord, metric: string): number {
	if (trial.state !== 'complete' || isAnchor(trial) || trial.flags.includes(INFEASIBLE)) return Number.NaN;
	const value = numberNamed(trial, metric);
	return isRankable(value) ? value : Number.NaN;
}

/** Of all executions, as warm-ups and failures have cost their energy, too. Undefined where it is not known of one. */
function joulesOf(trial: TrialRecord): number | undefined {
	let joules = 0;
	for (const execution of trial.executions) {
		if (execution.outcome === undefined) continue;
		const used = joulesOfExecution(trial, execution);
		if (used === undefined) return undefined;
		joules += used;
	}
	return joules;
}
