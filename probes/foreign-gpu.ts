import type {Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {foreignGpuChannel, foreignIntervalMs} from './foreign/foreign-channel.ts';
import {importNvml} from './nvml.ts';
import {shareByPresence, sortByKin, TOO_MANY} from './foreign/kinship.ts';
import type {Nvml, NvmlDevice} from './nvidia/nvml-library.ts';
import type {ProcessLoad} from './nvidia/nvml-processes.ts';
import {lacksChildren} from './foreign/process-family.ts';

/** What of NVML is asked. */
type ProcessLibrary = Pick<Nvml, 'devices' | 'utilisation' | 'processes' | 'close'>;

/** Load of the GPU by processes that are not of the sweep, by NVML. */
export const foreignGpuProbe: ProbeDefinition = createForeignGpuProbe(importNvml);

/** The probe over any way to load the library. */
export function createForeignGpuProbe(load: () => Promise<ProcessLibrary | Rejection>): ProbeDefinition {
	return {
		id: 'foreign-gpu',
		title: 'load of NVIDIA GPUs by processes that are not of the sweep',
		open: context => openForeignGpu(context, load),
	};
}

type Gpu = {
	readonly device: NvmlDevice;
	readonly channel: string;
	/** Where the last look ended, in the driver's microseconds. */
	lastUs: number;
	/** Whether it tells the load of single processes; else only which are there, and the load of all. */
	readonly tellsLoads: boolean;
};

async function openForeignGpu(
	context: ProbeContext,
	load: () => Promise<ProcessLibrary | Rejection>,
): Promise<OpenProbe | Rejection> {
	const {files, enginePid} = context;
	if (!files.exists('/dev/nvidiactl')) return {reason: 'the NVIDIA driver is not loaded', mend: ''};
	const orphaned = lacksChildren(files, enginePid);
	if (orphaned !== undefined) return orphaned;
	const nvml = await load();
	if ('reason' in nvml) return nvml;
	const gpus: Gpu[] = [];
	let why = 'no GPU';
	for (const [index, device] of nvml.devices().entries()) {
		const gpu = planGpu(nvml, device, `gpu${index}.foreign_pct`);
		if (typeof gpu === 'string') why = gpu;
		else gpus.push(gpu);
	}
	if (gpus.length === 0) {
		nvml.close();
		return {reason: `the load of single processes: ${why}`, mend: ''};
	}
	const intervalMs = foreignIntervalMs(context);
	return {
		channels: gpus.map(({channel}) =>
			foreignGpuChannel({channel, source: 'foreign-gpu', periodMs: intervalMs, windowMs: intervalMs, seesAll: true}),
		),
		missing: [],
		intervalMs,
		sample: () => gpus.map(gpu => readGpu(context, nvml, gpu)),
		close: nvml.close,
	};
}

/** How the load of a GPU by others can be told, or why it cannot. */
function planGpu(nvml: ProcessLibrary, device: NvmlDevice, channel: string): Gpu | string {
	const first = nvml.processes.loads(device, 0);
	if (typeof first !== 'string') return {device, channel, lastUs: newest(first, 0), tellsLoads: true};
	const canShare = typeof nvml.processes.running(device) !== 'string' && nvml.utilisation(device).kind === 'value';
	return canShare ? {device, channel, lastUs: 0, tellsLoads: false} : first;
}

function readGpu(context: ProbeContext, nvml: ProcessLibrary, gpu: Gpu): Reading {
	const load = gpu.tellsLoads ? loadByOthers(context, nvml, gpu) : loadByPresence(context, nvml, gpu);
	const reading = {channel: gpu.channel, t: context.now()};
	return typeof load === 'string' ? {...reading, missing: load} : {...reading, value: load};
}

function loadByOthers(context: ProbeContext, nvml: ProcessLibrary, gpu: Gpu): number | string {
	const loads = nvml.processes.loads(gpu.device, gpu.lastUs);
	if (typeof loads === 'string') return loads;
	gpu.lastUs = newest(loads, gpu.lastUs);
	const busy = loads.filter(({smPct}) => smPct > 0);
	const kinship = sortByKin(
		context,
		busy.map(({pid}) => pid),
	);
	return kinship === undefined ? TOO_MANY : loadOf(busy.filter(({pid}) => kinship.strangers.has(pid)));
}

function loadByPresence(context: ProbeContext, nvml: ProcessLibrary, {device}: Gpu): number | string {
	const busy = nvml.utilisation(device);
	const pids = nvml.processes.running(device);
	if (typeof pids === 'string') return pids;
	if (busy.kind === 'missing') return busy.reason;
	const kinship = sortByKin(context, pids);
	return kinship === undefined ? TOO_MANY : shareByPresence(busy.value, kinship);
}

/** Mean load of each process over its samples, added up. */
function loadOf(loads: readonly ProcessLoad[]): number {
	const byPid = Map.groupBy(loads, ({pid}) => pid);
	let total = 0;
	for (const own of byPid.values()) total += own.reduce((sum, {smPct}) => sum + smPct, 0) / own.length;
	return Math.min(100, total);
}

function newest(loads: readonly ProcessLoad[], before: number): number {
	return loads.reduce((latest, {us}) => Math.max(latest, us), before);
}
