import {assertNever} from '../errors.ts';
import type {ArithmeticOperator, CompareOperator, Expression, FunctionName, StatisticName} from './expression-tree.ts';
import type {Scalar} from '../space.ts';

/** The value of a name, or undefined where it is missing. */
export type Lookup = (name: string) => Scalar | undefined;

/** A metric's value in each measured execution of the trial, or undefined where executions are not at hand. */
export type ExecutionsLookup = (name: string) => readonly number[] | undefined;

/** A compiled expression. The result is undefined where something that it depends on is missing. */
export type Evaluator = (lookup: Lookup, executions?: ExecutionsLookup) => Scalar | undefined;

/** Turns an expression into closures, for evaluation many times over. */
export function compileExpression(expression: Expression): Evaluator {
	switch (expression.kind) {
		case 'literal': {
			const {value} = expression;
			return () => value;
		}
		case 'name': {
			const {name} = expression;
			return lookup => lookup(name);
		}
		case 'statistic':
			return compileStatistic(expression.statistic, expression.name);
		case 'negate':
			return compileNegate(compileExpression(expression.operand));
		case 'not': {
			const operand = compileExpression(expression.operand);
			return (lookup, executions) => negate(truth(operand(lookup, executions)));
		}
		case 'and':
			return compileLogic(false, compileExpression(expression.left), compileExpression(expression.right));
		case 'or':
			return compileLogic(true, compileExpression(expression.left), compileExpression(expression.right));
		case 'compare':
			return compileCompare(
				expression.operator,
				compileExpression(expression.left),
				compileExpression(expression.right),
			);
		case 'arithmetic':
			return compileArithmetic(
				expression.operator,
				compileExpression(expression.left),
				compileExpression(expression.right),
			);
		case 'member':
			return compileMember(compileExpression(expression.item), expression.list.map(compileExpression));
		case 'call':
			return compileCall(expression.call, expression.inputs.map(compileExpression));
		default:
			return assertNever(expression);
	}
}

/** Whether a value counts as a condition that holds: true, or a number other than 0. Undefined stays undefined. */
export function truth(value: Scalar | undefined): boolean | undefined {
	if (typeof value === 'boolean') return value;
	if (typeof value === 'number' && !Number.isNaN(value)) return value !== 0;
	return undefined;
}

function negate(value: boolean | undefined): boolean | undefined {
	return value === undefined ? undefined : !value;
}

/** Three-valued logic (Kleene): a side that decides alone decides even where the other is missing. */
function compileLogic(decisive: boolean, left: Evaluator, right: Evaluator): Evaluator {
	return (lookup, executions) => {
		const first = truth(left(lookup, executions));
		if (first === decisive) return decisive;
		const second = truth(right(lookup, executions));
		if (second === decisive) return decisive;
		return first === undefined || second === undefined ? undefined : !decisive;
	};
}

function compileNegate(operand: Evaluator): Evaluator {
	return (lookup, executions) => {
		const value = operand(lookup, executions);
		return typeof value === 'number' ? -value : undefined;
	};
}

function compileCompare(operator: CompareOperator, left: Evaluator, right: Evaluator): Evaluator {
	return (lookup, executions) => {
		const a = left(lookup, executions);
		if (a === undefined) return undefined;
		const b = right(lookup, executions);
		return b === undefined ? undefined : compareScalars(operator, a, b);
	};
}

/** Values of two types are never equal and have no order. */
function compareScalars(operator: CompareOperator, a: Scalar, b: Scalar): boolean | undefined {
	if (operator === '==') return a === b;
	if (operator === '!=') return a !== b;
	if (typeof a !== typeof b) return undefined;
	switch (operator) {
		case '<':
			return a < b;
		case '<=':
			return a <= b;
		case '>':
			return a > b;
		case '>=':
			return a >= b;
		default:
			return assertNever(operator);
	}
}

function compileArithmetic(operator: ArithmeticOperator, left: Evaluator, right: Evaluator): Evaluator {
	return (lookup, executions) => {
		const a = left(lookup, executions);
		if (typeof a !== 'number') return undefined;
		const b = right(lookup, executions);
		return typeof b === 'number' ? calculate(operator, a, b) : undefined;
	};
}

function calculate(operator: ArithmeticOperator, a: number, b: number): number {
	switch (operator) {
		case '+':
			return a + b;
		case '-':
			return a - b;
		case '*':
			return a * b;
		case '/':
			return a / b;
		case '%': {
			const remainder = a % b;
			return remainder !== 0 && remainder < 0 !== b < 0 ? remainder + b : remainder;
		}
		case '**':
			return a ** b;
		default:
			return assertNever(operator);
	}
}

function compileMember(item: Evaluator, list: readonly Evaluator[]): Evaluator {
	return (lookup, executions) => {
		const value = item(lookup, executions);
		if (value === undefined) return undefined;
		let missing = false;
		for (const candidate of list) {
			const other = candidate(lookup, executions);
			if (other === value) return true;
			missing ||= other === undefined;
		}
		return missing ? undefined : false;
	};
}

function compileCall(call: FunctionName, inputs: readonly Evaluator[]): Evaluator {
	const apply = functionOf(call);
	return (lookup, executions) => {
		const values: number[] = [];
		for (const input of inputs) {
			const value = input(lookup, executions);
			if (typeof value !== 'number') return undefined;
			values.push(value);
		}
		return apply(values);
	};
}

function functionOf(call: FunctionName): (values: readonly number[]) => number {
	switch (call) {
		case 'min':
			return values => Math.min(...values);
		case 'max':
			return values => Math.max(...values);
		case 'abs':
			return ([x = Number.NaN]) => Math.abs(x);
		case 'log':
			return ([x = Number.NaN]) => Math.log(x);
		case 'sqrt':
			return ([x = Number.NaN]) => Math.sqrt(x);
		default:
			return assertNever(call);
	}
}

/** `std` is the sample standard deviation (n - 1), missing below two executions. */
function compileStatistic(statistic: StatisticName, name: string): Evaluator {
	return (lookup, executions) => {
		const values = executions?.(name) ?? [lookup(name)].filter(value => typeof value === 'number');
		const count = values.length;
		if (count === 0) return undefined;
		const mean = values.reduce((sum, value) => sum + value, 0) / count;
		if (statistic === 'mean') return mean;
		if (count < 2) return undefined;
		return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1));
	};
}
