import type {ChannelDefinition, Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {chooseInterval} from './reading/interval.ts';
import {LineStream} from './reading/line-stream.ts';

/** CPU energy by one long-lived `perf stat`, where an administrator allows perf but not powercap. */
export const perfRaplProbe: ProbeDefinition = {
	id: 'perf-rapl',
	title: 'RAPL by one streaming perf stat',
	insteadOf: ['cpu.power_w', 'cpu_gpu.power_w', 'module.power_w', 'board.power_w'],
	open: openPerf,
};

const EVENTS = '/sys/bus/event_source/devices/power/events';
const PARANOID = '/proc/sys/kernel/perf_event_paranoid';

/** What each event of the power unit is; others are parts of these. */
const DOMAINS: readonly {readonly event: string; readonly part: string; readonly scope: 'package' | 'rail'}[] = [
	{event: 'energy-pkg', part: 'cpu', scope: 'package'},
	{event: 'energy-ram', part: 'rail.dram', scope: 'rail'},
];

const FIRST_LINE_MS = 3000;
const STEP_MS = 20;
const MOST_QUEUED = 10_000;

/** One interval of one event: seconds since the start of perf, and joules in the interval. */
export type PerfInterval = {readonly seconds: number; readonly event: string; readonly joules: number};

/**
 * Parses a line of `perf stat -x, -I` (perf-stat(1), CSV FORMAT): `time,value,unit,event,…`. Undefined for any other
 * line, as one whose value is `<not counted>`.
 */
export function parsePerfLine(line: string): PerfInterval | undefined {
	const [seconds = '', joules = '', unit, name = ''] = line.split(',').map(cell => cell.trim());
	const event = /^power\/([^/]+)\/$/.exec(name)?.[1];
	if (event === undefined || unit !== 'Joules' || !/^\d+(?:\.\d+)?$/.test(joules)) return undefined;
	return {seconds: Number(seconds), event, joules: Number(joules)};
}

async function openPerf(context: ProbeContext): Promise<OpenProbe | Rejection> {
	const domains = DOMAINS.filter(({event}) => context.files.exists(`${EVENTS}/${event}`));
	if (domains.length === 0) return {reason: `no RAPL event in ${EVENTS}`, mend: 'on x86: modprobe intel_rapl_perf'};
	const intervalMs = chooseInterval(context.intervalMs, 500);
	const meters = new Map(domains.map(({event, part}) => [event, createMeter(part)]));
	const state: {queue: Reading[]; seen: boolean} = {queue: [], seen: false};
	const stream = new LineStream(context, {
		name: 'perf',
		argv: () => [
			'perf',
			'stat',
			'--all-cpus',
			'-x,',
			'-I',
			String(intervalMs),
			'--log-fd',
			'1',
			...domains.flatMap(({event}) => ['-e', `power/${event}/`]),
		],
		stallMs: Math.max(FIRST_LINE_MS, 5 * intervalMs),
		onLine: (line, t) => {
			const interval = parsePerfLine(line);
			if (interval === undefined) return 'other';
			state.seen = true;
			if (state.queue.length < MOST_QUEUED) state.queue.push(...(meters.get(interval.event)?.(interval, t) ?? []));
			return 'data';
		},
	});
	const start = context.now();
	let why = stream.check();
	while (why === undefined && !state.seen && context.now() - start < FIRST_LINE_MS) {
		await context.wait(STEP_MS);
		why = stream.check();
	}
	if (!state.seen) {
		stream.close();
		return {reason: why ?? 'perf prints nothing', mend: mendOf(context)};
	}
	const channels = domains.flatMap(({part, scope}) => define(part, scope, intervalMs));
	return {
		channels,
		missing: [],
		intervalMs,
		sample: () => {
			const down = stream.check();
			const drained = state.queue;
			state.queue = [];
			if (down === undefined || drained.length > 0) return drained;
			const t = context.now();
			return channels.map(({channel}) => ({channel, t, missing: down}));
		},
		close: () => stream.close(),
	};
}

function mendOf(context: ProbeContext): string {
	const paranoid = context.files.read(PARANOID);
	const isClosed = paranoid.kind === 'value' && Number(paranoid.text) > 0;
	return isClosed ? 'install perf; as root: sysctl kernel.perf_event_paranoid=0' : 'install perf';
}

function define(part: string, scope: 'package' | 'rail', periodMs: number): readonly ChannelDefinition[] {
	const shared = {scope, source: 'perf-rapl', periodMs, note: 'modelled by the processor'};
	const counter = `${part}.energy_j`;
	return [
		{channel: `${part}.power_w`, unit: 'W', windowMs: periodMs, counter, ...shared},
		{channel: counter, unit: 'J', windowMs: 0, ...shared},
	];
}

/**
 * Adds intervals up. Their end on our clock is perf's own time plus the smallest lag of any line so far, which is
 * steadier than when a line happened to arrive.
 */
function createMeter(part: string): (interval: PerfInterval, arrivedMs: number) => readonly Reading[] {
	let joules = 0;
	let lagMs = Number.POSITIVE_INFINITY;
	let lastSeconds = 0;
	return (interval, arrivedMs) => {
		if (interval.seconds < lastSeconds) {
			// perf was started again and counts from 0.
			lagMs = Number.POSITIVE_INFINITY;
			lastSeconds = 0;
		}
		lagMs = Math.min(lagMs, arrivedMs - interval.seconds * 1000);
		const t = lagMs + interval.seconds * 1000;
		const watts = interval.joules / (interval.seconds - lastSeconds);
		lastSeconds = interval.seconds;
		joules += interval.joules;
		return [
			{channel: `${part}.power_w`, t, value: watts},
			{channel: `${part}.energy_j`, t, value: joules},
		];
	};
}
