import {parquetWriteBuffer} from 'hyparquet-writer';
import type {FileExporter} from '../domain/exporter.ts';
import {spreadColumns} from '../domain/column/spread-columns.ts';
import {type Cell, type Column, trialColumns} from '../domain/column/trial-columns.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {trialsOf} from './table-cells.ts';

/** Largest whole number that a Parquet INT32 holds. */
const MAX_INT32 = 2 ** 31 - 1;

/** `trials.csv` as Parquet (Snappy): whole numbers, doubles, booleans and texts keep their types, a missing value is null. */
export const parquetExporter = {
	id: 'parquet',
	title: 'trials as Parquet, one row a trial',
	extension: 'parquet',
	write: state => {
		const trials = trialsOf(state);
		const columnData = [...trialColumns(state), ...spreadColumns(state)].map(column => parquetColumn(column, trials));
		return [new Uint8Array(parquetWriteBuffer({columnData, createdBy: 'sweeptop'}))];
	},
} as const satisfies FileExporter;

type ParquetType = 'BOOLEAN' | 'INT32' | 'INT64' | 'DOUBLE' | 'STRING';
type ParquetColumn = {
	readonly name: string;
	readonly type: ParquetType;
	readonly nullable: true;
	readonly data: (bigint | number | string | boolean | null)[];
};

function parquetColumn(column: Column<TrialRecord>, trials: readonly TrialRecord[]): ParquetColumn {
	const cells = trials.map(column.cell);
	const type = typeOf(cells);
	return {name: column.name, type, nullable: true, data: cells.map(cell => valueOf(cell, type))};
}

function typeOf(cells: readonly Cell[]): ParquetType {
	const filled = cells.filter(cell => cell !== undefined);
	if (filled.length === 0) return 'STRING';
	if (filled.every(cell => typeof cell === 'boolean')) return 'BOOLEAN';
	const isWhole = (cell: Cell): boolean => Number.isSafeInteger(cell) && !Object.is(cell, -0);
	if (filled.every(isWhole)) return filled.every(cell => Math.abs(Number(cell)) <= MAX_INT32) ? 'INT32' : 'INT64';
	return filled.every(cell => typeof cell === 'number') ? 'DOUBLE' : 'STRING';
}

function valueOf(cell: Cell, type: ParquetType): bigint | number | string | boolean | null {
	if (cell === undefined) return null;
	if (type === 'INT64') return BigInt(Number(cell));
	return type === 'STRING' ? String(cell) : cell;
}
