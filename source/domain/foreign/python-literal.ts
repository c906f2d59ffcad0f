import type {Params, Scalar} from '../space.ts';
import {storableScalar} from '../space/storable.ts';

/** A value as Python's `repr` writes it. A call such as `array(0.5, dtype=float32)` is its first argument. */
export type PythonValue = string | number | boolean | null | readonly PythonValue[] | ReadonlyMap<string, PythonValue>;

/** A value and the offset behind it. */
export type PythonParsed = {readonly value: PythonValue; readonly end: number};

/** Deeper nesting is no literal of ours. */
const MAX_DEPTH = 32;

const NUMBER = /[+-]?(?:(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf|nan)(?![\w.])/y;
const WORD = /[A-Za-z_][\w.]*/y;
const ESCAPES: ReadonlyMap<string, string> = new Map([
	['n', '\n'],
	['r', '\r'],
	['t', '\t'],
]);

/** Reads one literal that begins at an offset (blanks before it are skipped); undefined where there is none. */
export function parsePythonLiteral(text: string, from = 0): PythonParsed | undefined {
	return parseValue(text, skipBlanks(text, from), 0);
}

function skipBlanks(text: string, from: number): number {
	let index = from;
	while (text[index] === ' ' || text[index] === '\t') index += 1;
	return index;
}

function parseValue(text: string, at: number, depth: number): PythonParsed | undefined {
	if (depth > MAX_DEPTH) return undefined;
	const first = text[at];
	if (first === '{') return parseDict(text, at + 1, depth);
	if (first === '[') return parseList(text, at + 1, ']', depth);
	if (first === '(') return parseList(text, at + 1, ')', depth);
	if (first === "'" || first === '"') return parseString(text, at);
	const number = matchAt(NUMBER, text, at);
	if (number !== undefined) return {value: pythonNumber(number), end: at + number.length};
	const word = matchAt(WORD, text, at);
	return word === undefined ? undefined : parseWord(text, at, word, depth);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
	pattern.lastIndex = at;
	return pattern.exec(text)?.[0];
}

function pythonNumber(text: string): number {
	if (text.endsWith('nan')) return Number.NaN;
	if (text.endsWith('inf')) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
	return Number(text.replaceAll('_', ''));
}

function parseWord(text: string, at: number, word: string, depth: number): PythonParsed | undefined {
	const end = at + word.length;
	switch (word) {
		case 'True':
			return {value: true, end};
		case 'False':
			return {value: false, end};
		case 'None':
			return {value: null, end};
		default:
			return text[end] === '(' ? parseCall(text, end + 1, depth) : undefined;
	}
}

/** `np.float64(0.5)`, `array(0.5, dtype=float32)`: the first argument; what else stands there is passed over. */
function parseCall(text: string, from: number, depth: number): PythonParsed | undefined {
	const first = parseValue(text, skipBlanks(text, from), depth + 1);
	if (first === undefined) return undefined;
	let open = 1;
	for (let index = first.end; index < text.length; index += 1) {
		if (text[index] === '(') open += 1;
		if (text[index] === ')') open -= 1;
		if (open === 0) return {value: first.value, end: index + 1};
	}
	return undefined;
}

function parseString(text: string, at: number): PythonParsed | undefined {
	const quote = text[at];
	let value = '';
	for (let index = at + 1; index < text.length; index += 1) {
		const character = text.charAt(index);
		if (character === quote) return {value, end: index + 1};
		if (character !== '\\') {
			value += character;
			continue;
		}
		index += 1;
		const escaped = text.charAt(index);
		value += ESCAPES.get(escaped) ?? escaped;
	}
	return undefined;
}

function parseList(text: string, from: number, close: string, depth: number): PythonParsed | undefined {
	const values: PythonValue[] = [];
	let index = skipBlanks(text, from);
	for (;;) {
		if (text[index] === close) return {value: values, end: index + 1};
		const item = parseValue(text, index, depth + 1);
		if (item === undefined) return undefined;
		values.push(item.value);
		index = skipBlanks(text, item.end);
		if (text[index] === ',') index = skipBlanks(text, index + 1);
		else if (text[index] !== close) return undefined;
	}
}

function parseDict(text: string, from: number, depth: number): PythonParsed | undefined {
	const entries = new Map<string, PythonValue>();
	let index = skipBlanks(text, from);
	for (;;) {
		if (text[index] === '}') return {value: entries, end: index + 1};
		const key = parseValue(text, index, depth + 1);
		if (key === undefined) return undefined;
		index = skipBlanks(text, key.end);
		if (text[index] !== ':') return undefined;
		const item = parseValue(text, skipBlanks(text, index + 1), depth + 1);
		if (item === undefined) return undefined;
		entries.set(formatPythonValue(key.value), item.value);
		index = skipBlanks(text, item.end);
		if (text[index] === ',') index = skipBlanks(text, index + 1);
		else if (text[index] !== '}') return undefined;
	}
}

/** Members of `a=1, b='x'`, as keyword arguments are written; what is no literal is left out. */
export function parseKeywordArguments(text: string): ReadonlyMap<string, PythonValue> {
	const entries = new Map<string, PythonValue>();
	const name = /(?:^|[\s,(])([A-Za-z_][\w./]*)=/g;
	for (let match = name.exec(text); match !== null; match = name.exec(text)) {
		const parsed = parsePythonLiteral(text, name.lastIndex);
		if (parsed === undefined) continue;
		entries.set(match[1] ?? '', parsed.value);
		name.lastIndex = parsed.end;
	}
	return entries;
}

/** The members of a dict; undefined for any other value. */
export function entriesOf(value: PythonValue | undefined): ReadonlyMap<string, PythonValue> | undefined {
	return value instanceof Map ? value : undefined;
}

/** One text for a value: strings as they are, lists as `(16,8)`, None as `None`. */
function formatPythonValue(value: PythonValue): string {
	if (value === null) return 'None';
	if (typeof value !== 'object') return String(value);
	if (value instanceof Map) {
		return `{${[...value].map(([key, item]) => `${key}: ${formatPythonValue(item)}`).join(', ')}}`;
	}
	return Array.isArray(value) ? `(${value.map(formatPythonValue).join(',')})` : '';
}

/** Members as the values of parameters: nested dicts by dotted names, None and lists as text. */
export function paramsOf(entries: ReadonlyMap<string, PythonValue>, prefix = ''): Params {
	const flat = [...entries].flatMap(([key, value]): (readonly [string, Scalar])[] => {
		const inner = entriesOf(value);
		if (inner !== undefined && inner.size > 0) {
			return Object.entries(paramsOf(inner, `${prefix}${key}.`)).flatMap(([name, item]) =>
				typeof item === 'object' ? [] : [[name, item] as const],
			);
		}
		const scalar = typeof value === 'object' ? formatPythonValue(value) : value;
		return [[`${prefix}${key}`, storableScalar(scalar)]];
	});
	return Object.fromEntries(flat);
}

/** Members that are numbers, by name; nested dicts by dotted names. */
export function numbersOf(
	entries: ReadonlyMap<string, PythonValue>,
	prefix = '',
): readonly (readonly [string, number])[] {
	return [...entries].flatMap(([key, value]): readonly (readonly [string, number])[] => {
		if (typeof value === 'number') return [[`${prefix}${key}`, value]];
		const inner = entriesOf(value);
		return inner === undefined ? [] : numbersOf(inner, `${prefix}${key}.`);
	});
}
