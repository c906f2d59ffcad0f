import {formatSignificant} from '../domain/metric.ts';
import {delayOf} from '../domain/energy/integration.ts';
import type {TelemetrySettings} from '../domain/sweep.ts';
import type {PowerSource} from './power-source.ts';
import type {Baseline} from './telemetry-draft.ts';
import type {TelemetryWindow} from './telemetry-window.ts';

const LEAST_MS = 2000;
const MOST_MS = 10_000;
/** Independent samples that a baseline wants. */
const WANTED_SAMPLES = 5;

/** How long idle power is measured: as the sweep says, else 2 to 10 s, by how often the sensor has something new. */
export function baselineMs(setting: TelemetrySettings['baseline'], {parts}: PowerSource): number {
	if (setting === 'off') return 0;
	if (setting !== 'auto') return setting;
	const spacingMs = Math.max(...parts.map(part => Math.max(part.periodMs, part.windowMs)));
	return Math.min(MOST_MS, Math.max(LEAST_MS, WANTED_SAMPLES * spacingMs));
}

/** Idle power is measured again after so many trials … */
const TRIALS_BETWEEN = 10;
/** … but not more than a twentieth of the time, as short trials come and go … */
const LEAST_SHARE_BETWEEN = 20;
/** … and after so long in any case. */
const MOST_MS_BETWEEN = 600_000;
/** So many standard deviations of the samples are no chance. */
const SIGNIFICANT = 3;
/** A smaller change matters to nobody, however quiet the sensor is. */
const LEAST_CHANGE = 0.01;

/** Measures idle power again between two trials. */
export type BaselineKeeper = {
	/**
	 * To be called before a trial, while nothing of the sweep runs.
	 * @param idleSinceMs when the last program ended; a wait since then, as of a gate, is not waited for twice.
	 */
	readonly refresh: (trial: number, idleSinceMs: number, signal: AbortSignal) => Promise<void>;
};

/** What a keeper works with. */
export type BaselineOptions = {
	readonly setting: TelemetrySettings['baseline'];
	readonly window: Pick<TelemetryWindow, 'power' | 'baseline' | 'meansBetween' | 'setBaseline'>;
	/** Monotonic ms. */
	readonly now: () => number;
	/** Resolves after that many ms, or when the signal is given. */
	readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
	/** A trial waits for a measurement, and does no more. */
	readonly onWaiting: (trial: number, why: string) => void;
	readonly onPassed: (trial: number, why: string, waitedMs: number) => void;
	readonly onMeasured: (channels: Baseline) => void;
	/** A sentence for the person. */
	readonly notice: (text: string) => void;
};

/** Creates a keeper; the baseline counts as measured now. */
export function createBaselineKeeper(options: BaselineOptions): BaselineKeeper {
	let lastMs = options.now();
	let since = NO_TRIALS;
	return {
		refresh: async (trial, idleSinceMs, signal) => {
			const before = since;
			since = withTrial(since, trial);
			const {window, now, setting} = options;
			const {power} = window;
			// An estimate is what it is; and what was never measured is not measured in the middle.
			if (power === undefined || power.scope === 'estimate' || wattsOf(power, window.baseline) === undefined) return;
			const lengthMs = baselineMs(setting, power);
			if (lengthMs <= 0) return;
			const elapsedMs = now() - lastMs;
			const isDue =
				(before.count >= TRIALS_BETWEEN && elapsedMs >= LEAST_SHARE_BETWEEN * lengthMs) || elapsedMs >= MOST_MS_BETWEEN;
			const delayMs = Math.max(...power.parts.map(part => 2 * delayOf(part) + part.periodMs));
			const untilMs = idleSinceMs + delayMs + lengthMs;
			if (isDue && now() < untilMs) await waitFor(options, trial, untilMs - now(), signal);
			if (signal.aborted || now() < untilMs) return;
			const means = window.meansBetween(now() - lengthMs, now());
			const text = driftBetween(power, window.baseline, means);
			if (wattsOf(power, means) === undefined || (!isDue && text === undefined)) return;
			window.setBaseline({...window.baseline, ...means});
			options.onMeasured(means);
			if (text !== undefined) options.notice(`${text}${whoseEnergies(before)}`);
			lastMs = now();
			since = withTrial(NO_TRIALS, trial);
		},
	};
}

async function waitFor(
	{onWaiting, onPassed, wait, now}: BaselineOptions,
	trial: number,
	ms: number,
	signal: AbortSignal,
): Promise<void> {
	const startMs = now();
	onWaiting(trial, 'measuring idle power');
	await wait(ms, signal);
	onPassed(trial, signal.aborted ? 'broken off' : 'idle power measured', now() - startMs);
}

/** The trials since a measurement; in an interleaved sweep they come round again. */
type Passed = {readonly count: number; readonly from: number; readonly to: number};

const NO_TRIALS: Passed = {count: 0, from: Number.POSITIVE_INFINITY, to: 0};

function withTrial({count, from, to}: Passed, trial: number): Passed {
	return {count: count + 1, from: Math.min(from, trial), to: Math.max(to, trial)};
}

function whoseEnergies({count, from, to}: Passed): string {
	if (count === 0) return '';
	const which = from === to ? `trial ${from}` : `trials ${from} to ${to}`;
	return `; energies above idle of ${which} rest on the old value`;
}

/** Idle power of all parts together, and how far single samples lie from it. */
function wattsOf({parts}: PowerSource, baseline: Baseline): {readonly mean: number; readonly sd: number} | undefined {
	let mean = 0;
	let variance = 0;
	for (const {channel} of parts) {
		const part = Object.hasOwn(baseline, channel) ? baseline[channel] : undefined;
		if (part === undefined) return undefined;
		mean += part.mean;
		variance += part.sd ** 2;
	}
	return {mean, sd: Math.sqrt(variance)};
}

/** How idle power has moved by more than chance; undefined where it has not. */
function driftBetween(power: PowerSource, before: Baseline, after: Baseline): string | undefined {
	const [was, is] = [wattsOf(power, before), wattsOf(power, after)];
	if (was === undefined || is === undefined) return undefined;
	const change = is.mean - was.mean;
	const limit = Math.max(SIGNIFICANT * Math.max(was.sd, is.sd), LEAST_CHANGE * Math.abs(was.mean));
	if (!(Math.abs(change) > limit)) return undefined;
	const percent =
		was.mean === 0 ? '' : ` (${change < 0 ? '−' : '+'}${Math.abs((change / was.mean) * 100).toFixed(0)} %)`;
	return `idle power has moved from ${formatSignificant(was.mean, 3)} W to ${formatSignificant(is.mean, 3)} W${percent}`;
}
