import {UserError} from '../errors.ts';
import {createRepeatsReader, numberNamed} from '../ranking/metric-value.ts';
import {nearestName} from '../text/nearest.ts';
import {parseNumber} from '../number.ts';
import {type RatioInterval, ratioInterval} from './ratio-interval.ts';
import {columnsOf, flattenParams, formatScalar, listedColumns, type Scalar, type Space} from '../space.ts';
import {mean} from '../statistics/stats.ts';
import type {Sweep} from '../sweep.ts';
import {isTerminal, type TrialRecord} from '../trial.ts';

/** Which values of one parameter are divided: those at `numerator` by those at `denominator`. */
export type Split = {readonly parameter: string; readonly numerator: Scalar; readonly denominator: Scalar};

/** One pair of trials that differ in the split parameter only. */
export type RatioRow = {
	/** Values of the free parameters, in the order of {@link RatioTable.free}; undefined where inactive. */
	readonly free: readonly (Scalar | undefined)[];
	readonly numerator: number;
	readonly denominator: number;
	readonly ratio: number;
	/** How sure the ratio is; undefined where a side was measured fewer than twice. */
	readonly interval: RatioInterval | undefined;
	/** Measurements of each side: trials of the point, or the repeats of a single one. */
	readonly counts: {readonly numerator: number; readonly denominator: number};
};

/** A point that has its value below the line, and above it none that could be compared. */
export type LostPoint = {readonly free: RatioRow['free']; readonly why: string};

/** Ratios for every combination of the free parameters. */
export type RatioTable = {
	/** Columns of the parameters beside the split one, constants left out. */
	readonly free: readonly string[];
	/** Sorted by the free parameters: numbers by value, texts in the order of the sweep file. */
	readonly rows: readonly RatioRow[];
	/** Points that have only one of the two sides. */
	readonly unpaired: number;
	/** Those of them whose numerator was tried in vain, and between two runs also what the second has not tried. */
	readonly lost: readonly LostPoint[];
};

/** What {@link computeRatios} tells the doubt by. */
export type RatioOptions = {
	/** Whose formulas are worked out for each repeat; without it only trials of one point are repeats. */
	readonly sweep?: Sweep;
	/** Of the intervals, e.g. 0.95. */
	readonly confidence?: number;
	/** Whether the trials of the two sides are one pair, whatever they differ in. */
	readonly isOnePair?: boolean;
};

/**
 * Reads `P=A/B`, e.g. `tensor=true/false`. A value may hold a slash itself: the cut is where both sides are values
 * that the trials have. Throws a UserError that names what the trials do have.
 */
export function parseSplit(text: string, space: Space, trials: readonly TrialRecord[]): Split {
	return splitOf(text, space, parameter => distinctValues(space, trials, parameter));
}

/** As {@link parseSplit} before any trial ran: values are those of the sweep file, any number on a range of numbers. */
export function parseSplitOfSpace(text: string, space: Space): Split {
	return splitOf(text, space, column => valuesOf(space, column));
}

/** What {@link splitOf} looks values up in. */
type Values = Pick<ReadonlyMap<string, Scalar>, 'get' | 'keys'>;

function valuesOf({parameters}: Space, column: string): Values {
	const parameter = parameters.find(candidate => columnsOf(candidate).includes(column));
	const domain = parameter?.domain;
	if (parameter === undefined || domain === undefined) return new Map();
	if (domain.kind === 'integer' || domain.kind === 'real')
		return {get: parseNumber, keys: () => [`numbers from ${domain.min} to ${domain.max}`].values()};
	const values = listedColumns(parameter)?.[columnsOf(parameter).indexOf(column)] ?? [];
	return new Map(values.map(value => [formatScalar(value), value]));
}

function splitOf(text: string, space: Space, valuesNamed: (column: string) => Values): Split {
	const equals = text.indexOf('=');
	if (equals < 0)
		throw new UserError(`split "${text}" has no "="`, 'Write it as PARAMETER=A/B, e.g. tensor=true/false.');
	const parameter = text.slice(0, equals);
	const names = space.parameters.flatMap(columnsOf);
	if (!names.includes(parameter)) {
		const near = nearestName(parameter, names);
		const known = `Parameters: ${names.join(', ')}.`;
		throw new UserError(`no parameter "${parameter}"`, near === undefined ? known : `Did you mean "${near}"? ${known}`);
	}
	const values = valuesNamed(parameter);
	const parts = text.slice(equals + 1).split('/');
	for (let cut = 1; cut < parts.length; cut++) {
		const numerator = values.get(parts.slice(0, cut).join('/'));
		const denominator = values.get(parts.slice(cut).join('/'));
		if (numerator !== undefined && denominator !== undefined) return {parameter, numerator, denominator};
	}
	throw new UserError(
		`split "${text}" does not name two values of "${parameter}"`,
		`Write ${parameter}=A/B with two of: ${[...values.keys()].join(', ')}.`,
	);
}

function distinctValues(space: Space, trials: readonly TrialRecord[], parameter: string): ReadonlyMap<string, Scalar> {
	const values = new Map<string, Scalar>();
	for (const trial of trials) {
		const value = flattenParams(space, trial.params).get(parameter);
		if (value !== undefined) values.set(formatScalar(value), value);
	}
	return values;
}

/** One side of a pair: the values of its trials, and the repeats of the last one. */
type Side = {readonly values: number[]; repeats: readonly number[]};

type Pair = {
	readonly free: readonly (Scalar | undefined)[];
	readonly numerator: Side;
	readonly denominator: Side;
	/** Why a trial of the numerator gave no value. */
	lost?: string;
};

/**
 * Divides a metric (or numeric telemetry column) between two values of one parameter, for every combination of the
 * other parameters. Only complete trials count; several of one point give their mean.
 */
export function computeRatios(
	trials: readonly TrialRecord[],
	space: Space,
	metric: string,
	split: Split,
	{sweep, confidence = 0.95, isOnePair = false}: RatioOptions = {},
): RatioTable {
	const varying = space.parameters.filter(parameter => parameter.domain.kind !== 'constant');
	const free = isOnePair ? [] : varying.flatMap(columnsOf).filter(column => column !== split.parameter);
	const readRepeats = sweep === undefined ? undefined : createRepeatsReader(sweep, metric);
	const pairs = new Map<string, Pair>();
	for (const trial of trials) {
		const value = numberNamed(trial, metric);
		const hasValue = trial.state === 'complete' && !Number.isNaN(value);
		if (!hasValue && !isTerminal(trial.state)) continue;
		const params = flattenParams(space, trial.params);
		const side = params.get(split.parameter);
		if (side !== split.numerator && side !== split.denominator) continue;
		const pair = pairOf(
			pairs,
			free.map(column => params.get(column)),
		);
		if (!hasValue) {
			if (side === split.numerator) pair.lost = reasonOf(trial, metric);
			continue;
		}
		const measured = side === split.numerator ? pair.numerator : pair.denominator;
		measured.values.push(value);
		measured.repeats = readRepeats?.(trial) ?? [];
	}
	const tried = [...pairs.values()].filter(
		({numerator, denominator}) => numerator.values.length + denominator.values.length > 0,
	);
	const [whole, half] = [tried.filter(isWhole), tried.filter(pair => !isWhole(pair))];
	const compare = compareFree(space, free);
	return {
		free,
		rows: whole.map(pair => rowOf(pair, confidence)).sort((a, b) => compare(a.free, b.free)),
		unpaired: half.length,
		lost: half.flatMap(pair => lostOf(pair, sweep?.runParameter === split.parameter)),
	};
}

/** Within one run a setting may well exist on one side alone: a parameter that only the other side has. */
function lostOf({free, denominator, lost}: Pair, isBetweenRuns: boolean): readonly LostPoint[] {
	if (lost !== undefined) return [{free, why: lost}];
	if (!isBetweenRuns || denominator.values.length === 0) return [];
	return [{free, why: free.length === 0 ? 'the second run has none' : 'the second run has not tried it'}];
}

function pairOf(pairs: Map<string, Pair>, free: Pair['free']): Pair {
	const key = JSON.stringify(free.map(scalar => scalar ?? null));
	const known = pairs.get(key);
	if (known !== undefined) return known;
	const pair: Pair = {free, numerator: {values: [], repeats: []}, denominator: {values: [], repeats: []}};
	pairs.set(key, pair);
	return pair;
}

function reasonOf({state, why}: TrialRecord, metric: string): string {
	if (state === 'complete') return `no value of ${metric}`;
	return why === undefined ? state : `${state}: ${why}`;
}

function isWhole({numerator, denominator}: Pair): boolean {
	return numerator.values.length > 0 && denominator.values.length > 0;
}

function rowOf({free, numerator: above, denominator: below}: Pair, confidence: number): RatioRow {
	const numerator = mean(above.values);
	const denominator = mean(below.values);
	const ratio = numerator / denominator;
	const [tops, bottoms] = [samplesOf(above), samplesOf(below)];
	return {
		free,
		numerator,
		denominator,
		ratio,
		interval: ratioInterval(tops, bottoms, {ratio, confidence}),
		counts: {numerator: tops.length, denominator: bottoms.length},
	};
}

/** Trials of one point scatter at least as much as the repeats within one: where there are several, they count. */
function samplesOf({values, repeats}: Side): readonly number[] {
	return values.length > 1 || repeats.length === 0 ? values : repeats;
}

function compareFree(
	space: Space,
	free: readonly string[],
): (a: readonly (Scalar | undefined)[], b: readonly (Scalar | undefined)[]) => number {
	const orders = free.map(column => choiceOrder(space, column));
	const place = (value: Scalar | undefined, order: ReadonlyMap<Scalar, number>): number => {
		if (value === undefined) return Number.POSITIVE_INFINITY;
		return typeof value === 'number' ? value : (order.get(value) ?? order.size);
	};
	return (a, b) => {
		for (const [index, order] of orders.entries()) {
			const of = place(a[index], order);
			const other = place(b[index], order);
			if (of !== other) return of - other;
		}
		return 0;
	};
}

function choiceOrder(space: Space, column: string): ReadonlyMap<Scalar, number> {
	const domain = space.parameters.find(parameter => parameter.name === column)?.domain;
	return new Map(domain?.kind === 'choice' ? domain.values.map((value, index) => [value, index]) : []);
}
