import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import type {AsyncBuffer, FileMetaData} from 'hyparquet';
import {messageOf, UserError} from '../domain/errors.ts';
import type {ForeignSource, ImporterDefinition} from '../domain/importer.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {formatBytes} from './foreign/foreign-limits.ts';
import {recordTable} from './json-table.ts';
import type {ForeignTable} from './table/table-cells.ts';
import {tableSweep} from './table/table-sweep.ts';

/** Inflated bytes, and times the size of the file, that a Parquet may promise. */
const MOST_BYTES = 1024 ** 3;
const MOST_RATIO = 1000;
const MOST_CELLS = 50_000_000;

/** A Parquet file with one trial a row. */
export const parquetImporter = {
	id: 'parquet',
	title: 'Parquet, one trial a row',
	takes: 'a Parquet file (*.parquet), all usual compressions; our own export',
	recognise: source => {
		if (source.kind !== 'file') return undefined;
		return Buffer.from(source.head(undefined, 4)).toString('latin1') === 'PAR1' ? 'sure' : undefined;
	},
	read: async (source, options = {}) => [tableSweep(await readTable(source), source.name, options)],
} as const satisfies ImporterDefinition;

async function readTable(source: ForeignSource): Promise<ForeignTable> {
	// Loaded here: every start of the program would wait for it.
	const {parquetMetadataAsync, parquetReadObjects} = await import('hyparquet');
	const {compressors} = await import('hyparquet-compressors');
	const descriptor = openSync(source.location(), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
	try {
		const file = bufferOf(descriptor);
		const metadata = await parquetMetadataAsync(file);
		refuseBomb(metadata, file.byteLength, source.name);
		const rows = await parquetReadObjects({file, metadata, compressors});
		return recordTable(rows.map(row => recordOfRow(row)));
	} catch (error) {
		if (error instanceof UserError) throw error;
		throw new UserError(
			`${safeText(source.name)} is no whole Parquet: ${safeText(messageOf(error).slice(0, 160))}`,
			'Copy it anew; a file that is being written has no end yet.',
		);
	} finally {
		closeSync(descriptor);
	}
}

/** Parts of an open file, as the reader asks for them. */
function bufferOf(descriptor: number): AsyncBuffer {
	const byteLength = fstatSync(descriptor).size;
	return {
		byteLength,
		slice: (start, end = byteLength) => {
			const length = Math.max(0, Math.min(end, byteLength) - start);
			const bytes = new Uint8Array(length);
			readSync(descriptor, bytes, 0, length, start);
			return bytes.buffer;
		},
	};
}

/** What a header promises is checked before anything is inflated. */
function refuseBomb(metadata: FileMetaData, size: number, name: string): void {
	const chunks = metadata.row_groups.flatMap(group => group.columns);
	const inflated = chunks.reduce((sum, {meta_data: chunk}) => sum + Number(chunk?.total_uncompressed_size ?? 0), 0);
	const cells = Number(metadata.num_rows) * Math.max(1, metadata.schema.length - 1);
	if (inflated <= Math.min(MOST_BYTES, size * MOST_RATIO) && cells <= MOST_CELLS) return;
	throw new UserError(
		`${safeText(name)} promises ${cells} cells and ${formatBytes(inflated)} from ${formatBytes(size)}`,
		'Write less columns or rows into it, or import a CSV.',
	);
}

/** Whole numbers of 64 bits become numbers where they fit, dates ISO texts. */
function recordOfRow(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
	return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toJson(value)] as const));
}

function toJson(value: unknown): unknown {
	if (typeof value === 'bigint') {
		const number = Number(value);
		return Number.isSafeInteger(number) ? number : String(value);
	}
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
	if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
	if (Array.isArray(value)) return value.map(toJson);
	return value;
}
