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
	/** Rows of a query of ours, streaming. */
	readonly rows: (query: string) => Iterable<readonly SqlValue[]>;
};

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
	const query = (text: string, ...values: readonly string[]): Iterable<readonly SqlValue[]> => {
		const statement = database.prepare(text);
		statement.setReturnArrays(true);
		// Rows are arrays now; the type of the method does not follow the setting.
		return statement.iterate(...values) as unknown as Iterable<readonly SqlValue[]>;
	};
	return {
		columns: table => {
			const [found] = query("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?", table);
			if (found?.[0] !== 1) return [];
			return Array.from(query('SELECT name FROM pragma_table_info(?)', table), row => String(row[0]));
		},
		rows: text => query(text),
	};
}
