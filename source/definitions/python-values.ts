import {assertNever} from '../domain/errors.ts';
import type {Scalar} from '../domain/space.ts';
import {nameInExpression, valueInExpression} from './read.ts';
import {type PythonExpression, PythonSyntaxError} from './python-expression.ts';

/** A value of Python's: a number, a text, a boolean, or a list of them. */
export type PythonValue = Scalar | readonly PythonValue[];

/** Values in all that a text may spell out. */
const MAX_VALUES = 1_000_000;

/** A Python condition as an expression of ours; `a // b` is written with the floored remainder that both have. @throws PythonSyntaxError. */
export function toExpression(expression: PythonExpression): string {
	switch (expression.kind) {
		case 'number':
			return expression.literal;
		case 'text':
		case 'boolean':
			return valueInExpression(expression.value);
		case 'name':
			return nameInExpression(expression.name);
		case 'unary':
			return `(${expression.operator} ${toExpression(expression.operand)})`;
		case 'list':
			return `[${expression.items.map(toExpression).join(', ')}]`;
		case 'binary': {
			const [left, right] = [toExpression(expression.left), toExpression(expression.right)];
			if (expression.operator === '//') return `((${left} - ${left} % ${right}) / ${right})`;
			return `(${left} ${expression.operator} ${right})`;
		}
		case 'call':
			if (['min', 'max', 'abs'].includes(expression.name))
				return `${expression.name}(${expression.inputs.map(toExpression).join(', ')})`;
			throw new PythonSyntaxError(`unknown function ${JSON.stringify(expression.name)}`, 0);
		case 'comprehension':
			throw new PythonSyntaxError('a list is made in it, which no condition here can do', 0);
		default:
			return assertNever(expression);
	}
}

/** How many steps an evaluation may still take: a few nested ranges would take days. */
type Budget = {left: number};

/** What a Python expression over numbers and lists is. @throws PythonSyntaxError where it needs more than those, or a million steps. */
export function evaluatePython(expression: PythonExpression): PythonValue {
	return evaluate(expression, new Map(), {left: MAX_VALUES});
}

function spend(budget: Budget, steps: number): void {
	budget.left -= steps;
	if (budget.left < 0) throw new PythonSyntaxError(`it takes more than ${MAX_VALUES} steps`, 0);
}

function evaluate(expression: PythonExpression, scope: ReadonlyMap<string, number>, budget: Budget): PythonValue {
	spend(budget, 1);
	switch (expression.kind) {
		case 'number':
		case 'text':
		case 'boolean':
			return expression.value;
		case 'name': {
			const value = scope.get(expression.name);
			if (value === undefined) throw new PythonSyntaxError(`unknown name ${JSON.stringify(expression.name)}`, 0);
			return value;
		}
		case 'list':
			return expression.items.map(item => evaluate(item, scope, budget));
		case 'unary': {
			if (expression.operator === 'not') throw new PythonSyntaxError('"not" gives no number', 0);
			return -requireNumber(evaluate(expression.operand, scope, budget));
		}
		case 'binary':
			return combine(
				expression.operator,
				evaluate(expression.left, scope, budget),
				evaluate(expression.right, scope, budget),
				budget,
			);
		case 'call':
			return call(
				expression.name,
				expression.inputs.map(input => evaluate(input, scope, budget)),
				budget,
			);
		case 'comprehension':
			return listOf(evaluate(expression.source, scope, budget)).map(item =>
				evaluate(expression.each, new Map([...scope, [expression.name, requireNumber(item)]]), budget),
			);
		default:
			return assertNever(expression);
	}
}

function requireNumber(value: PythonValue): number {
	if (typeof value === 'number') return value;
	throw new PythonSyntaxError('a number was expected', 0);
}

function listOf(value: PythonValue): readonly PythonValue[] {
	if (typeof value === 'object') return value;
	throw new PythonSyntaxError('a list was expected', 0);
}

function combine(operator: string, left: PythonValue, right: PythonValue, budget: Budget): PythonValue {
	if (operator === '+' && typeof left === 'object') {
		spend(budget, left.length + listOf(right).length);
		return [...left, ...listOf(right)];
	}
	const [a, b] = [requireNumber(left), requireNumber(right)];
	switch (operator) {
		case '+':
			return a + b;
		case '-':
			return a - b;
		case '*':
			return a * b;
		case '/':
			return a / b;
		case '//':
			return Math.floor(a / b);
		case '%':
			return a - b * Math.floor(a / b);
		case '**':
			return a ** b;
		default:
			throw new PythonSyntaxError(`${operator} gives no number`, 0);
	}
}

function call(name: string, inputs: readonly PythonValue[], budget: Budget): PythonValue {
	const [first] = inputs;
	if (name === 'list' && first !== undefined) return listOf(first);
	if (name === 'int' && first !== undefined) return Math.trunc(requireNumber(first));
	if (name !== 'range') throw new PythonSyntaxError(`unknown function ${JSON.stringify(name)}`, 0);
	const numbers = inputs.map(requireNumber);
	const [start, end, step] =
		numbers.length === 1 ? [0, numbers[0] ?? 0, 1] : [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 1];
	const count = step === 0 ? Number.NaN : Math.max(0, Math.ceil((end - start) / step));
	spend(budget, Number.isNaN(count) ? Number.POSITIVE_INFINITY : count);
	return Array.from({length: count}, (_, index) => start + index * step);
}
