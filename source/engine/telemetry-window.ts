import type {ChannelDefinition} from '../domain/channel.ts';
import {LEAST_SAMPLES} from '../domain/energy/energy.ts';
import {delayOf, GAP_PERIODS} from '../domain/energy/integration.ts';
import {type Motion, watchMotion} from '../domain/signal/motion.ts';
import type {SamplesFrame} from '../domain/protocol.ts';
import {forEachSample} from '../domain/signal/samples-frame.ts';
import {createSeries, type Samples, type Series, valuesBetween} from '../domain/series.ts';
import {mean, standardDeviation} from '../domain/statistics/stats.ts';
import {choosePower, type PowerSource} from './power-source.ts';
import {createSampleHistory} from './sample-history.ts';
import type {Baseline, Span} from './telemetry-draft.ts';
import {energyOf} from './telemetry-energy.ts';
import {summariseSpan, type TelemetrySummary} from './telemetry-summary.ts';

/** Enough for an execution of 13 hours at 5 Hz; what no summary needs is kept for a glance only. */
const MOST_SAMPLES = 250_000;
const MOST_OTHER_SAMPLES = 1000;
const SUMMARISED =
	/\.(?:power_w|energy_j|temp_c|clock_hz|clock_min_hz|clock_max_hz|power_limit_w|throttle_ms|throttle_count|power_cap_ms|event_count|mode_id|stall_ms|throttled_ms|foreign_pct)$|^swap\.used_bytes$/;

const LEAST_BASELINE_SAMPLES = 3;
/** The work of others is told every two seconds, and is no noise of a sensor. */
const LEAST_FOREIGN_SAMPLES = 1;

type Waiter = {readonly channel: string; readonly untilMs: number; readonly resolve: () => void};

/** A reading at a time in monotonic ms. */
export type TimedReading = {readonly t: number; readonly value: number};

/** Creates an empty window. `wait` bounds how long {@link TelemetryWindow.settle} takes. */
export function createTelemetryWindow(options: {readonly wait: (ms: number) => Promise<void>}): TelemetryWindow {
	return new TelemetryWindow(options.wait);
}

/** The recent samples of every channel, and the telemetry columns of executions. */
export class TelemetryWindow {
	readonly #wait: (ms: number) => Promise<void>;
	readonly #series = new Map<string, Series>();
	readonly #reasons = new Map<string, string>();
	readonly #sources = new Map<string, readonly ChannelDefinition[]>();
	#definitions: readonly ChannelDefinition[] = [];
	#power: PowerSource | undefined;
	#baseline: Baseline = {};
	#waiters: readonly Waiter[] = [];
	readonly #history = createSampleHistory();
	/** Running total of {@link joulesSoFar}. */
	#total: {readonly untilMs: number; readonly joules: number; readonly coveredMs: number} | undefined;

	constructor(wait: (ms: number) => Promise<void>) {
		this.#wait = wait;
	}

	/** What executions take their energy from now; undefined where nothing tells power. */
	get power(): PowerSource | undefined {
		return this.#power;
	}

	/** A source was opened, or opened anew with other channels. */
	open(source: string, channels: readonly ChannelDefinition[]): void {
		this.#sources.set(source, channels);
		this.#refresh();
	}

	/** A source was closed: its channels are no more used, its samples stay. */
	close(source: string): void {
		this.#sources.delete(source);
		this.#refresh();
	}

	/** Takes in samples, and the channels that went missing (with the reason) or came back (null). */
	add(frame: SamplesFrame, missing: Readonly<Record<string, string | null>> = {}): void {
		const targets = frame.channels.map(channel => this.#seriesOf(channel));
		forEachSample(frame, (channel, tMs, value) => targets[channel]?.push(tMs, value));
		for (const [channel, reason] of Object.entries(missing)) {
			if (reason === null) this.#reasons.delete(channel);
			else this.#reasons.set(channel, reason);
		}
		this.#history.add(frame);
		if (this.#waiters.length > 0) this.#wakeWaiters();
	}

	/** The reserved columns for one stretch of time, from the samples at hand. */
	summarise(span: Span): TelemetrySummary {
		return summariseSpan(
			{
				definitions: this.#definitions,
				power: this.#power,
				samplesOf: channel => this.#series.get(channel),
				reasonOf: channel => this.#reasons.get(channel),
				baseline: this.#baseline,
			},
			span,
		);
	}

	/**
	 * Resolves when the samples reach past the end of the span, so that its last part is covered, and after a few
	 * periods in any case. Undefined where there is nothing to wait for, as for a span too short for an energy.
	 */
	settle({fromMs, toMs, overlapping}: Span): Promise<void> | undefined {
		const parts = overlapping ? [] : (this.#power?.parts ?? []);
		const waits = parts.flatMap(part => {
			const spacingMs = Math.max(part.periodMs, part.windowMs);
			if ((toMs - fromMs) / spacingMs < LEAST_SAMPLES) return [];
			const channel = part.counter ?? part.channel;
			// The first reading all of whose window is after the end tells what is around it.
			const untilMs = part.counter === undefined ? toMs + 2 * delayOf(part) : toMs;
			return newestOf(this.#series.get(channel)) >= untilMs
				? []
				: [{channel, untilMs, limitMs: GAP_PERIODS * part.periodMs + 2 * delayOf(part)}];
		});
		if (waits.length === 0) return undefined;
		const reached = waits.map(({channel, untilMs}) => {
			const {promise, resolve} = Promise.withResolvers<void>();
			this.#waiters = [...this.#waiters, {channel, untilMs, resolve}];
			return promise;
		});
		return Promise.race([
			Promise.all(reached).then(() => undefined),
			this.#wait(Math.max(...waits.map(({limitMs}) => limitMs))),
		]);
	}

	/** Means over a time in which nothing ran, as {@link meansBetween}; kept for `idle_w`. */
	measureBaseline(fromMs: number, toMs: number): Baseline {
		this.#baseline = this.meansBetween(fromMs, toMs);
		return this.#baseline;
	}

	/** Mean, standard deviation and count of the channels with at least 3 samples in a stretch of time; 1 of the work of others. */
	meansBetween(fromMs: number, toMs: number): Baseline {
		return Object.fromEntries(
			[...this.#series].flatMap(([channel, samples]) => {
				const values = valuesBetween(samples, fromMs, toMs);
				const isForeign = channel.endsWith('.foreign_pct');
				if (values.length < (isForeign ? LEAST_FOREIGN_SAMPLES : LEAST_BASELINE_SAMPLES)) return [];
				const sd = values.length < 2 ? 0 : standardDeviation(values);
				return [[channel, {mean: mean(values), sd, n: values.length}] as const];
			}),
		);
	}

	/** What is subtracted for energies above idle now. */
	get baseline(): Baseline {
		return this.#baseline;
	}

	/** A baseline that was measured before, as by the engine whose sweep is resumed. */
	setBaseline(baseline: Baseline): void {
		this.#baseline = baseline;
	}

	/**
	 * Joules from the first call's `fromMs` to the newest sample, gaps left out; undefined where power was never
	 * known for any time. Each call integrates only what is new, so it may be asked after every trial of a long run.
	 */
	joulesSoFar(fromMs: number): number | undefined {
		const parts = this.#power?.parts ?? [];
		const startMs = this.#total?.untilMs ?? fromMs;
		const untilMs = Math.min(
			...parts.map(part =>
				part.counter === undefined
					? newestOf(this.#series.get(part.channel)) - delayOf(part)
					: newestOf(this.#series.get(part.counter)) - (part.holdMs ?? 0) / 2,
			),
		);
		if (parts.length > 0 && untilMs > startMs) {
			const view = {samplesOf: (channel: string) => this.#series.get(channel)};
			let {joules, coveredMs} = this.#total ?? {joules: 0, coveredMs: 0};
			for (const part of parts) {
				const energy = energyOf(view, part, {fromMs: startMs, toMs: untilMs, isStep: false});
				joules += energy.joules;
				coveredMs += energy.coveredMs;
			}
			this.#total = {untilMs, joules, coveredMs};
		}
		const total = this.#total;
		// One sample tells a power, but no time to have it for.
		return total === undefined || total.coveredMs === 0 ? undefined : total.joules;
	}

	/** How the channels of open sources moved lately. */
	motions(): ReadonlyMap<string, Motion> {
		const motions = new Map<string, Motion>();
		for (const {channel} of this.#definitions) {
			const samples = this.#series.get(channel);
			if (samples !== undefined) motions.set(channel, watchMotion(samples));
		}
		return motions;
	}

	/** The newest sample of a channel. */
	latest(channel: string): TimedReading | undefined {
		const samples = this.#series.get(channel);
		if (samples === undefined || samples.length === 0) return undefined;
		return {t: samples.timeAt(samples.length - 1), value: samples.valueAt(samples.length - 1)};
	}

	/** The newest samples of all channels, for a client that connects; undefined before the first. */
	recent(rows: number): SamplesFrame | undefined {
		return this.#history.recent(rows);
	}

	/** What somebody who connects in the middle of the sweep is to see; see {@link SampleHistory.whole}. */
	whole(): SamplesFrame | undefined {
		return this.#history.whole();
	}

	/** Ends all waiting. */
	end(): void {
		for (const waiter of this.#waiters) waiter.resolve();
		this.#waiters = [];
	}

	#refresh(): void {
		this.#definitions = [...this.#sources.values()].flat();
		this.#power = choosePower(this.#definitions);
	}

	#seriesOf(channel: string): Series {
		const known = this.#series.get(channel);
		if (known !== undefined) return known;
		const made = createSeries(SUMMARISED.test(channel) ? MOST_SAMPLES : MOST_OTHER_SAMPLES);
		this.#series.set(channel, made);
		return made;
	}

	#wakeWaiters(): void {
		const reached = (waiter: Waiter): boolean => newestOf(this.#series.get(waiter.channel)) >= waiter.untilMs;
		for (const waiter of this.#waiters.filter(reached)) waiter.resolve();
		this.#waiters = this.#waiters.filter(waiter => !reached(waiter));
	}
}

function newestOf(samples: Samples | undefined): number {
	return samples === undefined || samples.length === 0 ? Number.NEGATIVE_INFINITY : samples.timeAt(samples.length - 1);
}
