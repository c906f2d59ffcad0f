import {UserError} from './errors.ts';
import {numberNamed} from './metric-value.ts';
import {nearestName} from './nearest.ts';
import {parseNumber} from './number.ts';
import {columnsOf, flattenParams, formatScalar, type Scalar, type Space} from './space.ts';
import {mean} from './stats.ts';
import type {TrialRecord} from './trial.ts';

/** Which values of one parameter are divided: those at `numerator` by those at `denominator`. */
export type Split = {readonly parameter: string; readonly numerator: Scalar; readonly denominator: Scalar};

/** One pair of trials that differ in the split parameter only. */
export type RatioRow = {
	/** Values of the free parameters, in the order of {@link RatioTable.free}; undefined where inactive. */
	readonly free: readonly (Scalar | undefined)[];
	readonly numerator: number;
	readonly denominator: number;
	readonly ratio: number;
};

/** Ratios for every combination of the free parameters. */
export type RatioTable = {
	/** Columns of the parameters beside the split one, constants left out. */
	readonly free: readonly string[];
	/** Sorted by the free parameters: numbers by value, texts in the order of the sweep file. */
	readonly rows: readonly RatioRow[];
	/** Points that have only one of the two sides. */
	readonly unpaired: number;
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
	const field = columnsOf(parameter).indexOf(column);
	const values =
		domain.kind === 'constant'
			? [domain.value]
			: domain.kind === 'choice'
				? domain.values
				: domain.values.flatMap(tuple => tuple[field] ?? []);
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

type Pair = {
	readonly free: readonly (Scalar | undefined)[];
	readonly numerator: number[];
	readonly denominator: number[];
};

/**
 * Divides a metric (or numeric telemetry column) between two values of one parameter, for every combination of the
 * other parameters. Only complete trials count; several of one point give their mean.
 */
export function computeRatios(trials: readonly TrialRecord[], space: Space, metric: string, split: Split): RatioTable {
	const varying = space.parameters.filter(parameter => parameter.domain.kind !== 'constant');
	const free = varying.flatMap(columnsOf).filter(column => column !== split.parameter);
	const pairs = new Map<string, Pair>();
	for (const trial of trials) {
		const value = numberNamed(trial, metric);
		if (trial.state !== 'complete' || Number.isNaN(value)) continue;
		const params = flattenParams(space, trial.params);
		const side = params.get(split.parameter);
		if (side !== split.numerator && side !== split.denominator) continue;
		const values = free.map(column => params.get(column));
		const key = JSON.stringify(values.map(scalar => scalar ?? null));
		const pair = pairs.get(key) ?? {free: values, numerator: [], denominator: []};
		pairs.set(key, pair);
		(side === split.numerator ? pair.numerator : pair.denominator).push(value);
	}
	const whole = [...pairs.values()].filter(pair => pair.numerator.length > 0 && pair.denominator.length > 0);
	const compare = compareFree(space, free);
	return {
		free,
		rows: whole.map(rowOf).sort((a, b) => compare(a.free, b.free)),
		unpaired: pairs.size - whole.length,
	};
}

function rowOf(pair: Pair): RatioRow {
	const numerator = mean(pair.numerator);
	const denominator = mean(pair.denominator);
	return {free: pair.free, numerator, denominator, ratio: numerator / denominator};
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
