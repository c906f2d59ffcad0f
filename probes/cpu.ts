import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import type {Reading, Rejection} from '../source/domain/channel.ts';
import {type CpuTimes, loadBetween, parseCpuTimes} from './cpu-times.ts';
import {chooseInterval} from './reading/interval.ts';

/** At 100 ticks a second a shorter look is coarse: 10 ticks are steps of 10 %. */
const WINDOW_MS = 1000;

/** Below it one tick more or less is the whole answer. */
const LEAST_SPAN_MS = 200;

/** CPU utilisation over all online CPUs, and on virtual machines the share that the hypervisor took. */
export const cpuProbe: ProbeDefinition = {
	id: 'cpu',
	title: 'CPU utilisation from /proc/stat',
	open: context => Promise.resolve(openCpu(context)),
};

function openCpu(context: ProbeContext): OpenProbe | Rejection {
	const first = context.files.read('/proc/stat');
	if (first.kind === 'missing') return {reason: `/proc/stat: ${first.reason}`, mend: 'mount /proc'};
	const start = parseCpuTimes(first.text, context.now());
	if (start.cpus.size === 0) return {reason: '/proc/stat has no line for a CPU', mend: ''};
	const file = context.files.keep('/proc/stat');
	const intervalMs = chooseInterval(context.intervalMs, 1000);
	let past: readonly CpuTimes[] = [start];

	function sample(): readonly Reading[] {
		const before = context.now();
		const text = file.read();
		const t = (before + context.now()) / 2;
		if (text.kind === 'missing') return bothMissing(t, text.reason);
		const latest = parseCpuTimes(text.text, t);
		// The youngest look-back that spans the window, or the oldest there is.
		const reference = past.findLast(times => t - times.t >= WINDOW_MS * 0.95) ?? past[0];
		past = [...past.filter(times => times === reference || times.t > (reference?.t ?? 0)), latest];
		const spanMs = t - (reference?.t ?? t);
		const load = reference === undefined || spanMs < LEAST_SPAN_MS ? undefined : loadBetween(reference, latest);
		if (load === undefined) return bothMissing(t, 'needs two looks, a while apart');
		return [
			{channel: 'cpu.util_pct', t, value: load.busy * 100},
			{channel: 'cpu.steal_pct', t, value: load.steal * 100},
		];
	}

	const shared = {
		unit: '%',
		scope: 'host',
		source: 'cpu',
		periodMs: intervalMs,
		windowMs: Math.max(WINDOW_MS, intervalMs),
	} as const;
	return {
		channels: [
			{channel: 'cpu.util_pct', ...shared},
			{channel: 'cpu.steal_pct', ...shared},
		],
		missing: [],
		intervalMs,
		sample,
		close: file.close,
	};
}

function bothMissing(t: number, reason: string): readonly Reading[] {
	return [
		{channel: 'cpu.util_pct', t, missing: reason},
		{channel: 'cpu.steal_pct', t, missing: reason},
	];
}
