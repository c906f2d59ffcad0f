import {memoryOf} from '../../domain/column/column-memory.ts';
import {createIntervalReader, mayBeWide} from '../../domain/ranking/metric-value.ts';
import type {Ranking} from '../../domain/ranking/rank.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {TrialRecord} from '../../domain/trial.ts';
import type {ScaleKind} from '../scale.ts';
import {createMarkReader, frontLine} from './scatter-front.ts';
import {
	createScatterPoint,
	type ScatterAxis,
	type ScatterColor,
	type ScatterInput,
	type ScatterPoint,
	type ScatterSpread,
} from './scatter-layout.ts';
import {endedOtherwise} from '../trial-numbers.ts';
import {type TrialAxis, findParameterColumn, trialAxis, axisParameters} from '../trial-axis.ts';

/** What the person chose; the rest is chosen by {@link selectScatter}. `none` as colour is no colour. */
export type ScatterChoice = {
	readonly x?: string | undefined;
	readonly y?: string | undefined;
	readonly color?: string | undefined;
	/** What the size of circles says; `none` and absent are nothing. */
	readonly size?: string | undefined;
	/** Trials that stand out. */
	readonly marked?: ReadonlySet<number> | undefined;
	/** Absent is the scale of the parameter in the sweep file. */
	readonly xScale?: ScaleKind;
	readonly yScale?: ScaleKind;
};

/** The most categories that a default colour may have: as many as there are distinct glyphs. */
const MAX_DEFAULT_CATEGORIES = 8;
/** Up to so many values of a parameter are all named on an axis. */
const MAX_LISTED_TICKS = 12;

/**
 * Folds a sweep into a scatter of its complete trials. Defaults: two objectives as y and x, else the objective over
 * the parameter with the most values; a parameter of few names as colour.
 * @param ranking of the same state, for the Pareto front and the best.
 * @throws UserError for a name that does not exist.
 */
export function selectScatter(state: SweepState, ranking: Ranking, choice: ScatterChoice = {}): ScatterInput {
	const names = chooseNames(state, choice);
	if (names === undefined) return nothing('The sweep has no metric yet.');
	const [x, y] = [trialAxis(state, names.x), trialAxis(state, names.y)];
	const color = names.color === undefined ? undefined : colorAxisOf(state, names.color);
	const size = choice.size === undefined || choice.size === 'none' ? undefined : trialAxis(state, choice.size);
	const points = collectPoints(state, {x, y, color, size}, createMarkReader(state, ranking, choice.marked));
	const front = frontLine(state, ranking, x.name, y.name);
	return {
		x: sideOf(x, choice.xScale),
		y: sideOf(y, choice.yScale),
		...(color === undefined ? {} : {color: color.color}),
		...(size === undefined ? {} : {size: {name: size.name, unit: size.unit, scale: size.scale}}),
		...(front === undefined ? {} : {front}),
		points,
		excluded: endedOtherwise(state.trials),
		empty: emptyReason(state, [x.name, y.name]),
	};
}

function nothing(empty: string): ScatterInput {
	const none: ScatterAxis = {name: '', unit: '', scale: 'linear'};
	return {x: none, y: none, points: [], excluded: new Map(), empty};
}

function emptyReason(state: SweepState, names: readonly string[]): string {
	const {complete, queued, waiting, running} = state.counts;
	if (complete > 0) return `No complete trial has both ${names.join(' and ')}.`;
	if (queued + waiting + running > 0 || state.phase === 'running') return 'Waiting for the first trial to complete.';
	return 'No trial completed.';
}

function chooseNames(
	state: SweepState,
	choice: ScatterChoice,
): {readonly x: string; readonly y: string; readonly color: string | undefined} | undefined {
	const objectives = (state.sweep?.objectives ?? []).map(objective => objective.metric);
	const measures = [...new Set([...objectives, ...(state.sweep?.metrics ?? []).map(metric => metric.name)])];
	const parameters = axisParameters(state, ({name}) => sizeOf(state, name)).map(({name}) => ({
		name,
		size: sizeOf(state, name),
	}));
	const y = choice.y ?? measures.find(name => name !== choice.x) ?? 'duration_s';
	const candidates = [...objectives, ...parameters.map(({name}) => name), ...measures, 'trial'];
	const x = choice.x ?? candidates.find(name => name !== y);
	if (x === undefined) return undefined;
	if (choice.color === 'none') return {x, y, color: undefined};
	const color =
		choice.color ??
		parameters.findLast(({name, size}) => name !== x && name !== y && size <= MAX_DEFAULT_CATEGORIES)?.name;
	return {x, y, color};
}

/** How many values a parameter may take; infinity for a range. */
function sizeOf(state: SweepState, name: string): number {
	return findParameterColumn(state, name)?.listed?.length ?? Number.POSITIVE_INFINITY;
}

/** The side of a scatter that shows an axis; `scale` overrules that of the axis. */
export function sideOf(axis: TrialAxis, scale: ScaleKind | undefined): ScatterAxis {
	const {name, unit, categories} = axis;
	const {listed} = axis;
	const ticks = listed !== undefined && listed.length <= MAX_LISTED_TICKS ? {ticks: listed} : {};
	return {name, unit, scale: scale ?? axis.scale, ...(categories === undefined ? ticks : {categories})};
}

/** How trials are coloured: a short list of numbers makes categories, too, which glyphs can tell apart. */
export function colorAxisOf(
	state: SweepState,
	name: string,
): {readonly color: ScatterColor; readonly read: TrialAxis['read']} {
	const {unit, scale, categories, listed, read} = trialAxis(state, name);
	if (categories !== undefined) return {color: {name, unit, scale, categories}, read};
	if (listed === undefined || listed.length > MAX_DEFAULT_CATEGORIES) return {color: {name, unit, scale}, read};
	const indexOf = (value: number): number => {
		const index = listed.indexOf(value);
		return index < 0 ? Number.NaN : index;
	};
	return {
		color: {name, unit, scale, categories: listed.map(String), isOrdered: true},
		read: trial => indexOf(read(trial)),
	};
}

function collectPoints(
	state: SweepState,
	axes: {
		readonly x: TrialAxis;
		readonly y: TrialAxis;
		readonly color: Pick<TrialAxis, 'read'> | undefined;
		readonly size: TrialAxis | undefined;
	},
	markOf: ReturnType<typeof createMarkReader>,
): readonly ScatterPoint[] {
	const points: ScatterPoint[] = [];
	const spreadOf = createErrorBarReader(state, axes.x.name, axes.y.name);
	for (const trial of state.trials) {
		if (trial?.state !== 'complete') continue;
		const color = axes.color?.read(trial);
		const size = axes.size?.read(trial);
		const place = {x: axes.x.read(trial), y: axes.y.read(trial)};
		points.push(createScatterPoint(trial.trial, place, {color, size, mark: markOf(trial), spread: spreadOf(trial)}));
	}
	return points;
}

/** Reads how far a trial's values may be off on both sides; undefined where nothing is known of it. */
export function createErrorBarReader(
	state: SweepState,
	x: string,
	y: string,
): (trial: TrialRecord) => ScatterPoint['spread'] | undefined {
	const {sweep} = state;
	if (sweep === undefined) return () => undefined;
	const sides = [x, y].map(name => ({name, read: createIntervalReader(sweep, name)}));
	const mayHaveOne = memoryOf(state).numbers(`spread of ${x} and ${y}`, trial =>
		Number(mayBeWide(trial, x) || mayBeWide(trial, y)),
	);
	return trial => {
		if (mayHaveOne(trial) === 0) return undefined;
		const [across, up] = sides.map(({name, read}): ScatterSpread | undefined => {
			if (!mayBeWide(trial, name)) return undefined;
			const {low, high} = read(trial);
			return low < high ? {low, high} : undefined;
		});
		if (across === undefined && up === undefined) return undefined;
		return {...(across === undefined ? {} : {x: across}), ...(up === undefined ? {} : {y: up})};
	};
}
