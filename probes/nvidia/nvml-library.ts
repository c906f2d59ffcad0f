import type {Rejection} from '../../source/domain/channel.ts';
import {messageOf} from '../../source/domain/errors.ts';
import {bindProcesses, type ProcessCalls} from './nvml-processes.ts';
import type {Checked} from '../reading/plausibility.ts';

/** A C function: numbers and handles by value, memory to fill as a buffer; gives its return code. */
export type NativeFunction = (...values: readonly (number | bigint | Buffer)[]) => unknown;

/** What of the package `koffi` is used. */
export type ForeignFunctions = {
	readonly load: (path: string) => {readonly func: (signature: string) => NativeFunction};
	/** Where a buffer stands, for structures that point at one; older versions lack it. */
	readonly address?: (memory: Buffer) => bigint;
};

/** Handle of a GPU. */
export type NvmlDevice = bigint;

/** The calls of NVML that are made, each with its answer or the library's reason. */
export type Nvml = {
	readonly devices: () => readonly NvmlDevice[];
	readonly name: (device: NvmlDevice) => string;
	/** A call that fills one 32-bit number: `nvmlDeviceGetPowerUsage`; `which` is its selector, if it has one. */
	readonly number: (call: NumberCall, device: NvmlDevice, which?: number) => Checked;
	/** Millijoules since the driver was loaded. */
	readonly energy: (device: NvmlDevice) => Checked;
	readonly memoryUsed: (device: NvmlDevice) => Checked;
	readonly utilisation: (device: NvmlDevice) => Checked;
	/** Nanoseconds below the asked clock, by policy: 0 power, 1 heat. */
	readonly violation: (device: NvmlDevice, policy: number) => Checked;
	/** Values by field id (`nvml.h`, NVML_FI_DEV_…). */
	readonly fields: (device: NvmlDevice, ids: readonly number[]) => readonly Checked[];
	readonly processes: ProcessCalls;
	readonly close: () => void;
};

const NUMBER_CALLS = {
	nvmlDeviceGetPowerUsage: 0,
	nvmlDeviceGetTemperature: 1,
	nvmlDeviceGetClockInfo: 1,
	nvmlDeviceGetFanSpeed: 0,
	nvmlDeviceGetPowerManagementLimit: 0,
} as const;

/** Calls that {@link Nvml.number} makes. */
export type NumberCall = keyof typeof NUMBER_CALLS;

const LIBRARIES = ['libnvidia-ml.so.1', 'libnvidia-ml.so'];

const KOFFI_MEND = 'npm install koffi, for energy from the counter of the GPU; nvidia-smi is read meanwhile';

/** Where the foreign functions come from, and the names that the library may have. */
export type NvmlOptions = {
	readonly importKoffi: () => Promise<unknown>;
	readonly libraries?: readonly string[];
};

/** Loads NVML by the optional package `koffi`, or says what is missing. */
export async function loadNvml({importKoffi, libraries = LIBRARIES}: NvmlOptions): Promise<Nvml | Rejection> {
	let koffi: ForeignFunctions;
	try {
		const module = await importKoffi();
		if (!isForeignFunctions(module)) return {reason: 'the package koffi has no function load', mend: KOFFI_MEND};
		koffi = module;
	} catch {
		return {reason: 'the optional package koffi is not installed', mend: KOFFI_MEND};
	}
	let why = '';
	for (const path of libraries) {
		try {
			return bind(koffi.load(path), koffi.address);
		} catch (error) {
			why = messageOf(error);
		}
	}
	return {reason: `NVML: ${why}`, mend: 'install the NVIDIA driver with its libraries'};
}

function isForeignFunctions(module: unknown): module is ForeignFunctions {
	return typeof module === 'object' && module !== null && 'load' in module && typeof module.load === 'function';
}

/** Return codes of `nvml.h` in words; a code that is not here is named by its number. */
const CODES: ReadonlyMap<unknown, string> = new Map([
	[3, 'not supported by this GPU'],
	[4, 'permission denied'],
	[9, 'the driver is not loaded'],
	[15, 'the GPU is lost'],
	[18, 'driver and library differ in version'],
]);

function reasonOf(code: unknown): string {
	return CODES.get(code) ?? `NVML says ${String(code)}`;
}

/** A loaded library whose functions can be named. */
type Library = {readonly func: (signature: string) => NativeFunction};

/** Handles are passed as integers of their size, so that no type of the library needs a declaration. */
function bind(library: Library, address: ForeignFunctions['address']): Nvml {
	const getter = (name: string, hasSelector = false): NativeFunction =>
		library.func(`int ${name}(uint64_t device, ${hasSelector ? 'unsigned int which, ' : ''}void *out)`);
	const shutdown = library.func('int nvmlShutdown()');
	const name = library.func('int nvmlDeviceGetName(uint64_t device, void *name, unsigned int length)');
	const numbers = Object.fromEntries(
		Object.entries(NUMBER_CALLS).map(([call, selectors]) => [call, getter(call, selectors > 0)]),
	);
	const energy = getter('nvmlDeviceGetTotalEnergyConsumption');
	const memory = getter('nvmlDeviceGetMemoryInfo');
	const rates = getter('nvmlDeviceGetUtilizationRates');
	const violation = getter('nvmlDeviceGetViolationStatus', true);
	const fieldValues = library.func('int nvmlDeviceGetFieldValues(uint64_t device, int count, void *values)');
	const devices = bindDevices(library);
	const started = library.func('int nvmlInit_v2()')();
	if (started !== 0) throw new Error(reasonOf(started));
	return {
		devices,
		name: device => {
			const out = Buffer.alloc(96);
			return name(device, out, out.length) === 0 ? out.toString('latin1', 0, out.indexOf(0)) : 'GPU';
		},
		number: (call, device, which) => {
			const native = numbers[call];
			return fill(4, out => (which === undefined ? native?.(device, out) : native?.(device, which, out)), readWord);
		},
		energy: device => fill(8, out => energy(device, out), readLong(0)),
		// Three of 64 bits: total, free, used.
		memoryUsed: device => fill(24, out => memory(device, out), readLong(16)),
		// Two of 32 bits: GPU, memory.
		utilisation: device => fill(8, out => rates(device, out), readWord),
		// Two of 64 bits: the time of the look, and the counter.
		violation: (device, policy) => fill(16, out => violation(device, policy, out), readLong(8)),
		fields: (device, ids) => readFields(fieldValues, device, ids),
		processes: bindProcesses({func: signature => library.func(signature), address, reasonOf}),
		close: () => {
			shutdown();
		},
	};
}

function bindDevices(library: Library): () => readonly NvmlDevice[] {
	const count = library.func('int nvmlDeviceGetCount_v2(void *count)');
	const handle = library.func('int nvmlDeviceGetHandleByIndex_v2(unsigned int index, void *device)');
	return () => {
		const out = Buffer.alloc(8);
		if (count(out) !== 0) return [];
		return Array.from({length: out.readUInt32LE(0)}, (_, index) => index).flatMap(index =>
			handle(index, out) === 0 ? [out.readBigUInt64LE(0)] : [],
		);
	};
}

/** Has a call fill a structure of so many bytes, and reads the number that is wanted of it. */
function fill(bytes: number, call: (out: Buffer) => unknown, read: (out: Buffer) => number): Checked {
	const out = Buffer.alloc(bytes);
	return answer(call(out), () => read(out));
}

const readWord = (out: Buffer): number => out.readUInt32LE(0);

const readLong =
	(at: number) =>
	(out: Buffer): number =>
		Number(out.readBigUInt64LE(at));

function answer(code: unknown, read: () => number): Checked {
	return code === 0 ? {kind: 'value', value: read()} : {kind: 'missing', reason: reasonOf(code)};
}

/** Size of `nvmlFieldValue_t`: id, scope, two times of 64 bits, type, return code, and a union of 64 bits. */
const FIELD_BYTES = 40;

function readFields(call: NativeFunction, device: NvmlDevice, ids: readonly number[]): readonly Checked[] {
	const out = Buffer.alloc(FIELD_BYTES * ids.length);
	for (const [index, id] of ids.entries()) out.writeUInt32LE(id, index * FIELD_BYTES);
	const code = call(device, ids.length, out);
	return ids.map((_, index) => {
		const at = index * FIELD_BYTES;
		return answer(code === 0 ? out.readInt32LE(at + 28) : code, () => readUnion(out, at));
	});
}

/** `nvmlValueType_t`: 0 double, 1 and 5 of 32 bits, 2 and 3 of 64 bits unsigned, 4 signed, 6 of 16 bits. */
function readUnion(out: Buffer, at: number): number {
	switch (out.readUInt32LE(at + 24)) {
		case 0:
			return out.readDoubleLE(at + 32);
		case 1:
			return out.readUInt32LE(at + 32);
		case 4:
			return Number(out.readBigInt64LE(at + 32));
		case 5:
			return out.readInt32LE(at + 32);
		case 6:
			return out.readUInt16LE(at + 32);
		default:
			return Number(out.readBigUInt64LE(at + 32));
	}
}
