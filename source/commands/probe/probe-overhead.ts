import {readdirSync, readFileSync} from 'node:fs';
import {setTimeout as wait} from 'node:timers/promises';
import {formatSignificant} from '../../domain/metric.ts';

/** What a process of ours costs while nothing else happens. */
export type OwnCost = {
	/** CPU time in percent of one core. */
	readonly cpuPct: number;
	/** How often a second it wakes up: what keeps a board from its deeper idle states. */
	readonly wakeupsPerS: number;
	readonly rssBytes: number;
};

/** The same probe process with its sources being sampled, and with none of them: the difference is the sampling. */
export type Overhead = {
	readonly sampling: OwnCost;
	readonly idle: OwnCost;
	/** Absent where no sensor measures power. */
	readonly power?: PowerCost;
};

/** Power of the machine while every source is read and while only its power sensor is, in watts. */
export type PowerCost = {
	readonly samplingWatts: number;
	readonly aloneWatts: number;
	/** Of the difference, k = 2. */
	readonly uncertaintyWatts: number;
};

/** Mean and standard deviation of the machine's power, W, over so many samples, and the sources that tell it. */
export type MeasuredPower = {
	readonly mean: number;
	readonly sd: number;
	readonly n: number;
	readonly sources: readonly string[];
};

/** A running probe process. */
export type CostedProcess = {
	readonly pid: number | undefined;
	readonly ready: Promise<void>;
	/** Power in the last so many ms; undefined where no sensor measures it. */
	readonly power: (lastMs: number) => MeasuredPower | undefined;
	readonly close: () => void;
};

/** How long to let a process come to rest, and how long to watch it. */
export type OverheadTimes = {readonly settleMs: number; readonly watchMs: number};

/**
 * Measures a probe process with all of its sources and then one with none; where power is measured, also one with
 * nothing but that.
 * @param start starts one with these sources, or with all.
 */
export async function measureOverhead(
	start: (sources: readonly string[] | 'all') => CostedProcess,
	times: OverheadTimes,
): Promise<Overhead> {
	const {cost: sampling, power} = await measureProcess(start('all'), times);
	const {cost: idle} = await measureProcess(start([]), times);
	if (power === undefined) return {sampling, idle};
	const {power: alone} = await measureProcess(start(power.sources), times);
	if (alone === undefined) return {sampling, idle};
	const uncertaintyWatts = 2 * Math.hypot(power.sd / Math.sqrt(power.n), alone.sd / Math.sqrt(alone.n));
	return {sampling, idle, power: {samplingWatts: power.mean, aloneWatts: alone.mean, uncertaintyWatts}};
}

type Measured = {readonly cost: OwnCost; readonly power: MeasuredPower | undefined};

async function measureProcess(child: CostedProcess, {settleMs, watchMs}: OverheadTimes): Promise<Measured> {
	try {
		await child.ready;
		await wait(settleMs);
		const {pid} = child;
		if (pid === undefined) throw new Error('the probe process ended');
		const before = readUsage(pid);
		const startMs = performance.now();
		await wait(watchMs);
		const after = readUsage(pid);
		const tookMs = performance.now() - startMs;
		const cost = {
			cpuPct: ((after.cpuMs - before.cpuMs) / tookMs) * 100,
			wakeupsPerS: ((after.switches - before.switches) / tookMs) * 1000,
			rssBytes: after.rssBytes,
		};
		return {cost, power: child.power(watchMs)};
	} finally {
		child.close();
	}
}

type Usage = {readonly cpuMs: number; readonly switches: number; readonly rssBytes: number};

/**
 * CPU time (`schedstat`, ns), voluntary switches and memory of a process over all its threads. Ticks of
 * `/proc/<pid>/stat` are 10 ms, too coarse for a cost of a few milliseconds a second.
 */
function readUsage(pid: number): Usage {
	let cpuMs = 0;
	let switches = 0;
	for (const task of readdirSync(`/proc/${pid}/task`)) {
		const folder = `/proc/${pid}/task/${task}`;
		cpuMs += Number(readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0] ?? 0) / 1e6;
		switches += fieldOf(readFileSync(`${folder}/status`, 'utf8'), 'voluntary_ctxt_switches');
	}
	return {cpuMs, switches, rssBytes: fieldOf(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmRSS') * 1024};
}

function fieldOf(status: string, name: string): number {
	return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}

/** The comparison in a few lines for a person. */
export function describeOverhead({sampling, idle, power}: Overhead): string {
	const line = (what: string, {cpuPct, wakeupsPerS, rssBytes}: OwnCost): string =>
		`${what}: ${formatSignificant(cpuPct, 2)} % of one core, ${formatSignificant(wakeupsPerS, 3)} wake-ups a second, ${Math.round(rssBytes / 1024 ** 2)} MiB\n`;
	const difference = Math.max(0, sampling.cpuPct - idle.cpuPct);
	const itself = `sampling itself: ${formatSignificant(difference, 2)} % of one core\n`;
	return `${line('with sampling', sampling)}${line('without', idle)}${itself}${powerLine(power)}`;
}

function powerLine(power: PowerCost | undefined): string {
	if (power === undefined) return 'in watts: not known, as nothing here measures power\n';
	const {samplingWatts, aloneWatts, uncertaintyWatts} = power;
	const watts = (value: number): string => `${formatSignificant(value, 3)} W`;
	const difference = samplingWatts - aloneWatts;
	const sides = `${watts(samplingWatts)} with every source, ${watts(aloneWatts)} with the power sensor alone`;
	return `in watts: ${watts(difference)} ± ${watts(uncertaintyWatts)} (${sides})\n`;
}
