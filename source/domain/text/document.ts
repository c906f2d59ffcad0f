import {assertNever, UserError} from '../errors.ts';
import {safeText} from './safe-text.ts';

/** A text that values were read from: a file, or an argument of the command line. */
export type Origin = {readonly path: string; readonly text: string};

/** A piece of an origin, in UTF-16 units. */
export type Span = {readonly origin: Origin; readonly start: number; readonly end: number};

/** A whole number or decimal, with the digits as written. Always finite, and exact where it is whole. */
export type NumberNode = Span & {readonly kind: 'number'; readonly value: number; readonly literal: string};
/** Text as a program can be given it. */
export type TextNode = Span & {readonly kind: 'text'; readonly value: string};
/** True or false. */
export type BooleanNode = Span & {readonly kind: 'boolean'; readonly value: boolean};
/** Values in order. */
export type ListNode = Span & {readonly kind: 'list'; readonly items: readonly Node[]};
/** Values by key, in the order of the file. */
export type TableNode = Span & {readonly kind: 'table'; readonly entries: ReadonlyMap<string, Entry>};
/** A value of a table and the place of its key. */
export type Entry = {readonly key: Span; readonly value: Node};

/** A value of a sweep file with its place, whatever the file's language. */
export type Node = TextNode | NumberNode | BooleanNode | ListNode | TableNode;

/** Tables and lists inside one another, at most. */
export const MAX_DEPTH = 64;

/** A mistake of the person that stands at a place. */
export class PlacedError extends UserError {
	readonly at: Span;
	constructor(at: Span, problem: string, hint: string) {
		super(problem, hint);
		this.at = at;
	}
}

/** A mistake at a place: `path:line:column: problem`, lines and columns (code points) from 1. */
export function mistake(at: Span, problem: string, hint = ''): PlacedError {
	const before = at.origin.text.slice(0, at.start);
	const lineStart = before.lastIndexOf('\n') + 1;
	const line = before.split('\n').length;
	const column = Array.from(before.slice(lineStart)).length + 1;
	return new PlacedError(at, `${safeText(at.origin.path)}:${line}:${column}: ${problem}`, hint);
}

/** The place of a character inside a text value; the start of the value where escapes make that unclear. */
export function placeInside(node: TextNode, offset: number): Span {
	const raw = node.origin.text.slice(node.start, node.end);
	const shift = raw === node.value ? 0 : raw.slice(1, -1) === node.value ? 1 : undefined;
	return shift === undefined ? node : {...node, start: node.start + shift + offset, end: node.end};
}

/** A number node; refuses what a double cannot hold as written. */
export function numberNode(span: Span, value: number, literal: string): NumberNode {
	const safe = safeText(literal.length > 40 ? `${literal.slice(0, 40)}…` : literal);
	if (!Number.isFinite(value))
		throw mistake(span, `${safe} is no finite number`, 'put it in quotes to pass it on as text');
	if (Number.isInteger(value) && !Number.isSafeInteger(value) && /^[+-]?[\d_]+$/.test(literal)) {
		throw mistake(span, `${safe} is beyond 2^53 and would be rounded`, 'put it in quotes to pass it on as text');
	}
	return {...span, kind: 'number', value, literal};
}

/** A text node; refuses what no program can be given. */
export function textNode(span: Span, value: string): TextNode {
	if (value.includes('\0')) throw mistake(span, 'text with a NUL character cannot be passed to a program');
	if (!value.isWellFormed()) throw mistake(span, 'text with half a surrogate pair is no Unicode');
	return {...span, kind: 'text', value};
}

/** Throws where `depth` tables and lists stand around a value. */
export function checkDepth(span: Span, depth: number): void {
	if (depth > MAX_DEPTH) throw mistake(span, `nested deeper than ${MAX_DEPTH}`);
}

/** A value in quotes, as it may be printed in a message. */
export function quoted(text: string): string {
	const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
	return `"${safeText(short)}"`;
}

/** What a node is, for `…, not X`. */
export function describeNode(node: Node): string {
	switch (node.kind) {
		case 'text':
			return quoted(node.value);
		case 'number':
			return safeText(node.literal);
		case 'boolean':
			return String(node.value);
		case 'list':
			return node.items.length === 0 ? 'an empty list' : 'a list';
		case 'table':
			return 'a table';
		default:
			return assertNever(node);
	}
}

/** The node under a key of a table. */
export function entryOf(node: Node | undefined, key: string): Node | undefined {
	return node?.kind === 'table' ? node.entries.get(key)?.value : undefined;
}

/**
 * A node as plain data for a schema. A key `__proto__` is renamed by {@link plainKey}, since schema libraries pass
 * over it.
 */
export function toPlain(node: Node): unknown {
	if (node.kind === 'list') return node.items.map(toPlain);
	if (node.kind !== 'table') return node.value;
	return Object.fromEntries([...node.entries].map(([key, entry]) => [plainKey(key), toPlain(entry.value)]));
}

const PROTO = '\0__proto__';

/** The name of a key in plain data. */
export function plainKey(key: string): string {
	return key === '__proto__' ? PROTO : key;
}

/** The inverse of {@link plainKey}. */
export function keyOfPlain(key: string): string {
	return key === PROTO ? '__proto__' : key;
}
