import type {ImportedTrial} from '../../domain/importer.ts';
import {encodeNumber, type JsonNumber} from '../../domain/number.ts';
import {own, recordOf} from '../../domain/record.ts';
import type {Scalar} from '../../domain/space.ts';
import type {Metrics} from '../../domain/trial.ts';
import {parseState} from '../foreign/foreign-state.ts';
import {parseDurationS, parseTime} from '../foreign/foreign-time.ts';
import {type CellReader, keyOf, readCell, readRecord, type RecordFields} from '../record-fields.ts';
import {
	booleanOf,
	type ForeignTable,
	isMissing,
	tableNumber,
	openTypedRows,
	type TableCell,
	type TableRow,
} from './table-cells.ts';
import type {ColumnRole, TableColumn} from './table-roles.ts';

/** Roles whose cells are numbers, where their column has nothing else. */
const NUMERIC: ReadonlySet<ColumnRole> = new Set(['parameter', 'metric']);

/** The trials of a table, streaming; each iteration begins anew. */
export function tableTrials(table: ForeignTable, columns: readonly TableColumn[]): Iterable<ImportedTrial> {
	const read = createRowReader(columns, table.hasDecimalCommas);
	const isNumber = columns.map(({role, sample}) => NUMERIC.has(role) && sample.kind === 'number');
	return {
		[Symbol.iterator]: function* () {
			const {next, row} = table.open?.(isNumber) ?? openTypedRows(table.rows, columns.length);
			while (next()) yield read(row);
		},
	};
}

/** A record while it is made, before others see it. */
type Draft<T> = {-readonly [Key in keyof T]: T[Key]};

function createRowReader(columns: readonly TableColumn[], hasDecimalCommas: boolean): (row: TableRow) => ImportedTrial {
	const indexOf = (role: ColumnRole): number => columns.findIndex(column => column.role === role);
	const readParams = createRecordReader(columns, 'parameter', parameterReaders(columns, hasDecimalCommas));
	const readMetrics = createRecordReader(
		columns,
		'metric',
		columns.map(() => metricReader(hasDecimalCommas)),
	);
	const readOthers = createRecordReader(
		columns,
		'other',
		columns.map(() => otherReader(hasDecimalCommas)),
	);
	const hasOthers = indexOf('other') >= 0;
	const [label, state, flags] = [indexOf('label'), indexOf('state'), indexOf('flags')];
	const times = {started: indexOf('startedAt'), ended: indexOf('endedAt'), duration: indexOf('durationS')};
	const hasTimes = Object.values(times).some(index => index >= 0);
	const metricColumns = columns.flatMap((column, index) => (column.role === 'metric' ? [{...column, index}] : []));
	return row => {
		const {cells} = row;
		const metrics = readMetrics(row);
		// A spread for each optional part would take half the time of a row.
		const trial: Draft<ImportedTrial> = {
			params: readParams(row),
			state: stateOf(state < 0 ? undefined : cells[state], metrics),
			metrics,
		};
		const labelCell = label < 0 ? undefined : cells[label];
		if (!isMissing(labelCell)) trial.label = String(labelCell);
		const flagsCell = flags < 0 ? undefined : cells[flags];
		if (!isMissing(flagsCell)) trial.flags = String(flagsCell).split(' ');
		const missing = textInPlaceOfNumbers(row, metricColumns, metrics);
		if (missing !== undefined) trial.missing = missing;
		if (hasOthers) trial.telemetry = readOthers(row);
		return hasTimes ? Object.assign(trial, timesOf(cells, times)) : trial;
	};
}

/** Reads the cells of one role into a record. */
function createRecordReader<T>(
	columns: readonly TableColumn[],
	role: ColumnRole,
	readers: readonly CellReader<T>[],
): (row: TableRow) => Readonly<Record<string, T | number>> {
	const wanted = columns.flatMap((column, index) => {
		const reader = readers[index];
		return column.role === role && reader !== undefined ? [{name: column.name, index, reader}] : [];
	});
	if (wanted.some(({name}) => name === '__proto__')) {
		return row =>
			recordOf(
				wanted.flatMap(({name, index, reader}) => {
					const value = readCell(row, index, reader);
					return value === undefined ? [] : [[name, value] as const];
				}),
			);
	}
	const fields: RecordFields<T> = {
		names: wanted.map(({name}) => keyOf(name)),
		columns: wanted.map(({index}) => index),
		readers: wanted.map(({reader}) => reader),
	};
	return row => readRecord(row, fields);
}

function parameterReaders(columns: readonly TableColumn[], hasDecimalCommas: boolean): readonly CellReader<Scalar>[] {
	return columns.map(({sample}) => (cell: TableCell): Scalar | undefined => {
		if (isMissing(cell)) return undefined;
		if (typeof cell !== 'string') return cell;
		if (sample.kind === 'boolean') return booleanOf(cell) ?? cell;
		if (sample.kind !== 'number') return cell;
		const value = tableNumber(cell, hasDecimalCommas);
		// A whole number beyond 2^53 would become another one.
		return value === undefined || (Number.isInteger(value) && !Number.isSafeInteger(value) && !/[.e]/i.test(cell))
			? cell
			: value;
	});
}

function metricReader(hasDecimalCommas: boolean): CellReader<JsonNumber> {
	return cell => {
		if (isMissing(cell)) return undefined;
		if (typeof cell === 'boolean') return cell ? 1 : 0;
		const value = tableNumber(cell, hasDecimalCommas);
		return value === undefined ? undefined : encodeNumber(value);
	};
}

function otherReader(hasDecimalCommas: boolean): CellReader<JsonNumber | string> {
	return cell => {
		if (isMissing(cell)) return undefined;
		const value = tableNumber(cell, hasDecimalCommas);
		return value === undefined ? String(cell) : encodeNumber(value);
	};
}

type MetricColumn = TableColumn & {readonly index: number};

/** Why a metric is absent although its cell is not empty. */
function textInPlaceOfNumbers(
	{numbers, cells}: TableRow,
	columns: readonly MetricColumn[],
	metrics: Metrics,
): Readonly<Record<string, string>> | undefined {
	let texts: (readonly [string, string])[] | undefined;
	for (const {name, index} of columns) {
		if (!Number.isNaN(numbers[index])) continue;
		const cell = cells[index];
		if (typeof cell !== 'string' || own(metrics, name) !== undefined || isMissing(cell)) continue;
		texts ??= [];
		texts.push([name, `the file says "${cell.slice(0, 80)}"`]);
	}
	return texts === undefined ? undefined : recordOf(texts);
}

/** A row without a state is complete where it has a result. */
function stateOf(cell: TableCell, metrics: ImportedTrial['metrics']): ImportedTrial['state'] {
	const said = isMissing(cell) ? undefined : parseState(String(cell));
	if (said !== undefined) return said;
	for (const name in metrics) if (Object.hasOwn(metrics, name)) return 'complete';
	return 'failed';
}

type TimeColumns = {readonly started: number; readonly ended: number; readonly duration: number};

function timesOf(
	row: readonly TableCell[],
	{started, ended, duration}: TimeColumns,
): Pick<ImportedTrial, 'startedMs' | 'durationS'> {
	if (started < 0 && ended < 0 && duration < 0) return {};
	const startedMs = started < 0 ? undefined : parseTime(row[started]);
	const endedMs = ended < 0 ? undefined : parseTime(row[ended]);
	const durationS =
		(duration < 0 ? undefined : parseDurationS(row[duration])) ??
		(startedMs === undefined || endedMs === undefined ? undefined : (endedMs - startedMs) / 1000);
	return {
		...(startedMs === undefined ? {} : {startedMs}),
		...(durationS === undefined ? {} : {durationS}),
	};
}
