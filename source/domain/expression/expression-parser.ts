import {readToken, type Token} from './expression-lexer.ts';
import {
	type ArithmeticOperator,
	type CompareOperator,
	type Expression,
	ExpressionError,
	type FunctionName,
	type StatisticName,
} from './expression-tree.ts';

const MAX_SOURCE_LENGTH = 4096;
const MAX_DEPTH = 64;
const MAX_NODES = 1000;

const COMPARISONS: readonly CompareOperator[] = ['==', '!=', '<', '<=', '>', '>='];
const FUNCTIONS: readonly FunctionName[] = ['min', 'max', 'abs', 'log', 'sqrt'];
const STATISTICS: readonly StatisticName[] = ['mean', 'std'];
const KEYWORDS: readonly string[] = ['and', 'or', 'not', 'in'];

type Parser = {
	readonly source: string;
	/**
	 * The expression is a piece of a longer text: a `-` with a blank before it and none after it begins something
	 * else, and so does a character that no expression has.
	 */
	readonly isPiece: boolean;
	token: Token;
	depth: number;
	nodes: number;
};

/**
 * Parses a whole source.
 * @throws ExpressionError where it is no expression, longer than 4096 characters, nested deeper than 64 or has
 * more than 1000 operators and operands.
 */
export function parseExpression(source: string): Expression {
	const parser = open(source, 0, false);
	const expression = parseOr(parser);
	if (parser.token.kind !== 'end') throw unexpected(parser.token);
	return expression;
}

/**
 * Parses one comparison (no `and`, `or`) that begins at `offset`, and says where it ends.
 * A `-` glued to what follows and set apart from what precedes it ends the comparison.
 * @throws ExpressionError as {@link parseExpression}.
 */
export function parseComparisonAt(
	source: string,
	offset: number,
): {readonly expression: Expression; readonly end: number} {
	const parser = open(source, offset, true);
	const expression = parseComparison(parser);
	return {expression, end: parser.token.offset - (parser.token.spaced ? 1 : 0)};
}

function open(source: string, offset: number, isPiece: boolean): Parser {
	if (source.length > MAX_SOURCE_LENGTH) {
		throw new ExpressionError(`longer than ${MAX_SOURCE_LENGTH} characters`, MAX_SOURCE_LENGTH);
	}
	return {source, isPiece, token: readToken(source, offset), depth: 0, nodes: 0};
}

function advance(parser: Parser): Token {
	const token = parser.token;
	parser.token = readNext(parser, token.end);
	return token;
}

function readNext(parser: Parser, offset: number): Token {
	try {
		return readToken(parser.source, offset);
	} catch (error) {
		if (!(error instanceof ExpressionError) || !parser.isPiece) throw error;
		return {kind: 'end', text: '', offset: error.offset, end: error.offset, spaced: error.offset > offset};
	}
}

function unexpected(token: Token): ExpressionError {
	if (token.kind === 'end') return new ExpressionError('the expression ends too early', token.offset);
	return new ExpressionError(`unexpected ${JSON.stringify(token.text)}`, token.offset);
}

function isSymbol(parser: Parser, text: string): boolean {
	return parser.token.kind === 'symbol' && parser.token.text === text;
}

function isWord(parser: Parser, text: string): boolean {
	return parser.token.kind === 'name' && parser.token.text === text && !isQuotedName(parser);
}

/** A name in backquotes is never a keyword. */
function isQuotedName(parser: Parser): boolean {
	return parser.source[parser.token.offset] === '`';
}

function expectSymbol(parser: Parser, text: string): void {
	if (!isSymbol(parser, text)) {
		throw new ExpressionError(
			parser.token.kind === 'end'
				? `missing ${JSON.stringify(text)}`
				: `expected ${JSON.stringify(text)}, got ${JSON.stringify(parser.token.text)}`,
			parser.token.offset,
		);
	}
	advance(parser);
}

/** Counts a node, so that hostile input ends with a message and not with a full stack. */
function node<T extends Expression>(parser: Parser, expression: T): T {
	parser.nodes += 1;
	if (parser.nodes > MAX_NODES) throw new ExpressionError(`more than ${MAX_NODES} parts`, parser.token.offset);
	return expression;
}

function nested<T>(parser: Parser, parse: () => T): T {
	parser.depth += 1;
	if (parser.depth > MAX_DEPTH) throw new ExpressionError(`nested deeper than ${MAX_DEPTH}`, parser.token.offset);
	const result = parse();
	parser.depth -= 1;
	return result;
}

function parseOr(parser: Parser): Expression {
	let left = parseAnd(parser);
	while (isWord(parser, 'or')) {
		advance(parser);
		left = node(parser, {kind: 'or', left, right: parseAnd(parser)});
	}
	return left;
}

function parseAnd(parser: Parser): Expression {
	let left = parseNot(parser);
	while (isWord(parser, 'and')) {
		advance(parser);
		left = node(parser, {kind: 'and', left, right: parseNot(parser)});
	}
	return left;
}

function parseNot(parser: Parser): Expression {
	if (!isWord(parser, 'not')) return parseComparison(parser);
	advance(parser);
	return node(parser, {kind: 'not', operand: nested(parser, () => parseNot(parser))});
}

/** `a < b < c` is `a < b and b < c`, as in Python. */
function parseComparison(parser: Parser): Expression {
	let left = parseSum(parser);
	let chain: Expression | undefined;
	for (;;) {
		const link = parseLink(parser, left);
		if (link === undefined) return chain ?? left;
		chain = chain === undefined ? link.expression : node(parser, {kind: 'and', left: chain, right: link.expression});
		left = link.right;
	}
}

/** One `< b`, `in [...]` or `not in [...]`; undefined where there is none. */
function parseLink(parser: Parser, left: Expression): {expression: Expression; right: Expression} | undefined {
	const operator = parser.token.kind === 'symbol' ? COMPARISONS.find(o => o === parser.token.text) : undefined;
	if (operator !== undefined) {
		advance(parser);
		const right = parseSum(parser);
		return {expression: node(parser, {kind: 'compare', operator, left, right}), right};
	}
	const negated = isWord(parser, 'not');
	// In a longer text `not` after a comparison may begin the next clause.
	if (negated && readNext(parser, parser.token.end).text !== 'in') return undefined;
	if (negated) advance(parser);
	if (!isWord(parser, 'in')) return undefined;
	advance(parser);
	const member = node(parser, {kind: 'member', item: left, list: parseList(parser)} as const);
	return {expression: negated ? node(parser, {kind: 'not', operand: member}) : member, right: left};
}

function parseList(parser: Parser): readonly Expression[] {
	const close = isSymbol(parser, '(') ? ')' : ']';
	if (close === ']' && !isSymbol(parser, '[')) {
		throw new ExpressionError('"in" needs a list', parser.token.offset, "for example x in [1, 2] or x in ('a', 'b')");
	}
	advance(parser);
	return parseItems(parser, close);
}

function parseItems(parser: Parser, close: string): readonly Expression[] {
	const items: Expression[] = [];
	while (!isSymbol(parser, close)) {
		items.push(nested(parser, () => parseOr(parser)));
		if (!isSymbol(parser, ',')) break;
		advance(parser);
	}
	expectSymbol(parser, close);
	return items;
}

function parseSum(parser: Parser): Expression {
	return parseLeft(parser, ['+', '-'], () => parseLeft(parser, ['*', '/', '%'], () => parseNegation(parser)));
}

function parseLeft(parser: Parser, operators: readonly ArithmeticOperator[], operand: () => Expression): Expression {
	let left = operand();
	for (;;) {
		const operator = parser.token.kind === 'symbol' ? operators.find(o => o === parser.token.text) : undefined;
		if (operator === undefined || (operator === '-' && endsAtMinus(parser))) return left;
		advance(parser);
		left = node(parser, {kind: 'arithmetic', operator, left, right: operand()});
	}
}

function endsAtMinus(parser: Parser): boolean {
	return parser.isPiece && parser.token.spaced && !/\s/.test(parser.source[parser.token.end] ?? ' ');
}

/** `-x ** 2` is `-(x ** 2)`, as in Python and mathematics. */
function parseNegation(parser: Parser): Expression {
	if (isSymbol(parser, '+')) {
		advance(parser);
		return nested(parser, () => parseNegation(parser));
	}
	if (!isSymbol(parser, '-')) return parsePower(parser);
	advance(parser);
	return node(parser, {kind: 'negate', operand: nested(parser, () => parseNegation(parser))});
}

function parsePower(parser: Parser): Expression {
	const left = parseAtom(parser);
	if (!isSymbol(parser, '**')) return left;
	advance(parser);
	const right = nested(parser, () => parseNegation(parser));
	return node(parser, {kind: 'arithmetic', operator: '**', left, right});
}

function parseAtom(parser: Parser): Expression {
	const token = parser.token;
	if (isSymbol(parser, '(')) {
		advance(parser);
		const inner = nested(parser, () => parseOr(parser));
		expectSymbol(parser, ')');
		return inner;
	}
	if (token.kind === 'number') {
		advance(parser);
		return node(parser, {kind: 'literal', value: Number(token.text)});
	}
	if (token.kind === 'text') {
		advance(parser);
		return node(parser, {kind: 'literal', value: token.text});
	}
	if (token.kind !== 'name') throw unexpected(token);
	const quoted = isQuotedName(parser);
	if (!quoted && KEYWORDS.includes(token.text)) throw unexpected(token);
	advance(parser);
	if (quoted) return node(parser, {kind: 'name', name: token.text, offset: token.offset});
	if (/^(?:true|false)$/i.test(token.text))
		return node(parser, {kind: 'literal', value: token.text.toLowerCase() === 'true'});
	if (isSymbol(parser, '(') && !parser.token.spaced) return parseCall(parser, token);
	return node(parser, {kind: 'name', name: token.text, offset: token.offset});
}

function parseCall(parser: Parser, token: Token): Expression {
	advance(parser);
	const statistic = STATISTICS.find(name => name === token.text);
	const call = FUNCTIONS.find(name => name === token.text);
	if (statistic === undefined && call === undefined) {
		throw new ExpressionError(
			`unknown function "${token.text}"`,
			token.offset,
			`known: ${[...FUNCTIONS, ...STATISTICS].join(', ')}`,
		);
	}
	const inputs = parseItems(parser, ')');
	const [only] = inputs;
	if (statistic !== undefined) {
		if (only?.kind !== 'name' || inputs.length !== 1) {
			throw new ExpressionError(
				`${statistic}() takes the name of one metric`,
				token.offset,
				`for example ${statistic}(loss)`,
			);
		}
		return node(parser, {kind: 'statistic', statistic, name: only.name, offset: only.offset});
	}
	const many = call === 'min' || call === 'max';
	if (call === undefined || only === undefined || (!many && inputs.length !== 1)) {
		throw new ExpressionError(`${token.text}() takes ${many ? 'at least one value' : 'one value'}`, token.offset);
	}
	return node(parser, {kind: 'call', call, inputs});
}
