import {assertNever} from '../errors.ts';
import {compileExpression, type ExecutionsLookup, type Lookup} from './expression-evaluate.ts';
import type {Expression} from './expression-tree.ts';
import type {Scalar} from '../space.ts';

export {compileExpression, truth} from './expression-evaluate.ts';
export type {Evaluator, ExecutionsLookup, Lookup} from './expression-evaluate.ts';
export {parseExpression} from './expression-parser.ts';
export {ExpressionError} from './expression-tree.ts';
export type {Expression} from './expression-tree.ts';

/** A name in an expression. `role` tells a plain value from a metric over all executions (`mean(loss)`). */
export type NameUse = {readonly name: string; readonly offset: number; readonly role: 'value' | 'executions'};

/**
 * The value of an expression, or undefined where a name that it depends on is missing or types do not fit.
 * @param lookup gives the value of a name. @param executions gives a metric's values for `mean` and `std`; without
 * it they see the one value of `lookup`. Compile first where it is evaluated often.
 */
export function evaluate(expression: Expression, lookup: Lookup, executions?: ExecutionsLookup): Scalar | undefined {
	return compileExpression(expression)(lookup, executions);
}

/** Every name that an expression reads, once each, in order of appearance. */
export function namesOf(expression: Expression): readonly string[] {
	return [...new Set(nameUses(expression).map(use => use.name))];
}

/** Every place where an expression reads a name, in order. */
export function nameUses(expression: Expression): readonly NameUse[] {
	switch (expression.kind) {
		case 'literal':
			return [];
		case 'name':
			return [{name: expression.name, offset: expression.offset, role: 'value'}];
		case 'statistic':
			return [{name: expression.name, offset: expression.offset, role: 'executions'}];
		case 'negate':
		case 'not':
			return nameUses(expression.operand);
		case 'arithmetic':
		case 'compare':
		case 'and':
		case 'or':
			return [...nameUses(expression.left), ...nameUses(expression.right)];
		case 'member':
			return [expression.item, ...expression.list].flatMap(nameUses);
		case 'call':
			return expression.inputs.flatMap(nameUses);
		default:
			return assertNever(expression);
	}
}
