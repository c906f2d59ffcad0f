import type {ChannelDefinition, Reading, Rejection} from '../source/domain/channel.ts';
import type {FileText, KeptFile, OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {chooseInterval} from './reading/interval.ts';

/** Time in which work stood still for want of CPU, memory or disk, and by a limit of its cgroup. */
export const pressureProbe: ProbeDefinition = {
	id: 'pressure',
	title: 'waiting for CPU, memory and disk (PSI), and CPU limits of the cgroup',
	open: context => Promise.resolve(openPressure(context)),
};

/** A file with a counter of microseconds in one of its lines. */
type Counter = {readonly definition: ChannelDefinition; readonly files: readonly KeptFile[]; readonly pattern: RegExp};

/** Total of the time in which at least one task waited (kernel document accounting/psi). */
const SOME_TOTAL = /^some .*total=(\d+)/m;

/** Time in which the cgroup's tasks were held back by `cpu.max` (kernel document cgroup-v2). */
const THROTTLED = /^throttled_usec (\d+)/m;

const RESOURCES = [
	['cpu', 'cpu'],
	['memory', 'mem'],
	['io', 'io'],
] as const;

function openPressure(context: ProbeContext): OpenProbe | Rejection {
	const intervalMs = chooseInterval(context.intervalMs, 1000);
	const define = (channel: string, note: string): ChannelDefinition => {
		return {channel, unit: 'ms', scope: 'host', source: 'pressure', periodMs: intervalMs, windowMs: 0, note};
	};
	const counters: Counter[] = RESOURCES.flatMap(([file, part]) => {
		const path = `/proc/pressure/${file}`;
		if (counterOf(context.files.read(path), SOME_TOTAL) === undefined) return [];
		const definition = define(`${part}.stall_ms`, 'some task of the machine waited');
		return [{definition, files: [context.files.keep(path)], pattern: SOME_TOTAL}];
	});
	const limited = findCgroups(context);
	if (limited.length > 0) {
		const definition = define('cgroup.throttled_ms', 'held back by a CPU limit of the container or service');
		counters.push({definition, files: limited.map(path => context.files.keep(path)), pattern: THROTTLED});
	}
	if (counters.length === 0) {
		return {reason: 'no /proc/pressure and no cgroup with a CPU limit', mend: 'boot the kernel with psi=1'};
	}
	return {
		channels: counters.map(({definition}) => definition),
		missing: [],
		intervalMs,
		sample: () => counters.map(counter => readCounter(context, counter)),
		close: () => {
			for (const {files} of counters) for (const file of files) file.close();
		},
	};
}

/** `cpu.stat` of the own cgroup and of those above it: a limit anywhere on the way holds the trial back. */
function findCgroups(context: ProbeContext): readonly string[] {
	const own = context.files.read('/proc/self/cgroup');
	const path = own.kind === 'value' ? /^0::(\/.*)$/m.exec(own.text)?.[1] : undefined;
	const names = (path ?? '').split('/').filter(name => name !== '' && name !== '..');
	return [...names.keys(), names.length]
		.map(depth => ['/sys/fs/cgroup', ...names.slice(0, depth), 'cpu.stat'].join('/'))
		.filter(file => counterOf(context.files.read(file), THROTTLED) !== undefined);
}

function counterOf(text: FileText, pattern: RegExp): number | undefined {
	const match = text.kind === 'value' ? pattern.exec(text.text) : null;
	return match === null ? undefined : Number(match[1]);
}

function readCounter(context: ProbeContext, {definition: {channel}, files, pattern}: Counter): Reading {
	let microseconds = 0;
	const before = context.now();
	for (const file of files) {
		const text = file.read();
		const count = counterOf(text, pattern);
		if (count === undefined) {
			const missing = text.kind === 'missing' ? text.reason : 'the counter is not in the file';
			return {channel, t: context.now(), missing};
		}
		microseconds += count;
	}
	return {channel, t: (before + context.now()) / 2, value: microseconds / 1000};
}
