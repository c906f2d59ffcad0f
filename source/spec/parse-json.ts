import {
	checkDepth,
	type Entry,
	mistake,
	type Node,
	numberNode,
	type Origin,
	quoted,
	type Span,
	textNode,
} from '../domain/text/document.ts';

/** What becomes of `null`: our own files have none; a foreign one may leave a key open by it, or list Python's None. */
export type Nulls = 'refuse' | 'open';

type Reader = {readonly origin: Origin; readonly nulls: Nulls; offset: number};

/** Text that stands for `null` in a list: what a Python program prints for it. */
export const NULL_IN_LIST = 'None';

const BLANK = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /[A-Za-z_$][\w$]*/y;

/**
 * Parses JSON (RFC 8259, nothing more; a key twice in one object is refused) with the place of every value.
 * The platform's parser keeps no places and takes the last of two equal keys.
 * @param nulls `open`: a key whose value is `null` is left out, and in a list it is the text `None`.
 * @throws UserError at the first mistake.
 */
export function parseJson(origin: Origin, nulls: Nulls = 'refuse'): Node {
	const reader: Reader = {origin, nulls, offset: 0};
	skipBlanks(reader);
	if (reader.offset === origin.text.length) throw mistake(here(reader), 'the file is empty');
	const node = readValue(reader, 0);
	skipBlanks(reader);
	if (reader.offset < origin.text.length) throw unexpected(reader, 'the end of the file');
	return node;
}

function here(reader: Reader): Span {
	return {origin: reader.origin, start: reader.offset, end: reader.offset};
}

function from(reader: Reader, start: number): Span {
	return {origin: reader.origin, start, end: reader.offset};
}

function take(reader: Reader, pattern: RegExp): string | undefined {
	pattern.lastIndex = reader.offset;
	const text = pattern.exec(reader.origin.text)?.[0];
	reader.offset += text?.length ?? 0;
	return text;
}

function peek(reader: Reader): string {
	return reader.origin.text.charAt(reader.offset);
}

function skipBlanks(reader: Reader): void {
	take(reader, BLANK);
}

function unexpected(reader: Reader, expected: string): Error {
	const character = String.fromCodePoint(reader.origin.text.codePointAt(reader.offset) ?? 0);
	const got = reader.offset >= reader.origin.text.length ? 'the end of the file' : quoted(character);
	return mistake(here(reader), `expected ${expected}, got ${got}`);
}

function readValue(reader: Reader, depth: number): Node {
	checkDepth(here(reader), depth);
	const start = reader.offset;
	const character = peek(reader);
	if (character === '{') return readObject(reader, depth);
	if (character === '[') return readArray(reader, depth);
	if (character === '"') {
		const value = readString(reader);
		return textNode(from(reader, start), value);
	}
	const number = take(reader, NUMBER);
	if (number !== undefined) return numberNode(from(reader, start), Number(number), number);
	const word = take(reader, WORD);
	const span = from(reader, start);
	if (word === 'true' || word === 'false') return {...span, kind: 'boolean', value: word === 'true'};
	if (word === 'null') throw mistake(span, 'a value is missing', 'leave the key out');
	reader.offset = start;
	throw unexpected(reader, 'a value');
}

/** Whether a `null` that may be left open was taken. */
function takeNull(reader: Reader): boolean {
	return reader.nulls === 'open' && take(reader, /null\b/y) !== undefined;
}

function readString(reader: Reader): string {
	const start = reader.offset;
	const raw = take(reader, STRING);
	if (raw !== undefined) return String(JSON.parse(raw));
	const broken = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
	take(reader, broken);
	const next = peek(reader);
	if (next === '\\') throw mistake(here(reader), 'no such escape in JSON text');
	if (next === '' || next === '\n' || next === '\r') throw mistake(from(reader, start), 'the quote is never closed');
	throw mistake(here(reader), 'a control character in text must be written as \\u00XX');
}

function readArray(reader: Reader, depth: number): Node {
	const start = reader.offset;
	reader.offset += 1;
	const items: Node[] = [];
	skipBlanks(reader);
	while (peek(reader) !== ']' || items.length > 0) {
		const start = reader.offset;
		items.push(takeNull(reader) ? textNode(from(reader, start), NULL_IN_LIST) : readValue(reader, depth + 1));
		skipBlanks(reader);
		if (peek(reader) !== ',') break;
		reader.offset += 1;
		skipBlanks(reader);
	}
	if (peek(reader) !== ']') throw unexpected(reader, '"," or "]"');
	reader.offset += 1;
	return {...from(reader, start), kind: 'list', items};
}

function readObject(reader: Reader, depth: number): Node {
	const start = reader.offset;
	reader.offset += 1;
	const entries = new Map<string, Entry>();
	skipBlanks(reader);
	while (peek(reader) !== '}' || entries.size > 0) {
		const keyStart = reader.offset;
		if (peek(reader) !== '"') throw unexpected(reader, 'a key in double quotes');
		const name = readString(reader);
		const key = from(reader, keyStart);
		if (entries.has(name)) throw mistake(key, `the key ${quoted(name)} is defined twice`);
		skipBlanks(reader);
		if (peek(reader) !== ':') throw unexpected(reader, '":"');
		reader.offset += 1;
		skipBlanks(reader);
		if (!takeNull(reader)) entries.set(name, {key, value: readValue(reader, depth + 1)});
		skipBlanks(reader);
		if (peek(reader) !== ',') break;
		reader.offset += 1;
		skipBlanks(reader);
	}
	if (peek(reader) !== '}') throw unexpected(reader, '"," or "}"');
	reader.offset += 1;
	return {...from(reader, start), kind: 'table', entries};
}
