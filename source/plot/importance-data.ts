import type {RememberedSweep} from '../domain/column/column-memory.ts';
import {UserError} from '../domain/errors.ts';
import {MOST_FOREST_TRIALS} from '../domain/importance/fanova.ts';
import {type Evaluated, type Importance, importances} from '../domain/importance/importance.ts';
import {numberNamed} from '../domain/ranking/metric-value.ts';
import type {Objective} from '../domain/metric.ts';
import {isRankable} from '../domain/number.ts';
import type {Ranking} from '../domain/ranking/rank.ts';
import {type ParameterValue, type Params, formatValue} from '../domain/space.ts';
import {own} from '../domain/record.ts';
import {spreadSample} from '../domain/importance/spread-sample.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {forestImportances, LEAST_TRIALS} from './importance-forest.ts';
import {emptyReason} from './plot-words.ts';
import {formatQuantity} from './quantity.ts';
import {directionOf, measureReader, unknownName, varyingParameters} from './trial-axis.ts';
import {completeTrials} from './trial-numbers.ts';

/** How importances are found: live for any number of trials, or by a forest once the sweep has ended. */
export const IMPORTANCE_METHODS = ['ped-anova', 'fanova'] as const;

/** One of {@link IMPORTANCE_METHODS}. */
export type ImportanceMethod = (typeof IMPORTANCE_METHODS)[number];

/** What the importances are of, when it is not one metric. */
const ALL_OBJECTIVES = 'objectives';
/** Trials times parameters up to which an ended sweep is looked at by fANOVA unasked: it takes about 50 µs for each. */
const FOREST_WORK = 2000;
/** More complete trials than these are sampled by PED-ANOVA: a tenth of them is sure enough, and a key waits for it. */
const MOST_TRIALS = 10_000;
/** Complete trials below which importances are called rough. */
export const SURE_TRIALS = 50;

/** A parameter and how much it decides. */
export type ImportanceRow = Importance & {
	/** Its values among {@link ImportanceInput.bestName}, in words: a range, or the most frequent value with its share. */
	readonly best: string;
	/** How many trials have it, where not all do: its importance is that among them. Only by fANOVA. */
	readonly among?: number;
};

/** All that an importance plot shows, without a size. */
export type ImportanceInput = {
	/** A metric, or `objectives`. */
	readonly of: string;
	readonly method: ImportanceMethod;
	/** Why it is this method, where nobody chose one: `the sweep has ended`; empty where somebody did. */
	readonly because: string;
	readonly rows: readonly ImportanceRow[];
	/** Of the variance, what only parameters together explain; only by fANOVA. */
	readonly interactions?: number;
	/** Parameters that the method cannot look at: too few trials have them, or nothing varies among these. */
	readonly leftOut: readonly string[];
	/** Which trials the words about values are of. */
	readonly bestName: 'best tenth' | 'front';
	/** Complete trials with a value. */
	readonly trials: number;
	/** How many of these were looked at: a sample of very many. */
	readonly sampled: number;
	readonly empty: string;
};

/** Names that importances can be asked of. */
export function importanceTargets(state: SweepState): readonly string[] {
	const objectives = state.sweep?.objectives ?? [];
	const metrics = (state.sweep?.metrics ?? []).map(({name}) => name);
	const names = [...new Set([...objectives.map(({metric}) => metric), ...metrics])];
	return objectives.length > 1 ? [ALL_OBJECTIVES, ...names] : names;
}

/** What the person chose. */
export type ImportanceChoice = {
	/** A metric, or `objectives`. */
	readonly of?: string | undefined;
	/** Absent is fANOVA of a small sweep that has ended, else PED-ANOVA. */
	readonly method?: string | undefined;
};

/**
 * The importance of every parameter that varies for one metric, or for all objectives together (the default).
 * @param ranking of the same state, for the front of several objectives.
 * @throws UserError for a metric that is none of the sweep, or a method that is none or cannot be asked of it.
 */
export function selectImportance(
	state: RememberedSweep,
	ranking: Ranking,
	choice: ImportanceChoice = {},
): ImportanceInput {
	const targets = importanceTargets(state);
	const name = choice.of ?? targets[0] ?? '';
	if (choice.of !== undefined && !targets.includes(name)) throw unknownName(name, targets);
	const aims = name === '' ? [] : aimsOf(state, name);
	const parameters = varyingParameters(state);
	const complete = trialsWith(state, aims);
	const trials = complete.length;
	const isSmall = state.phase === 'ended' && aims.length === 1 && trials * parameters.length <= FOREST_WORK;
	const method = parseMethod(choice.method, aims) ?? (isSmall ? 'fanova' : 'ped-anova');
	const bestName = aims.length > 1 ? 'front' : 'best tenth';
	const because = choice.method === undefined ? reasonFor(state, {isSmall, aims: aims.length}) : '';
	const sampled = Math.min(trials, method === 'fanova' ? MOST_FOREST_TRIALS : MOST_TRIALS);
	const none = {of: name, method, because, rows: [], leftOut: [], bestName, trials, sampled, empty: ''} as const;
	const reason = reasonAgainst(state, {name, trials, parameters: parameters.length});
	if (reason !== undefined) return {...none, empty: reason};
	// A forest takes a sample for each group of trials that has the same parameters.
	const evaluated = evaluate(method === 'fanova' ? complete : spreadSample(complete, MOST_TRIALS), {
		aims,
		ranking: name === ALL_OBJECTIVES ? ranking : undefined,
	});
	const best = aims.length > 1 ? paramsOf(state, ranking.pareto) : bestTenth(evaluated);
	const described = (rows: readonly (Importance & Pick<ImportanceRow, 'among'>)[]): readonly ImportanceRow[] =>
		rows.map(row => ({...row, best: describeBest(best, row.name)}));
	const space = {parameters, exclude: []};
	if (method === 'ped-anova') return {...none, rows: described(importances(space, evaluated))};
	const reached = evaluated.map(({params, losses: [value = Number.NaN]}) => ({params, value}));
	const found = forestImportances(space, reached);
	if (found.rows.length === 0)
		return {...none, empty: `There is nothing to explain: ${name} is the same in every trial.`};
	const rows = described(found.rows);
	const leftOut = parameters.map(parameter => parameter.name).filter(own => !rows.some(row => row.name === own));
	const {interactions} = found;
	return {...none, rows, leftOut, ...(interactions === undefined ? {} : {interactions})};
}

/** Why a method is taken unasked. */
function reasonFor(state: SweepState, {isSmall, aims}: {readonly isSmall: boolean; readonly aims: number}): string {
	if (isSmall) return 'the sweep has ended';
	if (aims > 1) return 'it is of several objectives';
	return state.phase === 'ended' ? 'trials are many' : 'the sweep goes on';
}

function parseMethod(text: string | undefined, aims: readonly Objective[]): ImportanceMethod | undefined {
	if (text === undefined) return undefined;
	const method = IMPORTANCE_METHODS.find(candidate => candidate === text);
	if (method === undefined) {
		throw new UserError(`there is no importance by "${text}"`, `One of: ${IMPORTANCE_METHODS.join(', ')}.`);
	}
	if (method === 'fanova' && aims.length > 1) {
		throw new UserError('fANOVA is of one metric', `Choose it with y: ${aims.map(({metric}) => metric).join(', ')}.`);
	}
	return method;
}

function reasonAgainst(
	state: SweepState,
	{name, trials, parameters}: {readonly name: string; readonly trials: number; readonly parameters: number},
): string | undefined {
	if (name === '') return 'Waiting for a metric: the sweep has none yet.';
	if (parameters === 0) return 'The sweep has no parameter that varies: nothing can be important.';
	if (trials >= LEAST_TRIALS) return undefined;
	const there = `there ${trials === 1 ? 'is' : 'are'} ${trials}`;
	const lacking = `Importance needs at least ${LEAST_TRIALS} complete trials with ${name}: ${there}.`;
	return trials === 0 ? emptyReason(state, lacking) : lacking;
}

function aimsOf(state: SweepState, name: string): readonly Objective[] {
	const objectives = state.sweep?.objectives ?? [];
	if (name === ALL_OBJECTIVES && objectives.length > 1) return objectives;
	return [{metric: name, direction: directionOf(state, name) ?? 'minimize'}];
}

/** The complete trials that have a value of each aim. */
function trialsWith(state: RememberedSweep, aims: readonly Objective[]): readonly TrialRecord[] {
	if (aims.length === 0) return [];
	const readers = aims.map(({metric}) => measureReader(state, metric));
	return completeTrials(state).filter(trial => readers.every(read => isRankable(read(trial))));
}

/** @param ranking by the same aims, whose fronts need not be found again. */
function evaluate(
	trials: readonly TrialRecord[],
	{aims, ranking}: {readonly aims: readonly Objective[]; readonly ranking: Ranking | undefined},
): readonly Evaluated[] {
	return trials.map(trial => ({
		params: trial.params,
		losses: aims.map(({metric, direction}) => {
			const value = numberNamed(trial, metric);
			return direction === 'maximize' ? -value : value;
		}),
		rank: ranking?.rankOf(trial.trial),
	}));
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
	return low === high ? write(low) : `${write(low)} to ${write(high)}`;
}

function mostFrequent(values: readonly ParameterValue[]): string {
	// Scalars are counted as they are: their texts are made once each, not for every trial.
	const counts = new Map<ParameterValue, number>();
	for (const value of values) {
		const key = typeof value === 'object' ? formatValue(value) : value;
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	const most = Math.max(...counts.values());
	const text = formatValue([...counts.keys()].find(key => counts.get(key) === most) ?? '');
	return most === values.length ? text : `${text} ${Math.round((100 * most) / values.length)} %`;
}
