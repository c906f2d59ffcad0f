import * as z from 'zod';
import {throwAll, type UserError} from '../domain/errors.ts';
import {nearestName} from '../domain/text/nearest.ts';
import {own} from '../domain/record.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {
	describeNode,
	type Entry,
	keyOfPlain,
	mistake,
	type Node,
	quoted,
	type Span,
	type TableNode,
	toPlain,
} from '../domain/text/document.ts';
import type {Mistakes} from './mistakes.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A mistake that is not thrown yet, since there may be more of them. */
type Finding = {
	readonly at: Span;
	readonly problem: string;
	readonly hint: string;
	/** Of the value that is wrong, or of the key that is unknown or missing. */
	readonly path: Path;
	/** The key that an unknown one was most likely to be. */
	readonly meant?: string | undefined;
	readonly isMissing?: boolean;
};

/**
 * Checks a node by a schema and gives the plain data.
 * @param path where the node stands in the file, for messages: `parameters.size`.
 * @throws UserError with every mistake: unknown keys, wrong values and missing keys by their place.
 */
export function check<T>(node: Node, schema: z.ZodType<T>, path: string): T {
	const result = schema.safeParse(toPlain(node));
	if (result.success) return result.data;
	throwAll(findAll(node, schema, path, result.error.issues).map(errorOf));
	throw mistake(node, `${path} is not valid`);
}

/** A file's table without what is wrong in it by itself, and its plain data. */
export type SoundTable<T> = {readonly root: TableNode; readonly data: T};

/**
 * Checks a whole file by a schema: every mistake goes to `mistakes`, and what is wrong is left out, so that the rest can
 * be looked at. A section keeps its other keys; a list is left out as a whole.
 * @param plainOf the table's data, where parts of it are checked elsewhere.
 * @returns undefined where a part is missing that no file can be without.
 */
export function checkFile<T>(
	root: TableNode,
	schema: z.ZodType<T>,
	mistakes: Mistakes,
	plainOf: (root: TableNode) => unknown,
): SoundTable<T> | undefined {
	const result = schema.safeParse(plainOf(root));
	if (result.success) return {root, data: result.data};
	const findings = findAll(root, schema, '', result.error.issues);
	for (const finding of findings) {
		const section = keyAt(finding.path, 0);
		mistakes.add(section, errorOf(finding));
		// What a key was meant to be is not missing.
		if (finding.path.length === 1 && finding.meant !== undefined) mistakes.add(finding.meant);
	}
	const sound = findings.reduce((table, {path}) => withoutKey(table, path), root);
	const again = schema.safeParse(plainOf(sound));
	return again.success ? {root: sound, data: again.data} : undefined;
}

function keyAt(path: Path, index: number): string {
	return keyOfPlain(String(path[index] ?? ''));
}

/** The table without a key of its own, or of one of its tables. */
function withoutKey(table: TableNode, path: Path): TableNode {
	const entries = new Map<string, Entry>(table.entries);
	const key = keyAt(path, 0);
	const section = entries.get(key);
	if (path.length > 1 && section?.value.kind === 'table')
		entries.set(key, {...section, value: withoutKey(section.value, [path[1] ?? ''])});
	else entries.delete(key);
	return {...table, entries};
}

function errorOf({at, problem, hint}: Finding): UserError {
	return mistake(at, problem, hint);
}

/** In the order of the file, one for each place; a missing key that another one was meant to be is none. */
function findAll(node: Node, schema: z.ZodType, path: string, issues: readonly Issue[]): readonly Finding[] {
	const findings = issues.flatMap(issue => findingsOf(node, schema, path, issue));
	const meant = new Set(findings.map(finding => pathText([...finding.path.slice(0, -1), finding.meant ?? ''])));
	const seen = new Set<string>();
	return findings
		.filter(finding => {
			const place = pathText(finding.path);
			if (seen.has(place) || (finding.isMissing === true && meant.has(place))) return false;
			seen.add(place);
			return true;
		})
		.toSorted((a, b) => a.at.start - b.at.start);
}

function pathText(path: Path): string {
	return JSON.stringify(path.map(String));
}

function findingsOf(root: Node, schema: z.ZodType, path: string, issue: Issue): readonly Finding[] {
	const {node, parent} = locate(root, issue.path);
	const where = nameOf(path, issue.path);
	if (issue.code === 'unrecognized_keys' && node?.kind === 'table') {
		const keys = keysOf(schema, issue.path);
		return issue.keys.map(plain => {
			const key = keyOfPlain(plain);
			const inside = where === '' ? '' : ` in ${where}`;
			return {
				at: node.entries.get(key)?.key ?? node,
				problem: `unknown key ${quoted(key)}${inside}`,
				hint: suggestKey(key, keys),
				path: [...issue.path, plain],
				meant: nearestName(key, keys),
			};
		});
	}
	if (node === undefined)
		return [{at: parent, problem: `${where} is missing`, hint: '', path: issue.path, isMissing: true}];
	const values = issue.code === 'invalid_value' ? issue.values.filter(value => typeof value === 'string') : [];
	const nearest = node.kind === 'text' ? nearestName(node.value, values) : undefined;
	const hint = nearest === undefined ? '' : `did you mean "${nearest}"?`;
	const got = issue.message.startsWith('must not') ? '' : `, not ${describeNode(node)}`;
	return [{at: node, problem: `${where} ${issue.message}${got}`, hint, path: issue.path}];
}

/** `did you mean …?` and all that may stand there. */
export function suggestKey(key: string, keys: readonly string[]): string {
	const nearest = nearestName(key, keys);
	const known = keys.length === 0 ? '' : `known: ${keys.map(safeText).join(', ')}`;
	return nearest === undefined ? known : `did you mean "${safeText(nearest)}"? ${known}`;
}

function locate(root: Node, path: Path): {readonly node: Node | undefined; readonly parent: Node} {
	let node: Node | undefined = root;
	let parent: Node = root;
	for (const step of path) {
		if (node === undefined) break;
		parent = node;
		if (node.kind === 'table') node = node.entries.get(keyOfPlain(String(step)))?.value;
		else node = node.kind === 'list' ? node.items[Number(step)] : undefined;
	}
	return {node, parent};
}

function nameOf(path: string, steps: Path): string {
	return steps.reduce<string>((name, step) => {
		if (typeof step === 'number') return `${name}[${step}]`;
		const key = safeText(keyOfPlain(String(step)));
		return name === '' ? key : `${name}.${key}`;
	}, path);
}

/** Keys that a schema knows at a path: of a table, or of the items of a list. */
function keysOf(schema: unknown, path: Path): readonly string[] {
	if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) return keysOf(schema.unwrap(), path);
	const [step, ...rest] = path;
	if (schema instanceof z.ZodArray) return keysOf(schema.element, rest);
	if (!(schema instanceof z.ZodObject)) return [];
	const shape: Readonly<Record<string, unknown>> = schema.shape;
	return step === undefined ? Object.keys(shape) : keysOf(own(shape, String(step)), rest);
}
