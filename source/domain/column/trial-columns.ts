import {type ColumnMemory, memoryOf, type RememberedSweep} from './column-memory.ts';
import {SOURCE_TRIAL, TELEMETRY_COLUMNS, TRIAL_COLUMNS} from './columns.ts';
import {decodeNumber} from '../number.ts';
import {own} from '../record.ts';
import {columnsOf, type Parameter, type Scalar} from '../space.ts';
import type {SweepState} from '../sweep-state.ts';
import {measuredExecutions} from '../trial/trial-fold.ts';
import type {ExecutionState, Metrics, Telemetry, TrialRecord} from '../trial.ts';

/** One cell of a table; non-finite numbers are numbers; undefined is missing. */
export type Cell = Scalar | undefined;

/** Which part of the table a column belongs to. */
export type ColumnGroup = 'trial' | 'parameter' | 'metric' | 'telemetry';

/** One column of a table whose rows are `Row`s. */
export type Column<Row> = {
	readonly name: string;
	readonly group: ColumnGroup;
	/** Empty where it has none or none is known. */
	readonly unit: string;
	readonly cell: (row: Row) => Cell;
};

/** A row of `executions.csv`. */
export type ExecutionRow = {readonly trial: TrialRecord; readonly execution: ExecutionState};

/** Columns of `trials.csv` in their order (CONTRACTS section 4). */
export function trialColumns(state: RememberedSweep): readonly Column<TrialRecord>[] {
	const {keys, values} = memoryOf(state);
	const cells: Readonly<Record<(typeof TRIAL_COLUMNS)[number], (trial: TrialRecord) => Cell>> = {
		trial: trial => trial.trial,
		state: trial => trial.state,
		flags: trial => joinFlags(trial.flags),
		started_at: trial => trial.startedAt,
		duration_s: trial => trial.durationS,
	};
	return [
		...TRIAL_COLUMNS.map(name => ({name, group: 'trial' as const, unit: unitOfColumn(name), cell: cells[name]})),
		...parameterColumns(state, (trial: TrialRecord) => trial),
		...metricColumns(state, keys('metrics'), (trial: TrialRecord) => trial.metrics),
		...telemetryColumns(
			keys('telemetry'),
			(trial: TrialRecord) => trial.telemetry,
			trial => measuredExecutions(trial).length || undefined,
		),
		...(hasSourceTrials(values) ? [SOURCE_COLUMN] : []),
	];
}

/** The trial's number here where its source has no other name for it. */
const SOURCE_COLUMN: Column<TrialRecord> = {
	name: SOURCE_TRIAL,
	group: 'trial',
	unit: '',
	cell: ({trial, sourceTrial}) => {
		if (sourceTrial === undefined) return trial;
		return /^(?:0|[1-9]\d{0,14})$/.test(sourceTrial) ? Number(sourceTrial) : sourceTrial;
	},
};

function hasSourceTrials(values: ColumnMemory['values']): boolean {
	const known = values(`has ${SOURCE_TRIAL}`, ({trial, sourceTrial}) =>
		sourceTrial === undefined || sourceTrial === String(trial) ? undefined : true,
	);
	return known.values.length > 0;
}

/** Columns of `executions.csv`: what the execution was and how it ended, then as in `trials.csv`. */
export function executionColumns(state: SweepState): readonly Column<ExecutionRow>[] {
	const executions = state.trials.flatMap(trial => trial?.executions ?? []);
	const metricsOf = (execution: ExecutionState): Metrics | undefined => execution.metrics;
	const telemetryOf = (execution: ExecutionState): Telemetry | undefined => execution.telemetry;
	const own: Readonly<Record<string, (row: ExecutionRow) => Cell>> = {
		trial: row => row.trial.trial,
		execution: row => row.execution.execution,
		role: row => row.execution.role,
		attempt: row => row.execution.attempt,
		outcome: row => row.execution.outcome,
		code: row => row.execution.code,
		signal: row => row.execution.signal,
		why: row => row.execution.why,
		superseded: row => row.execution.superseded,
		flags: row => joinFlags(row.execution.flags ?? []),
		started_at: row => row.execution.startedAt,
		duration_s: row => row.execution.durationS,
	};
	return [
		...Object.entries(own).map(([name, cell]) => ({name, group: 'trial' as const, unit: unitOfColumn(name), cell})),
		...parameterColumns(state, (row: ExecutionRow) => row.trial),
		...rebase(metricColumns(state, keysOf(executions, metricsOf), metricsOf)),
		...rebase(telemetryColumns(keysOf(executions, telemetryOf), telemetryOf, undefined)),
	];
}

function rebase(columns: readonly Column<ExecutionState>[]): Column<ExecutionRow>[] {
	return columns.map(({cell, ...column}) => ({...column, cell: row => cell(row.execution)}));
}

function joinFlags(flags: readonly string[]): Cell {
	return flags.length === 0 ? undefined : flags.join(' ');
}

function parameterColumns<Row>(state: SweepState, trialOf: (row: Row) => TrialRecord): Column<Row>[] {
	return (state.sweep?.space.parameters ?? []).flatMap(parameter =>
		columnsOf(parameter).map((name, field) => ({
			name,
			group: 'parameter' as const,
			unit: '',
			cell: (row: Row) => parameterCell(parameter, field, trialOf(row)),
		})),
	);
}

function parameterCell(parameter: Parameter, field: number, trial: TrialRecord): Cell {
	const value = own(trial.params, parameter.name);
	return typeof value === 'object' ? value[field] : value;
}

/** Declared metrics in the order of the sweep file, then those that trials reported beside them. */
function metricColumns<Row>(
	state: SweepState,
	found: readonly string[],
	metricsOf: (row: Row) => Metrics | undefined,
): Column<Row>[] {
	const declared = state.sweep?.metrics ?? [];
	const units = new Map(declared.map(metric => [metric.name, metric.unit ?? '']));
	return [...new Set([...units.keys(), ...found])].map(name => ({
		name,
		group: 'metric',
		unit: units.get(name) ?? '',
		cell: row => decodeCell(metricsOf(row), name),
	}));
}

/** The reserved columns with those of the rails in their place; whatever else was recorded stands at the end. */
function telemetryColumns<Row>(
	found: readonly string[],
	telemetryOf: (row: Row) => Telemetry | undefined,
	executions: ((row: Row) => Cell) | undefined,
): Column<Row>[] {
	const reserved: readonly string[] =
		executions === undefined ? TELEMETRY_COLUMNS.filter(name => name !== 'executions') : TELEMETRY_COLUMNS;
	const others = found.filter(name => !reserved.includes(name));
	const rails = others.filter(name => name.endsWith('_power_mean_w'));
	const rest = others.filter(name => !name.endsWith('_power_mean_w'));
	const afterSource = reserved.indexOf('power_source') + 1;
	const names = [...reserved.slice(0, afterSource), ...rails, ...reserved.slice(afterSource), ...rest];
	return names.map(name => ({
		name,
		group: 'telemetry',
		unit: unitOfColumn(name),
		cell: row => decodeCell(telemetryOf(row), name) ?? (name === 'executions' ? executions?.(row) : undefined),
	}));
}

function keysOf<Row>(rows: readonly Row[], recordOf: (row: Row) => object | undefined): readonly string[] {
	const keys = new Set<string>();
	// Most records have the keys of the one before, in its order: those need no look-up.
	const last: string[] = [];
	for (const row of rows) {
		const record = recordOf(row);
		if (record === undefined) continue;
		let place = 0;
		for (const key in record) {
			if (last[place] !== key && Object.hasOwn(record, key)) {
				keys.add(key);
				last[place] = key;
			}
			place += 1;
		}
	}
	return [...keys];
}

function decodeCell(record: Readonly<Record<string, number | string>> | undefined, name: string): Cell {
	const value = record === undefined ? undefined : own(record, name);
	return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? decodeNumber(value) : value;
}

const UNITS: ReadonlyMap<string, string> = new Map([
	['j', 'J'],
	['w', 'W'],
	['c', '°C'],
	['s', 's'],
	['ms', 'ms'],
	['mhz', 'MHz'],
	['hz', 'Hz'],
	['pct', '%'],
	['bytes', 'B'],
]);

/** The unit that the last part of one of our own column names says: `energy_j` is in J. Empty where none. */
export function unitOfColumn(name: string): string {
	const underscore = name.lastIndexOf('_');
	if (name.startsWith('clock_') && name.includes('_mhz')) return 'MHz';
	return underscore < 0 ? '' : (UNITS.get(name.slice(underscore + 1)) ?? '');
}
