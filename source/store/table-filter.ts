import {ExpressionError} from '../domain/expression/expression.ts';
import {meantName, writtenName} from '../domain/text/nearest.ts';
import {
	type Cells,
	createCellSearch,
	isColumnNamed,
	parseQuery,
	type PatternCompiler,
	type Query,
} from '../domain/query/query.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {Cell} from '../domain/column/trial-columns.ts';
import type {TrialRecord} from '../domain/trial.ts';
import type {TableColumn} from './table-columns.ts';

/** What is wrong with a filter, and where: code units from its start; undefined where no place is to blame. */
export type FilterProblem = {readonly text: string; readonly offset: number | undefined};

/** A filter that can be run, or what is wrong with it. */
export type Filter =
	| {readonly kind: 'query'; readonly query: Query}
	| {readonly kind: 'problem'; readonly problem: FilterProblem};

/** The filter of a text over these columns. A name that no column has is a mistake. */
export function compileFilter(text: string, columns: readonly TableColumn[], pattern?: PatternCompiler): Filter {
	const query = parse(text, pattern);
	if (query.kind === 'problem') return query;
	const known = new Set(columns.map(column => column.id));
	const unknown = query.query.names.find(name => !isColumnNamed(name, known));
	if (unknown === undefined) return query;
	const meant = meantName(unknown, known);
	const at = text.indexOf(unknown);
	const hint = meant === undefined ? '' : `; ${writtenName(meant)}?`;
	return {
		kind: 'problem',
		problem: {text: `no column is called ${unknown}${hint}`, offset: at < 0 ? undefined : at},
	};
}

function parse(text: string, pattern: PatternCompiler | undefined): Filter {
	try {
		return {kind: 'query', query: parseQuery(text, pattern)};
	} catch (error) {
		if (!(error instanceof ExpressionError)) throw error;
		const hint = error.hint === '' ? '' : `; ${error.hint}`;
		return {kind: 'problem', problem: {text: `${error.message}${hint}`, offset: error.offset}};
	}
}

/** Trial numbers of those that pass the filter, in the given order. */
export function filterTrials(
	trials: SweepState['trials'],
	order: readonly number[],
	columns: readonly TableColumn[],
	query: Query,
): readonly number[] {
	if (query.isEmpty) return order;
	const byName = new Map(columns.map(column => [column.id, column.cell]));
	const search = createCellSearch(
		columns.map(({id, group, numeric, cell}) => ({name: id, group, isNumeric: numeric, cell})),
		query.searchedNumbers,
	);
	let current: TrialRecord | undefined;
	// One closure for all rows: new ones for each would double the time.
	const lookup = (name: string): Cell => (current === undefined ? undefined : byName.get(name)?.(current));
	const cells: Cells = fits => current !== undefined && search(current, fits);
	// In the order of the trials, as they lie in memory: in that of a ranking each is a cache miss.
	const passes = new Uint8Array(trials.length);
	for (let index = 0; index < trials.length; index++) {
		current = trials[index];
		if (current !== undefined && query.test(lookup, cells)) passes[index] = 1;
	}
	return order.filter(number => passes[number - 1] === 1);
}
