import {UserError} from '../domain/errors.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {suggestKey} from './check.ts';
import {
	type Entry,
	mistake,
	type Node,
	type Origin,
	quoted,
	type Span,
	type TableNode,
	textNode,
} from '../domain/text/document.ts';
import type {Mistakes} from './mistakes.ts';
import {parseJson} from './parse-json.ts';
import {parseToml} from './parse-toml.ts';

/** A step of a dotted key: bare, or in quotes. */
const STEP = /(?:"([^"]*)"|'([^']*)'|([^.="']+))(\.|$)/y;

/**
 * Puts `KEY=VALUE` texts of the command line into a file's table, each over what is there. KEY is a dotted path into
 * the file (`run.jobs`), or the name of a parameter (`size`, short for `parameters.size`). VALUE is a TOML value
 * (`8`, `[1, 2]`, `{min = 1, max = 8}`) or a JSON one; what is none is text.
 * @param keys the top-level keys of a file.
 * @param mistakes gets what is wrong with them, placed in the text as `--set:1:column`.
 */
export function applyOverrides(
	root: TableNode,
	overrides: readonly string[],
	keys: readonly string[],
	mistakes: Mistakes,
): TableNode {
	return overrides.reduce(
		(table, text) => mistakes.attempt('--set', () => applyOverride(table, {path: '--set', text}, keys), table),
		root,
	);
}

function applyOverride(root: TableNode, origin: Origin, keys: readonly string[]): TableNode {
	const equals = origin.text.indexOf('=');
	if (equals < 1) throw new UserError(`--set ${quoted(origin.text)} is not KEY=VALUE`, 'for example --set run.jobs=2');
	const key: Span = {origin, start: 0, end: equals};
	const path = resolvePath(origin.text.slice(0, equals), root, key, keys);
	return put(root, path, {key, value: readValue(origin, equals)});
}

function resolvePath(text: string, root: TableNode, key: Span, keys: readonly string[]): readonly string[] {
	const parameters = root.entries.get('parameters')?.value;
	const names = parameters?.kind === 'table' ? [...parameters.entries.keys()] : [];
	if (names.includes(text)) return ['parameters', text];
	const prefix = 'parameters.';
	if (text.startsWith(prefix) && names.includes(text.slice(prefix.length)))
		return ['parameters', text.slice(prefix.length)];
	const path = splitPath(text, key);
	const [first = ''] = path;
	if (!keys.includes(first))
		throw mistake(key, `no key or parameter ${quoted(first)} to set`, suggestKey(first, [...keys, ...names]));
	return path;
}

function splitPath(text: string, key: Span): readonly string[] {
	const path: string[] = [];
	let offset = 0;
	while (offset < text.length || path.length === 0) {
		STEP.lastIndex = offset;
		const match = STEP.exec(text);
		if (match === null) throw mistake(key, `${safeText(text)} is no dotted key`);
		path.push((match[1] ?? match[2] ?? match[3] ?? '').trim());
		offset += match[0].length;
		if (match[4] === '') break;
	}
	return path;
}

/** The value is parsed in its own place, so that columns are those of the text. */
function readValue(origin: Origin, equals: number): Node {
	const value = origin.text.slice(equals + 1);
	const span: Span = {origin, start: equals + 1, end: origin.text.length};
	const padded = `${'v'.padEnd(equals)}=${value}`;
	try {
		const entry = parseToml({path: origin.path, text: padded}).entries.get('v');
		if (entry !== undefined) return rebase(entry.value, origin);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		const json = readJson(origin, equals);
		if (json !== undefined) return json;
		// `2h`, `out/data` and `True` are no TOML but plain text; a list that is open is a slip.
		if (/^\s*[[{"']/.test(value)) throw error;
	}
	return textNode(span, value.trim());
}

/** What another program has written, as `table --json` does; undefined where it is no JSON. */
function readJson(origin: Origin, equals: number): Node | undefined {
	try {
		const text = `${' '.repeat(equals + 1)}${origin.text.slice(equals + 1)}`;
		return rebase(parseJson({path: origin.path, text}), origin);
	} catch (error) {
		if (error instanceof UserError) return undefined;
		throw error;
	}
}

function rebase(node: Node, origin: Origin): Node {
	if (node.kind === 'list') return {...node, origin, items: node.items.map(item => rebase(item, origin))};
	if (node.kind !== 'table') return {...node, origin};
	const entries = new Map<string, Entry>();
	for (const [key, entry] of node.entries)
		entries.set(key, {key: {...entry.key, origin}, value: rebase(entry.value, origin)});
	return {...node, origin, entries};
}

function put(table: TableNode, path: readonly string[], entry: Entry): TableNode {
	const [step = '', ...rest] = path;
	const entries = new Map(table.entries);
	if (rest.length === 0) {
		entries.set(step, entry);
		return {...table, entries};
	}
	const existing = entries.get(step);
	const inner: TableNode =
		existing?.value.kind === 'table' ? existing.value : {...entry.key, kind: 'table', entries: new Map()};
	if (existing !== undefined && existing.value.kind === 'list') {
		throw mistake(entry.key, `${quoted(step)} is a list`, 'set it as a whole');
	}
	entries.set(step, {key: existing?.key ?? entry.key, value: put(inner, rest, entry)});
	return {...table, entries};
}
