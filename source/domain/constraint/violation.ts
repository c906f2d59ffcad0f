import {assertNever} from '../errors.ts';
import {compileExpression, type ExecutionsLookup, type Lookup, truth} from '../expression/expression.ts';
import type {CompareOperator, Expression} from '../expression/expression-tree.ts';

/** By how much a constraint fails: 0 where it holds, above 0 where not, undefined where something is missing. */
export type ViolationEvaluator = (lookup: Lookup, executions?: ExecutionsLookup) => number | undefined;

/** What a bound is missed by where it may not even be met: too little to count beside any other. */
const LEAST = 1e-9;

/**
 * The amount by which a condition over results fails, so that trials that break it can be ranked: the distance to the
 * bound, as a share of the bound where that is a number other than 0 (seconds and watts then add up). `and` adds, `or`
 * takes the nearer one; what is no comparison of numbers fails by 1. Penalty sums after Deb 2000, Comput. Methods Appl.
 * Mech. Eng. 186.
 */
export function compileViolation(expression: Expression): ViolationEvaluator {
	return compile(expression, true);
}

/** `wanted` is what the expression should be: `not` turns it round. */
function compile(expression: Expression, wanted: boolean): ViolationEvaluator {
	switch (expression.kind) {
		case 'not':
			return compile(expression.operand, !wanted);
		case 'and':
		case 'or': {
			const left = compile(expression.left, wanted);
			const right = compile(expression.right, wanted);
			return (expression.kind === 'and') === wanted ? both(left, right) : either(left, right);
		}
		case 'compare':
			return compileCompare(expression, wanted);
		case 'literal':
		case 'name':
		case 'negate':
		case 'arithmetic':
		case 'member':
		case 'call':
		case 'statistic':
			return compileTruth(expression, wanted);
		default:
			return assertNever(expression);
	}
}

function both(left: ViolationEvaluator, right: ViolationEvaluator): ViolationEvaluator {
	return (lookup, executions) => {
		const [a, b] = [left(lookup, executions), right(lookup, executions)];
		if (a === undefined || b === undefined) return undefined;
		return a + b;
	};
}

function either(left: ViolationEvaluator, right: ViolationEvaluator): ViolationEvaluator {
	return (lookup, executions) => {
		const [a, b] = [left(lookup, executions), right(lookup, executions)];
		if (a === 0 || b === 0) return 0;
		return a === undefined || b === undefined ? undefined : Math.min(a, b);
	};
}

function compileTruth(expression: Expression, wanted: boolean): ViolationEvaluator {
	const evaluate = compileExpression(expression);
	return (lookup, executions) => {
		const holds = truth(evaluate(lookup, executions));
		return holds === undefined ? undefined : holds === wanted ? 0 : 1;
	};
}

function compileCompare(expression: Extract<Expression, {kind: 'compare'}>, wanted: boolean): ViolationEvaluator {
	const asTruth = compileTruth(expression, wanted);
	const left = compileExpression(expression.left);
	const right = compileExpression(expression.right);
	const operator = wanted ? expression.operator : OPPOSITES[expression.operator];
	const scale = boundOf(expression.left) ?? boundOf(expression.right) ?? 1;
	return (lookup, executions) => {
		const holds = asTruth(lookup, executions);
		if (holds === undefined || holds === 0) return holds;
		const [a, b] = [left(lookup, executions), right(lookup, executions)];
		if (typeof a !== 'number' || typeof b !== 'number') return 1;
		const missed = distance(operator, a, b) / scale;
		return Number.isNaN(missed) ? Number.POSITIVE_INFINITY : Math.max(LEAST, missed);
	};
}

/** The comparison that holds where this one does not. */
export const OPPOSITES: Readonly<Record<CompareOperator, CompareOperator>> = {
	'==': '!=',
	'!=': '==',
	'<': '>=',
	'<=': '>',
	'>': '<=',
	'>=': '<',
};

/** How far two numbers are from a comparison that does not hold; by how much it holds, below 0, for an inequality. */
export function distance(operator: CompareOperator, a: number, b: number): number {
	switch (operator) {
		case '==':
			return Math.abs(a - b);
		case '!=':
			return 1;
		case '<':
		case '<=':
			return a - b;
		case '>':
		case '>=':
			return b - a;
		default:
			return assertNever(operator);
	}
}

/** The size of the bound that an operand is; undefined where it is no number, or 0. */
export function boundOf(expression: Expression): number | undefined {
	if (expression.kind === 'negate') return boundOf(expression.operand);
	if (expression.kind !== 'literal' || typeof expression.value !== 'number') return undefined;
	return expression.value === 0 ? undefined : Math.abs(expression.value);
}
