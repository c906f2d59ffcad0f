import {parseComparisonAt, parseExpression} from '../expression/expression-parser.ts';
import {type Expression, ExpressionError} from '../expression/expression-tree.ts';

/** A parsed filter. */
export type QueryTree =
	| {readonly kind: 'everything'}
	| {readonly kind: 'expression'; readonly expression: Expression}
	/** The cell `key` equals a number, contains a text, or fits a pattern with `*`. */
	| {readonly kind: 'field'; readonly key: string; readonly text: string}
	/** Any cell contains a text, or fits a pattern with `*`. */
	| {readonly kind: 'word'; readonly text: string}
	/** A regular expression is found in the cell `key`, or in any cell. `offset` is where it stands in the source. */
	| {readonly kind: 'pattern'; readonly key?: string; readonly source: string; readonly offset: number}
	/** The cell `key` holds something. */
	| {readonly kind: 'has'; readonly key: string}
	| {readonly kind: 'not'; readonly operand: QueryTree}
	| {readonly kind: 'and' | 'or'; readonly left: QueryTree; readonly right: QueryTree};

const MAX_DEPTH = 64;
/** `key:value`; the key is any run without blanks and operators, or a name in backquotes. */
const FIELD = /(?:`([^`]+)`|([^\s:|()<>=!"'`]+)):(?:"([^"]*)"|'([^']*)'|([^\s|()]+))/y;
const WORD = /(?:"([^"]*)"|'([^']*)'|([^\s|()]+))/y;
/** `/regex/`, alone or behind `key:`; a slash inside is written `\\/`. */
const PATTERN = /(?:(?:`([^`]+)`|([^\s:|()<>=!"'`/]+)):)?\/((?:[^/\\]|\\.)+)\/(?=[\s|)]|$)/y;
/** A name with a single `=` behind it. */
const ASSIGNED = /[^\s|()<>=!]+\s*=(?!=)/y;
const HAS = /has:(?:`([^`]+)`|([^\s|()]+))/y;
const KEYWORD = /(and|or|not)(?=[\s(]|$)/iy;

type Reader = {readonly source: string; offset: number; depth: number};

/**
 * Parses a filter: an expression (`lr < 0.01 and state == "complete"`), or clauses joined by blanks (and), `|` (or)
 * and a leading `-` (not): `lr>=1e-3 -state:failed | tag:night`. Empty text matches everything.
 * @throws ExpressionError where it is neither.
 */
export function parseQueryTree(source: string): QueryTree {
	if (source.trim() === '') return {kind: 'everything'};
	const expression = wholeExpression(source);
	if (expression !== undefined) return {kind: 'expression', expression};
	const reader: Reader = {source, offset: 0, depth: 0};
	const tree = readOr(reader);
	skipBlanks(reader);
	if (reader.offset < source.length) {
		throw new ExpressionError(`unexpected ${JSON.stringify(source.charAt(reader.offset))}`, reader.offset);
	}
	return tree;
}

/** The whole text as one expression that decides something. A ` -x` in it is a negated clause and no subtraction. */
function wholeExpression(source: string): Expression | undefined {
	if (/\s-\S/.test(source) && !/[<>=!+\-*/%(,]\s+-\S/.test(source)) return undefined;
	try {
		const expression = parseExpression(source);
		return decides(expression) ? expression : undefined;
	} catch (error) {
		if (error instanceof ExpressionError) return undefined;
		throw error;
	}
}

function decides(expression: Expression): boolean {
	if (expression.kind === 'and' || expression.kind === 'or')
		return decides(expression.left) && decides(expression.right);
	if (expression.kind === 'not') return decides(expression.operand);
	return expression.kind === 'compare' || expression.kind === 'member';
}

function match(reader: Reader, pattern: RegExp): RegExpExecArray | null {
	pattern.lastIndex = reader.offset;
	return pattern.exec(reader.source);
}

function skipBlanks(reader: Reader): void {
	while (/\s/.test(reader.source.charAt(reader.offset))) reader.offset += 1;
}

/** Takes a keyword in any case; false where something else stands. */
function takeKeyword(reader: Reader, keyword: string): boolean {
	skipBlanks(reader);
	const found = match(reader, KEYWORD);
	if (found?.[1]?.toLowerCase() !== keyword) return false;
	reader.offset += keyword.length;
	return true;
}

function takeSymbol(reader: Reader, symbol: string): boolean {
	skipBlanks(reader);
	if (reader.source.charAt(reader.offset) !== symbol) return false;
	reader.offset += 1;
	return true;
}

function readOr(reader: Reader): QueryTree {
	let left = readAnd(reader);
	while (takeSymbol(reader, '|') || takeKeyword(reader, 'or')) left = {kind: 'or', left, right: readAnd(reader)};
	return left;
}

function readAnd(reader: Reader): QueryTree {
	let left = readNot(reader);
	for (;;) {
		const joined = takeKeyword(reader, 'and');
		skipBlanks(reader);
		const character = reader.source.charAt(reader.offset);
		const ends =
			character === '' || character === '|' || character === ')' || match(reader, KEYWORD)?.[1]?.toLowerCase() === 'or';
		if (!joined && ends) return left;
		left = {kind: 'and', left, right: readNot(reader)};
	}
}

function readNot(reader: Reader): QueryTree {
	skipBlanks(reader);
	const glued = /^-[^\s\d.]/.test(reader.source.slice(reader.offset, reader.offset + 2));
	if (glued) reader.offset += 1;
	if (!glued && !takeKeyword(reader, 'not')) return readClause(reader);
	reader.depth += 1;
	if (reader.depth > MAX_DEPTH) throw new ExpressionError(`nested deeper than ${MAX_DEPTH}`, reader.offset);
	const operand = readNot(reader);
	reader.depth -= 1;
	return {kind: 'not', operand};
}

function readClause(reader: Reader): QueryTree {
	skipBlanks(reader);
	const comparison = readComparison(reader);
	if (comparison !== undefined) return comparison;
	if (takeSymbol(reader, '(')) {
		reader.depth += 1;
		if (reader.depth > MAX_DEPTH) throw new ExpressionError(`nested deeper than ${MAX_DEPTH}`, reader.offset);
		const inner = readOr(reader);
		if (!takeSymbol(reader, ')')) throw new ExpressionError('missing ")"', reader.offset);
		reader.depth -= 1;
		return inner;
	}
	const special = readSpecial(reader);
	if (special !== undefined) return special;
	const field = match(reader, FIELD);
	if (field !== null) {
		reader.offset += field[0].length;
		return {kind: 'field', key: field[1] ?? field[2] ?? '', text: field[3] ?? field[4] ?? field[5] ?? ''};
	}
	const word = match(reader, WORD);
	if (word === null) throw new ExpressionError('the filter ends too early', reader.offset);
	if (word[3] !== undefined && /[<>=!]/.test(word[3])) throw comparisonError(reader);
	reader.offset += word[0].length;
	return {kind: 'word', text: word[1] ?? word[2] ?? word[3] ?? ''};
}

/** `has:key`, `/regex/` and `key:/regex/`. */
function readSpecial(reader: Reader): QueryTree | undefined {
	const has = match(reader, HAS);
	if (has !== null) {
		reader.offset += has[0].length;
		return {kind: 'has', key: has[1] ?? has[2] ?? ''};
	}
	const pattern = match(reader, PATTERN);
	if (pattern === null) return undefined;
	const [text, quotedKey, plainKey, source = ''] = pattern;
	const offset = reader.offset + text.length - source.length - 1;
	reader.offset += text.length;
	const key = quotedKey ?? plainKey;
	return {kind: 'pattern', source: source.replaceAll('\\/', '/'), offset, ...(key === undefined ? {} : {key})};
}

function readComparison(reader: Reader): QueryTree | undefined {
	try {
		const {expression, end} = parseComparisonAt(reader.source, reader.offset);
		if (!decides(expression)) return undefined;
		reader.offset = end;
		return {kind: 'expression', expression};
	} catch (error) {
		if (error instanceof ExpressionError) return undefined;
		throw error;
	}
}

/** What is wrong with a clause that has an operator but is no comparison. */
function comparisonError(reader: Reader): ExpressionError {
	try {
		parseComparisonAt(reader.source, reader.offset);
	} catch (error) {
		if (error instanceof ExpressionError) return error;
		throw error;
	}
	const assigned = match(reader, ASSIGNED);
	return assigned === null
		? new ExpressionError('this is no comparison', reader.offset, 'for example lr >= 1e-3')
		: new ExpressionError('"=" compares nothing here', reader.offset + assigned[0].length - 1, 'write == to compare');
}
