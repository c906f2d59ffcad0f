import type {DatabaseSync} from 'node:sqlite';
import {errnoOf, messageOf, UserError} from '../domain/errors.ts';
import {safeText} from '../domain/safe-text.ts';
import {takeSnapshot} from './sqlite-snapshot.ts';

/** A cell as SQLite stores it. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** Read access to the tables of a database. */
export type SqlTables = {
	/** Columns of a table; none where there is no such table (a view is none). */
	readonly columns: (table: string) => readonly string[];
	/**
	 * Cells of these columns of every row, in order of the rows' ids, read in pieces. A column that the table lacks is
	 * null; a table that is not there has no rows. Names are ours, never the file's.
	 */
	readonly rows: (table: string, columns: readonly string[]) => Iterable<readonly SqlValue[]>;
	/** The different combinations of these columns. */
	readonly distinct: (table: string, columns: readonly string[]) => readonly (readonly SqlValue[])[];
};

/** Rows of a piece: a call for each row takes longer than the row, and many rows at once outlive the young heap. */
const PIECE_ROWS = 2000;

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
		if (error instanceof UserError || errnoOf(error) !== 'ERR_SQLITE_ERROR') throw error;
		throw new UserError(
			`${safeText(path)} cannot be read as a database: ${safeText(messageOf(error))}`,
			'Check it with: sqlite3 FILE "PRAGMA integrity_check".',
		);
	} finally {
		snapshot.remove();
	}
}

function tablesOf(database: DatabaseSync): SqlTables {
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
		rows: function* (table, columns) {
			const list = listOf(table, columns);
			if (list === undefined) return;
			let last = Number.MIN_SAFE_INTEGER;
			for (;;) {
				const query = `SELECT ${list}, rowid FROM "${table}" WHERE rowid > ? ORDER BY rowid LIMIT ${PIECE_ROWS}`;
				const piece = all(query, last);
				yield* piece;
				if (piece.length < PIECE_ROWS) return;
				last = Number(piece.at(-1)?.at(-1));
			}
		},
		distinct: (table, columns) => {
			const list = listOf(table, columns);
			return list === undefined ? [] : all(`SELECT DISTINCT ${list} FROM "${table}"`);
		},
	};
}
