import type {Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {type FileChannel, openFileProbe} from './reading/file-probe.ts';
import {chooseInterval} from './reading/interval.ts';
import {watchValue} from './reading/self-test.ts';
import {textOrEmpty} from './reading/text-or-empty.ts';

const FOLDER = '/sys/class/hwmon';

/** Temperatures of CPUs and disks and power meters of the kernel's hardware monitoring class. */
export const hwmonProbe: ProbeDefinition = {
	id: 'hwmon',
	title: 'hardware monitoring chips',
	open: openHwmon,
};

/** One input of a chip: `label` is empty where the driver gives none. */
type Input = {readonly chip: string; readonly label: string; readonly path: string};

/** Drivers of GPUs and of the boards' own rails: their meaning needs a probe of their own. */
const FOREIGN = new Set(['amdgpu', 'radeon', 'nouveau', 'xe', 'i915', 'ina3221', 'ina238']);

/**
 * Where a CPU's temperature comes from, best first. coretemp gives one a package; of k10temp `Tdie` is right and
 * `Tctl` may carry an offset of 10 to 27 °C (kernel document hwmon/k10temp). No match is no channel: a random sensor
 * is worse than none.
 */
const CPU_TEMPERATURES: readonly ((input: Input) => boolean)[] = [
	input => input.chip === 'coretemp' && /^(package|physical) id \d+$/i.test(input.label),
	input => input.chip === 'k10temp' && input.label === 'Tdie',
	input => input.chip === 'k10temp' && (input.label === 'Tctl' || input.label === ''),
	input => input.chip === 'zenpower' && input.label === 'Tdie',
	input => input.chip === 'zenpower' && input.label === 'Tctl',
	input => /^cpu\d*[-_]thermal$/.test(input.chip),
];

async function openHwmon(context: ProbeContext): Promise<OpenProbe | Rejection> {
	const chips = context.files.list(FOLDER).filter(name => /^hwmon\d+$/.test(name));
	if (chips.length === 0) return {reason: `no chip in ${FOLDER}`, mend: 'none: a virtual machine has no sensors'};
	const temperatures = chips.flatMap(chip => listInputs(context, chip, /^(temp\d+)_input$/));
	const powers = chips.flatMap(chip => listInputs(context, chip, /^(power\d+)_(?:input|average)$/));
	const intervalMs = chooseInterval(context.intervalMs, 1000);
	const channels = [
		...cpuTemperature(temperatures, intervalMs),
		...diskTemperatures(temperatures, intervalMs),
		...(await Promise.all(powerMeters(powers, intervalMs).map(meter => timeMeter(context, meter)))),
	];
	if (channels.length === 0) {
		const names = [...new Set([...temperatures, ...powers].map(input => input.chip))].join(', ');
		const reason = names === '' ? 'no temperature or power input that is known' : `nothing of the CPU among ${names}`;
		return {reason, mend: 'load the driver of the CPU: coretemp or k10temp'};
	}
	return openFileProbe(context, channels, [], intervalMs);
}

function listInputs(context: ProbeContext, folder: string, pattern: RegExp): readonly Input[] {
	const chip = textOrEmpty(context, `${FOLDER}/${folder}/name`);
	if (chip === '' || FOREIGN.has(chip)) return [];
	const seen = new Set<string>();
	return context.files.list(`${FOLDER}/${folder}`).flatMap(file => {
		const stem = pattern.exec(file)?.[1];
		// A chip with power1_average and power1_input gives the same meter twice.
		if (stem === undefined || seen.has(stem)) return [];
		seen.add(stem);
		const label = textOrEmpty(context, `${FOLDER}/${folder}/${stem}_label`);
		return [{chip, label, path: `${FOLDER}/${folder}/${file}`}];
	});
}

/** The hottest package of the best kind of sensor. */
function cpuTemperature(inputs: readonly Input[], periodMs: number): readonly FileChannel[] {
	for (const isCpu of CPU_TEMPERATURES) {
		const found = inputs.filter(isCpu);
		if (found.length > 0) return [temperature('cpu.temp_c', found, periodMs)];
	}
	return [];
}

function diskTemperatures(inputs: readonly Input[], periodMs: number): readonly FileChannel[] {
	return inputs
		.filter(input => input.chip === 'nvme' && input.label === 'Composite')
		.map((input, index) => temperature(`nvme${index}.temp_c`, [input], periodMs));
}

function temperature(channel: string, inputs: readonly Input[], periodMs: number): FileChannel {
	return {
		definition: {channel, unit: '°C', scope: 'device', source: 'hwmon', periodMs, windowMs: 0},
		paths: inputs.map(input => input.path),
		scale: 0.001,
	};
}

/** Every meter as a rail (µW); only fam15h_power is known to be a whole CPU package. */
function powerMeters(inputs: readonly Input[], periodMs: number): readonly FileChannel[] {
	const taken = new Set<string>();
	return inputs.map(input => {
		const isPackage = input.chip === 'fam15h_power' && !taken.has('cpu');
		const base = isPackage ? 'cpu' : `rail.${slug(`${input.chip}_${input.label}`)}`;
		let part = base;
		for (let count = 2; taken.has(part); count++) part = `${base}_${count}`;
		taken.add(part);
		const scope = isPackage ? 'package' : 'rail';
		return {
			definition: {channel: `${part}.power_w`, unit: 'W', scope, source: 'hwmon', periodMs, windowMs: periodMs},
			paths: [input.path],
			scale: 1e-6,
		};
	});
}

/** A meter with the period that a self-test finds; where it finds none, each look counts as a new value. */
async function timeMeter(context: ProbeContext, meter: FileChannel): Promise<FileChannel> {
	const {periodMs} = await watchValue(context, () => {
		const text = context.files.read(meter.paths[0] ?? '');
		return text.kind === 'value' ? Number(text.text) : undefined;
	});
	const {definition} = meter;
	if (periodMs === undefined) return {...meter, definition: {...definition, note: 'period not known'}};
	const timing = {periodMs: Math.max(definition.periodMs, periodMs), windowMs: periodMs, holdMs: periodMs};
	return {...meter, definition: {...definition, ...timing, note: 'period as measured'}};
}

function slug(text: string): string {
	return text
		.toLowerCase()
		.replaceAll(/[^a-z0-9]+/g, '_')
		.replace(/_+$/, '');
}
