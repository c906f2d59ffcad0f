import {ExpressionError} from './expression-tree.ts';

/** One word of an expression. `offset` and `end` bound it in the source; `spaced` tells of a blank before it. */
export type Token = {
	readonly kind: 'number' | 'text' | 'name' | 'symbol' | 'end';
	/** The symbol or name itself, the content of a text, the digits of a number. */
	readonly text: string;
	readonly offset: number;
	readonly end: number;
	readonly spaced: boolean;
};

const BLANK = /\s*/y;
const NUMBER = /(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[\p{L}_][\p{L}\p{M}\p{N}_]*(?:\.[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*)*/uy;
const QUOTED_NAME = /`([^`]+)`/y;
const TEXT = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/suy;
const SYMBOL = /\*\*|==|!=|<=|>=|[<>+\-*/%()[\],]/y;

const FOREIGN: Readonly<Record<string, string>> = {
	'=': 'write == to compare',
	'&': 'write and',
	'|': 'write or',
	'!': 'write not, or != to compare',
	'^': 'write ** for a power',
};

/** A function that matches one sticky pattern at an offset. */
function matcher(source: string): (pattern: RegExp, offset: number) => RegExpExecArray | null {
	return (pattern, offset) => {
		pattern.lastIndex = offset;
		return pattern.exec(source);
	};
}

/**
 * The token that starts at or after `offset`, blanks skipped.
 * @throws ExpressionError at a character that no token begins with, or an open quote.
 */
export function readToken(source: string, offset: number): Token {
	const match = matcher(source);
	const start = offset + (match(BLANK, offset)?.[0].length ?? 0);
	const spaced = start > offset;
	const token = (kind: Token['kind'], raw: string, text = raw): Token => ({
		kind,
		text,
		offset: start,
		end: start + raw.length,
		spaced,
	});
	if (start >= source.length) return token('end', '');
	const number = match(NUMBER, start);
	if (number !== null) return token('number', number[0], number[0].replaceAll('_', ''));
	const name = match(NAME, start);
	if (name !== null) return token('name', name[0]);
	const quotedName = match(QUOTED_NAME, start);
	if (quotedName !== null) return {...token('name', quotedName[0], quotedName[1] ?? ''), offset: start};
	const text = match(TEXT, start);
	if (text !== null) return token('text', text[0], unescape(text[1] ?? text[2] ?? ''));
	const symbol = match(SYMBOL, start);
	if (symbol !== null) return token('symbol', symbol[0]);
	const character = String.fromCodePoint(source.codePointAt(start) ?? 0);
	if (character === '"' || character === "'" || character === '`') {
		throw new ExpressionError(`the quote ${character} is never closed`, start);
	}
	const hint = Object.hasOwn(FOREIGN, character) ? (FOREIGN[character] ?? '') : '';
	throw new ExpressionError(`unexpected character ${JSON.stringify(character)}`, start, hint);
}

/** Takes `\x` for x, and `\n` and `\t` for what they mean. */
function unescape(text: string): string {
	return text.replaceAll(/\\(.)/gsu, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c));
}
