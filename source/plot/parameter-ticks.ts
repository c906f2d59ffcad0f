import type {RememberedSweep} from '../domain/column/column-memory.ts';
import {type Domain, formatValue} from '../domain/space.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {formatDecade} from './axes.ts';
import {chooseFormat} from './quantity.ts';
import {type ScaleKind, extentOf, niceStep} from './scale.ts';
import {
	type ParameterColumn,
	categoriesOf,
	gridNumbers,
	inactiveReader,
	parameterReader,
	parameterValues,
	ticksByPlace,
} from './trial-axis.ts';

/** The values of a parameter as the steps of an axis. */
export type ParameterTicks = {
	readonly name: string;
	/** Numbers ascending, names in file order. */
	readonly ticks: readonly string[];
	/** The step of a trial; -1 where it has no value of the parameter. */
	readonly indexOf: (trial: TrialRecord) => number;
	/** Whether the parameter has no part in a trial, which so is not at one step rather than at another. */
	readonly isInactive: (trial: TrialRecord) => boolean;
};

type Steps = Omit<ParameterTicks, 'isInactive'>;

/** More different values than this, without a grid behind them, are shown in bins. */
const MAX_LOOSE_VALUES = 40;
/** So few are shown as they are, though each trial has one of its own. */
const FEW_VALUES = 5;
/** A grid of whole numbers with more than these is in bins where a search cannot try each of them twice. */
const LONG_GRID = 24;
const [LEAST_BINS, MOST_BINS] = [4, 12];

/**
 * The steps of a parameter: its grid and what trials have. A range without a grid that trials can fill is cut into bins as
 * it was declared, and so it is the same at the first trial and at the last; what was tried beyond it widens it. Once the
 * sweep has ended, values that are few or shared by trials are shown as they are.
 */
export function parameterTicks(state: RememberedSweep, column: ParameterColumn): ParameterTicks {
	return {...stepsOf(state, column), isInactive: inactiveReader(state, column)};
}

function stepsOf(state: RememberedSweep, column: ParameterColumn): Steps {
	if (!column.isNumeric) return placedTicks(state, column, categoriesOf(state, column));
	const grid = gridNumbers(column);
	if (grid.length > 0 && !isSampled(state, column, grid.length))
		return placedTicks(state, column, gridAndTrials(state, column, grid).map(formatValue));
	const isOver = state.phase === 'ended';
	const seen = new Set<number>();
	let count = 0;
	const read = parameterReader(state, column);
	const values = new Float64Array(state.trials.length).fill(Number.NaN);
	for (let index = 0; index < values.length; index++) {
		const trial = state.trials[index];
		const value = trial === undefined ? Number.NaN : read(trial);
		values[index] = value;
		// A set of 100,000 reals takes ten times as long as all the rest, and bins need their ends only.
		if (!Number.isFinite(value)) continue;
		count += 1;
		if (isOver && seen.size <= MAX_LOOSE_VALUES) seen.add(value);
	}
	const isScattered = seen.size > FEW_VALUES && seen.size > count / 2;
	if (!isOver || seen.size > MAX_LOOSE_VALUES || isScattered) {
		const expected = state.sweep?.budget.trials ?? (isOver ? count : Number.POSITIVE_INFINITY);
		return binnedTicks(column, values, {read, expected});
	}
	const ascending = [...seen].toSorted((a, b) => a - b);
	const places = new Map(ascending.map((value, index) => [value, index]));
	return {name: column.name, ticks: ascending.map(formatValue), indexOf: trial => places.get(read(trial)) ?? -1};
}

/** Whether the trials of a search are too few for the grid of a range to be filled. */
function isSampled({sweep}: RememberedSweep, {listed}: ParameterColumn, gridLength: number): boolean {
	const trials = sweep?.budget.trials ?? Number.POSITIVE_INFINITY;
	return listed === undefined && gridLength > LONG_GRID && trials < 2 * gridLength;
}

/** Above this a label of a number costs more columns than its digits are worth. */
const LONG_LABEL = 6;

/**
 * Labels for an axis: where any number is long, all are cut to three significant digits, unless two would then be the
 * same. Names stay as they are.
 */
export function shortLabels(ticks: readonly string[]): readonly string[] {
	const isNumeric = ticks.every(tick => tick !== '' && Number.isFinite(Number(tick)));
	if (!isNumeric || ticks.every(tick => tick.length <= LONG_LABEL)) return ticks;
	const short = ticks.map(tick => formatDecade(Number(tick)));
	return new Set(short).size === ticks.length ? short : ticks;
}

/** The numbers of a grid and those that trials have beside them, ascending. */
function gridAndTrials(state: RememberedSweep, column: ParameterColumn, grid: readonly number[]): readonly number[] {
	const seen = parameterValues(state, column).values.filter(value => typeof value === 'number');
	return [...new Set([...grid, ...seen.filter(Number.isFinite)])].toSorted((a, b) => a - b);
}

function placedTicks(state: RememberedSweep, column: ParameterColumn, ticks: readonly string[]): Steps {
	return {name: column.name, ticks, indexOf: ticksByPlace(state, column, ticks)};
}

/** Steps with round lower ends, which are their names. */
function binnedTicks(
	column: ParameterColumn,
	values: Float64Array,
	{read, expected}: {readonly read: (trial: TrialRecord) => number; readonly expected: number},
): Steps {
	const {domain} = column.parameter;
	const kind = domain.kind === 'integer' || domain.kind === 'real' ? domain.scale : 'linear';
	const [low, high] = extentOf([...declaredEnds(domain), ...(extentOf(values, kind) ?? [])], kind) ?? [0, 1];
	const bins = Math.min(MOST_BINS, Math.max(LEAST_BINS, Math.ceil(1.5 * Math.sqrt(expected))));
	const edges = roundEdges(kind, {low, high, bins});
	// Round numbers need few digits; zeros behind them would say that they were measured.
	const isShort = edges.every(edge => String(edge).length < LONG_LABEL);
	const text = isShort ? String : chooseFormat(edges).text;
	const isDecades = kind === 'log' && high / low >= 100;
	return {
		name: column.name,
		ticks: edges.map(edge => `≥${isDecades ? formatDecade(edge) : text(edge)}`),
		indexOf: trial => {
			const value = read(trial);
			if (!Number.isFinite(value)) return -1;
			let index = edges.length - 1;
			while (index > 0 && value < (edges[index] ?? 0)) index -= 1;
			return index;
		},
	};
}

/** A normal distribution is cut so many standard deviations from its mean: one draw in 16,000 lies beyond. */
const NORMAL_ENDS = 4;

/** The ends of a range; none of what is no range. */
function declaredEnds(domain: Domain): readonly number[] {
	if (domain.kind !== 'integer' && domain.kind !== 'real') return [];
	const drawn = domain.kind === 'real' ? domain.distribution : undefined;
	if (drawn?.kind !== 'normal' && drawn?.kind !== 'log-normal') return [domain.min, domain.max];
	const ends = [drawn.mu - NORMAL_ENDS * drawn.sigma, drawn.mu + NORMAL_ENDS * drawn.sigma];
	return drawn.kind === 'normal' ? ends : ends.map(Math.exp);
}

/** What edges are made for: the values from `low` to `high`, in about so many bins. */
type EdgeRange = {readonly low: number; readonly high: number; readonly bins: number};

/** Steps within a decade, the finest first. */
const DECADE_STEPS: readonly (readonly number[])[] = [[1, 2, 5], [1, 3], [1]];

/** About as many round numbers as bins are wanted, of which the first is not above `low`. */
function roundEdges(kind: ScaleKind, {low, high, bins}: EdgeRange): readonly number[] {
	if (kind === 'log' && high / low >= 10) {
		const choices = DECADE_STEPS.map(factors => decadeEdges(factors, low, high));
		return choices.find(edges => edges.length <= bins + 1) ?? choices.at(-1) ?? [low];
	}
	const step = niceStep((high - low) / bins);
	const first = Math.floor(low / step);
	// What lies on the last edge is in the bin below it, which else would be one for it alone.
	const count = Math.max(1, Math.ceil(high / step - 1e-9) - first);
	return Array.from({length: count}, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function decadeEdges(factors: readonly number[], low: number, high: number): readonly number[] {
	const first = Math.floor(Math.log10(low));
	const decades = Array.from({length: Math.floor(Math.log10(high)) - first + 1}, (_, index) => first + index);
	const all = decades.flatMap(exponent => factors.map(factor => Number(`${factor}e${exponent}`)));
	const from = all.findLastIndex(edge => edge <= low);
	return all.slice(Math.max(0, from)).filter((edge, index) => index === 0 || edge < high);
}
