import {type AST, ParseError, parseTOML} from 'toml-eslint-parser';
import {assertNever} from '../domain/errors.ts';
import {
	checkDepth,
	type Entry,
	type ListNode,
	mistake,
	type Node,
	numberNode,
	type Origin,
	type Span,
	type TableNode,
	textNode,
} from '../domain/text/document.ts';
import {safeText} from '../domain/text/safe-text.ts';

/** A table while its entries are still being gathered. */
type OpenTable = {readonly kind: 'open-table'; readonly span: Span; readonly entries: Map<string, OpenEntry>};
/** `[[views]]` while more of them may come. */
type OpenList = {readonly kind: 'open-list'; readonly span: Span; readonly items: OpenTable[]};
type OpenNode = Node | OpenTable | OpenList;
type OpenEntry = {readonly key: Span; readonly value: OpenNode};

const MISSING = 'a value is missing';
const OPEN_NAME = 'the name of this table is not closed by ';
/** The parser's words in ours; the rest is clear as it is. */
const WORDS: Readonly<Record<string, string>> = {
	'Defining a key multiple times is invalid': 'this key is defined twice',
	'Unspecified values are invalid': MISSING,
	'The key, equals sign, and value must be on the same line': MISSING,
	'Must be a newline': 'expected the end of the line',
	'Unterminated string constant': 'the quote is never closed',
	'Unterminated array': 'the list is never closed by ]',
	'Unterminated table-key': `${OPEN_NAME}]`,
};

/**
 * Parses TOML 1.1 with the place of every value.
 * @throws UserError at the first mistake.
 */
export function parseToml(origin: Origin): TableNode {
	const program = readProgram(origin);
	const spanOf = (node: {readonly range: readonly [number, number]}): Span => ({
		origin,
		start: node.range[0],
		end: node.range[1],
	});
	const root: OpenTable = {kind: 'open-table', span: {origin, start: 0, end: origin.text.length}, entries: new Map()};
	for (const statement of program.body[0].body) {
		if (statement.type === 'TOMLKeyValue') addKeyValue(root, statement, spanOf);
		else addTable(root, statement, spanOf);
	}
	return closeTable(root, 0);
}

function readProgram(origin: Origin): AST.TOMLProgram {
	try {
		// Without a line end the parser (1.0.3) loses the place of a zero that ends the text.
		return parseTOML(`${origin.text}\n`, {tomlVersion: '1.1'});
	} catch (error) {
		if (error instanceof ParseError) {
			const words = Object.hasOwn(WORDS, error.message) ? WORDS[error.message] : undefined;
			const problem = words ?? error.message.charAt(0).toLowerCase() + error.message.slice(1);
			const isLineEnd = problem === MISSING || problem.startsWith(OPEN_NAME);
			const start = isLineEnd ? beforeBlanks(origin.text, error.index) : error.index;
			if (isLineEnd) checkHeader(origin, start);
			throw mistake({origin, start, end: start}, problem);
		}
		// The parser recurses, and computes huge integers exactly.
		if (error instanceof RangeError)
			throw mistake({origin, start: 0, end: 0}, 'nested too deeply, or a number too long');
		throw error;
	}
}

/** The parser stops at the next token, which may stand lines below: the value is missing where the text ends. */
function beforeBlanks(text: string, index: number): number {
	return text.slice(0, index).trimEnd().length;
}

/** The head of a table: its brackets, its name, and a closing bracket of two. */
const HEADER = /^(?<lead>[ \t]*)(?<open>\[{1,2})(?<name>[^\][{}#=\r]+)\]?[ \t\r]*(?:#.*)?$/;

/** @throws UserError where the line at `index` is the head of a table whose brackets are not closed. */
function checkHeader(origin: Origin, index: number): void {
	const lineStart = origin.text.lastIndexOf('\n', index - 1) + 1;
	const [line = ''] = origin.text.slice(lineStart).split('\n', 1);
	const {lead = '', open = '', name = ''} = HEADER.exec(line)?.groups ?? {};
	if (name.trim() === '') return;
	const start = lineStart + lead.length + open.length + name.trimEnd().length;
	const close = ']'.repeat(open.length);
	throw mistake({origin, start, end: start}, OPEN_NAME + close, `write ${open}${safeText(name.trim())}${close}`);
}

type SpanOf = (node: {readonly range: readonly [number, number]}) => Span;

function addTable(root: OpenTable, statement: AST.TOMLTable, spanOf: SpanOf): void {
	const keys = statement.key.keys;
	const last = keys.at(-1);
	if (last === undefined) return;
	const parent = keys.slice(0, -1).reduce((table, key) => descend(table, key, spanOf), root);
	let table: OpenTable;
	if (statement.kind === 'array') {
		table = {kind: 'open-table', span: spanOf(statement), entries: new Map()};
		const list = parent.entries.get(keyText(last))?.value;
		if (list?.kind === 'open-list') list.items.push(table);
		else
			parent.entries.set(keyText(last), {
				key: spanOf(last),
				value: {kind: 'open-list', span: spanOf(statement), items: [table]},
			});
	} else {
		table = descend(parent, last, spanOf);
	}
	for (const pair of statement.body) addKeyValue(table, pair, spanOf);
}

/** The table under a key, made where there is none; of `[[a]]` the last one. */
function descend(table: OpenTable, key: AST.TOMLBare | AST.TOMLQuoted, spanOf: SpanOf): OpenTable {
	const existing = table.entries.get(keyText(key))?.value;
	if (existing?.kind === 'open-table') return existing;
	const lastItem = existing?.kind === 'open-list' ? existing.items.at(-1) : undefined;
	if (lastItem !== undefined) return lastItem;
	if (existing !== undefined) throw mistake(spanOf(key), 'this key is defined twice');
	const made: OpenTable = {kind: 'open-table', span: spanOf(key), entries: new Map()};
	table.entries.set(keyText(key), {key: spanOf(key), value: made});
	return made;
}

function addKeyValue(table: OpenTable, pair: AST.TOMLKeyValue, spanOf: SpanOf, depth = 1): void {
	const last = pair.key.keys.at(-1);
	if (last === undefined) return;
	const owner = pair.key.keys.slice(0, -1).reduce((parent, key) => descend(parent, key, spanOf), table);
	owner.entries.set(keyText(last), {key: spanOf(last), value: valueOf(pair.value, spanOf, depth)});
}

function keyText(key: AST.TOMLBare | AST.TOMLQuoted): string {
	return key.type === 'TOMLBare' ? key.name : key.value;
}

function valueOf(value: AST.TOMLContentNode, spanOf: SpanOf, depth: number): OpenNode {
	const span = spanOf(value);
	checkDepth(span, depth);
	if (value.type === 'TOMLArray') {
		const items = value.elements.map(element => close(valueOf(element, spanOf, depth + 1), depth + 1));
		return {...span, kind: 'list', items};
	}
	if (value.type === 'TOMLInlineTable') {
		const table: OpenTable = {kind: 'open-table', span, entries: new Map()};
		for (const pair of value.body) addKeyValue(table, pair, spanOf, depth + 1);
		return closeTable(table, depth);
	}
	switch (value.kind) {
		case 'string':
			return textNode(span, value.value);
		case 'boolean':
			return {...span, kind: 'boolean', value: value.value};
		case 'integer':
		case 'float':
			return numberNode(span, value.value, span.origin.text.slice(span.start, span.end));
		case 'offset-date-time':
		case 'local-date-time':
		case 'local-date':
		case 'local-time':
			throw mistake(
				span,
				`the date ${value.datetime} is no value of a sweep`,
				'put it in quotes to pass it on as text',
			);
		default:
			return assertNever(value);
	}
}

function close(node: OpenNode, depth: number): Node {
	if (node.kind === 'open-table') return closeTable(node, depth);
	if (node.kind !== 'open-list') return node;
	const list: ListNode = {...node.span, kind: 'list', items: node.items.map(item => closeTable(item, depth + 1))};
	return list;
}

function closeTable(table: OpenTable, depth: number): TableNode {
	checkDepth(table.span, depth);
	const entries = new Map<string, Entry>();
	for (const [key, entry] of table.entries) entries.set(key, {key: entry.key, value: close(entry.value, depth + 1)});
	return {...table.span, kind: 'table', entries};
}
