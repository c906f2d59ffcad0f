import type {DefinitionDefinition} from '../domain/definition.ts';
import {type ListNode, mistake, type Node, quoted, type TableNode} from '../domain/text/document.ts';
import {assemble, type ForeignParameter, type Section} from './assemble.ts';
import {listAt, numberAt, tableAt, textAt} from './build.ts';
import {choiceDomain, constantDomain, realDomain} from './domains.ts';
import {listIn, need, numberIn, oneOf, refuseUnknown, scalarOf, tablesOf, textIn} from './read.ts';

/** Trials that the submission runner makes where it is not told (`--num_tuning_trials`). */
const TUNING_TRIALS = 20;

/**
 * AlgoPerf's tuning search space: ranges and lists, drawn as a Halton sequence; or explicit points, taken in turn.
 * Source: `algoperf/halton.py` of github.com/mlcommons/algorithmic-efficiency.
 */
export const mlcommons = {
	id: 'mlcommons',
	title: 'MLCommons AlgoPerf tuning search space',
	recognise: ({root}) =>
		root?.kind === 'list'
			? isPoints(root)
			: root?.kind === 'table' && root.entries.size > 0 && [...root.entries.values()].every(({value}) => isAxis(value)),
	convert: ({origin, root}, context) => {
		if (root?.kind === 'list') return assemble({at: root, ...readPoints(root)}, context);
		if (root?.kind !== 'table') throw mistake({origin, start: 0, end: 0}, 'a search space is a table or a list');
		return assemble(
			{
				at: root,
				parameters: [...root.entries].map(([name, {key, value}]) => ({name, key, domain: readAxis(value, name)})),
				sampler: [
					['name', textAt(root, 'halton')],
					['scramble', textAt(root, 'mlcommons')],
				],
				budget: [['trials', numberAt(root, TUNING_TRIALS)]],
				notes: [
					'the points are those of AlgoPerf; their order is not, since AlgoPerf shuffles them with a seed that it does not keep',
					`AlgoPerf makes ${TUNING_TRIALS} trials where it is not told how many; --trials N is its --num_tuning_trials`,
				],
			},
			context,
		);
	},
} as const satisfies DefinitionDefinition;

function isAxis(node: Node): boolean {
	if (node.kind !== 'table') return false;
	const has = (key: string): boolean => node.entries.has(key);
	return has('feasible_points') || (has('min') && has('max') && has('scaling'));
}

function isPoints(list: ListNode): boolean {
	return (
		list.items.length > 0 &&
		list.items.every(
			item =>
				item.kind === 'table' &&
				item.entries.size > 0 &&
				[...item.entries.values()].every(({value}) => value.kind !== 'list' && value.kind !== 'table'),
		)
	);
}

function readAxis(node: Node, name: string): TableNode {
	if (node.kind !== 'table') throw mistake(node, `${quoted(name)} must be a table`);
	if (node.entries.has('feasible_points')) {
		refuseUnknown(node, ['feasible_points'], quoted(name));
		return choiceDomain(node, need(listIn(node, 'feasible_points'), node, 'feasible_points').items);
	}
	refuseUnknown(node, ['min', 'max', 'scaling'], quoted(name));
	const scaling = oneOf(need(textIn(node, 'scaling'), node, 'scaling'), ['log', 'linear'], 'scaling');
	const min = need(numberIn(node, 'min'), node, 'min').value;
	const max = need(numberIn(node, 'max'), node, 'max').value;
	return realDomain({at: node, min, max}, {isLog: scaling === 'log'});
}

/** Points become one axis of tuples: `{point.lr}`; a program is given `--lr` all the same. */
function readPoints(list: ListNode): {
	readonly parameters: readonly ForeignParameter[];
	readonly sampler: Section;
	readonly budget: Section | undefined;
	readonly notes: readonly string[];
} {
	const points = tablesOf(list, 'points');
	const [first] = points;
	const fields = first === undefined ? [] : [...first.entries.keys()];
	for (const point of points) {
		const names = [...point.entries.keys()];
		const odd = names.find(name => !fields.includes(name)) ?? fields.find(name => !names.includes(name));
		if (odd !== undefined) throw mistake(point, `every point must have the same keys; ${quoted(odd)} is not in all`);
	}
	const rows = points.map(point =>
		listAt(
			point,
			fields.map(field => {
				const value = need(point.entries.get(field)?.value, point, field);
				scalarOf(value, quoted(field));
				return value;
			}),
		),
	);
	const domain =
		fields.length === 1
			? choiceDomain(
					list,
					rows.flatMap(row => row.items),
				)
			: tableAt(list, [
					[
						'fields',
						listAt(
							list,
							fields.map(field => textAt(first ?? list, field)),
						),
					],
					['values', listAt(list, rows)],
				]);
	const name = fields.length === 1 ? (fields[0] ?? 'point') : 'point';
	return {
		parameters: [
			{
				name,
				key: first ?? list,
				domain: rows.length === 1 && fields.length === 1 ? constantDomain(list, rows[0]?.items[0] ?? list) : domain,
			},
		],
		sampler: [['name', textAt(list, 'grid')]],
		budget: rows.length > TUNING_TRIALS ? [['trials', numberAt(list, TUNING_TRIALS)]] : undefined,
		notes: [
			`each point is a trial, in the order of the file, up to ${TUNING_TRIALS}; --trials N is AlgoPerf's --num_tuning_trials`,
		],
	};
}
