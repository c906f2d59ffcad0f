import type {ChannelDefinition, Reading, Rejection} from '../source/domain/channel.ts';
import type {KeptFile, OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {chooseInterval} from './reading/interval.ts';

const FOLDER = '/sys/devices/system/cpu';

/** Thermal throttling that Intel processors count themselves; no sampled clock sees short events. */
export const cpuThrottleProbe: ProbeDefinition = {
	id: 'cpu-throttle',
	title: 'thermal throttle counters of Intel CPUs',
	open: context => Promise.resolve(openThrottle(context)),
};

function openThrottle(context: ProbeContext): OpenProbe | Rejection {
	const cpus = context.files.list(FOLDER).filter(name => /^cpu\d+$/.test(name));
	const throttles = cpus.map(cpu => `${FOLDER}/${cpu}/thermal_throttle`);
	const packages = firstOfPackages(context, cpus).map(cpu => `${FOLDER}/${cpu}/thermal_throttle`);
	const present = (folders: readonly string[], file: string): readonly KeptFile[] =>
		folders
			.map(folder => `${folder}/${file}`)
			.filter(path => context.files.exists(path))
			.map(path => context.files.keep(path));
	const counts = [...present(throttles, 'core_throttle_count'), ...present(packages, 'package_throttle_count')];
	if (counts.length === 0) return {reason: 'no thermal_throttle counters', mend: 'none: only Intel CPUs have them'};
	// Kernel 5.14 and later.
	const times = present(packages, 'package_throttle_total_time_ms');
	const intervalMs = chooseInterval(context.intervalMs, 2000);
	const shared = {scope: 'package', source: 'cpu-throttle', periodMs: intervalMs, windowMs: 0} as const;
	const channels: ChannelDefinition[] = [{channel: 'cpu.throttle_count', unit: '', ...shared}];
	if (times.length > 0) channels.push({channel: 'cpu.throttle_ms', unit: 'ms', ...shared});
	return {
		channels,
		missing: [],
		intervalMs,
		sample: () => [
			readSum(context, 'cpu.throttle_count', counts),
			...(times.length === 0 ? [] : [readSum(context, 'cpu.throttle_ms', times)]),
		],
		close: () => {
			for (const file of [...counts, ...times]) file.close();
		},
	};
}

/** One CPU of each package: all of a package show the same counter. */
function firstOfPackages(context: ProbeContext, cpus: readonly string[]): readonly string[] {
	const first = new Map<string, string>();
	for (const cpu of cpus) {
		const id = context.files.read(`${FOLDER}/${cpu}/topology/physical_package_id`);
		const key = id.kind === 'value' ? id.text : '0';
		if (!first.has(key)) first.set(key, cpu);
	}
	return [...first.values()];
}

/** A CPU that is offline has no counter; the others' sum would jump, so the look is missing. */
function readSum(context: ProbeContext, channel: string, files: readonly KeptFile[]): Reading {
	let sum = 0;
	for (const file of files) {
		const text = file.read();
		if (text.kind === 'missing') return {channel, t: context.now(), missing: text.reason};
		sum += Number(text.text);
	}
	const t = context.now();
	return Number.isFinite(sum) ? {channel, t, value: sum} : {channel, t, missing: 'a counter is not a number'};
}
