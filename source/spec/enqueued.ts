import {entryOf, mistake, type Node, type TableNode} from '../domain/text/document.ts';
import {parseParams} from '../domain/space/parse-params.ts';
import {recordOf} from '../domain/record.ts';
import {canonicalKey, formatValue, type Params, type Space} from '../domain/space.ts';
import {scalarOf} from './domains.ts';
import type {Mistakes} from './mistakes.ts';

/** `[[enqueue]]`: points that run before those of the sampler, in the order of the file. */
export function readEnqueued(root: TableNode, space: Space, mistakes: Mistakes): readonly Params[] {
	const list = entryOf(root, 'enqueue');
	const points = list?.kind === 'list' ? list.items.filter(item => item.kind === 'table') : [];
	const known = new Set<string>();
	const read = (point: TableNode): readonly Params[] => {
		const params = readPoint(point, space);
		const key = canonicalKey(space, params);
		if (known.has(key)) throw mistake(point, 'this point is enqueued already', 'to measure it again: run.repeats');
		known.add(key);
		return [params];
	};
	return points.flatMap(point => mistakes.attempt('enqueue', () => read(point), []));
}

function readPoint(point: TableNode, space: Space): Params {
	const texts = recordOf([...point.entries].map(([name, {value}]) => [name, textOf(value)] as const));
	const parsed = parseParams(space, texts);
	if ('params' in parsed) return parsed.params;
	const {problem, parameter = ''} = parsed;
	const entry = point.entries.get(parameter);
	const isKnown = space.parameters.some(({name}) => name === parameter);
	throw mistake((isKnown ? entry?.value : entry?.key) ?? point, problem);
}

/** As a person types it: `0.01`, `adam`, `(8,4)`. */
function textOf(node: Node): string {
	return node.kind === 'list' ? formatValue(node.items.map(scalarOf)) : String(scalarOf(node));
}
