import type {ChannelDefinition, Reading, Rejection} from '../source/domain/channel.ts';
import type {KeptFile, OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {createEnergyCounter} from './reading/energy-counter.ts';
import {type FileChannel, openFileProbe} from './reading/file-probe.ts';
import {findCards, type GraphicsCard, isSuspended} from './reading/gpu-index.ts';
import {chooseInterval} from './reading/interval.ts';

/** Intel GPUs: energy counters of the drivers xe and i915, clock and temperature. */
export const intelGpuProbe: ProbeDefinition = {
	id: 'intel-gpu',
	title: 'Intel GPUs (xe, i915)',
	open: context => Promise.resolve(openIntel(context)),
};

/** A counter of µJ and the channel of power that it makes. */
type Meter = {readonly part: string; readonly path: string; readonly label: string; readonly isCard: boolean};

/** Clock in MHz, the real one before the asked one: xe by tile, i915 by card. */
const CLOCKS: readonly ((card: GraphicsCard) => string)[] = [
	({device}) => `${device}/tile0/gt0/freq0/act_freq`,
	({card}) => `${card}/gt_act_freq_mhz`,
	({device}) => `${device}/tile0/gt0/freq0/cur_freq`,
	({card}) => `${card}/gt_cur_freq_mhz`,
];

function openIntel(context: ProbeContext): OpenProbe | Rejection {
	const cards = findCards(context, ['xe', 'i915']);
	if (cards.length === 0) return {reason: 'no card of the drivers xe or i915', mend: 'none without an Intel GPU'};
	const awake = cards.filter(card => !isSuspended(context, card));
	if (awake.length === 0) {
		return {reason: 'the GPU is suspended, and asking would wake it', mend: 'wake it first, if the trials use it'};
	}
	const intervalMs = chooseInterval(context.intervalMs, 500);
	const files = openFileProbe(
		context,
		awake.flatMap(card => planFiles(context, card, intervalMs)),
		[],
		intervalMs,
	);
	const meters = awake.flatMap(card => findMeters(context, card));
	if (files.channels.length + meters.length === 0) return {reason: 'the driver tells nothing', mend: ''};
	const readers = meters.map(meter => openMeter(context, meter));
	return {
		...files,
		channels: [...meters.flatMap(meter => defineMeter(meter, intervalMs)), ...files.channels],
		sample: () => [...readers.flatMap(reader => reader.read()), ...files.sample()],
		close: () => {
			for (const reader of readers) reader.close();
			files.close();
		},
	};
}

function planFiles(context: ProbeContext, card: GraphicsCard, periodMs: number): readonly FileChannel[] {
	const clock = CLOCKS.map(pathOf => pathOf(card)).find(path => context.files.exists(path));
	// xe counts from 2: its first is left to the package.
	const temperature = ['temp2_input', 'temp1_input']
		.map(file => `${card.hwmon}/${file}`)
		.find(path => card.hwmon !== undefined && context.files.exists(path));
	const shared = {scope: 'device', source: 'intel-gpu', periodMs, windowMs: 0} as const;
	return [
		...(clock === undefined
			? []
			: [{definition: {channel: `${card.part}.clock_hz`, unit: 'Hz', ...shared}, paths: [clock], scale: 1e6}]),
		...(temperature === undefined
			? []
			: [{definition: {channel: `${card.part}.temp_c`, unit: '°C', ...shared}, paths: [temperature], scale: 0.001}]),
	];
}

/** The card's counter is the GPU's power; the package's is contained in it and a rail, or stands for it alone. */
function findMeters(context: ProbeContext, {part, hwmon}: GraphicsCard): readonly Meter[] {
	if (hwmon === undefined) return [];
	const found = [1, 2].flatMap(index => {
		const path = `${hwmon}/energy${index}_input`;
		if (!context.files.exists(path)) return [];
		const label = context.files.read(`${hwmon}/energy${index}_label`);
		return [{path, label: label.kind === 'value' ? label.text : 'card'}];
	});
	const whole = found.find(({label}) => label === 'card') ?? found[0];
	return found.map(({path, label}) => ({
		part: path === whole?.path ? part : `rail.${part}_${label}`,
		path,
		label,
		isCard: path === whole?.path,
	}));
}

function defineMeter({part, label, isCard}: Meter, periodMs: number): readonly ChannelDefinition[] {
	const shared = {
		scope: isCard ? 'device' : 'rail',
		source: 'intel-gpu',
		periodMs,
		note: `counter of the ${label}`,
	} as const;
	const counter = `${part}.energy_j`;
	return [
		{channel: `${part}.power_w`, unit: 'W', windowMs: periodMs, counter, ...shared},
		{channel: counter, unit: 'J', windowMs: 0, ...shared},
	];
}

function openMeter(
	context: ProbeContext,
	{part, path}: Meter,
): {readonly read: () => readonly Reading[]; readonly close: KeptFile['close']} {
	const file = context.files.keep(path);
	// The driver widens the register of 32 bits to 64: what falls is a reset.
	const advance = createEnergyCounter(0);
	const power = `${part}.power_w`;
	const energy = `${part}.energy_j`;
	const both = (t: number, missing: string): readonly Reading[] => [
		{channel: power, t, missing},
		{channel: energy, t, missing},
	];
	return {
		close: file.close,
		read: () => {
			const before = context.now();
			const text = file.read();
			const t = (before + context.now()) / 2;
			if (text.kind === 'missing') return both(t, text.reason);
			if (!/^\d+$/.test(text.text)) return both(t, `says ${JSON.stringify(text.text)}`);
			const step = advance(t, Number(text.text));
			if (step.kind === 'missing') return both(t, step.reason);
			return [
				step.watts === undefined
					? {channel: power, t, missing: 'needs two looks at the counter'}
					: {channel: power, t, value: step.watts},
				{channel: energy, t, value: step.joules},
			];
		},
	};
}
