import {UserError} from '../domain/errors.ts';
import type {FileExporter} from '../domain/exporter.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {formatQuantity} from '../plot/quantity.ts';
import {type CallNode, collectCalls} from './call-graph.ts';

/**
 * The calls of a trace as a graph for Graphviz: a box for each kind of span with its calls, its time and that of its
 * own, an arrow for who called whom. Source: "The DOT Language", graphviz.org.
 */
export const dotExporter = {
	id: 'dot',
	title: 'call graph of a trace for Graphviz (dot -Tsvg)',
	extension: 'dot',
	write: writeGraph,
} as const satisfies FileExporter;

function* writeGraph(state: SweepState): Generator<string> {
	const graph = collectCalls(state);
	if (graph === undefined)
		throw new UserError(
			'the trials are no calls: none has a depth, so there is no call graph',
			'Export the timeline of a trace: sweeptop export trace.json#timeline --format dot',
		);
	const names = new Map(graph.nodes.map((node, index) => [node, `n${index}`]));
	const most = Math.max(0, ...graph.nodes.map(selfS));
	yield `digraph ${quote(state.sweep?.name ?? 'calls')} {\n`;
	yield '\trankdir=LR;\n\tnode [shape=box, style=filled, fontname="sans-serif"];\n\tedge [fontname="sans-serif"];\n';
	for (const node of graph.nodes) {
		const share = most > 0 ? selfS(node) / most : 0;
		yield `\t${names.get(node)} [label=${quote(labelOf(node))}, fillcolor="0.09 ${share.toFixed(3)} 1.000"];\n`;
	}
	for (const {from, to, calls, totalS} of graph.edges)
		yield `\t${names.get(from)} -> ${names.get(to)} [label=${quote(`${calls} ×\n${secondsText(totalS)}`)}];\n`;
	yield '}\n';
}

/** What it did itself; spans that run beside their parent may add up to more than it. */
function selfS({totalS, childrenS}: CallNode): number {
	return Math.max(0, totalS - childrenS);
}

function labelOf(node: CallNode): string {
	const {verb, kernel, calls, totalS} = node;
	const name = [kernel, verb.split('::').slice(-2).join('.')].filter(part => part !== undefined && part !== '');
	const self = selfS(node);
	const times = [`${calls} ×, ${secondsText(totalS)}`, ...(self === totalS ? [] : [`self ${secondsText(self)}`])];
	return [...name, ...times].join('\n');
}

function secondsText(seconds: number): string {
	return formatQuantity(seconds, 's');
}

/** A quoted text: its line feeds are `\n`, all else that could end it or act on a terminal is escaped. */
function quote(text: string): string {
	const lines = text.split('\n').map(line => safeText(line).replaceAll(/["\\]/g, '\\$&'));
	return `"${lines.join('\\n')}"`;
}
