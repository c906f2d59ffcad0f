import {compileExpression, type ExecutionsLookup, type Lookup, truth} from '../expression/expression.ts';
import type {Expression} from '../expression/expression-tree.ts';
import {boundOf, distance, OPPOSITES} from './violation.ts';

/** How far a constraint is from its limit: at most 0 where it holds, above 0 where not, undefined where that is not known. */
export type MarginEvaluator = (lookup: Lookup, executions?: ExecutionsLookup) => number | undefined;

/**
 * The signed distance of a condition over results from its limit, which models of constraints learn from: what
 * {@link compileViolation} gives where it fails, and a negative distance where it holds. `and` has the worst of both,
 * `or` the better one; what is no comparison of numbers is 1 or -1.
 */
export function compileMargin(expression: Expression): MarginEvaluator {
	return compile(expression, true);
}

/** `wanted` is what the expression should be: `not` turns it round. */
function compile(expression: Expression, wanted: boolean): MarginEvaluator {
	if (expression.kind === 'not') return compile(expression.operand, !wanted);
	if (expression.kind === 'and' || expression.kind === 'or') {
		const left = compile(expression.left, wanted);
		const right = compile(expression.right, wanted);
		const join = (expression.kind === 'and') === wanted ? Math.max : Math.min;
		return (lookup, executions) => {
			const [a, b] = [left(lookup, executions), right(lookup, executions)];
			return a === undefined || b === undefined ? undefined : join(a, b);
		};
	}
	const evaluate = compileExpression(expression);
	const sign = (lookup: Lookup, executions?: ExecutionsLookup): number | undefined => {
		const holds = truth(evaluate(lookup, executions));
		return holds === undefined ? undefined : holds === wanted ? -1 : 1;
	};
	return expression.kind === 'compare' ? compileCompare(expression, wanted, sign) : sign;
}

function compileCompare(
	expression: Extract<Expression, {kind: 'compare'}>,
	wanted: boolean,
	sign: MarginEvaluator,
): MarginEvaluator {
	const left = compileExpression(expression.left);
	const right = compileExpression(expression.right);
	const operator = wanted ? expression.operator : OPPOSITES[expression.operator];
	const scale = boundOf(expression.left) ?? boundOf(expression.right) ?? 1;
	return (lookup, executions) => {
		const side = sign(lookup, executions);
		const [a, b] = [left(lookup, executions), right(lookup, executions)];
		// Texts, and conditions that hold or do not without a way in between.
		if (side === undefined || typeof a !== 'number' || typeof b !== 'number' || operator === '!=') return side;
		const missed = distance(operator, a, b) / scale;
		return Number.isFinite(missed) ? missed : side;
	};
}
