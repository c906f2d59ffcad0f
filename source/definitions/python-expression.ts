/** An expression of Python's, as far as search spaces use it. */
export type PythonExpression =
	| {readonly kind: 'number'; readonly value: number; readonly literal: string}
	| {readonly kind: 'text'; readonly value: string}
	| {readonly kind: 'boolean'; readonly value: boolean}
	| {readonly kind: 'name'; readonly name: string}
	| {readonly kind: 'unary'; readonly operator: '-' | 'not'; readonly operand: PythonExpression}
	| {
			readonly kind: 'binary';
			readonly operator: string;
			readonly left: PythonExpression;
			readonly right: PythonExpression;
	  }
	| {readonly kind: 'list'; readonly items: readonly PythonExpression[]}
	| {readonly kind: 'call'; readonly name: string; readonly inputs: readonly PythonExpression[]}
	| {
			readonly kind: 'comprehension';
			readonly each: PythonExpression;
			readonly name: string;
			readonly source: PythonExpression;
	  };

/** The text is no expression that is understood: what stands there and where, in UTF-16 units. */
export class PythonSyntaxError extends Error {
	override readonly name = 'PythonSyntaxError';
	readonly offset: number;
	constructor(problem: string, offset: number) {
		super(problem);
		this.offset = offset;
	}
}

type Token = {
	readonly kind: 'number' | 'text' | 'name' | 'symbol' | 'end';
	readonly text: string;
	readonly offset: number;
};
type Parser = {readonly tokens: readonly Token[]; index: number; depth: number};

const TOKEN =
	/\s+|(?<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?<name>[\p{L}_][\p{L}\p{N}_]*)|'(?<single>[^'\\]*)'|"(?<double>[^"\\]*)"|(?<symbol>\*\*|\/\/|==|!=|<=|>=|[-+*/%<>()[\],])/uy;
const MAX_LENGTH = 10_000;
const MAX_DEPTH = 60;

/** Operators by how loosely they bind; `**` binds to the right and is apart. */
const LEVELS = [
	['or'],
	['and'],
	['not'],
	['==', '!=', '<', '<=', '>', '>=', 'in', 'not in'],
	['+', '-'],
	['*', '/', '//', '%'],
] as const;

/**
 * Parses a text as Python would; it is never run. Comparisons may be chained.
 * @throws PythonSyntaxError at what is not understood.
 */
export function parsePython(source: string): PythonExpression {
	if (source.length > MAX_LENGTH) throw new PythonSyntaxError(`longer than ${MAX_LENGTH} characters`, MAX_LENGTH);
	const parser: Parser = {tokens: tokenize(source), index: 0, depth: 0};
	const expression = parseLevel(parser, 0);
	const rest = peek(parser);
	if (rest.kind !== 'end') throw new PythonSyntaxError(`unexpected ${JSON.stringify(rest.text)}`, rest.offset);
	return expression;
}

function tokenize(source: string): readonly Token[] {
	const tokens: Token[] = [];
	let offset = 0;
	while (offset < source.length) {
		TOKEN.lastIndex = offset;
		const match = TOKEN.exec(source);
		if (match === null) throw new PythonSyntaxError(`unexpected ${JSON.stringify(source[offset])}`, offset);
		const {number, name, single, double, symbol} = match.groups ?? {};
		if (number !== undefined) tokens.push({kind: 'number', text: number, offset});
		else if (name !== undefined) tokens.push({kind: 'name', text: name, offset});
		else if (symbol !== undefined) tokens.push({kind: 'symbol', text: symbol, offset});
		else if (single !== undefined || double !== undefined)
			tokens.push({kind: 'text', text: single ?? double ?? '', offset});
		offset += match[0].length;
	}
	return [...tokens, {kind: 'end', text: '', offset: source.length}];
}

function peek({tokens, index}: Parser, ahead = 0): Token {
	return tokens[Math.min(index + ahead, tokens.length - 1)] ?? {kind: 'end', text: '', offset: 0};
}

function isNext(parser: Parser, text: string): boolean {
	const token = peek(parser);
	return (token.kind === 'symbol' || token.kind === 'name') && token.text === text;
}

function take(parser: Parser, text: string): boolean {
	if (!isNext(parser, text)) return false;
	parser.index += 1;
	return true;
}

function expect(parser: Parser, text: string): void {
	if (take(parser, text)) return;
	const {kind, text: got, offset} = peek(parser);
	throw new PythonSyntaxError(`expected ${text}, got ${kind === 'end' ? 'the end' : JSON.stringify(got)}`, offset);
}

function takeOperator(parser: Parser, operators: readonly string[]): string | undefined {
	if (operators.includes('not in') && isNext(parser, 'not') && peek(parser, 1).text === 'in') {
		parser.index += 2;
		return 'not in';
	}
	return operators.find(operator => !operator.includes(' ') && take(parser, operator));
}

function parseLevel(parser: Parser, level: number): PythonExpression {
	const operators: readonly string[] | undefined = LEVELS[level];
	if (operators === undefined) return parseUnary(parser);
	if (operators.includes('not')) {
		if (!take(parser, 'not')) return parseLevel(parser, level + 1);
		return {kind: 'unary', operator: 'not', operand: nested(parser, () => parseLevel(parser, level))};
	}
	let left = parseLevel(parser, level + 1);
	let chain: PythonExpression | undefined;
	for (;;) {
		const operator = takeOperator(parser, operators);
		if (operator === undefined) return chain ?? left;
		const right = parseLevel(parser, level + 1);
		const link: PythonExpression = {kind: 'binary', operator, left, right};
		if (operators.includes('==')) {
			chain = chain === undefined ? link : {kind: 'binary', operator: 'and', left: chain, right: link};
			left = right;
		} else left = link;
	}
}

function parseUnary(parser: Parser): PythonExpression {
	if (take(parser, '+')) return nested(parser, () => parseUnary(parser));
	if (take(parser, '-')) return {kind: 'unary', operator: '-', operand: nested(parser, () => parseUnary(parser))};
	const base = parseAtom(parser);
	if (!take(parser, '**')) return base;
	return {kind: 'binary', operator: '**', left: base, right: nested(parser, () => parseUnary(parser))};
}

function parseAtom(parser: Parser): PythonExpression {
	const token = peek(parser);
	parser.index += 1;
	if (token.kind === 'number') return {kind: 'number', value: Number(token.text), literal: token.text};
	if (token.kind === 'text') return {kind: 'text', value: token.text};
	if (token.kind === 'symbol' && token.text === '(') return parseGroup(parser);
	if (token.kind === 'symbol' && token.text === '[') return parseList(parser);
	const isKeyword = ['and', 'or', 'not', 'in', 'for', 'if', 'else', 'lambda'].includes(token.text);
	if (token.kind !== 'name' || isKeyword)
		throw new PythonSyntaxError(
			token.kind === 'end' ? 'it ends too early' : `unexpected ${JSON.stringify(token.text)}`,
			token.offset,
		);
	if (token.text === 'True' || token.text === 'False') return {kind: 'boolean', value: token.text === 'True'};
	if (!take(parser, '(')) return {kind: 'name', name: token.text};
	return {kind: 'call', name: token.text, inputs: parseItems(parser, ')')};
}

/** Brackets around an expression, or a tuple. */
function parseGroup(parser: Parser): PythonExpression {
	const items = parseItems(parser, ')');
	const [only] = items;
	return items.length === 1 && only !== undefined ? only : {kind: 'list', items};
}

function parseList(parser: Parser): PythonExpression {
	if (take(parser, ']')) return {kind: 'list', items: []};
	const first = nested(parser, () => parseLevel(parser, 0));
	if (take(parser, 'for')) {
		const name = peek(parser);
		if (name.kind !== 'name') throw new PythonSyntaxError('for needs a name', name.offset);
		parser.index += 1;
		expect(parser, 'in');
		const source = nested(parser, () => parseLevel(parser, 0));
		expect(parser, ']');
		return {kind: 'comprehension', each: first, name: name.text, source};
	}
	const rest = take(parser, ',') ? parseItems(parser, ']') : (expect(parser, ']'), []);
	return {kind: 'list', items: [first, ...rest]};
}

function parseItems(parser: Parser, close: string): readonly PythonExpression[] {
	const items: PythonExpression[] = [];
	while (!isNext(parser, close)) {
		items.push(nested(parser, () => parseLevel(parser, 0)));
		if (!take(parser, ',')) break;
	}
	expect(parser, close);
	return items;
}

/** Depth is counted, so that hostile text ends with a message and not with a full stack. */
function nested<T>(parser: Parser, parse: () => T): T {
	parser.depth += 1;
	if (parser.depth > MAX_DEPTH) throw new PythonSyntaxError(`nested deeper than ${MAX_DEPTH}`, peek(parser).offset);
	const result = parse();
	parser.depth -= 1;
	return result;
}
