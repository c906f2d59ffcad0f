import type {Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {FOREIGN_INTERVAL_MS, foreignIntervalMs} from './foreign/foreign-channel.ts';
import {type CpuTimes, parseCpuTimes} from './cpu-times.ts';
import {readFamily, lacksChildren} from './foreign/process-family.ts';

/** Foreign load that a trial need not mind: a quarter of a core, and 3 % of a large machine. */
const MINDED_PCT = 25;
const MINDED_PCT_OF_EACH_CPU = 3;

/**
 * CPU time of processes that are not of the sweep: all of `/proc/stat` (user, nice and system) less the engine and what
 * descends from it. Interrupts are left out, as they serve the trials, too.
 */
export const foreignCpuProbe: ProbeDefinition = {
	id: 'foreign-cpu',
	title: 'CPU time of processes that are not of the sweep',
	open: context => Promise.resolve(openForeignCpu(context)),
};

type Look = {readonly times: CpuTimes; readonly familyTicks: number};

function openForeignCpu(context: ProbeContext): OpenProbe | Rejection {
	const {files, enginePid, now} = context;
	const orphaned = lacksChildren(files, enginePid);
	if (orphaned !== undefined) return orphaned;
	const file = files.keep('/proc/stat');
	const first = lookAt();
	if (typeof first === 'string') {
		file.close();
		return {reason: first, mend: 'mount /proc'};
	}
	let last: Look | undefined = first;
	const intervalMs = foreignIntervalMs(context);
	const channel = 'cpu.foreign_pct';

	function lookAt(): Look | string {
		const before = now();
		const family = readFamily(files, enginePid);
		const text = file.read();
		if (text.kind === 'missing') return `/proc/stat: ${text.reason}`;
		if (family === undefined) return 'the trials have too many threads to count';
		const times = parseCpuTimes(text.text, (before + now()) / 2);
		return {times, familyTicks: family.reduce((sum, {ticks}) => sum + ticks, 0)};
	}

	function sample(): readonly Reading[] {
		const look = lookAt();
		const before = last;
		last = typeof look === 'string' ? undefined : look;
		if (typeof look === 'string') return [{channel, t: now(), missing: look}];
		const {t} = look.times;
		const percent = before === undefined ? 'needs two looks, a while apart' : foreignBetween(before, look);
		return [typeof percent === 'string' ? {channel, t, missing: percent} : {channel, t, value: percent}];
	}

	return {
		channels: [
			{
				channel,
				unit: '%',
				scope: 'host',
				source: 'foreign-cpu',
				periodMs: intervalMs,
				windowMs: intervalMs,
				limit: Math.max(MINDED_PCT, MINDED_PCT_OF_EACH_CPU * first.times.cpus.size),
				note: 'of one core, by processes that are not of the sweep',
			},
		],
		missing: [],
		intervalMs,
		sample,
		close: file.close,
	};
}

/** Percent of one core between two looks, or why it is not known. */
function foreignBetween(before: Look, after: Look): number | string {
	const spanMs = after.times.t - before.times.t;
	if (spanMs < FOREIGN_INTERVAL_MS / 4) return 'needs two looks, a while apart';
	const familyTicks = after.familyTicks - before.familyTicks;
	// What it had used is in nobody's count any more, and would look like a stranger's.
	if (familyTicks < 0) return 'a process has left the sweep';
	let busyTicks = 0;
	for (const [cpu, [user = 0, nice = 0, system = 0]] of after.times.cpus) {
		const [wasUser = 0, wasNice = 0, wasSystem = 0] = before.times.cpus.get(cpu) ?? [user, nice, system];
		busyTicks += Math.max(0, user - wasUser) + Math.max(0, nice - wasNice) + Math.max(0, system - wasSystem);
	}
	return (Math.max(0, busyTicks - familyTicks) * MS_A_TICK * 100) / spanMs;
}

/** USER_HZ is 100 on every architecture that Node runs on (proc(5)). */
const MS_A_TICK = 10;
