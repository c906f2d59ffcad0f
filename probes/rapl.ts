import type {ChannelDefinition, Reading, Rejection, Scope} from '../source/domain/channel.ts';
import type {KeptFile, OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {createEnergyCounter, type CounterStep} from './reading/energy-counter.ts';
import {chooseInterval} from './reading/interval.ts';
import {findRaplZones, type RaplZone} from './rapl-zones.ts';

/** CPU energy and power from the counters of Intel and AMD processors (RAPL through powercap). */
export const raplProbe: ProbeDefinition = {id: 'rapl', title: 'RAPL energy counters of the CPU', open: openRapl};

/** Both packages agree this closely for this long: one sensor shown twice (Threadripper 1950X, codecarbon). */
const DUPLICATE_SHARE = 0.005;
const DUPLICATE_MS = 30_000;

/** One output: the sum of the counters of one or more domains. */
type Meter = {readonly part: string; readonly scope: Scope; readonly zones: readonly RaplZone[]};

async function openRapl(context: ProbeContext): Promise<OpenProbe | Rejection> {
	const {usable, rejected} = await findRaplZones(context);
	const first = rejected[0];
	if (usable.length === 0) {
		return first === undefined
			? {
					reason: 'no RAPL domain in /sys/class/powercap',
					mend: 'none on ARM and in virtual machines; on x86: modprobe intel_rapl_msr',
				}
			: {reason: `${first.zone.name}: ${first.reason}`, mend: first.mend};
	}
	const intervalMs = chooseInterval(context.intervalMs, 500);
	const meters = planMeters(usable);
	const readers = new Map(usable.map(zone => [zone, openZone(context, zone)]));
	const warnDuplicate = createDuplicateCheck(context);

	function sample(): readonly Reading[] {
		const steps = new Map<RaplZone, {readonly t: number; readonly step: CounterStep}>();
		for (const [zone, reader] of readers) steps.set(zone, reader.read());
		const packages = meters.find(meter => meter.part === 'cpu')?.zones ?? [];
		if (packages.length > 1) warnDuplicate(packages.flatMap(zone => steps.get(zone) ?? []));
		return meters.flatMap(meter => readMeter(meter, steps));
	}

	return {
		channels: meters.flatMap(meter => define(meter, intervalMs)),
		missing: rejected.map(({zone, reason, mend}) => ({channel: `rail.${slug(zone)}.power_w`, reason, mend})),
		intervalMs,
		sample,
		close: () => {
			for (const reader of readers.values()) reader.close();
		},
	};
}

/**
 * Domains overlap: psys contains the packages and a package its core and uncore. So each is a channel of its own, and
 * only packages are added up, to `cpu`; dram stands beside the package.
 */
function planMeters(zones: readonly RaplZone[]): readonly Meter[] {
	const packages = zones.filter(zone => zone.parent === '' && zone.name.startsWith('package'));
	const others = zones.filter(zone => !packages.includes(zone));
	const single = packages.length === 1;
	const meters: Meter[] = [];
	if (packages.length > 0) meters.push({part: 'cpu', scope: single ? 'package' : 'sum', zones: packages});
	if (!single) for (const zone of packages) meters.push({part: `rail.${slug(zone)}`, scope: 'package', zones: [zone]});
	for (const zone of others) {
		const isBoard = zone.parent === '' && zone.name === 'psys';
		const prefix = packages.length > 1 && zone.parent !== '' ? `${zone.parent}_` : '';
		const part = isBoard ? 'board' : `rail.${slug({...zone, name: prefix + zone.name})}`;
		meters.push({part, scope: isBoard ? 'board' : 'rail', zones: [zone]});
	}
	return meters;
}

function define(meter: Meter, intervalMs: number): readonly ChannelDefinition[] {
	const shared = {scope: meter.scope, source: 'rapl', note: 'modelled by the processor'};
	const counter = `${meter.part}.energy_j`;
	return [
		{channel: `${meter.part}.power_w`, unit: 'W', periodMs: intervalMs, windowMs: intervalMs, counter, ...shared},
		{channel: counter, unit: 'J', periodMs: intervalMs, windowMs: 0, ...shared},
	];
}

function readMeter(
	meter: Meter,
	steps: ReadonlyMap<RaplZone, {readonly t: number; readonly step: CounterStep}>,
): readonly Reading[] {
	const power = `${meter.part}.power_w`;
	const energy = `${meter.part}.energy_j`;
	let t = 0;
	let joules = 0;
	let watts: number | undefined = 0;
	for (const zone of meter.zones) {
		const read = steps.get(zone);
		if (read === undefined) continue;
		t += read.t / meter.zones.length;
		if (read.step.kind === 'missing') {
			const missing = meter.zones.length === 1 ? read.step.reason : `${zone.name}: ${read.step.reason}`;
			return [
				{channel: power, t: read.t, missing},
				{channel: energy, t: read.t, missing},
			];
		}
		joules += read.step.joules;
		watts = watts === undefined || read.step.watts === undefined ? undefined : watts + read.step.watts;
	}
	return [
		watts === undefined
			? {channel: power, t, missing: 'needs two looks at the counter'}
			: {channel: power, t, value: watts},
		{channel: energy, t, value: joules},
	];
}

function openZone(
	context: ProbeContext,
	zone: RaplZone,
): {readonly read: () => {readonly t: number; readonly step: CounterStep}; readonly close: KeptFile['close']} {
	const file = context.files.keep(zone.path);
	const advance = createEnergyCounter(zone.rangeMicrojoules);
	return {
		close: file.close,
		read: () => {
			const before = context.now();
			const text = file.read();
			const t = (before + context.now()) / 2;
			if (text.kind === 'missing') return {t, step: text};
			if (!/^\d+$/.test(text.text)) return {t, step: {kind: 'missing', reason: `says ${JSON.stringify(text.text)}`}};
			return {t, step: advance(t, Number(text.text))};
		},
	};
}

/** Says once when two packages have counted the same energy for half a minute. */
function createDuplicateCheck(
	context: ProbeContext,
): (packages: readonly {readonly t: number; readonly step: CounterStep}[]) => void {
	let start: {readonly t: number; readonly joules: readonly number[]} | undefined;
	let done = false;
	return packages => {
		if (done) return;
		const joules = packages.flatMap(({step}) => (step.kind === 'value' ? [step.joules] : []));
		const t = packages[0]?.t ?? 0;
		if (joules.length < packages.length) return;
		start ??= {t, joules};
		if (t - start.t < DUPLICATE_MS) return;
		done = true;
		const used = joules.map((value, index) => value - (start?.joules[index] ?? 0));
		const most = Math.max(...used);
		if (most > 0 && most - Math.min(...used) < most * DUPLICATE_SHARE) {
			context.notice(
				`all ${used.length} CPU packages report the same energy: it may be one sensor shown ${used.length} times, and cpu.power_w too high`,
			);
		}
	};
}

function slug(zone: RaplZone): string {
	return zone.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
}
