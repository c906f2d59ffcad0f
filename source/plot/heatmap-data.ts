import type {Aggregate} from '../domain/aggregate.ts';
import {UserError, assertNever} from '../domain/errors.ts';
import type {Direction} from '../domain/metric.ts';
import {type IntervalReader, createIntervalReader} from '../domain/metric-value.ts';
import {isRankable} from '../domain/number.ts';
import {own} from '../domain/record.ts';
import {type Scalar, formatScalar} from '../domain/space.ts';
import {mean, median} from '../domain/stats.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {type TrialRecord, isTerminal} from '../domain/trial.ts';
import type {HeatmapCell, HeatmapInput} from './heatmap-layout.ts';
import {type ParameterTicks, parameterTicks} from './parameter-ticks.ts';
import type {ScaleKind} from './scale.ts';
import {
	type TrialAxis,
	axisNames,
	directionOf,
	findParameterColumn,
	trialAxis,
	unknownName,
	varyingParameters,
} from './trial-axis.ts';

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
};

/** A heatmap, and the parameters that it could be sliced by. */
export type HeatmapSelection = {
	readonly input: HeatmapInput;
	/** Parameters that are on neither axis, with their values in order: what `[` and `]` step through. */
	readonly slices: readonly {readonly name: string; readonly ticks: readonly string[]}[];
};

type Slot = {readonly values: number[]; readonly trials: number[]; pending: boolean; infeasible: boolean};

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
	const sides = chooseSides(state, choice);
	if (sides === undefined) return nothing('The sweep has no parameter that varies.', aggregate);
	const {x, y} = sides;
	const others = varyingParameters(state).filter(({name}) => !isPartOf(x.name, name) && !isPartOf(y.name, name));
	const slices = others.map(({name}) => ticksNamed(state, name));
	const fixed = slicesToFix(choice, slices);
	const {slots, outside} = fillSlots(state, {x, y, metric, fixed});
	const direction = directionOf(state, metricName);
	const cells = slots.map(slot => cellOf(slot, aggregate, direction));
	const definition = state.sweep.metrics.find(candidate => candidate.name === metricName);
	const tieReader = aggregate === 'count' ? undefined : createIntervalReader(state.sweep, metricName);
	return {
		input: {
			x: {name: x.name, unit: '', ticks: x.ticks},
			y: {name: y.name, unit: '', ticks: y.ticks},
			metric: {
				name: metricName,
				unit: metric.unit,
				...(definition?.format === undefined ? {} : {format: definition.format}),
			},
			aggregate,
			scale: choice.scale ?? 'linear',
			fixed: fixed.map(({ticks, index}) => ({name: ticks.name, label: ticks.ticks[index] ?? ''})),
			free: slices.filter(slice => !fixed.some(({ticks}) => ticks === slice)).map(slice => slice.name),
			outside,
			cells: withMarks(cells, slots, {state, reader: tieReader, direction}),
			empty: emptyReason(state, metricName),
		},
		slices: slices.map(({name, ticks}) => ({name, ticks})),
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

function emptyReason(state: SweepState, metric: string): string {
	const {complete, queued, waiting, running} = state.counts;
	if (complete > 0) return `No complete trial has a finite ${metric}.`;
	if (queued + waiting + running > 0 || state.phase === 'running') return 'Waiting for the first trial to complete.';
	return 'No trial completed.';
}

/** Whether a column is the parameter or a field of it. */
function isPartOf(column: string, parameter: string): boolean {
	return column === parameter || column.startsWith(`${parameter}.`);
}

function ticksNamed(state: SweepState, name: string): ParameterTicks {
	const column = findParameterColumn(state, name);
	if (column === undefined) {
		throw axisNames(state).includes(name)
			? new UserError(
					`"${name}" is no parameter`,
					'The axes of a heatmap are parameters; a scatter takes any quantity.',
				)
			: unknownName(name, axisNames(state));
	}
	return parameterTicks(state, column);
}

function chooseSides(
	state: SweepState,
	choice: HeatmapChoice,
): {readonly x: ParameterTicks; readonly y: ParameterTicks} | undefined {
	if (choice.x !== undefined && choice.x === choice.y) {
		throw new UserError(`both axes are "${choice.x}"`, 'Choose two different parameters with --x and --y.');
	}
	const fixed = choice.fix ?? {};
	const free = varyingParameters(state)
		.filter(({name}) => own(fixed, name) === undefined && name !== choice.x && name !== choice.y)
		.map(({name}) => ticksNamed(state, name))
		.toSorted((a, b) => b.ticks.length - a.ticks.length);
	const x = choice.x === undefined ? free.shift() : ticksNamed(state, choice.x);
	const y = choice.y === undefined ? free.shift() : ticksNamed(state, choice.y);
	if (x === undefined) return y === undefined ? undefined : {x: onlyOne(), y};
	return {x, y: y ?? onlyOne()};
}

/** The second side of a sweep with one parameter. */
function onlyOne(): ParameterTicks {
	return {name: '', ticks: [''], indexOf: () => 0};
}

type Fixed = {readonly ticks: ParameterTicks; readonly index: number};

function slicesToFix(choice: HeatmapChoice, slices: readonly ParameterTicks[]): readonly Fixed[] {
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

function fillSlots(
	state: SweepState,
	{
		x,
		y,
		metric,
		fixed,
	}: {
		readonly x: ParameterTicks;
		readonly y: ParameterTicks;
		readonly metric: TrialAxis;
		readonly fixed: readonly Fixed[];
	},
): {readonly slots: readonly (Slot | undefined)[]; readonly outside: number} {
	let outside = 0;
	const slots = Array.from<Slot | undefined>({length: x.ticks.length * y.ticks.length});
	for (const trial of state.trials) {
		if (trial === undefined || fixed.some(({ticks, index}) => ticks.indexOf(trial) !== index)) continue;
		const [column, row] = [x.indexOf(trial), y.indexOf(trial)];
		if (column < 0 || row < 0) {
			outside += 1;
			continue;
		}
		const place = row * x.ticks.length + column;
		const slot = (slots[place] ??= {values: [], trials: [], pending: false, infeasible: false});
		slot.trials.push(trial.trial);
		slot.pending ||= !isTerminal(trial.state);
		slot.infeasible ||= trial.flags.includes('INFEASIBLE');
		const value = metric.read(trial);
		if (trial.state === 'complete' && isRankable(value)) slot.values.push(value);
	}
	return {slots, outside};
}

function cellOf(
	slot: Slot | undefined,
	aggregate: Aggregate,
	direction: Direction | undefined,
): HeatmapCell | undefined {
	if (slot === undefined) return undefined;
	const {values, trials} = slot;
	if (values.length === 0) return {kind: slot.pending ? 'pending' : 'failed', trials};
	return {kind: 'value', value: aggregated(values, aggregate, direction), trials};
}

function aggregated(values: readonly number[], aggregate: Aggregate, direction: Direction | undefined): number {
	switch (aggregate) {
		case 'mean':
			return mean(values);
		case 'median':
			return median(values);
		case 'min':
			return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
		case 'max':
			return values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
		case 'best':
			return aggregated(values, direction === 'minimize' ? 'min' : 'max', direction);
		case 'count':
			return values.length;
		default:
			return assertNever(aggregate);
	}
}

/** Marks the best cell and those that cannot be told from it: equal, or overlapping intervals of single trials. */
function withMarks(
	cells: readonly (HeatmapCell | undefined)[],
	slots: readonly (Slot | undefined)[],
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
		if (cell?.kind !== 'value' || slots[index]?.infeasible === true) return;
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
		if (slots[index]?.infeasible === true) return cell;
		const interval = intervalOf(cell);
		return interval.low <= bestInterval.high && interval.high >= bestInterval.low ? {...cell, mark: 'tied'} : cell;
	});
}
