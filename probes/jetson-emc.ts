import type {ChannelDefinition, Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {type FileChannel, openFileProbe} from './reading/file-probe.ts';
import {chooseInterval} from './reading/interval.ts';
import {parseSensor} from './reading/plausibility.ts';

const DEBUG = '/sys/kernel/debug';

/** Clock of the memory controller: Thor (for all), JetPack 4 to 7 and Nano (root only). */
const RATES = [
	'/sys/class/devfreq/bwmgr/cur_freq',
	`${DEBUG}/bpmp/debug/clk/emc/rate`,
	`${DEBUG}/clk/override.emc/clk_rate`,
];

/** Its limit as the power mode sets it: JetPack 6, then 4 and 5. */
const CAPS = ['/sys/kernel/nvpmodel_clk_cap/emc', '/sys/kernel/nvpmodel_emc_cap/emc_iso_cap'];

/** Its activity as a clock in kHz: JetPack 5 and 6, 7, 4. */
const ACTIVITIES = [
	`${DEBUG}/cactmon/mc_all`,
	`${DEBUG}/bpmp/debug/actmon/mc_all_avg_activity`,
	'/sys/kernel/actmon_avg_activity/mc_all',
];

/** Clock, limit and utilisation of a Jetson board's external memory. */
export const jetsonEmcProbe: ProbeDefinition = {
	id: 'jetson-emc',
	title: 'memory controller (EMC) of a Jetson board',
	open: context => Promise.resolve(openEmc(context)),
};

function openEmc(context: ProbeContext): OpenProbe | Rejection {
	const intervalMs = chooseInterval(context.intervalMs, 1000);
	const rate = firstReadable(context, RATES);
	const cap = firstReadable(context, CAPS);
	const activity = firstReadable(context, ACTIVITIES);
	const channels: FileChannel[] = [];
	const missing: OpenProbe['missing'][number][] = [];
	if (rate !== undefined) channels.push(clock('emc.clock_hz', rate, intervalMs));
	if (cap !== undefined) channels.push(clock('emc.clock_max_hz', cap, intervalMs));
	if (channels.length === 0) return rejectEmc(context);
	const forbidden = {reason: 'may be read by root only', mend: 'run sweeptop as root'};
	if (rate === undefined) missing.push({channel: 'emc.clock_hz', ...forbidden});
	const files = openFileProbe(context, channels, missing, intervalMs);
	if (rate === undefined || activity === undefined) {
		return {...files, missing: [...missing, {channel: 'emc.util_pct', ...forbidden}]};
	}
	return addUtilisation(context, files, activity);
}

function rejectEmc(context: ProbeContext): Rejection {
	return RATES.some(path => isForbidden(context, path))
		? {reason: 'the memory clock may be read by root only', mend: 'run sweeptop as root'}
		: {reason: 'no memory controller of a Jetson board', mend: 'none on other machines'};
}

function isForbidden(context: ProbeContext, path: string): boolean {
	const text = context.files.read(path);
	return text.kind === 'missing' && (text.errno === 'EACCES' || text.errno === 'EPERM');
}

function firstReadable(context: ProbeContext, paths: readonly string[]): string | undefined {
	return paths.find(path => {
		const text = context.files.read(path);
		return text.kind === 'value' && /^\d+$/.test(text.text);
	});
}

function clock(channel: string, path: string, periodMs: number): FileChannel {
	return {definition: define(channel, 'Hz', periodMs), paths: [path], scale: 1};
}

function define(channel: string, unit: string, periodMs: number): ChannelDefinition {
	return {channel, unit, scope: 'device', source: 'jetson-emc', periodMs, windowMs: 0};
}

/** Utilisation is activity over clock (as tegrastats shows it); the first channel is the clock. */
function addUtilisation(context: ProbeContext, files: OpenProbe, activityPath: string): OpenProbe {
	const activity = context.files.keep(activityPath);
	return {
		...files,
		channels: [...files.channels, define('emc.util_pct', '%', files.intervalMs)],
		sample: () => {
			const readings = files.sample();
			const rate = readings[0];
			if (rate === undefined) return readings;
			return [...readings, readUtilisation(rate, activity.read())];
		},
		close: () => {
			activity.close();
			files.close();
		},
	};
}

function readUtilisation(rate: Reading, text: ReturnType<ReturnType<ProbeContext['files']['keep']>['read']>): Reading {
	const channel = 'emc.util_pct';
	const activeHz = text.kind === 'missing' ? text : parseSensor(text.text, 'khz', 1000);
	if (activeHz.kind === 'missing') return {channel, t: rate.t, missing: activeHz.reason};
	if ('missing' in rate) return {channel, t: rate.t, missing: rate.missing};
	// Clock and activity are read one after the other; a step between them may show a little above 100 %.
	return {channel, t: rate.t, value: Math.min(100, (activeHz.value / rate.value) * 100)};
}
