import {numberNamed} from '../domain/ranking/metric-value.ts';
import {own} from '../domain/record.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';

/** All calls of one kind: of one verb, and of one kernel where there is one. */
export type CallNode = {
	readonly verb: string;
	readonly kernel: string | undefined;
	calls: number;
	/** With what was called from it. */
	totalS: number;
	/** Of what was called from it directly. */
	childrenS: number;
};

/** All calls from one kind to another. */
export type CallEdge = {readonly from: CallNode; readonly to: CallNode; calls: number; totalS: number};

/** Who called whom in a trace. */
export type CallGraph = {readonly nodes: readonly CallNode[]; readonly edges: readonly CallEdge[]};

/** Between the parts of a key: no name has it. */
const APART = '\u0000';

/**
 * Adds up the spans of a trace. They stand in the order of their tree, each with its depth: the parent of a span is the
 * last one before it that is one less deep. Undefined where trials have no depth.
 */
export function collectCalls({trials}: SweepState): CallGraph | undefined {
	const nodes = new Map<string, CallNode>();
	const edges = new Map<string, CallEdge>();
	const stack: CallNode[] = [];
	let hasDepth = false;
	for (const trial of trials) {
		const depth = trial === undefined ? undefined : own(trial.params, 'depth');
		if (trial === undefined || typeof depth !== 'number' || !(depth >= 0)) continue;
		hasDepth = true;
		const seconds = secondsOf(trial);
		const node = nodeOf(nodes, trial);
		node.calls += 1;
		node.totalS += seconds;
		const caller = stack[Math.min(depth, stack.length) - 1];
		stack.length = Math.min(depth, stack.length);
		stack.push(node);
		if (caller === undefined) continue;
		caller.childrenS += seconds;
		const edge = edgeOf(edges, caller, node);
		edge.calls += 1;
		edge.totalS += seconds;
	}
	return hasDepth ? {nodes: [...nodes.values()], edges: [...edges.values()]} : undefined;
}

function secondsOf(trial: TrialRecord): number {
	const seconds = numberNamed(trial, 'elapsed_s');
	return Number.isFinite(seconds) ? seconds : (trial.durationS ?? 0);
}

function nodeOf(nodes: Map<string, CallNode>, {params}: TrialRecord): CallNode {
	const verb = String(own(params, 'verb') ?? '');
	const kernel = own(params, 'kernel');
	const name = kernel === undefined ? undefined : String(kernel);
	const key = `${verb}${APART}${name ?? ''}`;
	const node = nodes.get(key) ?? {verb, kernel: name, calls: 0, totalS: 0, childrenS: 0};
	nodes.set(key, node);
	return node;
}

function edgeOf(edges: Map<string, CallEdge>, from: CallNode, to: CallNode): CallEdge {
	const key = [from.verb, from.kernel, to.verb, to.kernel].join(APART);
	const edge = edges.get(key) ?? {from, to, calls: 0, totalS: 0};
	edges.set(key, edge);
	return edge;
}
