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

/** What a Python expression over numbers and lists is. @throws PythonSyntaxError where it needs more than those. */
export function evaluatePython(
	expression: PythonExpression,
	scope: ReadonlyMap<string, number> = new Map(),
): PythonValue {
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
			return expression.items.map(item => evaluatePython(item, scope));
		case 'unary': {
			if (expression.operator === 'not') throw new PythonSyntaxError('"not" gives no number', 0);
			return -numberOf(evaluatePython(expression.operand, scope));
		}
		case 'binary':
			return combine(
				expression.operator,
				evaluatePython(expression.left, scope),
				evaluatePython(expression.right, scope),
			);
		case 'call':
			return call(
				expression.name,
				expression.inputs.map(input => evaluatePython(input, scope)),
			);
		case 'comprehension':
			return listOf(evaluatePython(expression.source, scope)).map(item =>
				evaluatePython(expression.each, new Map([...scope, [expression.name, numberOf(item)]])),
			);
		default:
			return assertNever(expression);
	}
}

function numberOf(value: PythonValue): number {
	if (typeof value === 'number') return value;
	throw new PythonSyntaxError('a number was expected', 0);
}

function listOf(value: PythonValue): readonly PythonValue[] {
	if (typeof value === 'object') return value;
	throw new PythonSyntaxError('a list was expected', 0);
}

function combine(operator: string, left: PythonValue, right: PythonValue): PythonValue {
	if (operator === '+' && typeof left === 'object') return [...left, ...listOf(right)];
	const [a, b] = [numberOf(left), numberOf(right)];
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

function call(name: string, inputs: readonly PythonValue[]): PythonValue {
	const [first] = inputs;
	if (name === 'list' && first !== undefined) return listOf(first);
	if (name === 'int' && first !== undefined) return Math.trunc(numberOf(first));
	if (name !== 'range') throw new PythonSyntaxError(`unknown function ${JSON.stringify(name)}`, 0);
	const numbers = inputs.map(numberOf);
	const [start, end, step] =
		numbers.length === 1 ? [0, numbers[0] ?? 0, 1] : [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 1];
	const count = step === 0 ? Number.NaN : Math.max(0, Math.ceil((end - start) / step));
	if (!(count <= MAX_VALUES)) throw new PythonSyntaxError(`a range of more than ${MAX_VALUES} values`, 0);
	return Array.from({length: count}, (_, index) => start + index * step);
}
