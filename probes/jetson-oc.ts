import type {Reading, Rejection} from '../source/domain/channel.ts';
import type {OpenProbe, ProbeContext, ProbeDefinition} from '../source/domain/probe.ts';
import {type FileChannel, openFileProbe} from './reading/file-probe.ts';
import {chooseInterval} from './reading/interval.ts';

const HWMON = '/sys/class/hwmon';

/** The firmware publishes new counts about every 2 s. */
const PERIOD_MS = 2000;

/** What each counter counts; the third is common under load and costs about a millisecond at half clock an event. */
const MEANINGS: ReadonlyMap<string, string> = new Map([
	['oc1', 'under-voltage'],
	['oc2', 'average power above the limit'],
	['oc3', 'instantaneous current above the limit'],
]);

/** Rare, and each a sign of a supply that does not suffice: said at once. */
const LOUD = new Set(['oc1.event_count', 'oc2.event_count']);

/** Over-current events of Jetson Orin and Thor since boot; they cut clocks for too short a time for any clock reading. */
export const jetsonOcProbe: ProbeDefinition = {
	id: 'jetson-oc',
	title: 'over-current counters of a Jetson board (soctherm)',
	open: context => Promise.resolve(openCounters(context)),
};

function openCounters(context: ProbeContext): OpenProbe | Rejection {
	const folder = context.files.list(HWMON).find(name => {
		const text = context.files.read(`${HWMON}/${name}/name`);
		return text.kind === 'value' && text.text === 'soctherm_oc';
	});
	if (folder === undefined) {
		return {reason: 'no soctherm_oc chip', mend: 'none: only Jetson Orin and Thor count over-current events'};
	}
	const intervalMs = chooseInterval(context.intervalMs, PERIOD_MS / 2);
	const channels = context.files.list(`${HWMON}/${folder}`).flatMap((name): FileChannel[] => {
		const counter = /^(oc\d+)_event_cnt$/.exec(name)?.[1];
		if (counter === undefined) return [];
		const definition = {
			channel: `${counter}.event_count`,
			unit: '',
			scope: 'module',
			source: 'jetson-oc',
			periodMs: Math.max(PERIOD_MS, intervalMs),
			windowMs: 0,
			note: MEANINGS.get(counter) ?? 'over-current',
		} as const;
		return [{definition, paths: [`${HWMON}/${folder}/${name}`], scale: 1}];
	});
	if (channels.length === 0) return {reason: 'soctherm_oc has no event counter', mend: ''};
	const files = openFileProbe(context, channels, [], intervalMs);
	const warn = createWarning(context);
	return {
		...files,
		sample: () => {
			const readings = files.sample();
			readings.forEach(warn);
			return readings;
		},
	};
}

/** Says once for each loud counter that it has moved. */
function createWarning(context: ProbeContext): (reading: Reading) => void {
	const last = new Map<string, number>();
	const told = new Set<string>();
	return reading => {
		if ('missing' in reading || !LOUD.has(reading.channel)) return;
		const {channel, value} = reading;
		const before = last.get(channel) ?? value;
		last.set(channel, value);
		if (value <= before || told.has(channel)) return;
		told.add(channel);
		const what = MEANINGS.get(channel.slice(0, channel.indexOf('.'))) ?? channel;
		context.notice(
			`${what}: the board cut its clocks ${value - before} times; check the power supply and the power mode`,
		);
	};
}
