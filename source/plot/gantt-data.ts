import {own} from '../domain/record.ts';
import {formatValue, type Scalar} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import type {Slice} from './plot-definition.ts';
import {emptyReason} from './plot-words.ts';
import {categoriesOf, findParameterColumn, unknownName, varyingParameters} from './trial-axis.ts';

/** One trial as a span of time. */
export type GanttSpan = {
	readonly trial: number;
	/** Its texts: parameters that are words, what the colour says last and short. */
	readonly label: string;
	/** Index of its value among the categories of the colour; -1 for none. */
	readonly category: number;
	/** Ms on the clock of the run. */
	readonly fromMs: number;
	readonly toMs: number;
};

/** All that a gantt chart shows, without a size. */
export type GanttInput = {
	/** By start; of equal starts the longer first, as a tree has its parents before its children. */
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
	state: SweepState,
	choice: {readonly color?: string | undefined; readonly fix: Readonly<Record<string, Scalar>>},
): GanttInput {
	const color = choice.color ?? colorNames(state).at(0);
	const column = color === undefined ? undefined : findParameterColumn(state, color);
	if (color !== undefined && column === undefined) throw unknownName(color, colorNames(state));
	const categories = column === undefined ? [] : categoriesOf(state, column);
	const indexes = new Map(categories.map((category, index) => [category, index]));
	const spans = state.trials.flatMap((trial): readonly GanttSpan[] => {
		if (trial === undefined || !isFixed(trial, choice.fix)) return [];
		const times = timesOf(trial);
		if (times === undefined) return [];
		const value = column?.read(trial);
		const category = value === undefined ? -1 : (indexes.get(formatValue(value)) ?? -1);
		return [{trial: trial.trial, label: labelOf(trial, color), category, ...times}];
	});
	const lacking = state.trials.length > 0 && Object.keys(choice.fix).length > 0 ? 'No trial has the fixed values.' : '';
	const empty = lacking === '' ? emptyReason(state, 'No trial has a time: its file did not say.') : lacking;
	return {spans, color, categories, fix: choice.fix, empty};
}

/** Parameters that a colour can say: words first, those with fewer values first. */
export function colorNames(state: SweepState): readonly string[] {
	const columns = varyingParameters(state).flatMap(({name}) => findParameterColumn(state, name) ?? []);
	const sized = columns.map(column => ({...column, count: categoriesOf(state, column).length}));
	return sized
		.toSorted((a, b) => Number(a.isNumeric) - Number(b.isNumeric) || a.count - b.count)
		.map(column => column.name);
}

/** Every other parameter with its values in order: keys step through the calls of a traced program. */
export function ganttSlices(state: SweepState, {color, fix}: Pick<GanttInput, 'color' | 'fix'>): readonly Slice[] {
	return varyingParameters(state).flatMap(({name}): readonly Slice[] => {
		if (name === color) return [];
		const seen = new Set<Scalar>();
		for (const trial of state.trials) {
			const value = trial === undefined ? undefined : own(trial.params, name);
			if (value !== undefined && typeof value !== 'object') seen.add(value);
		}
		const values = [...seen];
		if (values.every(value => typeof value === 'number')) values.sort((a, b) => a - b);
		const fixed = own(fix, name);
		const index = fixed === undefined ? -1 : values.findIndex(value => formatValue(value) === formatValue(fixed));
		return values.length < 2 ? [] : [{name, values, index}];
	});
}

function isFixed(trial: TrialRecord, fix: Readonly<Record<string, Scalar>>): boolean {
	return Object.entries(fix).every(([name, wanted]) => {
		const value = own(trial.params, name);
		return value !== undefined && formatValue(value) === formatValue(wanted);
	});
}

function timesOf({executions}: TrialRecord): {readonly fromMs: number; readonly toMs: number} | undefined {
	let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const {startedMonoMs, durationS, startedAt} of executions) {
		if (startedAt === '' || durationS === undefined) continue;
		fromMs = Math.min(fromMs, startedMonoMs);
		toMs = Math.max(toMs, startedMonoMs + durationS * 1000);
	}
	return fromMs <= toMs ? {fromMs, toMs} : undefined;
}

/** `kernel_c4_sdk_0 opencl.Executing`: of a name with colons the last two parts. */
function labelOf({trial, params}: TrialRecord, color: string | undefined): string {
	const words = Object.entries(params).filter(([name, value]) => typeof value === 'string' && name !== color);
	const last = color === undefined ? undefined : own(params, color);
	const texts = words.map(([, value]) => String(value));
	const short = last === undefined ? [] : [formatValue(last).split('::').slice(-2).join('.')];
	const label = [...texts, ...short].join(' ');
	return label === '' ? `#${trial}` : label;
}
