import {assertNever} from '../domain/errors.ts';
import {type Expression, parseExpression} from '../domain/expression/expression.ts';
import {columnsOf, formatScalar, isSameValue, listedColumns, type Parameter, type Scalar} from '../domain/space.ts';
import type {Sweep} from '../domain/sweep.ts';

/**
 * What is most likely a slip in a valid sweep, a sentence each: `when`, `exclude` and `constraints` that compare a
 * parameter with a value that it never has. No mistake, since `--set` may narrow a list whose conditions stay.
 */
export function sweepWarnings({space, constraints}: Sweep): readonly string[] {
	const valuesOf = new Map(space.parameters.flatMap(namedColumns));
	const conditions = [
		...space.parameters.flatMap(({name, when}) => (when === undefined ? [] : [{at: `parameters.${name}.when`, when}])),
		...space.exclude.map(when => ({at: 'exclude', when})),
		...constraints.map(when => ({at: 'constraints', when})),
	];
	return conditions.flatMap(({at, when}) =>
		comparisonsOf(parseExpression(when)).flatMap(({name, value}) => {
			const values = valuesOf.get(name);
			if (values === undefined || values.some(own => isSameValue(own, value))) return [];
			return [`${at}: ${name} is never ${wordOf(value)} in "${when}"; its values: ${listOf(values)}`];
		}),
	);
}

/** Columns whose values are listed in the file, with these. */
function namedColumns(parameter: Parameter): readonly (readonly [string, readonly Scalar[]])[] {
	const names = columnsOf(parameter);
	return (listedColumns(parameter) ?? []).map((values, index) => [names[index] ?? parameter.name, values]);
}

type Comparison = {readonly name: string; readonly value: Scalar};

/** Every `name == value`, `name != value` and `name in [value, …]` of an expression. */
function comparisonsOf(expression: Expression): readonly Comparison[] {
	switch (expression.kind) {
		case 'not':
		case 'negate':
			return comparisonsOf(expression.operand);
		case 'and':
		case 'or':
			return [...comparisonsOf(expression.left), ...comparisonsOf(expression.right)];
		case 'member':
			return expression.list.flatMap(item => pairOf(expression.item, item));
		case 'compare':
			return expression.operator === '==' || expression.operator === '!='
				? pairOf(expression.left, expression.right)
				: [];
		case 'literal':
		case 'name':
		case 'arithmetic':
		case 'call':
		case 'statistic':
			return [];
		default:
			return assertNever(expression);
	}
}

function pairOf(one: Expression, other: Expression): readonly Comparison[] {
	if (one.kind === 'name' && other.kind === 'literal') return [{name: one.name, value: other.value}];
	return one.kind === 'literal' && other.kind === 'name' ? [{name: other.name, value: one.value}] : [];
}

function wordOf(value: Scalar): string {
	return typeof value === 'string' ? `'${value}'` : formatScalar(value);
}

/** Values that are named; a list may hold thousands. */
const MAX_NAMED = 8;

function listOf(values: readonly Scalar[]): string {
	return `${values.slice(0, MAX_NAMED).map(wordOf).join(', ')}${values.length > MAX_NAMED ? ', …' : ''}`;
}
