import {UserError} from '../domain/errors.ts';
import type {Direction} from '../domain/metric.ts';
import {numberNamed} from '../domain/metric-value.ts';
import {nearestName} from '../domain/nearest.ts';
import {own} from '../domain/record.ts';
import {type Parameter, type ParameterValue, columnsOf, formatValue} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {type Column, trialColumns} from '../domain/trial-columns.ts';
import type {TrialRecord} from '../domain/trial.ts';
import type {ScaleKind} from './scale.ts';

/** A quantity of trials that can be an axis or a colour. */
export type TrialAxis = {
	readonly name: string;
	readonly unit: string;
	/** How it is best shown: as the sweep file scales the parameter, else linear. */
	readonly scale: ScaleKind;
	/** Present for names: {@link TrialAxis.read} is then an index of this list. */
	readonly categories?: readonly string[];
	/** Of a parameter with a list of numbers: these, ascending. */
	readonly listed?: readonly number[];
	/** The number of a trial; NaN where it has none. */
	readonly read: (trial: TrialRecord) => number;
};

/** One parameter as trials have it: the whole of it, or one field of a tuple (`width.bits`). */
export type ParameterColumn = {
	readonly name: string;
	readonly parameter: Parameter;
	readonly read: (trial: TrialRecord) => ParameterValue | undefined;
	/** The values that the sweep file lists, in its order; undefined for a range. */
	readonly listed: readonly ParameterValue[] | undefined;
	readonly isNumeric: boolean;
};

/** Every column of a parameter: itself, and for a tuple each of its fields. */
export function parameterColumns(parameter: Parameter): readonly ParameterColumn[] {
	const {name, domain} = parameter;
	const readWhole = (trial: TrialRecord): ParameterValue | undefined => own(trial.params, name);
	if (domain.kind !== 'tuple') {
		const listed = domain.kind === 'choice' ? domain.values : domain.kind === 'constant' ? [domain.value] : undefined;
		const isNumeric = listed === undefined || listed.every(value => typeof value === 'number');
		return [{name, parameter, read: readWhole, listed, isNumeric}];
	}
	const fields = columnsOf(parameter).map((field, index): ParameterColumn => {
		const listed = domain.values.flatMap(value => value[index] ?? []);
		const read = (trial: TrialRecord): ParameterValue | undefined => {
			const value = readWhole(trial);
			return typeof value === 'object' ? value[index] : undefined;
		};
		return {name: field, parameter, read, listed, isNumeric: listed.every(value => typeof value === 'number')};
	});
	return [{name, parameter, read: readWhole, listed: domain.values, isNumeric: false}, ...fields];
}

/** The column of this name, or undefined. */
export function findParameterColumn(state: SweepState, name: string): ParameterColumn | undefined {
	for (const parameter of state.sweep?.space.parameters ?? []) {
		const column = parameterColumns(parameter).find(candidate => candidate.name === name);
		if (column !== undefined) return column;
	}
	return undefined;
}

/** Parameters that vary, in the order of the sweep file. */
export function varyingParameters(state: SweepState): readonly Parameter[] {
	return (state.sweep?.space.parameters ?? []).filter(({domain}) => {
		if (domain.kind === 'constant') return false;
		if (domain.kind === 'choice' || domain.kind === 'tuple') return domain.values.length > 1;
		return domain.max > domain.min;
	});
}

/** Names of what was measured, as in `trials.csv`: metrics in the order of the sweep file, then telemetry. */
export function measureNames(state: SweepState): readonly string[] {
	return measuresAmong(trialColumns(state));
}

function measuresAmong(columns: readonly Column<TrialRecord>[]): readonly string[] {
	const measured = columns.filter(column => column.group === 'metric' || column.group === 'telemetry');
	return [...measured.map(column => column.name), 'duration_s'];
}

/**
 * The axis of a name: a parameter, a field of a tuple, or any column of `trials.csv`.
 * @throws UserError with the nearest name where there is none.
 */
export function trialAxis(state: SweepState, name: string): TrialAxis {
	const parameter = findParameterColumn(state, name);
	if (parameter !== undefined) return parameterAxis(state, parameter);
	const metric = state.sweep?.metrics.find(candidate => candidate.name === name);
	if (metric !== undefined)
		return {name, unit: metric.unit ?? '', scale: 'linear', read: trial => numberNamed(trial, name)};
	const column = trialColumns(state).find(candidate => candidate.name === name);
	if (column === undefined) throw unknownName(name, axisNames(state));
	return columnAxis(state, column);
}

/** Every name that {@link trialAxis} knows, parameters first. */
export function axisNames(state: SweepState): readonly string[] {
	const parameters = (state.sweep?.space.parameters ?? []).flatMap(parameterColumns).map(column => column.name);
	const columns = trialColumns(state);
	return [...new Set([...parameters, ...measuresAmong(columns), ...columns.map(column => column.name)])];
}

/** Which way a quantity is better: as an objective, as a metric's goal, else undefined. */
export function directionOf(state: SweepState, name: string): Direction | undefined {
	const objective = state.sweep?.objectives.find(candidate => candidate.metric === name);
	return objective?.direction ?? state.sweep?.metrics.find(metric => metric.name === name)?.goal;
}

/** A mistake in a name, with the nearest valid one. */
export function unknownName(name: string, names: readonly string[]): UserError {
	const near = nearestName(name, names);
	const hint = near === undefined ? `There are: ${names.join(', ')}.` : `Did you mean "${near}"?`;
	return new UserError(`there is no parameter, metric or column "${name}"`, hint);
}

function parameterAxis(state: SweepState, column: ParameterColumn): TrialAxis {
	const {domain} = column.parameter;
	if (column.isNumeric) {
		const listed = column.listed?.filter(value => typeof value === 'number').toSorted((a, b) => a - b);
		const isRange = domain.kind === 'integer' || domain.kind === 'real';
		const scale = isRange ? domain.scale : isGeometric(listed ?? []) ? 'log' : 'linear';
		const read = (trial: TrialRecord): number => {
			const value = column.read(trial);
			return typeof value === 'number' ? value : Number.NaN;
		};
		return {name: column.name, unit: '', scale, ...(listed === undefined ? {} : {listed}), read};
	}
	const categories = categoriesOf(state, column);
	const indexes = new Map(categories.map((category, index) => [category, index]));
	// The text of a scalar is made once, not for each of 100,000 trials.
	const known = new Map<ParameterValue, number>();
	const read = (trial: TrialRecord): number => {
		const value = column.read(trial);
		if (value === undefined) return Number.NaN;
		const index = known.get(value) ?? indexes.get(formatValue(value)) ?? Number.NaN;
		if (typeof value !== 'object') known.set(value, index);
		return index;
	};
	return {name: column.name, unit: '', scale: 'linear', categories, read};
}

/** Whether each value is the same multiple of the one before, as 64, 128, 256, 512. */
function isGeometric(ascending: readonly number[]): boolean {
	const [first = 0, second = 0] = ascending;
	if (ascending.length < 3 || first <= 0) return false;
	const ratio = second / first;
	return ascending.every(
		(value, index) => index === 0 || Math.abs(value / (ascending[index - 1] ?? value) / ratio - 1) < 0.01,
	);
}

/** Numbers where the column has any, else its different texts in the order of trials. */
function columnAxis(state: SweepState, {name, unit, cell}: Column<TrialRecord>): TrialAxis {
	const indexes = new Map<string, number>();
	let isNumeric = false;
	for (const trial of state.trials) {
		const value = trial === undefined ? undefined : cell(trial);
		isNumeric ||= typeof value === 'number';
		if (value !== undefined && !indexes.has(String(value))) indexes.set(String(value), indexes.size);
		if (isNumeric) break;
	}
	if (isNumeric || indexes.size === 0) {
		const read = (trial: TrialRecord): number => {
			const value = cell(trial);
			return typeof value === 'number' ? value : Number.NaN;
		};
		return {name, unit, scale: 'linear', read};
	}
	return {
		name,
		unit: '',
		scale: 'linear',
		categories: [...indexes.keys()],
		read: trial => indexes.get(String(cell(trial))) ?? Number.NaN,
	};
}

/** Names in file order, then those that only trials have (queued by hand), in the order of trials. */
export function categoriesOf(state: SweepState, column: ParameterColumn): readonly string[] {
	const names = new Set((column.listed ?? []).map(formatValue));
	const seen = new Set<ParameterValue>();
	for (const trial of state.trials) {
		const value = trial === undefined ? undefined : column.read(trial);
		if (value === undefined || seen.has(value)) continue;
		if (typeof value !== 'object') seen.add(value);
		names.add(formatValue(value));
	}
	return [...names];
}
