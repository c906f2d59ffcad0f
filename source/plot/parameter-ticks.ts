import type {RememberedSweep} from '../domain/column-memory.ts';
import {formatValue} from '../domain/space.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {formatDecade} from './axes.ts';
import {chooseFormat} from './quantity.ts';
import {type ScaleKind, extentOf, niceStep} from './scale.ts';
import {
	type ParameterColumn,
	categoriesOf,
	gridNumbers,
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
};

/** More different values than this, without a grid behind them, are shown in bins. */
const MAX_LOOSE_VALUES = 40;
const BINS = 12;

/** The steps of a parameter: its grid and what trials have; bins where values are too many and no grid orders them. */
export function parameterTicks(state: RememberedSweep, column: ParameterColumn): ParameterTicks {
	if (!column.isNumeric) return placedTicks(state, column, categoriesOf(state, column));
	const grid = gridNumbers(column);
	if (grid.length > 0) return placedTicks(state, column, gridAndTrials(state, column, grid).map(formatValue));
	const seen = new Set<number>();
	const read = parameterReader(state, column);
	const values = new Float64Array(state.trials.length).fill(Number.NaN);
	for (let index = 0; index < values.length; index++) {
		const trial = state.trials[index];
		const value = trial === undefined ? Number.NaN : read(trial);
		values[index] = value;
		// A set of 100,000 reals takes ten times as long as all the rest, and bins need their ends only.
		if (Number.isFinite(value) && seen.size <= MAX_LOOSE_VALUES) seen.add(value);
	}
	if (seen.size > MAX_LOOSE_VALUES) return binnedTicks(column, values, read);
	const ascending = [...seen].toSorted((a, b) => a - b);
	const places = new Map(ascending.map((value, index) => [value, index]));
	return {name: column.name, ticks: ascending.map(formatValue), indexOf: trial => places.get(read(trial)) ?? -1};
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

function placedTicks(state: RememberedSweep, column: ParameterColumn, ticks: readonly string[]): ParameterTicks {
	return {name: column.name, ticks, indexOf: ticksByPlace(state, column, ticks)};
}

/** Steps with round lower ends, which are their names. */
function binnedTicks(
	column: ParameterColumn,
	values: Float64Array,
	read: (trial: TrialRecord) => number,
): ParameterTicks {
	const {domain} = column.parameter;
	const kind = domain.kind === 'integer' || domain.kind === 'real' ? domain.scale : 'linear';
	const [low, high] = extentOf(values, kind) ?? [0, 1];
	const edges = roundEdges(kind, low, high);
	const {text} = chooseFormat(edges);
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

/** About {@link BINS} round numbers, of which the first is not above `low`. */
function roundEdges(kind: ScaleKind, low: number, high: number): readonly number[] {
	if (kind === 'log' && high / low >= 10) {
		const factors = high / low > 1e5 ? [1] : [1, 2, 5];
		const first = Math.floor(Math.log10(low));
		const decades = Array.from({length: Math.floor(Math.log10(high)) - first + 1}, (_, index) => first + index);
		const all = decades.flatMap(exponent => factors.map(factor => Number(`${factor}e${exponent}`)));
		return all
			.slice(
				Math.max(
					0,
					all.findLastIndex(edge => edge <= low),
				),
			)
			.filter(edge => edge <= high);
	}
	const step = niceStep((high - low) / BINS);
	const first = Math.floor(low / step);
	return Array.from({length: Math.floor(high / step) - first + 1}, (_, index) =>
		Number(((first + index) * step).toPrecision(12)),
	);
}
