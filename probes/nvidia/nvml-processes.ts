import type {NativeFunction} from './nvml-library.ts';

/** How much of the GPU a process used, 0 to 100 %, up to a time of the driver's in µs. */
export type ProcessLoad = {readonly pid: number; readonly us: number; readonly smPct: number};

/** What NVML tells of the processes on a GPU; a text is the library's reason. */
export type ProcessCalls = {
	/** Load of single processes after that time of the driver's. */
	readonly loads: (device: bigint, sinceUs: number) => readonly ProcessLoad[] | string;
	/** Processes that have a context on the GPU, whether they work or not. */
	readonly running: (device: bigint) => readonly number[] | string;
};

/** What the calls need: functions by signature, addresses of buffers where known, and return codes in words. */
export type ProcessBinding = {
	readonly func: (signature: string) => NativeFunction;
	readonly address: ((memory: Buffer) => bigint) | undefined;
	readonly reasonOf: (code: unknown) => string;
};

/** `NVML_ERROR_NOT_SUPPORTED`: also the answer of calls that a library lacks. */
const NOT_SUPPORTED = 3;
/** `NVML_ERROR_NOT_FOUND`: nothing ran since. */
const NOT_FOUND = 6;
/** `NVML_ERROR_INSUFFICIENT_SIZE`: to a question for the count, how many there are. */
const INSUFFICIENT_SIZE = 7;

/** The driver keeps about a hundred samples in all. */
const MOST_LOADS = 512;

/** Binds the calls; one that the library lacks answers that it is not supported. */
export function bindProcesses({func, address, reasonOf}: ProcessBinding): ProcessCalls {
	const optional = (signature: string): NativeFunction => {
		try {
			return func(signature);
		} catch {
			return () => NOT_SUPPORTED;
		}
	};
	const samples = optional(
		'int nvmlDeviceGetProcessUtilization(uint64_t device, void *samples, void *count, uint64_t since)',
	);
	const infos = optional('int nvmlDeviceGetProcessesUtilizationInfo(uint64_t device, void *info)');
	const contexts = ['Compute', 'Graphics'].map(kind =>
		optional(`int nvmlDeviceGet${kind}RunningProcesses_v3(uint64_t device, void *count, void *infos)`),
	);
	return {
		loads: (device, sinceUs) => {
			const first = readSamples(samples, device, sinceUs);
			const second =
				first === NOT_SUPPORTED && address !== undefined ? readInfos(infos, address, device, sinceUs) : first;
			return typeof second === 'number' ? reasonOf(second) : second;
		},
		running: device => {
			const answers = contexts.map(call => readContexts(call, device));
			const known = answers.filter(answer => typeof answer !== 'number');
			return known.length === 0 ? reasonOf(answers[0] ?? NOT_SUPPORTED) : [...new Set(known.flat())];
		},
	};
}

/** `nvmlProcessUtilizationSample_t`: pid, time of 64 bits, use of SM, memory, encoder and decoder. */
const SAMPLE_BYTES = 32;

/** The samples, or the return code. */
function readSamples(call: NativeFunction, device: bigint, sinceUs: number): readonly ProcessLoad[] | number {
	const out = Buffer.alloc(SAMPLE_BYTES * MOST_LOADS);
	const count = Buffer.alloc(4);
	count.writeUInt32LE(MOST_LOADS);
	const code = call(device, out, count, BigInt(sinceUs));
	if (code === NOT_FOUND) return [];
	if (code !== 0) return Number(code);
	return loadsIn(out, count.readUInt32LE(), {bytes: SAMPLE_BYTES, pid: 0, us: 8, sm: 16}, sinceUs);
}

/** `nvmlProcessUtilizationInfo_v1_t`: time of 64 bits, pid, use of SM, memory, encoder, decoder, JPEG and flow. */
const INFO_BYTES = 40;
/** `nvmlProcessesUtilizationInfo_v1_t`: version, count, time of 64 bits, pointer; the version has its size in it. */
const INFOS_BYTES = 24;
const INFOS_VERSION = INFOS_BYTES | (1 << 24);

/** The call that drivers since 550 have instead, on GPUs whose samples of single processes are not supported. */
function readInfos(
	call: NativeFunction,
	address: (memory: Buffer) => bigint,
	device: bigint,
	sinceUs: number,
): readonly ProcessLoad[] | number {
	const out = Buffer.alloc(INFO_BYTES * MOST_LOADS);
	const infos = Buffer.alloc(INFOS_BYTES);
	const ask = (capacity: number): unknown => {
		infos.writeUInt32LE(INFOS_VERSION, 0);
		infos.writeUInt32LE(capacity, 4);
		infos.writeBigUInt64LE(BigInt(sinceUs), 8);
		infos.writeBigUInt64LE(capacity === 0 ? 0n : address(out), 16);
		return call(device, infos);
	};
	// A first question for the count is part of its protocol.
	const counted = ask(0);
	if (counted === NOT_FOUND || counted === 0) return [];
	if (counted !== INSUFFICIENT_SIZE) return Number(counted);
	const code = ask(MOST_LOADS);
	if (code === NOT_FOUND) return [];
	if (code !== 0) return Number(code);
	return loadsIn(out, infos.readUInt32LE(4), {bytes: INFO_BYTES, pid: 8, us: 0, sm: 12}, sinceUs);
}

/** Size of one element, and where its parts stand. */
type Layout = {readonly bytes: number; readonly pid: number; readonly us: number; readonly sm: number};

function loadsIn(out: Buffer, count: number, {bytes, pid, us, sm}: Layout, sinceUs: number): readonly ProcessLoad[] {
	return Array.from({length: Math.min(MOST_LOADS, count)}, (_, index) => {
		const at = index * bytes;
		return {
			pid: out.readUInt32LE(at + pid),
			us: Number(out.readBigUInt64LE(at + us)),
			smPct: Math.min(100, out.readUInt32LE(at + sm)),
		};
	}).filter(load => load.us > sinceUs);
}

/** `nvmlProcessInfo_t` of the calls of version 3: pid, memory of 64 bits, and two ids of MIG. */
const CONTEXT_BYTES = 24;
const MOST_CONTEXTS = 256;

function readContexts(call: NativeFunction, device: bigint): readonly number[] | number {
	const out = Buffer.alloc(CONTEXT_BYTES * MOST_CONTEXTS);
	const count = Buffer.alloc(4);
	count.writeUInt32LE(MOST_CONTEXTS);
	const code = call(device, count, out);
	if (code !== 0) return Number(code);
	return Array.from({length: Math.min(MOST_CONTEXTS, count.readUInt32LE())}, (_, index) =>
		out.readUInt32LE(index * CONTEXT_BYTES),
	);
}
