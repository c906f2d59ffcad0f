import {compileExpression, parseExpression} from '../domain/expression/expression.ts';
import {memoryOf, type RememberedSweep} from '../domain/column/column-memory.ts';
import {UserError} from '../domain/errors.ts';
import {findMetric} from '../domain/ranking/figure.ts';
import type {Direction} from '../domain/metric.ts';
import {gridAxis} from '../domain/space/grid-axis.ts';
import {numberNamed} from '../domain/ranking/metric-value.ts';
import {nearestName} from '../domain/text/nearest.ts';
import type {PlacedValues} from '../domain/column/placed-values.ts';
import {own} from '../domain/record.ts';
import {
	columnsOf,
	flattenParams,
	formatValue,
	listedColumns,
	type Parameter,
	type ParameterValue,
	type Scalar,
	varies,
} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {type Column, trialColumns} from '../domain/column/trial-columns.ts';
import type {TrialRecord} from '../domain/trial.ts';
import type {ScaleKind} from './scale.ts';
import {findSpread, spreadAxisNames} from './spread-axis.ts';

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
	/** The number of a trial; NaN where it has none. Fast for the latest records of a sweep that remembers its columns. */
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
		const listed = listedColumns(parameter)?.[0];
		const isNumeric = listed === undefined || listed.every(value => typeof value === 'number');
		return [{name, parameter, read: readWhole, listed, isNumeric}];
	}
	const fields = columnsOf(parameter).map((field, index): ParameterColumn => {
		const listed = listedColumns(parameter)?.[index] ?? [];
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
	return (state.sweep?.space.parameters ?? []).filter(varies);
}

/**
 * Parameters that vary, those first that make the best axes: what every trial has before what hangs on another one and
 * would leave trials out, and the more values the better.
 * @param sizeOf number of values of a parameter
 */
export function axisParameters(state: SweepState, sizeOf: (parameter: Parameter) => number): readonly Parameter[] {
	const ranked = varyingParameters(state).map(parameter => ({parameter, size: sizeOf(parameter)}));
	const isOptional = ({when}: Parameter): number => (when === undefined ? 0 : 1);
	return ranked
		.toSorted((a, b) => isOptional(a.parameter) - isOptional(b.parameter) || compareNumbers(b.size, a.size))
		.map(({parameter}) => parameter);
}

/** Also of two infinities, whose difference is NaN. */
function compareNumbers(a: number, b: number): number {
	return a === b ? 0 : a - b;
}

/** Names of what was measured, as in `trials.csv`: metrics in the order of the sweep file, then telemetry. */
export function measureNames(state: RememberedSweep): readonly string[] {
	return measuresAmong(trialColumns(state));
}

function measuresAmong(columns: readonly Column<TrialRecord>[]): readonly string[] {
	const measured = columns.filter(column => column.group === 'metric' || column.group === 'telemetry');
	return [...measured.map(column => column.name), 'duration_s'];
}

/**
 * The axis of a name: a parameter, a field of a tuple, or any column of `trials.csv`, spreads included.
 * @throws UserError with the nearest name where there is none.
 */
export function trialAxis(state: RememberedSweep, name: string): TrialAxis {
	const parameter = findParameterColumn(state, name);
	if (parameter !== undefined) return parameterAxis(state, parameter);
	const metric = findMetric(state.sweep, name);
	if (metric !== undefined) return {name, unit: metric.unit ?? '', scale: 'linear', read: measureReader(state, name)};
	const column = trialColumns(state).find(candidate => candidate.name === name);
	if (column !== undefined) return columnAxis(state, column);
	const spread = findSpread(state, name);
	if (spread === undefined) throw unknownName(name, axisNames(state));
	const unit = spread.isCount ? '' : trialAxis(state, spread.figure).unit;
	return {name, unit, scale: 'linear', read: spread.read};
}

/** Reads a metric, the duration or a numeric telemetry column of trials; NaN where one has none. */
export function measureReader(state: RememberedSweep, name: string): TrialAxis['read'] {
	return memoryOf(state).numbers(`measure ${name}`, trial => numberNamed(trial, name));
}

/** Reads the numbers of a parameter's column; NaN for a name and where a trial has no value. */
export function parameterReader(state: RememberedSweep, column: ParameterColumn): TrialAxis['read'] {
	return memoryOf(state).numbers(`parameter ${column.name}`, trial => {
		const value = column.read(trial);
		return typeof value === 'number' ? value : Number.NaN;
	});
}

/** The different values that trials have of a parameter with few. */
export function parameterValues(state: RememberedSweep, column: ParameterColumn): PlacedValues<ParameterValue> {
	return memoryOf(state).values(`parameter ${column.name}`, column.read);
}

/** Reads whether a parameter has no part in a trial: the trial has no value of it, and its condition does not hold there. */
export function inactiveReader(
	state: RememberedSweep,
	{parameter: {name, when}}: ParameterColumn,
): (trial: TrialRecord) => boolean {
	const space = state.sweep?.space;
	if (space === undefined || when === undefined) return () => false;
	const condition = compileExpression(parseExpression(when));
	const read = memoryOf(state).numbers(`inactive ${name}`, ({params}) => {
		if (own(params, name) !== undefined) return 0;
		const flat = flattenParams(space, params);
		return condition(known => flat.get(known)) === true ? 0 : 1;
	});
	return trial => read(trial) === 1;
}

/** Reads which of some texts is that of a trial's value; -1 for none of them. */
export function ticksByPlace(
	state: RememberedSweep,
	column: ParameterColumn,
	ticks: readonly string[],
): (trial: TrialRecord) => number {
	const indexes = new Map(ticks.map((tick, index) => [tick, index]));
	const {values, placeOf} = parameterValues(state, column);
	// The text of a value is made once, not for each of 100,000 trials.
	const indexByPlace = values.map(value => indexes.get(formatValue(value)) ?? -1);
	return trial => indexByPlace[placeOf(trial)] ?? -1;
}

/** The different numbers, names and truth values of a column, in the order of trials; undefined for more than `most`. */
export function scalarsOf(
	state: RememberedSweep,
	column: ParameterColumn,
	most: number,
): readonly Scalar[] | undefined {
	if (!column.isNumeric || gridNumbers(column).length > 0) {
		const scalars = parameterValues(state, column).values.filter(value => typeof value !== 'object');
		return scalars.length > most ? undefined : scalars;
	}
	// Reals are not gathered: nearly each one is another.
	const read = parameterReader(state, column);
	const found = new Set<number>();
	for (const trial of state.trials) {
		const value = trial === undefined ? Number.NaN : read(trial);
		if (!Number.isNaN(value)) found.add(value);
		if (found.size > most) return undefined;
	}
	return [...found];
}

/** A grid up to this many values is shown whole, also where nothing ran yet. */
const WHOLE_GRID = 200;

/** The numbers that a column of numbers is meant to have; none where it is a range without a short grid. */
export function gridNumbers({listed, parameter}: ParameterColumn): readonly number[] {
	if (listed !== undefined) return listed.filter(value => typeof value === 'number');
	const axis = gridAxis(parameter.domain);
	if (axis === undefined || axis.count > WHOLE_GRID) return [];
	return Array.from({length: axis.count}, (_, index): ParameterValue => axis.at(index)).filter(
		value => typeof value === 'number',
	);
}

/** Every name that {@link trialAxis} knows, parameters first. */
export function axisNames(state: RememberedSweep): readonly string[] {
	const parameters = (state.sweep?.space.parameters ?? []).flatMap(parameterColumns).map(column => column.name);
	const columns = trialColumns(state);
	const names = columns.map(column => column.name);
	return [...new Set([...parameters, ...measuresAmong(columns), ...names, ...spreadAxisNames(state)])];
}

/** Which way a quantity is better: as an objective, as a metric's goal, else undefined. */
export function directionOf(state: SweepState, name: string): Direction | undefined {
	const objective = state.sweep?.objectives.find(candidate => candidate.metric === name);
	return objective?.direction ?? findMetric(state.sweep, name)?.goal;
}

/** A mistake in a name, with the nearest valid one. */
export function unknownName(name: string, names: readonly string[]): UserError {
	const near = nearestName(name, names);
	const hint = near === undefined ? `There are: ${names.join(', ')}.` : `Did you mean "${near}"?`;
	return new UserError(`there is no parameter, metric or column "${name}"`, hint);
}

function parameterAxis(state: RememberedSweep, column: ParameterColumn): TrialAxis {
	const {domain} = column.parameter;
	if (column.isNumeric) {
		const listed = column.listed?.filter(value => typeof value === 'number').toSorted((a, b) => a - b);
		const isRange = domain.kind === 'integer' || domain.kind === 'real';
		const scale = isRange ? domain.scale : isGeometric(listed ?? []) ? 'log' : 'linear';
		return {
			name: column.name,
			unit: '',
			scale,
			...(listed === undefined ? {} : {listed}),
			read: parameterReader(state, column),
		};
	}
	const categories = categoriesOf(state, column);
	const indexOf = ticksByPlace(state, column, categories);
	const read = (trial: TrialRecord): number => {
		const index = indexOf(trial);
		return index < 0 ? Number.NaN : index;
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
function columnAxis(state: RememberedSweep, {name, unit, cell}: Column<TrialRecord>): TrialAxis {
	const indexes = new Map<string, number>();
	let isNumeric = false;
	for (const trial of state.trials) {
		const value = trial === undefined ? undefined : cell(trial);
		isNumeric ||= typeof value === 'number';
		if (value !== undefined && !indexes.has(String(value))) indexes.set(String(value), indexes.size);
		if (isNumeric) break;
	}
	if (isNumeric || indexes.size === 0) {
		const read = memoryOf(state).numbers(`column ${name}`, trial => {
			const value = cell(trial);
			return typeof value === 'number' ? value : Number.NaN;
		});
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
export function categoriesOf(state: RememberedSweep, column: ParameterColumn): readonly string[] {
	return [...new Set([...(column.listed ?? []), ...parameterValues(state, column).values].map(formatValue))];
}
