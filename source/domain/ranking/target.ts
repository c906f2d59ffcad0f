import type {Expression} from '../expression/expression-tree.ts';
import {parseExpression} from '../expression/expression.ts';

/** A value that a metric is to reach. */
export type Target = {readonly value: number; readonly operator: '<' | '<=' | '>' | '>='};

/** Each bound with the one that says the same with its sides exchanged. */
const BOUNDS = [
	{operator: '<', turned: '>'},
	{operator: '<=', turned: '>='},
	{operator: '>', turned: '<'},
	{operator: '>=', turned: '<='},
] as const;

/**
 * The number that an expression such as `loss <= 0.3 and size > 2` asks of one metric; undefined where it compares it
 * with no plain number.
 * @throws ExpressionError for a source that is none.
 */
export function targetOf(source: string, metric: string): Target | undefined {
	return targetIn(parseExpression(source), metric);
}

function targetIn(expression: Expression, metric: string): Target | undefined {
	if (expression.kind === 'and' || expression.kind === 'or') {
		return targetIn(expression.left, metric) ?? targetIn(expression.right, metric);
	}
	if (expression.kind !== 'compare') return undefined;
	const {left, right} = expression;
	const bound = BOUNDS.find(candidate => candidate.operator === expression.operator);
	if (bound === undefined) return undefined;
	const [onLeft, onRight] = [literalNumber(left), literalNumber(right)];
	if (isMetric(left, metric) && onRight !== undefined) return {value: onRight, operator: bound.operator};
	return isMetric(right, metric) && onLeft !== undefined ? {value: onLeft, operator: bound.turned} : undefined;
}

function isMetric(expression: Expression, metric: string): boolean {
	if (expression.kind === 'statistic') return expression.statistic === 'mean' && expression.name === metric;
	return expression.kind === 'name' && expression.name === metric;
}

function literalNumber(expression: Expression): number | undefined {
	if (expression.kind === 'literal') return typeof expression.value === 'number' ? expression.value : undefined;
	if (expression.kind !== 'negate') return undefined;
	const value = literalNumber(expression.operand);
	return value === undefined ? undefined : -value;
}
