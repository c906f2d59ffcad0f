import {describeNode, entryOf, mistake, type Node, quoted, type TableNode} from '../../domain/text/document.ts';
import {nearestName} from '../../domain/text/nearest.ts';
import {WATCH_EVENTS, type WatchPattern} from '../../domain/sweep.ts';
import {mistakeInPattern} from '../../listeners/patterns.ts';
import {parseToml} from '../../spec/parse-toml.ts';
import {readSweepFile} from '../../spec/read-sweep-file.ts';

const KEYS = ['name', 'pattern', 'event', 'params'];

/**
 * Reads a file of patterns: `[[patterns]]` with `pattern`, and `event` (start, value, end, fail or plan; value where it
 * is absent), `params` (the groups that are parameters) and `name`. Throws UserError with file:line:column.
 */
export function readPatterns(path: string): readonly WatchPattern[] {
	const root = parseToml(readSweepFile(path));
	refuseUnknown(root, ['patterns'], 'a file of patterns');
	const list = entryOf(root, 'patterns');
	if (list?.kind !== 'list' || list.items.length === 0) {
		throw mistake(
			list ?? root,
			'there are no [[patterns]]',
			"begin with [[patterns]] and pattern = 'loss=(?<loss>\\S+)'",
		);
	}
	return list.items.map(readPattern);
}

function readPattern(node: Node, index: number): WatchPattern {
	if (node.kind !== 'table') throw mistake(node, `a pattern is a table, not ${describeNode(node)}`);
	refuseUnknown(node, KEYS, 'a pattern');
	const source = entryOf(node, 'pattern');
	if (source?.kind !== 'text') throw mistake(source ?? node, "a pattern needs pattern = '…'");
	const name = entryOf(node, 'name');
	const pattern = {
		name: name?.kind === 'text' ? name.value : `pattern ${index + 1}`,
		pattern: source.value,
		event: readEvent(entryOf(node, 'event')),
		params: readParams(entryOf(node, 'params')),
	};
	const problem = mistakeInPattern(pattern);
	if (problem !== undefined) throw mistake(source, problem, 'groups are written (?<name>…)');
	return pattern;
}

function readEvent(node: Node | undefined): WatchPattern['event'] {
	if (node === undefined) return 'value';
	const known = WATCH_EVENTS.find(event => node.kind === 'text' && node.value === event);
	if (known !== undefined) return known;
	throw mistake(node, `event must be one of ${WATCH_EVENTS.join(', ')}, not ${describeNode(node)}`);
}

function readParams(node: Node | undefined): readonly string[] {
	if (node === undefined) return [];
	if (node.kind !== 'list') throw mistake(node, `params is a list of groups, not ${describeNode(node)}`);
	return node.items.map(item => {
		if (item.kind !== 'text') throw mistake(item, `the name of a group is a text, not ${describeNode(item)}`);
		return item.value;
	});
}

function refuseUnknown(table: TableNode, keys: readonly string[], what: string): void {
	for (const [key, {key: place}] of table.entries) {
		if (keys.includes(key)) continue;
		const near = nearestName(key, keys);
		const hint = near === undefined ? `it knows ${keys.join(', ')}` : `did you mean ${near}?`;
		throw mistake(place, `${what} has no key ${quoted(key)}`, hint);
	}
}
