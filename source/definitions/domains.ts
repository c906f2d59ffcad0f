import {assertNever} from '../domain/errors.ts';
import {mistake, type Node, type Span, type TableNode} from '../domain/text/document.ts';
import {booleanAt, listAt, numberAt, tableAt, textAt} from './build.ts';

/** A range with the places of its ends. */
export type Ends = {readonly at: Span; readonly min: number; readonly max: number};

/** One value. */
export function constantDomain(at: Span, value: Node): TableNode {
	return tableAt(at, [['value', value]]);
}

/** A list of values, drawn by shares where those are given. Lists and tables among them become their Python text. */
export function choiceDomain(at: Span, values: readonly Node[], weights?: Node): TableNode {
	if (values.length === 0) throw mistake(at, 'the list of values is empty');
	return tableAt(at, [
		['values', listAt(at, values.map(asScalar))],
		['weights', weights],
	]);
}

/** Whole numbers, both ends included. */
export function integerDomain({at, min, max}: Ends, options: {step?: number; isLog?: boolean} = {}): TableNode {
	if (min === max) return constantDomain(at, numberAt(at, min));
	return tableAt(at, [
		['min', numberAt(at, min)],
		['max', numberAt(at, max)],
		['step', options.step === undefined ? undefined : numberAt(at, options.step)],
		['type', textAt(at, 'integer')],
		['scale', options.isLog === true ? textAt(at, 'log') : undefined],
	]);
}

/** Real numbers; with `step` those from `min` on. */
export function realDomain({at, min, max}: Ends, options: {step?: number; isLog?: boolean} = {}): TableNode {
	if (min === max) return constantDomain(at, numberAt(at, min));
	return tableAt(at, [
		['min', numberAt(at, min)],
		['max', numberAt(at, max)],
		['step', options.step === undefined ? undefined : numberAt(at, options.step)],
		['type', textAt(at, 'real')],
		['scale', options.isLog === true ? textAt(at, 'log') : undefined],
	]);
}

/** Numbers of a distribution, rounded to multiples of `quantum` where it is given. */
export function drawnDomain(
	at: Span,
	distribution: 'uniform' | 'log-uniform' | 'reverse-log' | 'normal' | 'log-normal' | 'beta',
	numbers: Readonly<Partial<Record<'min' | 'max' | 'mu' | 'sigma' | 'alpha' | 'beta' | 'quantum', number>>>,
	clip = false,
): TableNode {
	return tableAt(at, [
		['distribution', textAt(at, distribution)],
		...Object.entries(numbers).map(([key, value]) => [key, numberAt(at, value)] as const),
		['clip', clip ? booleanAt(at, true) : undefined],
	]);
}

/** A parameter that exists only where an expression is true. */
export function conditional(domain: TableNode, when: string): TableNode {
	const entries = new Map(domain.entries);
	const node = textAt(domain, when);
	entries.set('when', {key: node, value: node});
	return {...domain, entries};
}

/** A value that a program can be given as one argument: a list as Python prints it. */
export function asScalar(node: Node): Node {
	return node.kind === 'list' || node.kind === 'table' ? textAt(node, pythonText(node)) : node;
}

/** A value as Python's `str` prints it inside a list. */
function pythonText(node: Node): string {
	switch (node.kind) {
		case 'text':
			return node.value === 'None' ? 'None' : `'${node.value.replaceAll(/['\\]/g, '\\$&')}'`;
		case 'boolean':
			return node.value ? 'True' : 'False';
		case 'number':
			return node.literal;
		case 'list':
			return `[${node.items.map(pythonText).join(', ')}]`;
		case 'table':
			return `{${[...node.entries].map(([key, {value}]) => `'${key}': ${pythonText(value)}`).join(', ')}}`;
		default:
			return assertNever(node);
	}
}
