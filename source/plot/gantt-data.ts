import {memoryOf, type RememberedSweep} from '../domain/column/column-memory.ts';
import {own} from '../domain/record.ts';
import {formatValue, type Scalar} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import type {Slice} from './plot-definition.ts';
import {emptyReason} from './plot-words.ts';
import {
	categoriesOf,
	findParameterColumn,
	inactiveReader,
	type ParameterColumn,
	scalarsOf,
	ticksByPlace,
	unknownName,
	varyingParameters,
} from './trial-axis.ts';

/** More different numbers than these are stepped through by nobody. */
const MOST_COUNTED = 1000;

/** One trial as a span of time. */
export type GanttSpan = {
	readonly trial: number;
	/** Its texts: parameters that are words, what the colour says last and short. */
	readonly label: string;
	/** Index of its value among the categories of the colour; -1 for none. */
	readonly category: number;
	/** From the first of its executions to the end of the last one, in ms on the clock of the run. */
	readonly fromMs: number;
	readonly toMs: number;
	readonly record: TrialRecord;
	/** Whether executions of it are superseded. */
	readonly isRerun: boolean;
};

/** An execution of a span. */
export type GanttPart = {readonly fromMs: number; readonly toMs: number; readonly isSuperseded: boolean};

/** The executions of a span that have a time. The wait between two of them, for a rerun say, is no part of it. */
export function partsOf({record}: GanttSpan): readonly GanttPart[] {
	return record.executions.flatMap(({startedMonoMs, durationS, startedAt, superseded}): readonly GanttPart[] =>
		startedAt === '' || durationS === undefined
			? []
			: [{fromMs: startedMonoMs, toMs: startedMonoMs + durationS * 1000, isSuperseded: superseded === true}],
	);
}

/** All that a gantt chart shows, without a size. */
export type GanttInput = {
	/** In order of the trials' numbers. */
	readonly spans: readonly GanttSpan[];
	readonly color: string | undefined;
	readonly categories: readonly string[];
	readonly fix: Readonly<Record<string, Scalar>>;
	readonly empty: string;
};

/**
 * The trials that have a time, of those that the fixed parameters leave, in order of their numbers: an imported trace
 * numbers its spans as they stand in their tree.
 * @throws UserError for a colour that is no parameter.
 */
export function selectGantt(
	state: RememberedSweep,
	choice: {readonly color?: string | undefined; readonly fix: Readonly<Record<string, Scalar>>},
): GanttInput {
	const color = choice.color ?? colorNames(state).at(0);
	const column = color === undefined ? undefined : findParameterColumn(state, color);
	if (color !== undefined && column === undefined) throw unknownName(color, colorNames(state));
	const categories = column === undefined ? [] : categoriesOf(state, column);
	const categoryOf = column === undefined ? () => -1 : ticksByPlace(state, column, categories);
	const spans = collectSpans(state, {color, categoryOf, fix: choice.fix});
	const lacking = state.trials.length > 0 && Object.keys(choice.fix).length > 0 ? 'No trial has the fixed values.' : '';
	const empty = lacking === '' ? emptyReason(state, 'No trial has a time: its file did not say.') : lacking;
	return {spans, color, categories, fix: choice.fix, empty};
}

function collectSpans(
	state: RememberedSweep,
	{
		color,
		categoryOf,
		fix,
	}: {
		readonly color: string | undefined;
		readonly categoryOf: (trial: TrialRecord) => number;
		readonly fix: GanttInput['fix'];
	},
): readonly GanttSpan[] {
	const memory = memoryOf(state);
	const [fromOf, toOf] = [memory.numbers('from ms', fromMsOf), memory.numbers('to ms', toMsOf)];
	const isRerun = memory.numbers('is rerun', ({executions}) => (executions[0]?.superseded === true ? 1 : 0));
	// Of 100,000 spans most have a label that others have too.
	const labels = memory.values(`label beside ${color}`, trial => labelOf(trial, color));
	const fixed = Object.entries(fix).map(([name, value]): Fixed => {
		const column = findParameterColumn(state, name);
		const isInactive = column === undefined ? () => false : inactiveReader(state, column);
		return {name, text: formatValue(value), isInactive};
	});
	const spans: GanttSpan[] = [];
	for (const trial of state.trials) {
		if (trial === undefined || !isFixed(trial, fixed)) continue;
		const [fromMs, toMs] = [fromOf(trial), toOf(trial)];
		if (!(fromMs <= toMs)) continue;
		const label = labels.values[labels.placeOf(trial)] ?? labelOf(trial, color) ?? '';
		spans.push({
			trial: trial.trial,
			label: String(label),
			category: categoryOf(trial),
			fromMs,
			toMs,
			record: trial,
			isRerun: isRerun(trial) === 1,
		});
	}
	return spans;
}

/** Parameters that a colour can say: words first, those with fewer values first. */
export function colorNames(state: SweepState): readonly string[] {
	const columns = varyingParameters(state).flatMap(({name}) => findParameterColumn(state, name) ?? []);
	const sized = columns.map(column => ({...column, count: countValues(state, column)}));
	return sized
		.toSorted((a, b) => Number(a.isNumeric) - Number(b.isNumeric) || a.count - b.count)
		.map(column => column.name);
}

/** How many values a parameter has; infinity for more numbers than a list of keys would be of use for. */
function countValues(state: SweepState, column: ParameterColumn): number {
	if (!column.isNumeric) return categoriesOf(state, column).length;
	return scalarsOf(state, column, MOST_COUNTED)?.length ?? Number.POSITIVE_INFINITY;
}

/** Every other parameter with its values in order: keys step through the calls of a traced program. */
export function ganttSlices(state: SweepState, {color, fix}: Pick<GanttInput, 'color' | 'fix'>): readonly Slice[] {
	return varyingParameters(state).flatMap(({name}): readonly Slice[] => {
		if (name === color) return [];
		const column = findParameterColumn(state, name);
		const values = [...((column && scalarsOf(state, column, MOST_COUNTED)) ?? [])];
		if (values.every(value => typeof value === 'number')) values.sort((a, b) => a - b);
		const fixed = own(fix, name);
		const index = fixed === undefined ? -1 : values.findIndex(value => formatValue(value) === formatValue(fixed));
		return values.length < 2 ? [] : [{name, values, index}];
	});
}

/** A parameter that is held at a value, by the text of it. */
type Fixed = {
	readonly name: string;
	readonly text: string;
	readonly isInactive: (trial: TrialRecord) => boolean;
};

/** As in other slices, a trial that a parameter has no part in is at each of its values. */
function isFixed(trial: TrialRecord, fixed: readonly Fixed[]): boolean {
	return fixed.every(({name, text, isInactive}) => {
		const value = own(trial.params, name);
		return value === undefined ? isInactive(trial) : formatValue(value) === text;
	});
}

/** The start of the first execution that has a time; infinity where none has. */
function fromMsOf({executions}: TrialRecord): number {
	let fromMs = Number.POSITIVE_INFINITY;
	for (const {startedMonoMs, durationS, startedAt} of executions)
		if (startedAt !== '' && durationS !== undefined) fromMs = Math.min(fromMs, startedMonoMs);
	return fromMs;
}

/** The end of the last one. */
function toMsOf({executions}: TrialRecord): number {
	let toMs = Number.NEGATIVE_INFINITY;
	for (const {startedMonoMs, durationS, startedAt} of executions)
		if (startedAt !== '' && durationS !== undefined) toMs = Math.max(toMs, startedMonoMs + durationS * 1000);
	return toMs;
}

/** `kernel_c4_sdk_0 opencl.Executing`: of a name with colons the last two parts. Undefined for a trial without words. */
function labelOf({params}: TrialRecord, color: string | undefined): string | undefined {
	const words = Object.entries(params).filter(([name, value]) => typeof value === 'string' && name !== color);
	const last = color === undefined ? undefined : own(params, color);
	const texts = words.map(([, value]) => String(value));
	const short = last === undefined ? [] : [formatValue(last).split('::').slice(-2).join('.')];
	const label = [...texts, ...short].join(' ');
	return label === '' ? undefined : label;
}
