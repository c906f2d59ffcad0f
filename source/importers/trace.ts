/** One span of a trace. */
export type TraceEvent = {
	/** What kind of work: `tile::hal::opencl::Executing`, or a Chrome trace's category. */
	readonly verb: string;
	/** Where it stands in a chart: the kernel and the last two parts of the verb, or the event's name. */
	readonly label: string;
	readonly kernel?: string;
	/** Since the start of the trace, all clocks aligned; whole ns where the trace has them. */
	readonly startNs: number;
	/** From the raw times of one clock, so that no alignment touches it. */
	readonly durationNs: number;
	/** 0 for the invocation itself. */
	readonly depth: number;
};

/** Memory that a program asks for: `count` pieces of one size. */
export type Allocation = {readonly sizeBytes: number; readonly count: number};

/** All runs of one kernel, and what the trace tells of it. */
export type TraceKernel = {
	readonly name: string;
	/** Durations in order of the trace. */
	readonly runsNs: readonly number[];
	/** `contraction`, `element`, `zero`, `special`. */
	readonly type?: string;
	/** Of one run. */
	readonly flops?: number;
	/** Moved by one run. */
	readonly bytes?: number;
	readonly source?: string;
	/** Text of the program that it was compiled from. */
	readonly program?: string;
	/** Temporary memory of that program, in the order of the trace. */
	readonly allocations?: readonly Allocation[];
	readonly device?: string;
};

/** One call of the traced program, in order of start. */
export type TraceInvocation = {
	/** Counts from 0. */
	readonly number: number;
	readonly startNs: number;
	readonly durationNs: number;
	/** Itself and all below it and in its window, depth first, children by start. */
	readonly events: readonly TraceEvent[];
};

/** A trace of any origin, as far as its views need it. */
export type Trace = {
	readonly kernels: readonly TraceKernel[];
	readonly invocations: readonly TraceInvocation[];
	/** Spans of each verb, in ns, in order of first appearance. */
	readonly verbs: ReadonlyMap<string, readonly number[]>;
	/** Facts of each device, by name of the device. */
	readonly devices: readonly {readonly name: string; readonly facts: Readonly<Record<string, string | number>>}[];
	readonly spanNs: number;
	/** Of the trace's start, since 1970, where its clock is the world's. */
	readonly startMs?: number;
	readonly notes: readonly string[];
};

/** Name under which runs stand whose kernel the trace does not tell. */
export const UNRESOLVED = 'unresolved';

/** Bytes of all pieces. */
export function totalBytes(allocations: readonly Allocation[]): number {
	return allocations.reduce((total, {sizeBytes, count}) => total + sizeBytes * count, 0);
}
