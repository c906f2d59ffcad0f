import type {ChannelDefinition, Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {createEnergyCounter} from './reading/energy-counter.ts';
import {chooseInterval} from './reading/interval.ts';
import {sensorOf} from './nvidia/nvidia-channels.ts';
import {loadNvml, type Nvml, type NvmlDevice} from './nvidia/nvml-library.ts';
import {checkValue, type Checked} from './reading/plausibility.ts';
import {textOrEmpty} from './reading/text-or-empty.ts';

/** Named at run time, so that a program without it still builds and runs. */
const KOFFI = 'koffi';

/** NVIDIA GPUs by NVML: their energy counter, which nvidia-smi does not give. */
export const nvmlProbe: ProbeDefinition = createNvmlProbe(importNvml);

/** Loads NVML of this machine, or says what is missing. */
export function importNvml(): Promise<Nvml | Rejection> {
	return loadNvml({importKoffi: async () => (await import(KOFFI)).default});
}

/** The probe over any way to load the library. */
export function createNvmlProbe(load: () => Promise<Nvml | Rejection>): ProbeDefinition {
	return {
		id: 'nvml',
		title: 'NVIDIA GPUs by NVML, with energy counter',
		open: context => openNvml(context, load),
	};
}

const DRIVER = ['/proc/driver/nvidia/version', '/dev/nvidiactl'];

/** Fields of NVML: instantaneous power and the temperature of the memory. */
const POWER_INSTANT = 186;
const MEMORY_TEMPERATURE = 82;

/** Counters of time below the asked clock, ns, for GPUs that do not tell it otherwise; newer fields are numbered by driver. */
const POLICY_POWER = 74;
const POLICY_THERMAL = 75;

/** Clock domains of `nvmlClockType_t`. */
const CLOCK_SM = 1;
const CLOCK_MEMORY = 2;

/** The counter of energy advances about every 100 ms. */
const COUNTER_HOLD_MS = 100;

async function openNvml(context: ProbeContext, load: () => Promise<Nvml | Rejection>): Promise<OpenProbe | Rejection> {
	const isTegra = /nvidia,tegra/.test(textOrEmpty(context, '/proc/device-tree/compatible'));
	if (isTegra) return {reason: 'NVML tells no power on Jetson boards', mend: 'none: their rails are read elsewhere'};
	if (!DRIVER.some(path => context.files.exists(path))) {
		return {reason: 'the NVIDIA driver is not loaded', mend: 'none without an NVIDIA GPU'};
	}
	const nvml = await load();
	if ('reason' in nvml) return nvml;
	const intervalMs = chooseInterval(context.intervalMs, 200);
	const gpus = nvml.devices().map((device, index) => planGpu(nvml, device, `gpu${index}`, intervalMs));
	const channels = gpus.flatMap(gpu => gpu.meters.map(({definition}) => definition));
	if (channels.length === 0) {
		nvml.close();
		return {reason: 'no GPU tells NVML anything', mend: 'none: a GPU of Jetson, or one that is lost'};
	}
	return {
		channels: [...channels, ...gpus.flatMap(gpu => gpu.energy.definitions)],
		missing: gpus.flatMap(gpu => gpu.missing),
		intervalMs,
		sample: () =>
			gpus.flatMap(gpu => [...gpu.meters.map(meter => readMeter(context, meter)), ...gpu.energy.read(context)]),
		close: nvml.close,
	};
}

/** One channel and how to ask for it, in the unit of the channel. */
type Meter = {readonly definition: ChannelDefinition; readonly read: () => Checked};

type EnergyMeter = {
	readonly definitions: readonly ChannelDefinition[];
	readonly read: (context: ProbeContext) => readonly Reading[];
};

type GpuMeters = {
	readonly meters: readonly Meter[];
	readonly energy: EnergyMeter;
	readonly missing: OpenProbe['missing'];
};

type Question = {
	readonly quantity: string;
	readonly unit: string;
	readonly scale: number;
	readonly ask: () => Checked;
};

function listQuestions(nvml: Nvml, device: NvmlDevice): readonly Question[] {
	return [
		{quantity: 'util_pct', unit: '%', scale: 1, ask: () => nvml.utilisation(device)},
		{quantity: 'temp_c', unit: '°C', scale: 1, ask: () => nvml.number('nvmlDeviceGetTemperature', device, 0)},
		{
			quantity: 'mem_temp_c',
			unit: '°C',
			scale: 1,
			ask: () => fieldOf(nvml, device, MEMORY_TEMPERATURE),
		},
		{quantity: 'clock_hz', unit: 'Hz', scale: 1e6, ask: () => nvml.number('nvmlDeviceGetClockInfo', device, CLOCK_SM)},
		{
			quantity: 'mem_clock_hz',
			unit: 'Hz',
			scale: 1e6,
			ask: () => nvml.number('nvmlDeviceGetClockInfo', device, CLOCK_MEMORY),
		},
		{quantity: 'mem_used_bytes', unit: 'bytes', scale: 1, ask: () => nvml.memoryUsed(device)},
		{quantity: 'fan_pct', unit: '%', scale: 1, ask: () => nvml.number('nvmlDeviceGetFanSpeed', device)},
		{
			quantity: 'power_limit_w',
			unit: 'W',
			scale: 1e-3,
			ask: () => nvml.number('nvmlDeviceGetPowerManagementLimit', device),
		},
		{quantity: 'throttle_ms', unit: 'ms', scale: 1e-6, ask: heldBack(nvml, device, 1, POLICY_THERMAL)},
		{quantity: 'power_cap_ms', unit: 'ms', scale: 1e-6, ask: heldBack(nvml, device, 0, POLICY_POWER)},
	];
}

function fieldOf(nvml: Nvml, device: NvmlDevice, id: number): Checked {
	return nvml.fields(device, [id])[0] ?? {kind: 'missing', reason: 'no such field'};
}

/** Time below the asked clock by one of two calls, the one that answered first: their counters need not agree. */
function heldBack(nvml: Nvml, device: NvmlDevice, policy: number, field: number): () => Checked {
	const ways = [() => nvml.violation(device, policy), () => fieldOf(nvml, device, field)];
	const usable = ways.find(ask => ask().kind === 'value');
	return usable ?? (() => nvml.violation(device, policy));
}

function planGpu(nvml: Nvml, device: NvmlDevice, part: string, intervalMs: number): GpuMeters {
	const shared = {scope: 'device', source: 'nvml', periodMs: Math.max(100, intervalMs), windowMs: 0} as const;
	const meters: Meter[] = [];
	const missing: OpenProbe['missing'][number][] = [];
	const hasCounter = nvml.energy(device).kind === 'value';
	const power = planPower(nvml, device, part, intervalMs, hasCounter);
	if (power === undefined) missing.push({channel: `${part}.power_w`, reason: 'not supported by this GPU', mend: ''});
	else meters.push(power);
	for (const {quantity, unit, scale, ask} of listQuestions(nvml, device)) {
		const channel = `${part}.${quantity}`;
		const read = (): Checked => scaled(ask(), channel.slice(channel.lastIndexOf('_') + 1), scale);
		const first = read();
		if (first.kind === 'value') meters.push({definition: {channel, unit, ...shared}, read});
		else missing.push({channel, reason: first.reason, mend: ''});
	}
	return {meters, missing, energy: planEnergy(nvml, device, part, intervalMs, hasCounter && power !== undefined)};
}

function scaled(checked: Checked, unit: string, scale: number): Checked {
	if (checked.kind === 'missing') return checked;
	return checkValue(unit, scale < 1 ? checked.value / Math.round(1 / scale) : checked.value * scale);
}

/** Instantaneous power where the driver has it, else what the oldest call gives: a mean over 1 s on Ampere and newer. */
function planPower(
	nvml: Nvml,
	device: NvmlDevice,
	part: string,
	intervalMs: number,
	hasCounter: boolean,
): Meter | undefined {
	const instant = (): Checked => scaled(fieldOf(nvml, device, POWER_INSTANT), 'w', 1e-3);
	const usual = (): Checked => scaled(nvml.number('nvmlDeviceGetPowerUsage', device), 'w', 1e-3);
	const read = [instant, usual].find(ask => ask().kind === 'value');
	if (read === undefined) return undefined;
	const {periodMs, windowMs} = sensorOf(nvml.name(device));
	const definition: ChannelDefinition = {
		channel: `${part}.power_w`,
		unit: 'W',
		scope: 'device',
		source: 'nvml',
		periodMs: Math.max(periodMs, intervalMs),
		windowMs: read === instant ? windowMs : 1000,
		holdMs: hasCounter ? COUNTER_HOLD_MS : periodMs,
		...(hasCounter ? {counter: `${part}.energy_j`} : {}),
	};
	return {definition, read};
}

function planEnergy(nvml: Nvml, device: NvmlDevice, part: string, intervalMs: number, isThere: boolean): EnergyMeter {
	if (!isThere) return {definitions: [], read: () => []};
	const channel = `${part}.energy_j`;
	const advance = createEnergyCounter(0);
	return {
		definitions: [
			{
				channel,
				unit: 'J',
				scope: 'device',
				source: 'nvml',
				periodMs: Math.max(COUNTER_HOLD_MS, intervalMs),
				windowMs: 0,
				holdMs: COUNTER_HOLD_MS,
			},
		],
		read: context => {
			const before = context.now();
			const millijoules = nvml.energy(device);
			const t = (before + context.now()) / 2;
			if (millijoules.kind === 'missing') return [{channel, t, missing: millijoules.reason}];
			const step = advance(t, millijoules.value * 1000);
			return [step.kind === 'missing' ? {channel, t, missing: step.reason} : {channel, t, value: step.joules}];
		},
	};
}

function readMeter(context: ProbeContext, {definition: {channel}, read}: Meter): Reading {
	const before = context.now();
	const checked = read();
	const t = (before + context.now()) / 2;
	return checked.kind === 'missing' ? {channel, t, missing: checked.reason} : {channel, t, value: checked.value};
}
