import {type ChannelDefinition, isDieTemperature, parseChannel} from '../domain/channel.ts';
import {LEAST_SAMPLES} from '../domain/energy/energy.ts';
import {GAP_PERIODS} from '../domain/energy/integration.ts';
import {type Samples, valuesBetween} from '../domain/series.ts';
import {mean} from '../domain/statistics/stats.ts';
import {
	counterDelta,
	type Draft,
	nearestBefore,
	NO_SAMPLES,
	put,
	putOr,
	type Span,
	sumDeltas,
	type TelemetryView,
} from './telemetry-draft.ts';
import {foreignLoads} from './telemetry-foreign.ts';

/** Temperatures, clock, throttling, waiting and the work of others in one span: the conditions that it ran under. */
export function addConditions(draft: Draft, view: TelemetryView, span: Span): void {
	addTemperatures(draft, view, span);
	addClock(draft, view, span);
	addCounter(draft, view, span, 'throttle_ms', /\.throttle_ms$/);
	addCounter(draft, view, span, 'oc_events', /^oc\d+\.event_count$/);
	addStalls(draft, view, span);
	for (const {part, loadPct} of foreignLoads(view, span)) {
		put(draft, `${part}_foreign_pct`, Math.round(loadPct * 10) / 10);
	}
}

/** The hottest of CPU, GPUs and junction at both ends and in between. */
function addTemperatures(draft: Draft, view: TelemetryView, {fromMs, toMs}: Span): void {
	const dies = view.definitions.filter(({channel}) => isDieTemperature(channel));
	const hottest = (
		read: (samples: Samples, definition: ChannelDefinition) => number | undefined,
	): number | undefined => {
		const found = dies.flatMap(die => read(view.samplesOf(die.channel) ?? NO_SAMPLES, die) ?? []);
		return found.length === 0 ? undefined : Math.max(...found);
	};
	const reason = dies.length === 0 ? 'no temperature source' : 'no sample close enough';
	const start = hottest((samples, die) => nearestBefore(samples, fromMs, GAP_PERIODS * die.periodMs));
	const end = hottest((samples, die) => nearestBefore(samples, toMs, GAP_PERIODS * die.periodMs));
	const inside = hottest(samples => highestBetween(samples, fromMs, toMs));
	const known = [start, end, inside].filter(value => value !== undefined);
	putOr(draft, 'temp_start_c', start, reason);
	putOr(draft, 'temp_end_c', end, reason);
	putOr(draft, 'temp_max_c', known.length === 0 ? undefined : Math.max(...known), reason);
}

function highestBetween(samples: Samples, fromMs: number, toMs: number): number | undefined {
	const values = valuesBetween(samples, fromMs, toMs);
	return values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b));
}

function addClock(draft: Draft, view: TelemetryView, {fromMs, toMs}: Span): void {
	const clock = view.definitions.find(({channel}) => /^gpu\d+\.clock_hz$/.test(channel));
	if (clock === undefined) return;
	const values = valuesBetween(view.samplesOf(clock.channel) ?? NO_SAMPLES, fromMs, toMs);
	putOr(
		draft,
		'clock_gpu_mhz_mean',
		values.length === 0 ? undefined : mean(values) / 1e6,
		'no sample during the execution',
	);
}

/** A column that is how far counters went: what a sampled flag misses between two looks. */
function addCounter(draft: Draft, view: TelemetryView, span: Span, column: string, pattern: RegExp): void {
	const delta = sumDeltas(view, pattern, span);
	if (delta === 'none') return;
	putOr(draft, column, delta === 'unknown' ? undefined : delta, 'no sample close enough');
}

/**
 * Waiting for CPU, memory and disk, and time held back by a CPU limit: `cpu_stall_ms`, `cgroup_throttled_ms` … Of an
 * execution with fewer than three looks in it they would be mostly those of its neighbours.
 */
function addStalls(draft: Draft, view: TelemetryView, span: Span): void {
	for (const definition of view.definitions) {
		const {part, quantity, unit} = parseChannel(definition.channel);
		if (unit !== 'ms' || (quantity !== 'stall' && quantity !== 'throttled')) continue;
		const isLong = span.toMs - span.fromMs >= LEAST_SAMPLES * definition.periodMs;
		const delta = isLong ? counterDelta(view, definition, span) : undefined;
		const reason = isLong ? 'no sample close enough' : 'too short';
		// The counters are of microseconds.
		putOr(draft, `${part}_${quantity}_ms`, delta === undefined ? undefined : Math.round(delta * 1000) / 1000, reason);
	}
}
