import type {ChannelDefinition, Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {type FileChannel, openFileProbe} from './reading/file-probe.ts';
import {findCards, type GraphicsCard, isSuspended} from './reading/gpu-index.ts';
import {chooseInterval} from './reading/interval.ts';
import {parseSensor} from './reading/plausibility.ts';
import {watchValue} from './reading/self-test.ts';

/** AMD GPUs from the files of their driver. `pcie_bw` is never read: it takes a second. */
export const amdgpuProbe: ProbeDefinition = {id: 'amdgpu', title: 'AMD GPUs (amdgpu)', open: openAmdgpu};

/** One number of the device, by the files that may hold it, best first; `sensor` ones stand in its hwmon folder. */
type Source = {
	readonly quantity: string;
	readonly unit: string;
	readonly scale: number;
	readonly sensor?: readonly string[];
	readonly device?: string;
};

const SOURCES: readonly Source[] = [
	{quantity: 'util_pct', unit: '%', scale: 1, device: 'gpu_busy_percent'},
	{quantity: 'mem_util_pct', unit: '%', scale: 1, device: 'mem_busy_percent'},
	{quantity: 'mem_used_bytes', unit: 'bytes', scale: 1, device: 'mem_info_vram_used'},
	{quantity: 'clock_hz', unit: 'Hz', scale: 1, sensor: ['freq1_input']},
	{quantity: 'mem_clock_hz', unit: 'Hz', scale: 1, sensor: ['freq2_input']},
	{quantity: 'fan_pct', unit: '%', scale: 100 / 255, sensor: ['pwm1']},
	{quantity: 'power_limit_w', unit: 'W', scale: 1e-6, sensor: ['power1_cap']},
];

/** Labels of `temp*_label` and what they are called here; the edge is what other GPUs give as their temperature. */
const TEMPERATURES: Readonly<Record<string, string>> = {
	edge: 'temp_c',
	junction: 'hotspot_temp_c',
	mem: 'mem_temp_c',
};

async function openAmdgpu(context: ProbeContext): Promise<OpenProbe | Rejection> {
	const cards = findCards(context, ['amdgpu']);
	if (cards.length === 0) return {reason: 'no card of the driver amdgpu', mend: 'none without an AMD GPU'};
	const awake = cards.filter(card => !isSuspended(context, card));
	if (awake.length === 0) {
		return {reason: 'the GPU is suspended, and asking would wake it', mend: 'wake it first, if the trials use it'};
	}
	const intervalMs = chooseInterval(context.intervalMs, 200);
	const channels: FileChannel[] = [];
	const clocks: Clock[] = [];
	for (const card of awake) {
		const power = await planPower(context, card, intervalMs);
		if (power !== undefined) channels.push(power);
		channels.push(...planFiles(context, card, intervalMs), ...planTemperatures(context, card, intervalMs));
		if (!channels.some(({definition}) => definition.channel === `${card.part}.clock_hz`)) {
			clocks.push(...planClock(context, card, intervalMs));
		}
	}
	if (channels.length + clocks.length === 0) return {reason: 'the driver tells nothing', mend: ''};
	const files = openFileProbe(context, channels, [], intervalMs);
	return clocks.length === 0 ? files : withClocks(context, files, clocks);
}

/** Power of the card in µW; a processor with graphics has no limit to set, and its meter is the whole chip's. */
async function planPower(
	context: ProbeContext,
	{part, hwmon}: GraphicsCard,
	intervalMs: number,
): Promise<FileChannel | undefined> {
	const path = ['power1_average', 'power1_input']
		.map(file => `${hwmon}/${file}`)
		.find(candidate => hwmon !== undefined && context.files.exists(candidate));
	if (path === undefined) return undefined;
	const {periodMs} = await watchValue(context, () => {
		const text = context.files.read(path);
		return text.kind === 'value' ? Number(text.text) : undefined;
	});
	const spacingMs = Math.max(intervalMs, periodMs ?? 0);
	const isChip = !context.files.exists(`${hwmon}/power1_cap`);
	return {
		definition: {
			channel: isChip ? 'cpu_gpu.power_w' : `${part}.power_w`,
			unit: 'W',
			scope: isChip ? 'package' : 'device',
			source: 'amdgpu',
			periodMs: spacingMs,
			windowMs: periodMs ?? spacingMs,
			...(periodMs === undefined ? {} : {holdMs: periodMs}),
			note: isChip ? 'the whole chip: CPU and GPU' : periodMs === undefined ? 'period not known' : 'period as measured',
		},
		paths: [path],
		scale: 1e-6,
	};
}

function planFiles(context: ProbeContext, {part, device, hwmon}: GraphicsCard, periodMs: number): FileChannel[] {
	return SOURCES.flatMap(({quantity, unit, scale, sensor, device: file}): FileChannel[] => {
		const paths = [
			...(file === undefined ? [] : [`${device}/${file}`]),
			...(hwmon === undefined ? [] : (sensor ?? []).map(name => `${hwmon}/${name}`)),
		];
		const path = paths.find(candidate => context.files.exists(candidate));
		return path === undefined
			? []
			: [{definition: define(`${part}.${quantity}`, unit, periodMs), paths: [path], scale}];
	});
}

function planTemperatures(context: ProbeContext, {part, hwmon}: GraphicsCard, periodMs: number): FileChannel[] {
	if (hwmon === undefined) return [];
	return [1, 2, 3].flatMap((index): FileChannel[] => {
		const path = `${hwmon}/temp${index}_input`;
		const label = context.files.read(`${hwmon}/temp${index}_label`);
		// Old cards have one temperature without a label.
		const name = label.kind === 'value' ? label.text : index === 1 ? 'edge' : '';
		const quantity = Object.hasOwn(TEMPERATURES, name) ? TEMPERATURES[name] : undefined;
		if (quantity === undefined || !context.files.exists(path)) return [];
		return [{definition: define(`${part}.${quantity}`, '°C', periodMs), paths: [path], scale: 0.001}];
	});
}

function define(channel: string, unit: string, periodMs: number): ChannelDefinition {
	return {channel, unit, scope: 'device', source: 'amdgpu', periodMs, windowMs: 0};
}

/** A clock from the table of steps, where no sensor tells it. */
type Clock = {readonly definition: ChannelDefinition; readonly path: string};

function planClock(context: ProbeContext, {part, device}: GraphicsCard, periodMs: number): readonly Clock[] {
	const path = `${device}/pp_dpm_sclk`;
	if (!context.files.exists(path)) return [];
	return [{definition: {...define(`${part}.clock_hz`, 'Hz', periodMs), note: 'the step that is set'}, path}];
}

/** The marked line of `pp_dpm_sclk` (`0: 852Mhz *`) in MHz; undefined where none is. */
export function parseClockStep(text: string): string | undefined {
	return /^\d+:\s*(\d+)Mhz \*/im.exec(text)?.[1];
}

function withClocks(context: ProbeContext, files: OpenProbe, clocks: readonly Clock[]): OpenProbe {
	const kept = clocks.map(({definition: {channel}, path}) => ({channel, file: context.files.keep(path)}));
	const readStep = ({channel, file}: (typeof kept)[number]): Reading => {
		const text = file.read();
		const t = context.now();
		if (text.kind === 'missing') return {channel, t, missing: text.reason};
		const checked = parseSensor(parseClockStep(text.text) ?? '', 'hz', 1e6);
		return checked.kind === 'missing' ? {channel, t, missing: checked.reason} : {channel, t, value: checked.value};
	};
	return {
		...files,
		channels: [...files.channels, ...clocks.map(({definition}) => definition)],
		sample: () => [...files.sample(), ...kept.map(readStep)],
		close: () => {
			files.close();
			for (const {file} of kept) file.close();
		},
	};
}
