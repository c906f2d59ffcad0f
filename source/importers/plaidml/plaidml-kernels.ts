import type {Activities, Activity} from './plaidml-activities.ts';
import type {ActivityId} from './plaidml-events.ts';
import {
	findMetadata,
	type KernelFacts,
	type ProgramFacts,
	readCompilationInfo,
	readDeviceInfo,
	readKernelInfo,
	readReference,
} from './plaidml-metadata.ts';
import {WireError} from '../tfevents/protobuf-fields.ts';
import {type TraceKernel, UNRESOLVED} from '../trace.ts';

/** The verb of what a kernel does on its device. */
const EXECUTING = 'tile::hal::opencl::Executing';

/** Tells which kernel an activity belongs to, through RunInfo on itself or above. Remembers what it found. */
export type KernelFinder = {
	/** The activity that built the kernel, or undefined where none is named or it is not in the log. */
	readonly buildOf: (activity: Activity) => Activity | undefined;
	/** `kernel_c25_sdk_38`, or undefined. */
	readonly nameOf: (activity: Activity) => string | undefined;
};

/** @param schema of the log: how ids stand in metadata. */
export function createKernelFinder({byId}: Activities, schema: 1 | 2): KernelFinder {
	const facts = new Map<ActivityId, string | undefined>();
	const buildOf = (activity: Activity): Activity | undefined => {
		const runInfo = findMetadata(byId, activity, 'RunInfo');
		const id = runInfo === undefined ? undefined : attempt(() => readReference(runInfo, schema));
		return id === undefined || id === 0 ? undefined : byId.get(id);
	};
	return {
		buildOf,
		nameOf: activity => {
			const build = buildOf(activity);
			if (build === undefined) return undefined;
			if (!facts.has(build.id)) facts.set(build.id, kernelFacts(byId, build)?.name);
			return facts.get(build.id);
		},
	};
}

/**
 * Every kernel that ran, by greatest total time. Durations come from the raw times of the device's clock. Runs whose
 * kernel the log does not tell stand under {@link UNRESOLVED}.
 */
export function collectKernels(
	activities: Activities,
	schema: 1 | 2,
	finder: KernelFinder,
): {readonly kernels: readonly TraceKernel[]; readonly unresolved: number} {
	const {byId} = activities;
	const runs = new Map<string, {readonly runsNs: number[]; readonly build: Activity | undefined}>();
	for (const activity of byId.values()) {
		if (activity.verb !== EXECUTING || activity.startNs === undefined || activity.endNs === undefined) continue;
		const name = finder.nameOf(activity) ?? UNRESOLVED;
		const known = runs.get(name) ?? {runsNs: [], build: finder.buildOf(activity)};
		known.runsNs.push(activity.endNs - activity.startNs);
		runs.set(name, known);
	}
	const kernels = [...runs].map(
		([name, {runsNs, build}]): TraceKernel => ({
			name,
			runsNs,
			...(name === UNRESOLVED || build === undefined ? {} : describe(byId, build, schema)),
		}),
	);
	return {
		kernels: kernels.toSorted((a, b) => totalOf(b) - totalOf(a)),
		unresolved: runs.get(UNRESOLVED)?.runsNs.length ?? 0,
	};
}

function describe(
	byId: ReadonlyMap<ActivityId, Activity>,
	build: Activity,
	schema: 1 | 2,
): Omit<TraceKernel, 'name' | 'runsNs'> {
	const kernel = kernelFacts(byId, build);
	const program = programFacts(byId, build);
	const device = deviceName(byId, build, schema);
	return {
		...(kernel === undefined ? {} : {source: kernel.source}),
		...(kernel?.type === undefined ? {} : {type: kernel.type}),
		...(kernel?.flops === undefined ? {} : {flops: kernel.flops}),
		...(kernel?.bytes === undefined ? {} : {bytes: kernel.bytes}),
		...program,
		...(device === undefined ? {} : {device}),
	};
}

function kernelFacts(byId: ReadonlyMap<ActivityId, Activity>, build: Activity): KernelFacts | undefined {
	const bytes = findMetadata(byId, build, 'KernelInfo');
	return bytes === undefined ? undefined : attempt(() => readKernelInfo(bytes));
}

function programFacts(byId: ReadonlyMap<ActivityId, Activity>, build: Activity): ProgramFacts | undefined {
	const bytes = findMetadata(byId, build, 'CompilationInfo');
	return bytes === undefined ? undefined : attempt(() => readCompilationInfo(bytes));
}

function deviceName(byId: ReadonlyMap<ActivityId, Activity>, build: Activity, schema: 1 | 2): string | undefined {
	const bytes = findMetadata(byId, build, 'BuildInfo');
	const id = bytes === undefined ? undefined : attempt(() => readReference(bytes, schema));
	const info = id === undefined ? undefined : findMetadata(byId, byId.get(id), 'DeviceInfo');
	const name = info === undefined ? undefined : attempt(() => readDeviceInfo(info))?.['name'];
	return name === undefined ? undefined : String(name);
}

/** Metadata that is no message leaves the row without it: the run itself was measured all the same. */
function attempt<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch (error) {
		if (error instanceof WireError) return undefined;
		throw error;
	}
}

function totalOf({runsNs}: TraceKernel): number {
	return runsNs.reduce((total, ns) => total + ns, 0);
}
