import {
	describeNode,
	type ListNode,
	mistake,
	type Node,
	type NumberNode,
	quoted,
	type Span,
	type TableNode,
	type TextNode,
} from '../domain/text/document.ts';
import {nearestName} from '../domain/text/nearest.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {Scalar} from '../domain/space.ts';

/** A key's value that must be a table. @throws UserError. */
export function tableIn(table: TableNode, key: string): TableNode | undefined {
	const node = table.entries.get(key)?.value;
	if (node === undefined || node.kind === 'table') return node;
	throw mistake(node, `${safeText(key)} must be a table, not ${describeNode(node)}`);
}

/** A key's value that must be a list. @throws UserError. */
export function listIn(table: TableNode, key: string): ListNode | undefined {
	const node = table.entries.get(key)?.value;
	if (node === undefined || node.kind === 'list') return node;
	throw mistake(node, `${safeText(key)} must be a list, not ${describeNode(node)}`);
}

/** A key's value that must be text. @throws UserError. */
export function textIn(table: TableNode, key: string): TextNode | undefined {
	const node = table.entries.get(key)?.value;
	if (node === undefined || node.kind === 'text') return node;
	throw mistake(node, `${safeText(key)} must be text, not ${describeNode(node)}`);
}

/** A key's value that must be a number. @throws UserError. */
export function numberIn(table: TableNode, key: string): NumberNode | undefined {
	const node = table.entries.get(key)?.value;
	return node === undefined ? undefined : requireNumber(node, key);
}

/** A number, also one in quotes (protocol buffers write 64-bit integers so, Katib every bound). @throws UserError. */
export function requireNumber(node: Node, what: string): NumberNode {
	if (node.kind === 'number') return node;
	const value = node.kind === 'text' && node.value.trim() !== '' ? Number(node.value) : Number.NaN;
	if (node.kind !== 'text' || !Number.isFinite(value))
		throw mistake(node, `${safeText(what)} must be a number, not ${describeNode(node)}`);
	const {origin, start, end} = node;
	return {origin, start, end, kind: 'number', value, literal: node.value};
}

/** What a key that must be there holds. @throws UserError naming the key. */
export function need<T extends Node>(node: T | undefined, at: Span, key: string): T {
	if (node !== undefined) return node;
	throw mistake(at, `${safeText(key)} is missing`);
}

/** The tables of a list. @throws UserError at an item that is none. */
export function tablesOf(list: ListNode | undefined, what: string): readonly TableNode[] {
	return (list?.items ?? []).map(item => {
		if (item.kind === 'table') return item;
		throw mistake(item, `${what} must be tables, not ${describeNode(item)}`);
	});
}

/** The value of a node that must be no list and no table. @throws UserError. */
export function scalarOf(node: Node, what: string): Scalar {
	if (node.kind === 'list' || node.kind === 'table')
		throw mistake(node, `${what} must be text, a number or a boolean, not ${describeNode(node)}`);
	return node.value;
}

/** Refuses a key of a format that is not known, since it may change what is run. @throws UserError with the nearest. */
export function refuseUnknown(table: TableNode, known: readonly string[], where: string): void {
	for (const [key, entry] of table.entries) {
		if (known.includes(key)) continue;
		const nearest = nearestName(key, known);
		throw mistake(
			entry.key,
			`${where} has no key ${quoted(key)}`,
			nearest === undefined ? `known: ${known.join(', ')}` : `did you mean "${nearest}"?`,
		);
	}
}

/** Refuses a word that is none of a list. @throws UserError with the nearest. */
export function oneOf<const T extends string>(node: TextNode, words: readonly T[], what: string): T {
	const found = words.find(word => word === node.value);
	if (found !== undefined) return found;
	const nearest = nearestName(node.value, words);
	throw mistake(
		node,
		`${what} cannot be ${quoted(node.value)}`,
		nearest === undefined ? `one of: ${words.join(', ')}` : `did you mean "${nearest}"?`,
	);
}

/** Whether a number is written without point and exponent: what Python reads as an int. */
export function isWholeLiteral(node: Node | undefined): boolean {
	return node?.kind === 'number' && /^[+-]?[\d_]+$/.test(node.literal.trim());
}

/** A name as it may stand in an expression of ours. */
export function nameInExpression(name: string): string {
	return /^[\p{L}_][\p{L}\p{M}\p{N}_]*(?:\.[\p{L}\p{N}_]+)*$/u.test(name) ? name : `\`${name}\``;
}

/** A value as it may stand in an expression of ours. */
export function valueInExpression(value: Scalar): string {
	return typeof value === 'string' ? `'${value.replaceAll(/['\\]/g, '\\$&')}'` : String(value);
}
