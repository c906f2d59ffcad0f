import {entryOf, mistake, type Node, type TableNode} from '../domain/text/document.ts';
import {parseParams} from '../domain/space/parse-params.ts';
import {recordOf} from '../domain/record.ts';
import {canonicalKey, formatValue, type Params, type Space} from '../domain/space.ts';
import type {Mistakes} from './mistakes.ts';

/** `[[enqueue]]`: points that run before those of the sampler, in the order of the file. */
export function readEnqueued(root: TableNode, space: Space, mistakes: Mistakes): readonly Params[] {
	const list = entryOf(root, 'enqueue');
	if (list?.kind !== 'list') return [];
	const known = new Set<string>();
	const read = (item: Node): readonly Params[] => {
		const params = readPoint(item, space);
		const key = canonicalKey(space, params);
		if (known.has(key)) throw mistake(item, 'this point is enqueued already', 'to measure it again: run.repeats');
		known.add(key);
		return [params];
	};
	return list.items.flatMap(item => mistakes.attempt('enqueue', () => read(item), []));
}

function readPoint(node: Node, space: Space): Params {
	const entries = node.kind === 'table' ? [...node.entries] : [];
	const texts = recordOf(entries.map(([name, {value}]) => [name, textOf(value)] as const));
	const parsed = parseParams(space, texts);
	if ('params' in parsed) return parsed.params;
	const unknown = entries.find(([name]) => !space.parameters.some(parameter => parameter.name === name));
	const refused = entries.find(([name]) => parsed.problem.startsWith(`${name} `));
	throw mistake(unknown?.[1].key ?? refused?.[1].value ?? node, parsed.problem);
}

/** As a person types it: `0.01`, `adam`, `(8,4)`. */
function textOf(node: Node): string {
	if (node.kind === 'table') return '';
	if (node.kind !== 'list') return String(node.value);
	return formatValue(node.items.flatMap(item => (item.kind === 'list' || item.kind === 'table' ? [] : item.value)));
}
