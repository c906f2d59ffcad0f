import {
	type Document,
	isAlias,
	isMap,
	isPair,
	isScalar,
	isSeq,
	parseDocument,
	type Pair,
	type ParsedNode,
	type Scalar,
	type YAMLError,
	type YAMLMap,
} from 'yaml';
import {
	checkDepth,
	type Entry,
	mistake,
	type Node,
	numberNode,
	type Origin,
	quoted,
	type Span,
	type TableNode,
	textNode,
} from '../domain/text/document.ts';
import {throwAll, type UserError} from '../domain/errors.ts';
import {NULL_IN_LIST, type Nulls} from './parse-json.ts';

const MAX_ALIASES = 1000;
const MAX_NODES = 200_000;

type Reader = {
	readonly origin: Origin;
	readonly document: Document.Parsed;
	readonly nulls: Nulls;
	aliases: number;
	nodes: number;
};

/**
 * Parses one YAML 1.2 document (core schema: `no` is text) with the place of every value. Aliases are followed at
 * most 1,000 times.
 * @param nulls as in {@link parseJson}.
 * @throws UserError at the mistakes that the parser finds in one go, else at the first one.
 */
export function parseYaml(origin: Origin, nulls: Nulls = 'refuse'): TableNode {
	const options = {
		version: '1.2',
		schema: 'core',
		uniqueKeys: false,
		strict: true,
		prettyErrors: false,
		intAsBigInt: true,
		logLevel: 'error',
	} as const;
	const document = parseDocument(origin.text, options);
	throwAll(mistakesIn(origin, [...document.errors, ...document.warnings]));
	const {version, explicit} = document.directives.yaml;
	if (explicit === true && version !== '1.2') {
		throw mistake(
			{origin, start: 0, end: 0},
			`YAML ${version} is not read, where "no" is false`,
			'write it as YAML 1.2',
		);
	}
	const start: Span = {origin, start: 0, end: 0};
	if (document.contents === null) throw mistake(start, 'the file is empty');
	const root = convert({origin, document, nulls, aliases: 0, nodes: 0}, document.contents, start, 0);
	if (root.kind !== 'table') throw mistake(root, 'a sweep is a table of keys and values');
	return root;
}

/** More mistakes are hardly read before some are mended. */
const MOST_MISTAKES = 10;
/** What the parser says of each piece behind a mistake after which it no longer knows where it is. */
const LOST = /in YAML stream/;

/** The first mistake of each line, up to where the parser is lost: what it says there follows from the one before. */
function mistakesIn(origin: Origin, problems: readonly YAMLError[]): readonly UserError[] {
	const inOrder = problems.toSorted((a, b) => a.pos[0] - b.pos[0]);
	const at = ({pos: [start, end]}: YAMLError): Span => ({origin, start, end});
	const deep = inOrder.find(problem => problem.code === 'RESOURCE_EXHAUSTION');
	if (deep !== undefined) return [mistake(at(deep), 'nested too deeply')];
	const lost = inOrder.findIndex(({message}) => LOST.test(message));
	const told = lost < 0 ? inOrder : inOrder.slice(0, Math.max(1, lost));
	const lines = new Set<number>();
	const firsts = told.filter(({pos: [start]}) => {
		const before = lines.size;
		return lines.add(start === 0 ? -1 : origin.text.lastIndexOf('\n', start - 1)).size > before;
	});
	return firsts.slice(0, MOST_MISTAKES).map(problem => mistake(at(problem), sentence(problem.message)));
}

/** The library's message, begun as ours are. */
function sentence(message: string): string {
	if (message.startsWith('Source contains multiple documents')) return 'a second document begins here; a sweep is one';
	return message.charAt(0).toLowerCase() + message.slice(1);
}

function spanOf(
	reader: Reader,
	node: {readonly range?: readonly [number, number, number] | null | undefined},
	fallback: Span,
): Span {
	// Nothing after a key is a value of no width behind it: the key tells more.
	if (!node.range || node.range[0] === node.range[1]) return fallback;
	return {origin: reader.origin, start: node.range[0], end: node.range[1]};
}

function convert(reader: Reader, node: unknown, fallback: Span, depth: number): Node {
	reader.nodes += 1;
	if (reader.nodes > MAX_NODES) throw mistake(fallback, `more than ${MAX_NODES} values`);
	if (isAlias(node)) {
		const span = spanOf(reader, node, fallback);
		reader.aliases += 1;
		if (reader.aliases > MAX_ALIASES) throw mistake(span, `more than ${MAX_ALIASES} aliases are expanded`);
		const target = node.resolve(reader.document);
		if (target === undefined) throw mistake(span, `no anchor &${node.source} before this alias`);
		return convert(reader, target, span, depth + 1);
	}
	if (isScalar(node)) return convertScalar(spanOf(reader, node, fallback), node);
	if (isSeq(node)) {
		const span = spanOf(reader, node, fallback);
		checkDepth(span, depth);
		const items = node.items.map(item =>
			isOpen(reader, item) ? textNode(span, NULL_IN_LIST) : convert(reader, item, span, depth + 1),
		);
		return {...span, kind: 'list', items};
	}
	if (isMap(node)) return convertMap(reader, node, spanOf(reader, node, fallback), depth);
	throw mistake(fallback, 'a value is missing');
}

function convertMap(reader: Reader, map: YAMLMap, span: Span, depth: number): TableNode {
	checkDepth(span, depth);
	const entries = new Map<string, Entry>();
	for (const pair of map.items) {
		const {key, name} = keyOf(reader, pair, span);
		if (entries.has(name)) throw mistake(key, `the key ${quoted(name)} is defined twice`);
		if (!isOpen(reader, pair.value)) entries.set(name, {key, value: convert(reader, pair.value, key, depth + 1)});
	}
	return {...span, kind: 'table', entries};
}

function isOpen({nulls}: Reader, node: unknown): boolean {
	return nulls === 'open' && (node === null || (isScalar(node) && node.value === null));
}

function keyOf(reader: Reader, pair: Pair | ParsedNode, fallback: Span): {readonly key: Span; readonly name: string} {
	const key = isPair(pair) ? pair.key : pair;
	if (!isScalar(key)) throw mistake(fallback, 'a key must be text');
	return {key: spanOf(reader, key, fallback), name: key.source ?? String(key.value)};
}

function convertScalar(span: Span, scalar: Scalar): Node {
	const {value} = scalar;
	const literal = scalar.source ?? String(value);
	if (typeof value === 'string') return textNode(span, value);
	if (typeof value === 'boolean') return {...span, kind: 'boolean', value};
	if (typeof value === 'number') return numberNode(span, value, literal);
	if (typeof value === 'bigint') return numberNode(span, Number(value), literal);
	throw mistake(
		span,
		value === null ? 'a value is missing' : `${quoted(literal)} is no text, number or boolean`,
		'leave the key out, or put the value in quotes',
	);
}
