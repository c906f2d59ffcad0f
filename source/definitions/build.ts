import {
	type Entry,
	type ListNode,
	type Node,
	type NumberNode,
	numberNode,
	type Span,
	type TableNode,
	type TextNode,
	textNode,
} from '../domain/text/document.ts';

/** A text that comes from a place of the foreign file. */
export function textAt(at: Span, value: string): TextNode {
	return textNode(spanOf(at), value);
}

/** A number that comes from a place of the foreign file. @throws UserError where it is not finite. */
export function numberAt(at: Span, value: number): NumberNode {
	return numberNode(spanOf(at), value, String(value));
}

/** True or false that comes from a place of the foreign file. */
export function booleanAt(at: Span, value: boolean): Node {
	return {...spanOf(at), kind: 'boolean', value};
}

/** Values in order. */
export function listAt(at: Span, items: readonly Node[]): ListNode {
	return {...spanOf(at), kind: 'list', items};
}

/** Values by key, in order; a key without a value is left out, and a value's own place is the key's too. */
export function tableAt(at: Span, entries: Iterable<readonly [string, Node | undefined]>): TableNode {
	const filled = new Map<string, Entry>();
	for (const [name, value] of entries) if (value !== undefined) filled.set(name, {key: spanOf(value), value});
	return {...spanOf(at), kind: 'table', entries: filled};
}

/** Plain data (of `JSON.parse`) as nodes that all stand at one place; `null` is left out, in a list it is `None`. */
export function nodeOf(at: Span, value: unknown): Node | undefined {
	if (typeof value === 'string') return textAt(at, value);
	if (typeof value === 'number') return numberAt(at, value);
	if (typeof value === 'boolean') return booleanAt(at, value);
	if (Array.isArray(value))
		return listAt(
			at,
			value.map(item => nodeOf(at, item) ?? textAt(at, 'None')),
		);
	if (typeof value !== 'object' || value === null) return undefined;
	return tableAt(
		at,
		Object.entries(value).map(([key, item]) => [key, nodeOf(at, item)] as const),
	);
}

function spanOf({origin, start, end}: Span): Span {
	return {origin, start, end};
}
