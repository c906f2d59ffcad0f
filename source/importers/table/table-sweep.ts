import {uniqueNames} from '../../domain/text/unique-names.ts';
import {UserError} from '../../domain/errors.ts';
import type {ImportedSweep, ImportOptions} from '../../domain/importer.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {type GuessedObjectives, guessObjective, isRunningTotal} from '../column-names.ts';
import {sweepName} from '../sweep-name.ts';
import type {ForeignTable} from './table-cells.ts';
import {assignRoles, type TableColumn} from './table-roles.ts';
import {sampleColumns} from './table-sample.ts';
import {tableTrials} from './table-trials.ts';

/** More columns than this no table of results has. */
const MOST_COLUMNS = 100_000;

/**
 * A table with one trial a row as a sweep.
 * @throws UserError for a table without rows, and for names in `options` that no column has.
 */
export function tableSweep(table: ForeignTable, file: string, options: ImportOptions = {}): ImportedSweep {
	if (table.columns.length > MOST_COLUMNS)
		throw new UserError(`${safeText(file)} has ${table.columns.length} columns`, `At most ${MOST_COLUMNS} are read.`);
	const {columns: samples, rows} = sampleColumns({...table, columns: nameAll(table.columns)});
	if (rows === 0) throw new UserError(`${safeText(file)} has no rows`, 'Check that its program has written results.');
	const columns = assignRoles(samples, options);
	const {objectives, notes} = objectivesOf(columns, options);
	return {
		name: sweepName(file),
		objectives,
		trials: tableTrials(table, columns),
		notes: [...rolesNote(columns, options), ...notes],
		// The rows were sampled to the last.
		warnings: table.leftOut?.() ?? [],
		...(isParameters(columns) ? {} : {metrics: metricsOf(columns)}),
	};
}

/** Columns without a name get one, and one that stands twice a number: no data is dropped. */
function nameAll(columns: readonly string[]): readonly string[] {
	return uniqueNames(
		columns.map((column, index) => (column.trim() === '' ? `column${index + 1}` : column)),
		(name, count) => `${name}.${count}`,
	);
}

function isParameters(columns: readonly TableColumn[]): boolean {
	return columns.every(({role}) => role !== 'metric');
}

function metricsOf(columns: readonly TableColumn[]): readonly {readonly name: string}[] {
	return columns.flatMap(({role, name}) => (role === 'metric' ? [{name}] : []));
}

/** As the person says, else by the names of results; how long it took until then is the last of them. */
function objectivesOf(columns: readonly TableColumn[], options: ImportOptions): GuessedObjectives {
	const names = metricsOf(columns).map(({name}) => name);
	return guessObjective(
		names.toSorted((a, b) => Number(isRunningTotal(a)) - Number(isRunningTotal(b))),
		options,
	);
}

/** What the columns were taken for, where the person did not say it. */
function rolesNote(columns: readonly TableColumn[], {params, metrics}: ImportOptions): readonly string[] {
	if (params !== undefined || metrics !== undefined) return [];
	const names = (role: string): string =>
		columns.flatMap(column => (column.role === role ? [column.name] : [])).join(', ');
	return [`taken for parameters: ${names('parameter') || 'none'}; for metrics: ${names('metric') || 'none'}`];
}
