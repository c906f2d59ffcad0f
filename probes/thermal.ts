import type {Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {type FileChannel, openFileProbe} from './reading/file-probe.ts';
import {chooseInterval} from './reading/interval.ts';
import {parseSensor} from './reading/plausibility.ts';

const FOLDER = '/sys/class/thermal';

/** Temperatures of the kernel's thermal zones, found by their type: their numbers change between boots. */
export const thermalProbe: ProbeDefinition = {
	id: 'thermal',
	title: 'thermal zones of the kernel',
	open: context => Promise.resolve(openThermal(context)),
};

/**
 * The part of the channel's name for a zone's type: `CPU-therm`, `cpu-thermal` and `cpu_thermal` are all `cpu`
 * (spellings of JetPack 4 to 7 and of mainline kernels).
 */
export function normaliseZoneType(type: string): string {
	return type
		.toLowerCase()
		.replace(/[-_]therm(al)?$/, '')
		.replace(/_tegra$/, '')
		.replaceAll(/[^a-z0-9]+/g, '_');
}

/** Types that measure the CPU, best first. `acpitz` is last: on many boards it never moves. */
const CPU_TYPES = ['x86_pkg_temp', 'cpu', 'cpu0', 'mcpu', 'bcpu', 'bcm2835', 'acpitz'];

/** Zones that say nothing: the PMIC's is a constant, the fan's is computed from the others. */
const HIDDEN: Readonly<Record<string, string>> = {
	pmic_die: 'a constant of the power chip, not a measurement',
	thermal_fan_est: 'computed from the other zones for the fan',
};

function openThermal(context: ProbeContext): OpenProbe | Rejection {
	const folders = context.files.list(FOLDER).filter(name => /^thermal_zone\d+$/.test(name));
	if (folders.length === 0)
		return {reason: `no thermal zone in ${FOLDER}`, mend: 'none: a virtual machine has no sensors'};
	const zones = folders.flatMap(folder => {
		const type = context.files.read(`${FOLDER}/${folder}/type`);
		return type.kind === 'missing' ? [] : [{folder, type: normaliseZoneType(type.text)}];
	});
	const hidden = zones.filter(zone => Object.hasOwn(HIDDEN, zone.type));
	const shown = zones.filter(zone => !Object.hasOwn(HIDDEN, zone.type));
	const cpu = CPU_TYPES.map(type => shown.find(zone => zone.type === type)).find(zone => zone !== undefined);
	const intervalMs = chooseInterval(context.intervalMs, 1000);
	const names = new Set<string>();
	const channels = shown.map(zone => {
		const part = zone === cpu ? 'cpu' : zone.type === 'gpu' ? 'gpu0' : `zone.${zone.type}`;
		return fileChannel(uniqueName(part, names), zone.folder, intervalMs, firstTrip(context, zone.folder));
	});
	return openFileProbe(
		context,
		channels,
		hidden.map(zone => ({channel: `zone.${zone.type}.temp_c`, reason: HIDDEN[zone.type] ?? '', mend: ''})),
		intervalMs,
	);
}

/** Lowest temperature at which the kernel slows something down or switches off; fans begin earlier. */
function firstTrip(context: ProbeContext, folder: string): number | undefined {
	const trips = context.files.list(`${FOLDER}/${folder}`).flatMap(name => {
		const trip = /^(trip_point_\d+)_type$/.exec(name)?.[1];
		// The other files of a zone are none of ours: a read may be slow.
		if (trip === undefined) return [];
		const type = context.files.read(`${FOLDER}/${folder}/${name}`);
		if (type.kind === 'missing' || !/^(?:passive|hot|critical)$/.test(type.text)) return [];
		const temperature = context.files.read(`${FOLDER}/${folder}/${trip}_temp`);
		const checked = temperature.kind === 'value' ? parseSensor(temperature.text, 'c', 0.001) : temperature;
		// A trip that is not used stands at 0 or below.
		return checked.kind === 'value' && checked.value > 0 ? [checked.value] : [];
	});
	return trips.length === 0 ? undefined : Math.min(...trips);
}

function fileChannel(part: string, folder: string, periodMs: number, limit: number | undefined): FileChannel {
	const shared = {unit: '°C', scope: 'device', source: 'thermal', periodMs, windowMs: 0} as const;
	return {
		definition: {channel: `${part}.temp_c`, ...shared, ...(limit === undefined ? {} : {limit})},
		paths: [`${FOLDER}/${folder}/temp`],
		scale: 0.001,
	};
}

/** Two zones of one type get `_2`, `_3`. */
function uniqueName(part: string, taken: Set<string>): string {
	let name = part;
	for (let count = 2; taken.has(name); count++) name = `${part}_${count}`;
	taken.add(name);
	return name;
}
