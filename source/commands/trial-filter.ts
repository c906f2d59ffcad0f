import {UserError} from '../domain/errors.ts';
import {ExpressionError} from '../domain/expression.ts';
import {numberNamed} from '../domain/metric-value.ts';
import {type Query, matches, parseQuery} from '../domain/query.ts';
import {safeText} from '../domain/safe-text.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {trialColumns} from '../domain/trial-columns.ts';
import {measuredExecutions} from '../domain/trial-fold.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {unknownName} from '../plot/trial-axis.ts';

/**
 * The trials that a `--where` lets pass, in order of their numbers; all of them where it is undefined.
 * @throws UserError for a mistake in it, with its place, and for a name that no column has.
 */
export function filterTrials(state: SweepState, where: string | undefined): readonly TrialRecord[] {
	const trials = state.trials.filter(trial => trial !== undefined);
	if (where === undefined) return trials;
	const query = parseWhere(where);
	const columns = trialColumns(state);
	const byName = new Map(columns.map(column => [column.name, column.cell]));
	const unknown = new Set<string>();
	const passed = trials.filter(trial =>
		matches(
			query,
			name => {
				const cell = byName.get(name);
				if (cell === undefined) unknown.add(name);
				return cell?.(trial);
			},
			() => columns.map(column => String(column.cell(trial) ?? '')),
			name => measuredExecutions(trial).map(execution => numberNamed(execution, name)),
		),
	);
	const [first] = unknown;
	if (first !== undefined) throw unknownName(first, [...byName.keys()]);
	return passed;
}

function parseWhere(where: string): Query {
	try {
		return parseQuery(where);
	} catch (error) {
		if (!(error instanceof ExpressionError)) throw error;
		throw new UserError(
			`--where ${safeText(where)}: ${error.message}`,
			`At character ${error.offset + 1}.${error.hint === '' ? '' : ` ${error.hint}`}`,
		);
	}
}
