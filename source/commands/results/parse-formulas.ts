import {isReservedColumn} from '../../domain/column/columns.ts';
import {derivedMetric, type DerivedMetric} from '../../domain/column/derived-metrics.ts';
import {UserError} from '../../domain/errors.ts';
import {ExpressionError, parseExpression} from '../../domain/expression/expression.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {expressionMistake} from './trial-filter.ts';

/** What a metric may be called, as in a sweep file. */
const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_.\-/@:+]{0,99}$/u;

/**
 * Reads `NAME=EXPRESSION`, each.
 * @throws UserError for a malformed or reserved name, one given twice, and a mistake in an expression, with its place.
 */
export function parseFormulas(texts: readonly string[]): readonly DerivedMetric[] {
	const derived: DerivedMetric[] = [];
	for (const text of texts) {
		const equals = text.indexOf('=');
		const name = (equals < 0 ? '' : text.slice(0, equals)).trim();
		if (!NAME.test(name))
			throw new UserError(
				`--formula ${safeText(text)} has no name for what it gives`,
				"Write --formula 'NAME=EXPRESSION', for example: --formula 'util=utilization / 100'",
			);
		if (isReservedColumn(name))
			throw new UserError(`"${name}" is a column of the results`, `Write for example: --formula 'my_${name}=…'`);
		if (derived.some(other => other.name === name))
			throw new UserError(`there are two formulas "${safeText(name)}"`, 'Give one of them another name.');
		derived.push(parseOne(name, text.slice(equals + 1).trim()));
	}
	return derived;
}

function parseOne(name: string, formula: string): DerivedMetric {
	try {
		return derivedMetric(name, formula, parseExpression(formula));
	} catch (error) {
		if (error instanceof ExpressionError) throw expressionMistake(`--formula ${safeText(name)}:`, formula, error);
		throw error;
	}
}
