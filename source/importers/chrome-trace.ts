import type {ForeignSource, ImporterDefinition} from '../domain/importer.ts';
import {own} from '../domain/record.ts';
import {type ChromeEvents, type ChromeSpan, readChromeEvents} from './chrome-events.ts';
import {asList, asText} from './loose-json.ts';
import {sweepName} from './sweep-name.ts';
import type {Allocation, Trace, TraceEvent, TraceInvocation, TraceKernel} from './trace.ts';
import {traceSweeps} from './trace-sweeps.ts';

/** Times above are µs since 1970 (from September 2001 on), not since a start of the writer's choice. */
const EPOCH_NS = 1e18;

/** Chrome traces, with the same kernels, invocations and timeline as an event log. */
export const chromeTrace = {
	id: 'chrome-trace',
	title: 'Chrome trace',
	takes: 'Chrome trace JSON: {"traceEvents": […]} or a list of events',
	recognise: source => {
		if (source.kind !== 'file') return undefined;
		const head = Buffer.from(source.head()).toString('utf8');
		if (/^\s*\{/.test(head) && head.includes('"traceEvents"')) return 'sure';
		return /^\s*\[\s*\{/.test(head) && /"ph"\s*:\s*"[XBEiICMbenstf]"/.test(head) ? 'sure' : undefined;
	},
	read: (source: ForeignSource) =>
		traceSweeps(sweepName(source.name), toTrace(readChromeEvents(source.text(), source.path))),
} as const satisfies ImporterDefinition;

type Node = {readonly span: ChromeSpan; readonly children: Node[]; readonly depth: number};

/**
 * Spans as a trace. Within a lane a span belongs to the one that contains it. Kernels are the spans of category
 * `kernel`, else those with nothing below them; invocations are the topmost spans with something below. `args` of a
 * kernel's spans may hold `source`, `program`, `flops`, `bytes` and `allocations` (pairs of size and count).
 */
export function toTrace(events: ChromeEvents): Trace {
	const roots = growTrees(events.spans);
	const hasKernels = events.spans.some(span => span.category === 'kernel');
	const isKernel = (node: Node): boolean => (hasKernels ? node.span.category === 'kernel' : node.children.length === 0);
	const originNs = events.spans[0]?.startNs ?? 0;
	const endNs = events.spans.reduce((last, span) => Math.max(last, span.startNs + span.durationNs), originNs);
	const nodes = roots.flatMap(flatten);
	const verbs = Map.groupBy(events.spans, span => (span.category === '' ? span.name : span.category));
	return {
		kernels: collectKernels(nodes.filter(isKernel), events.laneNames),
		invocations: roots
			.filter(root => root.children.length > 0)
			.map((root, number) => toInvocation(root, number, originNs, isKernel)),
		verbs: new Map([...verbs].map(([verb, spans]) => [verb, spans.map(span => span.durationNs)])),
		devices: [],
		spanNs: endNs - originNs,
		...(originNs > EPOCH_NS ? {startMs: originNs / 1e6} : {}),
		notes: notesOf(events),
	};
}

/** Roots in order of start; lanes do not mix. */
function growTrees(spans: readonly ChromeSpan[]): readonly Node[] {
	const roots: Node[] = [];
	const open = new Map<string, Node[]>();
	for (const span of spans) {
		const stack = open.get(span.lane) ?? [];
		const endNs = span.startNs + span.durationNs;
		while (stack.length > 0 && !contains(stack.at(-1), span.startNs, endNs)) stack.pop();
		const node: Node = {span, children: [], depth: stack.length};
		(stack.at(-1)?.children ?? roots).push(node);
		stack.push(node);
		open.set(span.lane, stack);
	}
	return roots;
}

function contains(node: Node | undefined, startNs: number, endNs: number): boolean {
	return node !== undefined && node.span.startNs <= startNs && endNs <= node.span.startNs + node.span.durationNs;
}

function flatten(root: Node): readonly Node[] {
	const all: Node[] = [];
	const waiting = [root];
	for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
		all.push(node);
		waiting.push(...node.children.toReversed());
	}
	return all;
}

function collectKernels(nodes: readonly Node[], laneNames: ReadonlyMap<string, string>): readonly TraceKernel[] {
	const kernels = [...Map.groupBy(nodes, node => node.span.name)].map(([name, runs]): TraceKernel => {
		const lane = runs[0]?.span.lane ?? '';
		return {
			name,
			runsNs: runs.map(run => run.span.durationNs),
			...(laneNames.has(lane) ? {device: laneNames.get(lane) ?? lane} : {}),
			...describe(runs),
		};
	});
	const total = ({runsNs}: TraceKernel): number => runsNs.reduce((sum, ns) => sum + ns, 0);
	return kernels.toSorted((a, b) => total(b) - total(a));
}

/** The first of the runs that has a fact gives it. */
function describe(runs: readonly Node[]): Partial<TraceKernel> {
	const find = <T>(key: string, read: (value: unknown) => T | undefined): T | undefined =>
		runs.map(run => read(own(run.span.args, key))).find(value => value !== undefined);
	const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
	const facts = {
		type: find('type', asText),
		flops: find('flops', number),
		bytes: find('bytes', number),
		source: find('source', asText),
		program: find('program', asText),
		allocations: find('allocations', readAllocations),
	};
	return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function readAllocations(value: unknown): readonly Allocation[] | undefined {
	if (!Array.isArray(value)) return undefined;
	return value.flatMap((pair): Allocation[] => {
		const [sizeBytes, count] = asList(pair);
		return typeof sizeBytes === 'number' && typeof count === 'number' ? [{sizeBytes, count}] : [];
	});
}

function toInvocation(
	root: Node,
	number: number,
	originNs: number,
	isKernel: (node: Node) => boolean,
): TraceInvocation {
	return {
		number,
		startNs: root.span.startNs - originNs,
		durationNs: root.span.durationNs,
		events: flatten(root).map((node): TraceEvent => {
			const {span, depth} = node;
			return {
				verb: span.category === '' ? span.name : span.category,
				label: span.name,
				startNs: span.startNs - originNs,
				durationNs: span.durationNs,
				depth,
				...(isKernel(node) ? {kernel: span.name} : {}),
			};
		}),
	};
}

function notesOf({instants, counters, skipped, open, isCut}: ChromeEvents): readonly string[] {
	const notes: string[] = [];
	if (isCut) notes.push('the end of the file is missing: what stands before it was read');
	if (open > 0) notes.push(`${open} spans were begun and never ended: they end at the last time`);
	if (instants > 0) notes.push(`${instants} instant events have no duration and are not shown`);
	if (counters > 0) notes.push(`${counters} counter events are not shown`);
	if (skipped > 0) notes.push(`${skipped} events of other kinds were left out`);
	return notes;
}
