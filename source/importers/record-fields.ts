import type {TableCell, TableRow} from './table/table-cells.ts';

/** Reads a cell as a value; undefined where it has none. */
export type CellReader<T> = (cell: TableCell) => T | undefined;

/** Columns of a table that become keys of a record: lists of one length. */
export type RecordFields<T> = {
	/** Other than `__proto__`; each from {@link keyOf}. */
	readonly names: readonly string[];
	/** Which columns they are. */
	readonly columns: readonly number[];
	readonly readers: readonly CellReader<T>[];
};

/**
 * The same name as the engine keeps the keys of objects: one text for all. A name that was cut out of a file is compared
 * with those each time that it is a key, which for a table of a million rows takes a sixth of the whole time.
 */
export function keyOf(name: string): string {
	return Object.keys({[name]: true})[0] ?? name;
}

/** The value of a cell. A finite number is its value for every reader, so none is asked. */
export function readCell<T>(
	{numbers, cells}: TableRow,
	column: number,
	reader: CellReader<T> | undefined,
): T | number | undefined {
	const number = numbers[column];
	if (number !== undefined && !Number.isNaN(number)) return number;
	const cell = cells[column];
	return typeof cell === 'number' && Number.isFinite(cell) ? cell : reader?.(cell);
}

/**
 * A record of the fields that a row has, in the order of the fields. The engine remembers at each place of a program the
 * one key that it saw there; where a loop has one place for all columns, each key is looked up anew, which for a table
 * of a million rows takes twice as long.
 */
export function readRecord<T>(row: TableRow, {names, columns, readers}: RecordFields<T>): Record<string, T | number> {
	const record: Record<string, T | number> = {};
	for (let at = 0; at < names.length; at++) {
		const column = columns[at] ?? -1;
		const value = readCell(row, column, readers[at]);
		const name = names[at];
		if (value === undefined || name === undefined) continue;
		switch (column) {
			case 0:
				record[name] = value;
				break;
			case 1:
				record[name] = value;
				break;
			case 2:
				record[name] = value;
				break;
			case 3:
				record[name] = value;
				break;
			case 4:
				record[name] = value;
				break;
			case 5:
				record[name] = value;
				break;
			case 6:
				record[name] = value;
				break;
			case 7:
				record[name] = value;
				break;
			case 8:
				record[name] = value;
				break;
			case 9:
				record[name] = value;
				break;
			case 10:
				record[name] = value;
				break;
			case 11:
				record[name] = value;
				break;
			default:
				record[name] = value;
		}
	}
	return record;
}
