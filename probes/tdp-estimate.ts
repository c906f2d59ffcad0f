import type {ChannelDefinition, Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {type CpuTimes, loadBetween, parseCpuTimes} from './cpu-times.ts';
import {chooseInterval} from './reading/interval.ts';

/** Below it one tick more or less is the whole answer. */
const LEAST_SPAN_MS = 45;

/**
 * CPU power where nothing measures it: the busy share of all CPUs × the design power that the sweep file gives. An
 * order of magnitude for comparing trials on one machine, labelled `estimate` wherever it is shown.
 */
export const tdpEstimateProbe: ProbeDefinition = {
	id: 'tdp-estimate',
	title: 'estimate: CPU utilisation × TDP',
	insteadOf: ['cpu.power_w', 'cpu_gpu.power_w', 'module.power_w', 'board.power_w'],
	open: context => Promise.resolve(openEstimate(context)),
};

function openEstimate(context: ProbeContext): OpenProbe | Rejection {
	if (context.cpuTdpWatts <= 0) return {reason: 'cpu_tdp_watts is 0', mend: 'set [telemetry] cpu_tdp_watts'};
	const first = context.files.read('/proc/stat');
	if (first.kind === 'missing') return {reason: `/proc/stat: ${first.reason}`, mend: 'mount /proc'};
	const file = context.files.keep('/proc/stat');
	// Busy ticks are a counter of 10 ms a CPU: a quarter of a second has 25 of them, enough for 4 % at one CPU.
	const intervalMs = chooseInterval(context.intervalMs, 250);
	let last: CpuTimes = parseCpuTimes(first.text, context.now());
	let joules = 0;

	function sample(): readonly Reading[] {
		const before = context.now();
		const text = file.read();
		const t = (before + context.now()) / 2;
		if (text.kind === 'missing') return both(t, text.reason);
		const times = parseCpuTimes(text.text, t);
		const load = t - last.t < LEAST_SPAN_MS ? undefined : loadBetween(last, times);
		if (load === undefined) return both(t, 'needs two looks, a while apart');
		const watts = load.busy * context.cpuTdpWatts;
		joules += (watts * (t - last.t)) / 1000;
		last = times;
		return [
			{channel: 'cpu.power_w', t, value: watts},
			{channel: 'cpu.energy_j', t, value: joules},
		];
	}

	return {channels: define(intervalMs, context.cpuTdpWatts), missing: [], intervalMs, sample, close: file.close};
}

function define(intervalMs: number, tdpWatts: number): readonly ChannelDefinition[] {
	const shared = {
		scope: 'estimate',
		source: 'tdp-estimate',
		periodMs: intervalMs,
		note: `estimate: ${tdpWatts} W × CPU use of the whole machine; set [telemetry] cpu_tdp_watts to your CPU's`,
	} as const;
	return [
		{channel: 'cpu.power_w', unit: 'W', windowMs: intervalMs, counter: 'cpu.energy_j', ...shared},
		{channel: 'cpu.energy_j', unit: 'J', windowMs: 0, ...shared},
	];
}

function both(t: number, missing: string): readonly Reading[] {
	return [
		{channel: 'cpu.power_w', t, missing},
		{channel: 'cpu.energy_j', t, missing},
	];
}
