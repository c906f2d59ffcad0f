import {PROBES} from '../../../probes/registry.ts';
import type {ChannelDefinition, Rejection} from '../../domain/channel.ts';
import type {SamplesFrame} from '../../domain/protocol.ts';
import {forEachSample} from '../../domain/signal/samples-frame.ts';
import {watchMotion} from '../../domain/signal/motion.ts';
import {createSeries, type Samples, type Series, valuesBetween} from '../../domain/series.ts';
import {mean, standardDeviation} from '../../domain/statistics/stats.ts';
import type {MeasuredWindow} from '../../domain/signal/step-response.ts';
import {choosePower, type PowerSource} from '../../engine/power-source.ts';
import {type ProbeCosts, startProbeLink} from '../../engine/probe-link.ts';
import {monotonicMs} from '../clock.ts';
import type {CostedProcess, MeasuredPower} from './probe-overhead.ts';
import {createProbeReport, type OpenedFacts, type ProbeFacts, type ProbeReport} from './probe-report.ts';
import {createProbeSpawner} from './spawn-probes.ts';

/** Samples of a channel that tell whether it moves, and a minute of those of a self-test. */
const WATCHED_SAMPLES = 1200;

/** A probe process that is watched for a report. */
export type ProbeSession = CostedProcess & {
	/** @param windows what a self-test has measured. */
	readonly report: (windows?: ReadonlyMap<string, MeasuredWindow>) => ProbeReport;
	readonly channels: () => readonly ChannelDefinition[];
	readonly samplesOf: (channel: string) => Samples | undefined;
};

/** What to open. */
export type SessionOptions = {
	readonly root: string;
	readonly workdir: string;
	readonly note: (text: string) => void;
	/** How often to ask; `auto` lets each source take its own. */
	readonly intervalMs?: 'auto' | number;
	/** Ids of the sources to open; absent is all. */
	readonly probes?: readonly string[];
};

/** Starts a probe process as in a sweep, so that a sensor that hangs does not hang the command. */
export function startProbeSession({root, workdir, note, probes, intervalMs = 'auto'}: SessionOptions): ProbeSession {
	const opened = new Map<string, OpenedFacts>();
	const closed = new Map<string, Rejection>();
	const seen = createSeen();
	let costs: ProbeCosts | undefined;
	const {promise: ready, resolve} = Promise.withResolvers<void>();
	const link = startProbeLink({
		spawn: createProbeSpawner(),
		settings: {
			root,
			intervalMs,
			cpuTdpWatts: 65,
			workdir,
			describeHost: false,
			...(probes === undefined ? {} : {probes}),
		},
		now: monotonicMs,
		// Kept alive by them, also while the probe process cannot be started.
		setTimer: (callback, ms) => {
			const timer = setTimeout(callback, ms);
			return () => clearTimeout(timer);
		},
		onBatch: seen.add,
		onOpened: (source, channels, missing) => opened.set(source, {channels, missing}),
		onClosed: (source, rejection) => closed.set(source, rejection),
		onReady: resolve,
		onHost: () => {},
		onCosts: latestCosts => {
			costs = latestCosts;
		},
		onNotice: text => note(`${text}\n`),
	});
	const ids = PROBES.map(({id}) => id);
	const channels = (): readonly ChannelDefinition[] => [...opened.values()].flatMap(source => source.channels);
	return {
		ready,
		report: (windows = new Map()) => createProbeReport({ids, opened, closed, costs, windows, ...seen.facts()}),
		channels,
		samplesOf: seen.samplesOf,
		power: lastMs => {
			const power = choosePower(channels());
			return power === undefined ? undefined : powerOf(power, seen.samplesOf, lastMs);
		},
		get pid() {
			return link.pid;
		},
		close: () => link.close(),
	};
}

/** The newest samples of every channel, and why one is missing. */
function createSeen(): {
	readonly add: (frame: SamplesFrame, missing: Readonly<Record<string, string | null>>) => void;
	readonly samplesOf: (channel: string) => Samples | undefined;
	readonly facts: () => Pick<ProbeFacts, 'latest' | 'reasons' | 'motions'>;
} {
	const series = new Map<string, Series>();
	const reasons = new Map<string, string>();
	const push = (channel: string, t: number, value: number): void => {
		const watched = series.get(channel) ?? createSeries(WATCHED_SAMPLES);
		series.set(channel, watched);
		watched.push(t, value);
	};
	return {
		add: (frame, missing) => {
			forEachSample(frame, (channel, tMs, value) => push(frame.channels[channel] ?? '', tMs, value));
			for (const [channel, reason] of Object.entries(missing)) {
				if (reason === null) reasons.delete(channel);
				else reasons.set(channel, reason);
			}
		},
		samplesOf: channel => series.get(channel),
		facts: () => ({
			latest: new Map([...series].map(([channel, samples]) => [channel, samples.valueAt(samples.length - 1)])),
			reasons,
			motions: new Map([...series].map(([channel, samples]) => [channel, watchMotion(samples)])),
		}),
	};
}

/** Power over the newest stretch of time, the parts of a sum added up; undefined for an estimate. */
function powerOf(
	{parts, scope, source}: PowerSource,
	samplesOf: (channel: string) => Samples | undefined,
	lastMs: number,
): MeasuredPower | undefined {
	if (scope === 'estimate') return undefined;
	let [watts, variance, n] = [0, 0, Number.POSITIVE_INFINITY];
	for (const {channel} of parts) {
		const samples = samplesOf(channel);
		const endMs = samples === undefined || samples.length === 0 ? 0 : samples.timeAt(samples.length - 1);
		const values = samples === undefined ? [] : valuesBetween(samples, endMs - lastMs, endMs);
		if (values.length < 2) return undefined;
		watts += mean(values);
		variance += standardDeviation(values) ** 2;
		n = Math.min(n, values.length);
	}
	return {mean: watts, sd: Math.sqrt(variance), n, sources: source.split('+')};
}
