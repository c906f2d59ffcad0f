import type {ImportedArtifact, ImportedSweep, ImportedTrial} from '../domain/importer.ts';
import {highest, lowest, mean, quantile, sum} from '../domain/statistics/stats.ts';
import {
	type Allocation,
	totalBytes,
	type Trace,
	type TraceEvent,
	type TraceInvocation,
	type TraceKernel,
} from './trace.ts';

const NS = 1e9;

/**
 * A trace as sweeps: `kernels` with one trial a kernel, its runs as repeats; `invocations` with one trial a call;
 * `timeline` with one trial a span, in order of the tree of its invocation. What the trace lacks
 * gives no sweep; a trace without kernels and invocations gives the first all the same, empty.
 */
export function traceSweeps(name: string, trace: Trace): readonly ImportedSweep[] {
	const shared = {
		labels: {trace: name},
		...(trace.devices.length === 0 ? {} : {host: {devices: trace.devices.map(({facts}) => facts)}}),
		notes: trace.notes,
	};
	const sweeps: ImportedSweep[] = [kernelSweep(trace, shared)];
	if (trace.invocations.length > 0) sweeps.push(invocationSweep(trace, shared), timelineSweep(trace, shared));
	return sweeps;
}

type Shared = Pick<ImportedSweep, 'host' | 'labels' | 'notes'>;

function kernelSweep({kernels}: Trace, shared: Shared): ImportedSweep {
	const total = sum(kernels.flatMap(kernel => kernel.runsNs));
	return {
		...shared,
		name: 'kernels',
		views: [{kind: 'bars', x: 'kernel', y: 'total_s'}],
		// The first of the ranking is where the time goes; `--sort=-mean_s` asks the other question.
		objectives: [{metric: 'total_s', direction: 'maximize'}],
		metrics: [
			{name: 'count', format: 'd'},
			...['total_s', 'mean_s', 'min_s', 'max_s', 'p95_s'].map(metric => ({name: metric, unit: 's'})),
			{name: 'share', format: '.2%'},
			{name: 'flops_per_second', unit: 'FLOP/s'},
			{name: 'bytes_per_second', unit: 'B/s'},
			{name: 'temporary_bytes', unit: 'B', format: 'd'},
		],
		trials: kernels.map(kernel => kernelTrial(kernel, total)),
	};
}

function kernelTrial(kernel: TraceKernel, totalNs: number): ImportedTrial {
	const {runsNs, allocations} = kernel;
	const own = sum(runsNs);
	const perSecond = (amount: number): number => (amount * runsNs.length * NS) / own;
	return {
		params: {kernel: kernel.name, ...(kernel.type === undefined ? {} : {type: kernel.type})},
		state: 'complete',
		metrics: {
			count: runsNs.length,
			total_s: own / NS,
			mean_s: mean(runsNs) / NS,
			min_s: lowest(runsNs) / NS,
			max_s: highest(runsNs) / NS,
			p95_s: quantile(runsNs, 0.95) / NS,
			share: totalNs === 0 ? 0 : own / totalNs,
			...(kernel.flops === undefined || own === 0 ? {} : {flops_per_second: perSecond(kernel.flops)}),
			...(kernel.bytes === undefined || own === 0 ? {} : {bytes_per_second: perSecond(kernel.bytes)}),
			...(allocations === undefined ? {} : {temporary_bytes: totalBytes(allocations)}),
		},
		durationS: own / NS,
		artifacts: kernelArtifacts(kernel),
		repeats: runsNs.map(ns => ({metrics: {mean_s: ns / NS}, durationS: ns / NS})),
	};
}

/** What a person reads of a kernel: its source, the program that it comes from, the memory that this asks for. */
function kernelArtifacts({source, program, allocations}: TraceKernel): readonly ImportedArtifact[] {
	const texts: readonly (readonly [string, string | undefined])[] = [
		['source.txt', source],
		['program.txt', program],
		['memory.txt', allocations === undefined ? undefined : formatAllocations(allocations)],
	];
	return texts.flatMap(([name, text]) =>
		text === undefined ? [] : [{name, mediaType: 'text/plain', bytes: () => Buffer.from(text)}],
	);
}

/** `28 allocs, 8069760 bytes`, then a line for each size. */
function formatAllocations(allocations: readonly Allocation[]): string {
	const pieces = allocations.reduce((total, {count}) => total + count, 0);
	const lines = allocations.map(({sizeBytes, count}) => `  ${count} alloc(s) of size ${sizeBytes}`);
	return `${[`${pieces} allocs, ${totalBytes(allocations)} bytes`, ...lines].join('\n')}\n`;
}

function invocationSweep(trace: Trace, shared: Shared): ImportedSweep {
	return {
		...shared,
		name: 'invocations',
		views: [{kind: 'bars', x: 'invocation', y: 'elapsed_s'}],
		objectives: [{metric: 'elapsed_s', direction: 'maximize'}],
		metrics: [
			{name: 'elapsed_s', unit: 's'},
			{name: 'events', format: 'd'},
			{name: 'kernel_runs', format: 'd'},
			{name: 'verbs', format: 'd'},
			{name: 'longest_kernel_s', unit: 's'},
		],
		trials: trace.invocations.map(invocation => invocationTrial(invocation, trace)),
	};
}

/** The spans in which kernels execute: in an event log those of that verb, elsewhere every span of a kernel. */
export function executionsOf({events}: TraceInvocation): readonly TraceEvent[] {
	const runs = events.filter(event => event.kernel !== undefined);
	const executing = runs.filter(event => event.verb.endsWith('::Executing'));
	return executing.length > 0 ? executing : runs;
}

function invocationTrial(invocation: TraceInvocation, trace: Trace): ImportedTrial {
	const runs = executionsOf(invocation);
	const longest = runs.reduce<TraceEvent | undefined>(
		(most, event) => (most === undefined || event.durationNs > most.durationNs ? event : most),
		undefined,
	);
	return {
		params: {
			invocation: invocation.number,
			...(longest?.kernel === undefined ? {} : {longest_kernel: longest.kernel}),
		},
		state: 'complete',
		...timesOf(invocation, trace),
		metrics: {
			elapsed_s: invocation.durationNs / NS,
			events: invocation.events.length,
			kernel_runs: runs.length,
			verbs: new Set(invocation.events.map(event => event.verb)).size,
			...(longest === undefined ? {} : {longest_kernel_s: longest.durationNs / NS}),
		},
	};
}

function timelineSweep(trace: Trace, shared: Shared): ImportedSweep {
	return {
		...shared,
		name: 'timeline',
		views: [{kind: 'gantt', color: 'verb', fix: {invocation: longestOf(trace)}}],
		objectives: [{metric: 'elapsed_s', direction: 'maximize'}],
		metrics: [
			{name: 'elapsed_s', unit: 's'},
			{name: 'start_s', unit: 's'},
		],
		trials: {[Symbol.iterator]: () => timelineTrials(trace)},
	};
}

/** The invocation with the most spans: what a person most likely wants to see first. */
function longestOf({invocations}: Trace): number {
	let most = invocations[0];
	for (const invocation of invocations) if (invocation.events.length > (most?.events.length ?? 0)) most = invocation;
	return most?.number ?? 0;
}

function* timelineTrials(trace: Trace): Generator<ImportedTrial> {
	for (const {number, events} of trace.invocations) {
		for (const event of events) {
			yield {
				label: event.label,
				params: {
					invocation: number,
					verb: event.verb,
					depth: event.depth,
					...(event.kernel === undefined ? {} : {kernel: event.kernel}),
				},
				state: 'complete',
				...timesOf(event, trace),
				metrics: {elapsed_s: event.durationNs / NS, start_s: event.startNs / NS},
			};
		}
	}
}

function timesOf(
	{startNs, durationNs}: {readonly startNs: number; readonly durationNs: number},
	{startMs = 0}: Trace,
): {readonly startedMs: number; readonly durationS: number} {
	return {startedMs: startMs + startNs / 1e6, durationS: durationNs / NS};
}
