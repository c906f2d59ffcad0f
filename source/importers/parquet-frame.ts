import {messageOf, UserError} from '../domain/errors.ts';
import {safeText} from '../domain/text/safe-text.ts';

/** A data frame: rows of cells by name of the column; its index is no column. */
export type Frame = {
	readonly columns: readonly string[];
	readonly rows: readonly Readonly<Record<string, unknown>>[];
};

/** Inflated bytes, rows and columns of one data frame inside of another file. */
const MOST_BYTES = 64 * 1024 ** 2;
const MOST_RATIO = 1000;
const MOST_ROWS = 1_000_000;
const MOST_COLUMNS = 10_000;

/**
 * Reads a Parquet file that is held in memory (a scrap of a notebook). What its header promises is checked before
 * anything is inflated.
 * @throws UserError for what is no Parquet or is larger than a data frame in a notebook can honestly be.
 */
export async function readParquetFrame(bytes: Uint8Array, where: string): Promise<Frame> {
	// Loaded here: every start of the program would wait for them.
	const {parquetMetadata, parquetReadObjects} = await import('hyparquet');
	const {compressors} = await import('hyparquet-compressors');
	const file = Uint8Array.from(bytes).buffer;
	try {
		const metadata = parquetMetadata(file);
		const chunks = metadata.row_groups.flatMap(group => group.columns);
		const inflated = chunks.reduce((sum, {meta_data: chunk}) => sum + Number(chunk?.total_uncompressed_size ?? 0), 0);
		const columns = metadata.schema.length - 1;
		const values = chunks.map(({meta_data: chunk}) => Number(chunk?.num_values ?? 0));
		const groups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
		const rows = values.reduce((most, count) => Math.max(most, count), Math.max(Number(metadata.num_rows), groups));
		if (inflated > Math.min(MOST_BYTES, bytes.length * MOST_RATIO) || rows > MOST_ROWS || columns > MOST_COLUMNS)
			throw new UserError(
				`${safeText(where)} promises ${rows} rows × ${columns} columns, ${inflated} bytes, from ${bytes.length}`,
				'No notebook holds such a data frame: check where the file comes from.',
			);
		const index = indexColumns(metadata.key_value_metadata?.find(entry => entry.key === 'pandas')?.value);
		const all = await parquetReadObjects({file, metadata, compressors});
		const names = metadata.schema
			.slice(1)
			.map(element => element.name)
			.filter(name => !index.has(name));
		return {columns: names, rows: all};
	} catch (error) {
		if (error instanceof UserError) throw error;
		throw new UserError(`${safeText(where)} is no Parquet: ${safeText(messageOf(error))}`, 'Run the notebook again.');
	}
}

/** Names of the columns that hold the index of a pandas frame. */
function indexColumns(pandas: string | undefined): ReadonlySet<string> {
	try {
		const parsed: unknown = JSON.parse(pandas ?? '{}');
		const columns: unknown =
			typeof parsed === 'object' && parsed !== null && 'index_columns' in parsed ? parsed.index_columns : [];
		return new Set(Array.isArray(columns) ? columns.filter(name => typeof name === 'string') : []);
	} catch {
		return new Set();
	}
}
