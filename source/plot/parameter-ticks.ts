import {gridAxis} from '../domain/grid-axis.ts';
import {type ParameterValue, formatValue} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {formatDecade} from './axes.ts';
import {chooseFormat} from './quantity.ts';
import {type ScaleKind, extentOf, niceStep} from './scale.ts';
import {type ParameterColumn, categoriesOf} from './trial-axis.ts';

/** The values of a parameter as the steps of an axis. */
export type ParameterTicks = {
	readonly name: string;
	/** Numbers ascending, names in file order. */
	readonly ticks: readonly string[];
	/** The step of a trial; -1 where it has no value of the parameter. */
	readonly indexOf: (trial: TrialRecord) => number;
};

/** A grid up to this many values is shown whole, also where nothing ran yet. */
const WHOLE_GRID = 200;
/** More different values than this, without a grid behind them, are shown in bins. */
const MAX_LOOSE_VALUES = 40;
const BINS = 12;

/** The steps of a parameter: its grid and what trials have; bins where values are too many and no grid orders them. */
export function parameterTicks(state: SweepState, column: ParameterColumn): ParameterTicks {
	if (!column.isNumeric) return ticksOf(column, categoriesOf(state, column));
	const grid = gridNumbers(column);
	const seen = new Set<number>(grid);
	const values = new Float64Array(state.trials.length).fill(Number.NaN);
	state.trials.forEach((trial, index) => {
		const value = trial === undefined ? undefined : column.read(trial);
		if (typeof value !== 'number' || !Number.isFinite(value)) return;
		values[index] = value;
		// A set of 100,000 reals takes ten times as long as all the rest, and bins need their ends only.
		if (grid.length > 0 || seen.size <= MAX_LOOSE_VALUES) seen.add(value);
	});
	if (grid.length === 0 && seen.size > MAX_LOOSE_VALUES) return binnedTicks(column, values);
	return ticksOf(column, [...seen].toSorted((a, b) => a - b).map(formatValue));
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

function gridNumbers(column: ParameterColumn): readonly number[] {
	if (column.listed !== undefined) return column.listed.filter(value => typeof value === 'number');
	const axis = gridAxis(column.parameter.domain);
	if (axis === undefined || axis.count > WHOLE_GRID) return [];
	return Array.from({length: axis.count}, (_, index): ParameterValue => axis.at(index)).filter(
		value => typeof value === 'number',
	);
}

function ticksOf(column: ParameterColumn, ticks: readonly string[]): ParameterTicks {
	const indexes = new Map(ticks.map((tick, index) => [tick, index]));
	// Numbers are formatted once each, not once a trial.
	const known = new Map<ParameterValue, number>();
	return {
		name: column.name,
		ticks,
		indexOf: trial => {
			const value = column.read(trial);
			if (value === undefined) return -1;
			const found = known.get(value);
			if (found !== undefined) return found;
			const index = indexes.get(formatValue(value)) ?? -1;
			if (typeof value !== 'object') known.set(value, index);
			return index;
		},
	};
}

/** Steps with round lower ends, which are their names. */
function binnedTicks(column: ParameterColumn, values: Float64Array): ParameterTicks {
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
			const value = column.read(trial);
			if (typeof value !== 'number' || !Number.isFinite(value)) return -1;
			return Math.max(
				0,
				edges.findLastIndex(edge => value >= edge),
			);
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
