import {type Evaluated, type Importance, importances} from '../domain/importance.ts';
import {numberNamed} from '../domain/metric-value.ts';
import type {Objective} from '../domain/metric.ts';
import {isRankable} from '../domain/number.ts';
import type {Ranking} from '../domain/rank.ts';
import {type ParameterValue, type Params, formatValue} from '../domain/space.ts';
import {own} from '../domain/record.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {emptyReason} from './plot-words.ts';
import {formatQuantity} from './quantity.ts';
import {directionOf, unknownName, varyingParameters} from './trial-axis.ts';

/** What the importances are of, when it is not one metric. */
export const ALL_OBJECTIVES = 'objectives';
/** Complete trials from which on importances are shown: below, the best tenth is a single trial. */
export const LEAST_TRIALS = 10;
/** Complete trials below which importances are called rough. */
export const SURE_TRIALS = 50;

/** A parameter and how much it decides. */
export type ImportanceRow = Importance & {
	/** Its values among {@link ImportanceInput.bestName}, in words: a range, or the most frequent value with its share. */
	readonly best: string;
};

/** All that an importance plot shows, without a size. */
export type ImportanceInput = {
	/** A metric, or `objectives`. */
	readonly of: string;
	readonly rows: readonly ImportanceRow[];
	/** Which trials the words about values are of. */
	readonly bestName: 'best tenth' | 'front';
	/** Complete trials with a value. */
	readonly trials: number;
	readonly empty: string;
};

/** Names that importances can be asked of. */
export function importanceTargets(state: SweepState): readonly string[] {
	const objectives = state.sweep?.objectives ?? [];
	const metrics = (state.sweep?.metrics ?? []).map(({name}) => name);
	const names = [...new Set([...objectives.map(({metric}) => metric), ...metrics])];
	return objectives.length > 1 ? [ALL_OBJECTIVES, ...names] : names;
}

/**
 * The importance of every parameter that varies for one metric, or for all objectives together (the default).
 * @param ranking of the same state, for the front of several objectives.
 * @throws UserError for a metric that is none of the sweep.
 */
export function selectImportance(state: SweepState, ranking: Ranking, of?: string): ImportanceInput {
	const targets = importanceTargets(state);
	const name = of ?? targets[0];
	if (name === undefined)
		return {
			of: '',
			rows: [],
			bestName: 'best tenth',
			trials: 0,
			empty: 'Waiting for a metric: the sweep has none yet.',
		};
	if (!targets.includes(name)) throw unknownName(name, targets);
	const aims = aimsOf(state, name);
	const none = {
		of: name,
		rows: [],
		bestName: aims.length > 1 ? ('front' as const) : ('best tenth' as const),
		trials: 0,
	};
	const parameters = varyingParameters(state);
	if (parameters.length === 0) {
		return {...none, empty: 'The sweep has no parameter that varies: nothing can be important.'};
	}
	const evaluated = collect(state, aims, name === ALL_OBJECTIVES ? ranking : undefined);
	const trials = evaluated.length;
	if (trials < LEAST_TRIALS) {
		const lacking = `Importance needs at least ${LEAST_TRIALS} complete trials with ${name}: there ${trials === 1 ? 'is' : 'are'} ${trials}.`;
		return {...none, trials, empty: trials === 0 ? emptyReason(state, lacking) : lacking};
	}
	const space = {parameters, exclude: []};
	const best = aims.length > 1 ? paramsOf(state, ranking.pareto) : bestTenth(evaluated);
	const rows = importances(space, evaluated).map(row => ({...row, best: describeBest(best, row.name)}));
	return {...none, rows, trials, empty: ''};
}

function aimsOf(state: SweepState, name: string): readonly Objective[] {
	const objectives = state.sweep?.objectives ?? [];
	if (name === ALL_OBJECTIVES && objectives.length > 1) return objectives;
	return [{metric: name, direction: directionOf(state, name) ?? 'minimize'}];
}

/** @param ranking by the same aims, whose fronts need not be found again. */
function collect(state: SweepState, aims: readonly Objective[], ranking: Ranking | undefined): readonly Evaluated[] {
	const evaluated: Evaluated[] = [];
	for (const trial of state.trials) {
		if (trial?.state !== 'complete') continue;
		const losses = lossesOf(trial, aims);
		if (losses !== undefined) evaluated.push({params: trial.params, losses, rank: ranking?.rankOf(trial.trial)});
	}
	return evaluated;
}

function lossesOf(trial: TrialRecord, aims: readonly Objective[]): readonly number[] | undefined {
	const losses: number[] = [];
	for (const {metric, direction} of aims) {
		const value = numberNamed(trial, metric);
		if (!isRankable(value)) return undefined;
		losses.push(direction === 'maximize' ? -value : value);
	}
	return losses;
}

function bestTenth(evaluated: readonly Evaluated[]): readonly Params[] {
	const losses = Float64Array.from(evaluated, ({losses: [loss = Number.NaN]}) => loss).sort();
	const bar = losses[Math.ceil(evaluated.length / 10) - 1] ?? Number.NaN;
	return evaluated.filter(({losses: [loss = Number.NaN]}) => loss <= bar).map(({params}) => params);
}

function paramsOf(state: SweepState, trials: readonly number[]): readonly Params[] {
	return trials.map(trial => state.trials[trial - 1]?.params ?? {});
}

function describeBest(best: readonly Params[], name: string): string {
	const values = best.map(params => own(params, name)).filter(value => value !== undefined);
	if (values.length === 0) return '';
	const numbers = values.filter(value => typeof value === 'number');
	if (numbers.length < values.length) return mostFrequent(values);
	const low = numbers.reduce((least, value) => Math.min(least, value));
	const high = numbers.reduce((most, value) => Math.max(most, value));
	const write = (value: number): string => (Number.isInteger(value) ? String(value) : formatQuantity(value));
	return low === high ? write(low) : `${write(low)} … ${write(high)}`;
}

function mostFrequent(values: readonly ParameterValue[]): string {
	const counts = new Map<string, number>();
	for (const value of values) counts.set(formatValue(value), (counts.get(formatValue(value)) ?? 0) + 1);
	const [[text, count] = ['', 0]] = [...counts].toSorted((a, b) => b[1] - a[1]);
	return count === values.length ? text : `${text} ${Math.round((100 * count) / values.length)} %`;
}
