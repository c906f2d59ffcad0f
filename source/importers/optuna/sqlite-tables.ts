import type {DatabaseSync} from 'node:sqlite';
import {errnoOf, messageOf, UserError} from '../../domain/errors.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {takeSnapshot} from './sqlite-snapshot.ts';

/** A cell as SQLite stores it. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** Takes the cells of a row. */
export type RowUser = (
	first: SqlValue,
	second: SqlValue,
	third: SqlValue,
	fourth: SqlValue,
	fifth: SqlValue,
	sixth: SqlValue,
) => void;

/** Read access to the tables of a database. */
export type SqlTables = {
	/** Columns of a table; none where there is no such table (a view is none). */
	readonly columns: (table: string) => readonly string[];
	/**
	 * Gives the cells of these columns, at most six, of each row, in the order in which the table holds them. A column
	 * that the table lacks is null; a table that is not there has no rows. Names are ours, never the file's.
	 */
	readonly each: (table: string, columns: readonly string[], use: RowUser) => void;
	/** The different combinations of these columns. */
	readonly distinct: (table: string, columns: readonly string[]) => readonly (readonly SqlValue[])[];
};

/** What node:sqlite throws for a file that SQLite takes for damaged, and for a number beyond 2^53. */
const FILE_ERRORS: ReadonlySet<string> = new Set(['ERR_SQLITE_ERROR', 'ERR_OUT_OF_RANGE']);

/** First bytes of every SQLite database. */
export const SQLITE_MAGIC = 'SQLite format 3\0';

/**
 * Calls back with the tables of a copy of a database, which is removed after.
 * @throws UserError naming the file where it is no database, or damaged.
 */
export async function withTables<T>(path: string, use: (tables: SqlTables) => T): Promise<T> {
	// Loaded here: every start of the program would wait for it.
	const {DatabaseSync} = await import('node:sqlite');
	const snapshot = takeSnapshot(path);
	try {
		const database = new DatabaseSync(snapshot.path, {allowExtension: false, defensive: true});
		try {
			database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON');
			return use(tablesOf(database));
		} finally {
			database.close();
		}
	} catch (error) {
		if (error instanceof UserError || !FILE_ERRORS.has(errnoOf(error) ?? '')) throw error;
		throw new UserError(
			`${safeText(path)} cannot be read as a database: ${safeText(messageOf(error))}`,
			'Check it with: sqlite3 FILE "PRAGMA integrity_check".',
		);
	} finally {
		snapshot.remove();
	}
}

function tablesOf(database: DatabaseSync): SqlTables {
	let user: RowUser | undefined;
	// The sum over all rows of a function that keeps nothing: no array is made of a row, which would take twice as long.
	database.aggregate('give_row', {
		start: 0,
		varargs: true,
		step: (nothing, first, second = null, third = null, fourth = null, fifth = null, sixth = null) => {
			user?.(first ?? null, second, third, fourth, fifth, sixth);
			return nothing;
		},
	});
	const all = (text: string, ...values: readonly (string | number)[]): readonly (readonly SqlValue[])[] => {
		const statement = database.prepare(text);
		statement.setReturnArrays(true);
		// Rows are arrays now; the type of the method does not follow the setting.
		return statement.all(...values) as unknown as readonly (readonly SqlValue[])[];
	};
	const columnsOf = (table: string): readonly string[] => {
		const [found] = all("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?", table);
		if (found?.[0] !== 1) return [];
		return all('SELECT name FROM pragma_table_info(?)', table).map(row => String(row[0]));
	};
	const listOf = (table: string, columns: readonly string[]): string | undefined => {
		const there = columnsOf(table);
		if (there.length === 0) return undefined;
		return columns.map(column => (there.includes(column) ? `"${column}"` : 'NULL')).join(', ');
	};
	return {
		columns: columnsOf,
		each: (table, columns, use) => {
			const list = listOf(table, columns);
			if (list === undefined) return;
			user = use;
			// An index may hold the rows in another order.
			all(`SELECT give_row(${list}) FROM "${table}" NOT INDEXED`);
		},
		distinct: (table, columns) => {
			const list = listOf(table, columns);
			return list === undefined ? [] : all(`SELECT DISTINCT ${list} FROM "${table}"`);
		},
	};
}
