import {resolve} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {SamplesFrame} from '../../domain/protocol.ts';
import {estimateDoubt, ranksByEnergy} from '../../domain/energy/energy-doubt.ts';
import type {Sweep} from '../../domain/sweep.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {Ledger} from '../../engine/ledger.ts';
import {type ProbeLink, type ProbeLinkOptions, startProbeLink} from '../../engine/probe-link.ts';
import {createStreamChannels, type StreamChannels} from '../../engine/stream-channels.ts';
import {baselineMs} from '../../engine/telemetry-baseline.ts';
import {TelemetryFile} from '../../engine/telemetry-file.ts';
import {createTelemetryMeter, type TelemetryMeter} from '../../engine/telemetry-meter.ts';
import {createTelemetryWindow, type TelemetryWindow} from '../../engine/telemetry-window.ts';
import {monotonicMs, setTimer} from '../clock.ts';
import {type EngineObserver, type Observed, observeEngine} from './engine-observer.ts';
import {createProbeSpawner} from '../probe/spawn-probes.ts';

/** Longest wait for the first samples before the first trial. */
const BASELINE_WAIT_MS = 2000;

/** The same where a meter is to be read: it is known by its first lines. */
const METER_WAIT_MS = 12_000;

/** The telemetry of one engine. */
export type EngineTelemetry = {
	readonly window: TelemetryWindow;
	readonly meter: TelemetryMeter;
	/** Joules since this engine started, with those of the engines before it. */
	readonly energyJ: () => number | undefined;
	/** A value of a stream metric of a trial, for its live channel. */
	readonly addStream: StreamChannels['add'];
	/** Waits for the first samples, and for an idle baseline where a real sensor can give one. */
	readonly measureBaseline: () => Promise<void>;
	/** What is known of the sources by watching them, and of what the measuring costs. */
	readonly observed: () => Observed;
	readonly close: () => Promise<void>;
};

/** What telemetry is started for, and who hears of it. */
export type TelemetryOptions = {
	readonly directory: string;
	readonly sweep: Sweep;
	readonly before: SweepState;
	readonly ledger: Ledger;
	readonly sysfsRoot: string;
	/** Whether the run directory is gone. */
	readonly isLost: () => boolean;
	readonly onFrame: (frame: SamplesFrame) => void;
	readonly onHost: (host: Readonly<Record<string, unknown>>) => void;
};

/** Starts the probe process and takes in what it says. */
export function startTelemetry(options: TelemetryOptions): EngineTelemetry {
	const {ledger, before} = options;
	const window = createTelemetryWindow({wait: ms => sleep(ms, undefined, {ref: false})});
	window.setBaseline(before.baseline);
	const file = new TelemetryFile({
		directory: options.directory,
		isLost: options.isLost,
		wallNow: Date.now,
		monoNow: monotonicMs,
		setTimer,
		onNotice: text => ledger.notice('warning', text, 'telemetry.csv'),
	});
	const startedMs = monotonicMs();
	const take = (frame: SamplesFrame, missing: Readonly<Record<string, string | null>> = {}): void => {
		window.add(frame, missing);
		file.append(frame);
		options.onFrame(frame);
	};
	const ready = Promise.withResolvers<void>();
	const observer = observeEngine(window, process, monotonicMs);
	const link = openLink(options, {window, observer, onBatch: take, onReady: ready.resolve});
	const streams = createStreamChannels({emit: take, now: monotonicMs, setTimer});
	return {
		window,
		meter: createTelemetryMeter(window, {
			onDoubt: text => ledger.notice('warning', text, 'telemetry'),
			needsEstimate: ranksByEnergy(options.sweep),
		}),
		energyJ: () => {
			const joules = window.joulesSoFar(startedMs);
			return joules === undefined ? before.energyJ : (before.energyJ ?? 0) + joules;
		},
		addStream: streams.add,
		measureBaseline: () => baseline(options, window, ready.promise),
		observed: observer.observed,
		close: async () => {
			streams.flush();
			link.close();
			window.end();
			await file.close();
		},
	};
}

type LinkParts = Pick<ProbeLinkOptions, 'onBatch' | 'onReady'> & {
	readonly window: TelemetryWindow;
	readonly observer: EngineObserver;
};

function openLink(
	{sweep, ledger, sysfsRoot, onHost}: TelemetryOptions,
	{window, observer, ...heard}: LinkParts,
): ProbeLink {
	return startProbeLink({
		spawn: createProbeSpawner(),
		settings: {
			root: sysfsRoot,
			intervalMs: sweep.telemetry.intervalMs,
			cpuTdpWatts: sweep.telemetry.cpuTdpWatts,
			...sourcesOf(sweep),
			workdir: sweep.workdir,
			describeHost: true,
		},
		now: monotonicMs,
		setTimer,
		...heard,
		onOpened: (source, channels, missing) => {
			window.open(source, channels);
			ledger.record({type: 'probe-opened', source, channels});
			for (const {channel, reason} of missing) ledger.notice('info', `${channel} is missing: ${reason}`, source);
		},
		onClosed: (source, {reason, mend}) => {
			window.close(source);
			ledger.record({type: 'probe-closed', source, reason, ...(mend === '' ? {} : {mend})});
		},
		onHost,
		onCosts: observer.onCosts,
		onNotice: (text, about) => ledger.notice('warning', text, about),
	});
}

/** Which sources to open. Whoever names a meter wants it read, and names its program from the folder of the sweep. */
function sourcesOf({telemetry, workdir}: Sweep): Pick<ProbeLinkOptions['settings'], 'probes' | 'meter'> {
	const {probes, meter} = telemetry;
	if (meter === undefined) return probes === undefined ? {} : {probes};
	const [program = '', ...rest] = meter.argv;
	const argv = [program.includes('/') ? resolve(workdir, program) : program, ...rest];
	return {meter: {...meter, argv}, ...(probes === undefined ? {} : {probes: [...probes, 'meter']})};
}

/**
 * Measures idle power where a sensor tells it: an estimate has no idle part to subtract that load would not tell. In
 * any case it waits for the first sample of power, or the energy of the first trial would have a gap at its start.
 */
async function baseline(options: TelemetryOptions, window: TelemetryWindow, ready: Promise<void>): Promise<void> {
	const {sweep, before, ledger} = options;
	const isMetered = sweep.telemetry.meter !== undefined;
	const startMs = monotonicMs();
	await Promise.race([ready, sleep(isMetered ? METER_WAIT_MS : BASELINE_WAIT_MS, undefined, {ref: false})]);
	if (window.power === undefined) return;
	const fromMs = isMetered ? monotonicMs() : startMs;
	await window.settle({fromMs: 0, toMs: monotonicMs(), overlapping: false});
	const doubt = window.power.scope === 'estimate' ? estimateDoubt(sweep) : undefined;
	if (doubt !== undefined) ledger.notice('warning', doubt, 'energy');
	const isKnown = sweep.telemetry.baseline === 'off' || Object.keys(before.baseline).length > 0;
	if (isKnown || window.power.scope === 'estimate') return;
	await sleep(Math.max(0, fromMs + baselineMs(sweep.telemetry.baseline, window.power) - monotonicMs()));
	const channels = window.measureBaseline(fromMs, monotonicMs());
	if (Object.keys(channels).length > 0) ledger.record({type: 'baseline-measured', channels});
}
