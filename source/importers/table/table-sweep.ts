import {uniqueNames} from '../../domain/text/unique-names.ts';
import {UserError} from '../../domain/errors.ts';
import type {ImportedSweep, ImportOptions} from '../../domain/importer.ts';
import type {Objective} from '../../domain/metric.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {directionOfName, isRunningTotal} from '../column-names.ts';
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
	const objectives = objectivesOf(columns, options);
	return {
		name: sweepName(file),
		objectives,
		trials: tableTrials(table, columns),
		notes: notesOf(columns, objectives, options),
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

/** As the person says, else the first result whose name says which end is good. */
function objectivesOf(columns: readonly TableColumn[], {objectives}: ImportOptions): readonly Objective[] {
	if (objectives !== undefined) return objectives;
	const told = columns.flatMap(({role, name}): Objective[] => {
		const direction = role === 'metric' ? directionOfName(name) : undefined;
		return direction === undefined ? [] : [{metric: name, direction}];
	});
	const chosen = told.find(({metric}) => !isRunningTotal(metric)) ?? told[0];
	return chosen === undefined ? [] : [chosen];
}

function notesOf(
	columns: readonly TableColumn[],
	objectives: readonly Objective[],
	options: ImportOptions,
): readonly string[] {
	const notes: string[] = [];
	const names = (role: string): string =>
		columns.flatMap(column => (column.role === role ? [column.name] : [])).join(', ');
	if (options.params === undefined && options.metrics === undefined)
		notes.push(`taken for parameters: ${names('parameter') || 'none'}; for metrics: ${names('metric') || 'none'}`);
	const [objective] = objectives;
	if (options.objectives === undefined && objective !== undefined)
		notes.push(`taken for the objective by its name: ${objective.direction} ${objective.metric}`);
	return notes;
}
