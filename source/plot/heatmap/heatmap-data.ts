import type {Aggregate} from '../../domain/view/aggregate.ts';
import {UserError} from '../../domain/errors.ts';
import {findMetric} from '../../domain/ranking/figure.ts';
import type {PlotChoice} from '../../domain/view/plot-choice.ts';
import type {Direction} from '../../domain/metric.ts';
import {type IntervalReader, createIntervalReader} from '../../domain/ranking/metric-value.ts';
import {type Scalar, formatScalar, formatValue} from '../../domain/space.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {TrialRecord} from '../../domain/trial.ts';
import type {HeatmapCell, HeatmapInput} from './heatmap-layout.ts';
import {cellOf, createValueReader, fillSlots, markFiltered, ratioCell, type ValueReader} from './heatmap-slots.ts';
import {chooseSides, createTicksReader, isPartOf, type TicksReader} from './heatmap-sides.ts';
import {type ParameterTicks, shortLabels} from '../parameter-ticks.ts';
import {type Cut, isInside} from '../slice-cut.ts';
import type {ScaleKind} from '../scale.ts';
import {
	type ParameterColumn,
	type TrialAxis,
	axisNames,
	directionOf,
	findParameterColumn,
	trialAxis,
	unknownName,
	varyingParameters,
} from '../trial-axis.ts';

/** What the person chose; the rest is chosen by {@link selectHeatmap}. */
export type HeatmapChoice = {
	readonly x?: string | undefined;
	readonly y?: string | undefined;
	/** What the cells show; the first objective when absent. */
	readonly metric?: string | undefined;
	/** Parameter → value (or the text of a tick), e.g. `block` → 64: only trials with that value. */
	readonly fix?: Readonly<Record<string, Scalar>>;
	/** Over the trials of a cell; `mean` when absent. */
	readonly aggregate?: Aggregate;
	readonly scale?: ScaleKind;
	/** The ratio of two values of a parameter in place of the metric itself. */
	readonly ratio?: PlotChoice['ratio'];
	readonly isolines?: boolean | undefined;
	/** The steps of parameters, where they are not those of the sweep itself: of the whole that is looked back at. */
	readonly ticksNamed?: TicksReader | undefined;
	/** All trials, where a filter lets only some of them pass. */
	readonly unfiltered?: SweepState | undefined;
};

/** A heatmap, and the parameters that it could be sliced by. */
export type HeatmapSelection = {
	readonly input: HeatmapInput;
	/** Parameters that are on neither axis, with their values in order: what `[` and `]` step through. */
	readonly slices: readonly ParameterTicks[];
};

/**
 * Folds a sweep into a heatmap over two parameters. Defaults: the two with the most values as x and y, the first
 * objective, the mean. Every trial is in a cell, left out by a fixed value, or without a value on an axis.
 * @throws UserError for a name or a fixed value that does not exist.
 */
export function selectHeatmap(state: SweepState, choice: HeatmapChoice = {}): HeatmapSelection {
	const aggregate = choice.aggregate ?? 'mean';
	const metricName = choice.metric ?? state.sweep?.objectives[0]?.metric ?? state.sweep?.metrics[0]?.name;
	if (state.sweep === undefined || metricName === undefined) return nothing('The sweep has no metric yet.', aggregate);
	const metric = trialAxis(state, metricName);
	const ratio = choice.ratio === undefined ? undefined : ratioColumn(state, choice.ratio);
	// With a filter the axes stay as they were, so that what it hides has its place.
	const ticksNamed = choice.ticksNamed ?? createTicksReader(choice.unfiltered ?? state);
	const valueOf = createValueReader(metric);
	const hasValue = (trial: TrialRecord): boolean => valueOf(trial) !== undefined;
	const sides = chooseSides(state, {choice, ticksNamed, split: ratio?.parameter.name, hasValue});
	if (sides === undefined) return nothing('The sweep has no parameter that varies.', aggregate);
	const {x, y} = sides;
	const others = varyingParameters(state).filter(
		({name}) => !isPartOf(x.name, name) && !isPartOf(y.name, name) && name !== ratio?.parameter.name,
	);
	const slices = others.map(({name}) => ticksNamed(name));
	const fixed = slicesToFix(choice, slices);
	const keeps = (trial: TrialRecord): boolean => isInside(fixed, trial);
	const {cells, outside} = fillCells(state, {x, y, metric, valueOf, keeps, aggregate, ratio, choice});
	const definition = findMetric(state.sweep, metricName);
	const format = choice.ratio === undefined ? definition?.format : undefined;
	const unit = choice.ratio === undefined ? metric.unit : '';
	return {
		input: {
			x: {name: x.name, unit: '', ticks: shortLabels(x.ticks)},
			y: {name: y.name, unit: '', ticks: shortLabels(y.ticks)},
			metric: {name: metricName, unit, ...(format === undefined ? {} : {format})},
			aggregate,
			scale: choice.scale ?? 'linear',
			fixed: fixed.map(({ticks, index}) => ({name: ticks.name, label: ticks.ticks[index] ?? ''})),
			free: slices.filter(slice => !fixed.some(({ticks}) => ticks === slice)).map(slice => slice.name),
			outside,
			cells,
			empty: emptyReason(state, metricName, {x, y, hasValue, isFixed: fixed.length > 0}),
			...(choice.ratio === undefined ? {} : {ratio: ratioWords(choice.ratio)}),
			...(choice.isolines === true ? {hasIsolines: true} : {}),
		},
		slices,
	};
}

function ratioWords({parameter, numerator, denominator}: NonNullable<PlotChoice['ratio']>): HeatmapInput['ratio'] {
	return {parameter, numerator: formatScalar(numerator), denominator: formatScalar(denominator)};
}

function ratioColumn(state: SweepState, {parameter}: NonNullable<PlotChoice['ratio']>): ParameterColumn {
	const column = findParameterColumn(state, parameter);
	if (column === undefined) throw unknownName(parameter, axisNames(state));
	return column;
}

type CellRules = {
	readonly x: ParameterTicks;
	readonly y: ParameterTicks;
	readonly metric: TrialAxis;
	readonly valueOf: ValueReader;
	readonly keeps: (trial: TrialRecord) => boolean;
	readonly aggregate: Aggregate;
	readonly ratio: ParameterColumn | undefined;
	readonly choice: HeatmapChoice;
};

function fillCells(
	state: SweepState,
	{aggregate, ratio, choice, metric, ...readers}: CellRules,
): Pick<HeatmapInput, 'cells' | 'outside'> {
	const direction = directionOf(state, metric.name);
	const rules = {...readers, metric: metric.name};
	if (ratio === undefined || choice.ratio === undefined) {
		const {slots, outside} = fillSlots(state, rules);
		const found = slots.map(slot => cellOf(slot, aggregate, direction));
		const cells = choice.unfiltered === undefined ? found : markFiltered(found, choice.unfiltered, rules);
		const reader =
			aggregate === 'count' || state.sweep === undefined ? undefined : createIntervalReader(state.sweep, metric.name);
		return {cells: withMarks(cells, {state, reader, direction}), outside};
	}
	const [above, below] = [choice.ratio.numerator, choice.ratio.denominator].map(value => {
		const text = formatScalar(value);
		const keeps = (trial: TrialRecord): boolean => {
			const own = ratio.read(trial);
			return own !== undefined && formatValue(own) === text && rules.keeps(trial);
		};
		const {slots, outside} = fillSlots(state, {...rules, keeps});
		const cells = slots.map(slot => cellOf(slot, aggregate, direction));
		if (choice.unfiltered === undefined) return {cells, outside};
		return {cells: markFiltered(cells, choice.unfiltered, {...rules, keeps}), outside};
	});
	return {
		cells: (above?.cells ?? []).map((cell, index) => ratioCell(cell, below?.cells[index])),
		outside: (above?.outside ?? 0) + (below?.outside ?? 0),
	};
}

function nothing(empty: string, aggregate: Aggregate): HeatmapSelection {
	const none = {name: '', unit: '', ticks: []};
	return {
		input: {
			x: none,
			y: none,
			metric: {name: '', unit: ''},
			aggregate,
			scale: 'linear',
			fixed: [],
			free: [],
			cells: [],
			empty,
		},
		slices: [],
	};
}

function emptyReason(
	state: SweepState,
	metric: string,
	{
		x,
		y,
		hasValue,
		isFixed,
	}: Pick<CellRules, 'x' | 'y'> & {
		readonly hasValue: (trial: TrialRecord) => boolean;
		readonly isFixed: boolean;
	},
): string {
	const {complete, queued, waiting, running} = state.counts;
	if (state.trials.some(trial => trial !== undefined && hasValue(trial))) {
		const axes = [x.name, y.name].filter(name => name !== '').join(' and ');
		return `No trial with a finite ${metric} has ${axes}${isFixed ? ' and the fixed values' : ''}.`;
	}
	if (complete > 0) return `No complete trial has a finite ${metric}.`;
	if (queued + waiting + running > 0 || state.phase === 'running') return 'Waiting for the first trial to complete.';
	return 'No trial completed.';
}

function slicesToFix(choice: HeatmapChoice, slices: readonly ParameterTicks[]): readonly Cut[] {
	return Object.entries(choice.fix ?? {}).map(([name, value]) => {
		const ticks = slices.find(slice => slice.name === name);
		if (ticks === undefined) {
			throw new UserError(
				`"${name}" cannot be fixed`,
				`Parameters beside the axes: ${slices.map(slice => slice.name).join(', ') || 'none'}.`,
			);
		}
		const text = formatScalar(value);
		const index = ticks.ticks.findIndex(tick => tick === text || Number(tick) === Number(text));
		if (index < 0)
			throw new UserError(`"${name}" has no value "${text}"`, `Its values are: ${ticks.ticks.join(', ')}.`);
		return {ticks, index};
	});
}

/** Marks the best feasible cell and those that cannot be told from it: equal, or overlapping intervals of single trials. */
function withMarks(
	cells: readonly (HeatmapCell | undefined)[],
	{
		state,
		reader,
		direction,
	}: {
		readonly state: SweepState;
		readonly reader: IntervalReader | undefined;
		readonly direction: Direction | undefined;
	},
): readonly (HeatmapCell | undefined)[] {
	if (direction === undefined || reader === undefined) return cells;
	const sign = direction === 'maximize' ? 1 : -1;
	let best = -1;
	cells.forEach((cell, index) => {
		if (cell?.kind !== 'value') return;
		const champion = cells[best];
		if (champion?.kind !== 'value' || sign * (cell.value - champion.value) > 0) best = index;
	});
	const champion = cells[best];
	if (champion?.kind !== 'value') return cells;
	const intervalOf = (cell: Extract<HeatmapCell, {kind: 'value'}>): {readonly low: number; readonly high: number} => {
		const trial: TrialRecord | undefined =
			cell.trials.length === 1 ? state.trials[(cell.trials[0] ?? 0) - 1] : undefined;
		return trial === undefined ? {low: cell.value, high: cell.value} : reader(trial);
	};
	const bestInterval = intervalOf(champion);
	return cells.map((cell, index) => {
		if (cell?.kind !== 'value') return cell;
		if (index === best) return {...cell, mark: 'best'};
		const interval = intervalOf(cell);
		return interval.low <= bestInterval.high && interval.high >= bestInterval.low ? {...cell, mark: 'tied'} : cell;
	});
}
