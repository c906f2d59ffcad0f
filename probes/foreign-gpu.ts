import type {Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {chooseInterval} from './interval.ts';
import {importNvml} from './nvml.ts';
import type {Nvml, NvmlDevice, ProcessLoad} from './nvml-library.ts';
import {readFamily, tellsChildren} from './process-family.ts';

/** The driver keeps the load of each process for some seconds. */
const INTERVAL_MS = 2000;

/** What a screen draws is below it. */
const MINDED_PCT = 10;

/** Load of the GPU by processes that are not of the sweep, by NVML. */
export const foreignGpuProbe: ProbeDefinition = createForeignGpuProbe(importNvml);

/** The probe over any way to load the library. */
export function createForeignGpuProbe(load: () => Promise<Nvml | Rejection>): ProbeDefinition {
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
};

async function openForeignGpu(
	context: ProbeContext,
	load: () => Promise<Nvml | Rejection>,
): Promise<OpenProbe | Rejection> {
	const {files, enginePid} = context;
	if (!files.exists('/dev/nvidiactl')) return {reason: 'the NVIDIA driver is not loaded', mend: ''};
	if (!tellsChildren(files, enginePid)) {
		return {reason: 'the kernel does not tell the children of a process', mend: 'a kernel with CONFIG_PROC_CHILDREN'};
	}
	const nvml = await load();
	if ('reason' in nvml) return nvml;
	const gpus: Gpu[] = [];
	let why = 'no GPU';
	for (const [index, device] of nvml.devices().entries()) {
		const first = nvml.processLoads(device, 0);
		if (typeof first === 'string') why = first;
		else gpus.push({device, channel: `gpu${index}.foreign_pct`, lastUs: newest(first, 0)});
	}
	if (gpus.length === 0) {
		nvml.close();
		return {reason: `the load of single processes: ${why}`, mend: ''};
	}
	const intervalMs = Math.max(INTERVAL_MS, chooseInterval(context.intervalMs, INTERVAL_MS));
	return {
		channels: gpus.map(({channel}) => ({
			channel,
			unit: '%',
			scope: 'device',
			source: 'foreign-gpu',
			periodMs: intervalMs,
			windowMs: intervalMs,
			limit: MINDED_PCT,
			note: 'by processes that are not of the sweep',
		})),
		missing: [],
		intervalMs,
		sample: () => gpus.map(gpu => readGpu(context, nvml, gpu)),
		close: nvml.close,
	};
}

function readGpu(context: ProbeContext, nvml: Nvml, gpu: Gpu): Reading {
	const {channel} = gpu;
	const loads = nvml.processLoads(gpu.device, gpu.lastUs);
	const t = context.now();
	if (typeof loads === 'string') return {channel, t, missing: loads};
	gpu.lastUs = newest(loads, gpu.lastUs);
	const strangers = strangersIn(context, loads);
	return strangers === undefined
		? {channel, t, missing: 'the trials have too many threads to count'}
		: {channel, t, value: loadOf(strangers)};
}

/** In a container the driver may number processes as the host does: a number that is not here tells nothing. */
function strangersIn(context: ProbeContext, loads: readonly ProcessLoad[]): readonly ProcessLoad[] | undefined {
	const busy = loads.filter(({smPct}) => smPct > 0);
	if (busy.length === 0) return [];
	const family = readFamily(context.files, context.enginePid);
	if (family === undefined) return undefined;
	const own = new Set(family.map(({pid}) => pid));
	return busy.filter(({pid}) => !own.has(pid) && context.files.exists(`/proc/${pid}`));
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
