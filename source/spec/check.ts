import {z} from 'zod';
import {nearestName} from '../domain/nearest.ts';
import {own} from '../domain/record.ts';
import {safeText} from '../domain/safe-text.ts';
import {describeNode, keyOfPlain, mistake, type Node, quoted, type Span, toPlain} from '../domain/document.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A mistake that is not thrown yet, since another one may come first. */
type Finding = {readonly at: Span; readonly problem: string; readonly hint: string; readonly rank: number};

/**
 * Checks a node by a schema and gives the plain data.
 * @param path where the node stands in the file, for messages: `parameters.size`.
 * @param plain the node's data, where parts are checked elsewhere and so are left out of it.
 * @throws UserError at the first mistake: an unknown key or a wrong value by their place, then a missing key.
 */
export function check<T>(node: Node, schema: z.ZodType<T>, path: string, plain: unknown = toPlain(node)): T {
	const result = schema.safeParse(plain);
	if (result.success) return result.data;
	const findings = result.error.issues
		.flatMap(issue => findingsOf(node, schema, path, issue))
		.toSorted((a, b) => a.rank - b.rank || a.at.start - b.at.start);
	const [first] = findings;
	if (first === undefined) throw mistake(node, `${path} is not valid`);
	throw mistake(first.at, first.problem, first.hint);
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
				rank: 0,
			};
		});
	}
	if (node === undefined) return [{at: parent, problem: `${where} is missing`, hint: '', rank: 1}];
	const values = issue.code === 'invalid_value' ? issue.values.filter(value => typeof value === 'string') : [];
	const nearest = node.kind === 'text' ? nearestName(node.value, values) : undefined;
	const hint = nearest === undefined ? '' : `did you mean "${nearest}"?`;
	const got = issue.message.startsWith('must not') ? '' : `, not ${describeNode(node)}`;
	return [{at: node, problem: `${where} ${issue.message}${got}`, hint, rank: 0}];
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
