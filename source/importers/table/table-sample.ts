import {booleanOf, type ForeignTable, isMissing, tableNumber, type TableCell} from './table-cells.ts';

/** What the first rows of a table say of one column. */
export type ColumnSample = {
	readonly name: string;
	/** What all its cells are; `empty` where it has none. */
	readonly kind: 'number' | 'boolean' | 'text' | 'empty';
	/** Whether all its numbers are whole. */
	readonly isWhole: boolean;
	readonly present: number;
	/** Different values, counted up to {@link MOST_DISTINCT}. */
	readonly distinct: number;
};

/** Rows that are looked at. */
const SAMPLE_ROWS = 2000;
/** Cells that are looked at: a table with many columns shows fewer rows. */
const SAMPLE_CELLS = 2_000_000;
/** More different values are not counted. */
const MOST_DISTINCT = 500;

type Draft = {isNumber: boolean; isBoolean: boolean; isWhole: boolean; present: number; readonly seen: Set<TableCell>};

/** Looks at the first rows of a table. */
export function sampleColumns(table: ForeignTable): {readonly columns: readonly ColumnSample[]; readonly rows: number} {
	const drafts = table.columns.map(
		(): Draft => ({isNumber: true, isBoolean: true, isWhole: true, present: 0, seen: new Set()}),
	);
	const most = Math.min(SAMPLE_ROWS, Math.max(20, Math.floor(SAMPLE_CELLS / Math.max(1, table.columns.length))));
	let rows = 0;
	for (const row of table.rows) {
		rows += 1;
		drafts.forEach((draft, index) => look(draft, row[index], table.hasDecimalCommas));
		if (rows >= most) break;
	}
	return {rows, columns: drafts.map((draft, index) => summarise(table.columns[index] ?? '', draft))};
}

function look(draft: Draft, cell: TableCell, hasDecimalCommas: boolean): void {
	if (isMissing(cell)) return;
	draft.present += 1;
	if (draft.seen.size < MOST_DISTINCT) draft.seen.add(cell);
	if (draft.isBoolean && booleanOf(cell) === undefined) draft.isBoolean = false;
	if (!draft.isNumber) return;
	const value = tableNumber(cell, hasDecimalCommas);
	if (value === undefined) draft.isNumber = false;
	else if (!Number.isInteger(value)) draft.isWhole = false;
}

function summarise(name: string, {isNumber, isBoolean, isWhole, present, seen}: Draft): ColumnSample {
	const kind = present === 0 ? 'empty' : isBoolean ? 'boolean' : isNumber ? 'number' : 'text';
	return {name, kind, isWhole: kind === 'number' && isWhole, present, distinct: seen.size};
}
