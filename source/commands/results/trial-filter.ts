import {UserError} from '../../domain/errors.ts';
import {ExpressionError} from '../../domain/expression/expression.ts';
import {numberNamed} from '../../domain/ranking/metric-value.ts';
import {createCellSearch, isColumnNamed, matches, parseQuery, type Query} from '../../domain/query/query.ts';
import {nameHint} from '../../domain/text/nearest.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {spreadColumns} from '../../domain/column/spread-columns.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import {trialColumns} from '../../domain/column/trial-columns.ts';
import {measuredExecutions} from '../../domain/trial/trial-fold.ts';
import {TOLD_COLUMNS} from '../../domain/trial/trial-notes.ts';
import type {TrialRecord} from '../../domain/trial.ts';
import {displayWidth} from '../../plot/width.ts';
import {unknownName} from '../../plot/trial-axis.ts';
import {compileTextPattern} from './text-pattern.ts';

/**
 * The trials that a `--where` lets pass, in order of their numbers; all of them where it is undefined.
 * @throws UserError for a mistake in it, with its place, and for a name that no column has.
 */
export function filterTrials(state: SweepState, where: string | undefined): readonly TrialRecord[] {
	const trials = state.trials.filter(trial => trial !== undefined);
	if (where === undefined) return trials;
	const query = parseWhere(where);
	const columns = [...TOLD_COLUMNS, ...trialColumns(state), ...spreadColumns(state)];
	const byName = new Map(columns.map(column => [column.name, column.cell]));
	const known = new Set(byName.keys());
	const unknown = query.names.find(name => !isColumnNamed(name, known));
	if (unknown !== undefined) throw unknownIn(unknown, known);
	const search = createCellSearch(columns, query.searchedNumbers);
	return trials.filter(trial =>
		matches(
			query,
			name => byName.get(name)?.(trial),
			fits => search(trial, fits),
			name => measuredExecutions(trial).map(execution => numberNamed(execution, name)),
		),
	);
}

/** A name that no column has; of one that must be quoted, how. */
function unknownIn(name: string, known: ReadonlySet<string>): UserError {
	const {problem, hint} = unknownName(name, [...known]);
	return new UserError(problem, nameHint(name, known) ?? hint);
}

function parseWhere(where: string): Query {
	try {
		return parseQuery(where, compileTextPattern);
	} catch (error) {
		if (!(error instanceof ExpressionError)) throw error;
		throw expressionMistake('--where', where, error);
	}
}

/** A mistake in an expression that stands behind an option, with its place. */
export function expressionMistake(option: string, source: string, error: ExpressionError): UserError {
	return new UserError(
		`${option} ${safeText(source)}: ${error.message}`,
		`At character ${error.offset + 1}.${error.hint === '' ? '' : ` ${error.hint}`}\n${caretLines(source, error.offset)}`,
	);
}

/** The source, and under it a caret at an offset. */
function caretLines(source: string, offset: number): string {
	const before = safeText(source.slice(0, offset));
	return `${before}${safeText(source.slice(offset))}\n${' '.repeat(displayWidth(before))}^`;
}
