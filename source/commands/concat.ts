import {matchesGlob, resolve} from 'node:path';
import {counted} from '../domain/text/counted.ts';
import {UserError} from '../domain/errors.ts';
import type {ForeignSource} from '../domain/importer.ts';
import type {Column} from '../domain/column/trial-columns.ts';
import {writeCsv} from '../exporters/csv-text.ts';
import {readCsvTable} from '../importers/csv.ts';
import {openForeignSource} from '../importers/foreign/foreign-source.ts';
import type {TableCell} from '../importers/table/table-cells.ts';
import {writeFileAtomic} from '../journal/atomic-file.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {CommandBody} from './command.ts';

/** Options of `sweeptop concat`. */
export type ConcatFlags = {readonly name: string | undefined; readonly output: string | undefined};

/**
 * `sweeptop concat DIR`: the CSV files below a folder as one. Files stand in order of their paths by numbers, columns
 * in the order in which they first come, and `source` says which file a row is from.
 */
export const concatCommand: CommandBody<ConcatFlags> = async ({operands, flags, host}) => {
	const folder = resolve(host.workdir, operands[0] ?? '');
	const source = openForeignSource(folder);
	if (source.kind === 'file')
		throw new UserError(`${safeText(folder)} is a file`, 'Name the folder that holds the CSV files.');
	const wanted = flags.name ?? '*.csv';
	const paths = source
		.entries()
		.map(entry => entry.path)
		.filter(path => matchesGlob(path, wanted) || matchesGlob(path, `**/${wanted}`));
	if (paths.length === 0)
		throw new UserError(`no file in ${safeText(folder)} matches ${safeText(wanted)}`, 'Say which with --name.');
	const chunks = joinTables(source, paths);
	if (flags.output === undefined || flags.output === '-') for (const chunk of chunks) host.out(chunk);
	else await writeFileAtomic(resolve(host.workdir, flags.output), chunks, {mode: 0o644});
	host.note(`${counted(paths.length, 'file')} joined\n`);
	return 0;
};

/** A row of any of the files, with the file's path and where each of all columns stands in it. */
type SourceRow = {
	readonly path: string;
	readonly positions: readonly number[];
	readonly cells: readonly TableCell[];
};

function joinTables(source: ForeignSource, paths: readonly string[]): Iterable<string> {
	const tables = paths.map(path => ({path, table: readCsvTable(source, path)}));
	const names = [...new Set(tables.flatMap(({table}) => table.columns))];
	const columns: readonly Column<SourceRow>[] = [
		{name: sourceColumn(names), group: 'trial', unit: '', cell: row => row.path},
		...names.map(
			(name, index): Column<SourceRow> => ({
				name,
				group: 'trial',
				unit: '',
				cell: ({positions, cells}) => cells[positions[index] ?? -1],
			}),
		),
	];
	const rows = function* (): Generator<SourceRow> {
		for (const {path, table} of tables) {
			const positions = names.map(name => table.columns.indexOf(name));
			for (const cells of table.rows) yield {path, positions, cells};
		}
	};
	return writeCsv(columns, rows(), {csvSafe: false});
}

/** A name that no file has: joining what was joined keeps both. */
function sourceColumn(columns: readonly string[]): string {
	let name = 'source';
	for (let count = 2; columns.includes(name); count++) name = `source.${count}`;
	return name;
}
