import {GAP_PERIODS} from '../domain/energy/integration.ts';
import {valuesBetween} from '../domain/series.ts';
import {counterDelta, nearestBefore, NO_SAMPLES, type Span, sumDeltas, type TelemetryView} from './telemetry-draft.ts';
import {foreignLoads} from './telemetry-foreign.ts';

/** Throttling for a smaller share of the time is noise of the counters. */
const LEAST_THERMAL_SHARE = 0.001;

/** Below it a limit was touched and did not shape the result. */
const LEAST_CAP_SHARE = 0.01;

/**
 * What one event of oc3, instantaneous current, takes: about a millisecond at half the clocks. An
 * Orin Nano in MAXN_SUPER has some in every second of full load, so that only what is a matter of the result counts.
 */
const OC3_EVENT_MS = 1;
const LEAST_OC3_SHARE = 0.005;

/** Growth of swap that is no rounding of the kernel's. */
const LEAST_SWAP_BYTES = 16 * 1024 ** 2;

/** What must not change while a trial runs: the limits of the clocks and of a GPU's power, and the power mode. */
const SETTINGS = /\.clock_(?:min|max)_hz$|\.power_limit_w$|^power\.mode_id$/;

/** A condition under which a result is not like the others. */
type Check = {readonly flag: string; readonly holds: (view: TelemetryView, span: Span) => boolean};

const CHECKS: readonly Check[] = [
	{
		flag: 'THERM',
		holds: (view, span) =>
			shareOf(view, span, /\.throttle_ms$/) >= LEAST_THERMAL_SHARE || moved(view, span, /\.throttle_count$/),
	},
	{flag: 'POWER-CAP', holds: (view, span) => shareOf(view, span, /\.power_cap_ms$/) >= LEAST_CAP_SHARE},
	{flag: 'OC', holds: hadOverCurrent},
	{flag: 'QUOTA', holds: (view, span) => shareOf(view, span, /\.throttled_ms$/) >= LEAST_CAP_SHARE},
	{flag: 'CLOCK-MOVED', holds: settingsChanged},
	{flag: 'OVER-TEMP', holds: isTooHot},
	{flag: 'SWAP', holds: swapGrew},
	{flag: 'FOREIGN', holds: othersWorked},
];

/**
 * Why a result may not be compared with others, from the counters of the span: `THERM` throttled by heat, `POWER-CAP`
 * held at a power limit for 1 % of the time, `OC` over-current events, those that pass in a millisecond from 0.5 % of
 * the time on, `QUOTA` held back by a CPU limit of its cgroup, `CLOCK-MOVED` a limit of a clock or a GPU's power, or the
 * power mode changed, `OVER-TEMP` at a temperature where the hardware acts, `SWAP` memory was swapped out, `FOREIGN`
 * processes that are not of the sweep used a GPU, or the CPU more than they usually do.
 */
export function findFlags(view: TelemetryView, span: Span): readonly string[] {
	return CHECKS.filter(({holds}) => holds(view, span)).map(({flag}) => flag);
}

/** The largest share of the span that one of the counters of ms took; 0 where none is known. */
function shareOf(view: TelemetryView, span: Span, pattern: RegExp): number {
	const durationMs = Math.max(1, span.toMs - span.fromMs);
	const deltas = view.definitions
		.filter(({channel}) => pattern.test(channel))
		.map(definition => counterDelta(view, definition, span) ?? 0);
	return Math.max(0, ...deltas) / durationMs;
}

function moved(view: TelemetryView, span: Span, pattern: RegExp): boolean {
	const delta = sumDeltas(view, pattern, span);
	return typeof delta === 'number' && delta > 0;
}

/** Under-voltage (oc1) and average power (oc2) always; instantaneous current from half a per cent of the time on. */
function hadOverCurrent(view: TelemetryView, span: Span): boolean {
	if (moved(view, span, /^oc(?!3\.)\d+\.event_count$/)) return true;
	return shareOf(view, span, /^oc3\.event_count$/) * OC3_EVENT_MS >= LEAST_OC3_SHARE;
}

/** By the samples inside: what is set for the trial is set before it starts. */
function settingsChanged(view: TelemetryView, {fromMs, toMs}: Span): boolean {
	return view.definitions.some(({channel}) => {
		if (!SETTINGS.test(channel)) return false;
		const values = valuesBetween(view.samplesOf(channel) ?? NO_SAMPLES, fromMs, toMs);
		return values.some(value => value !== values[0]);
	});
}

function isTooHot(view: TelemetryView, {fromMs, toMs}: Span): boolean {
	return view.definitions.some(({channel, limit}) => {
		if (limit === undefined || !channel.endsWith('.temp_c')) return false;
		return valuesBetween(view.samplesOf(channel) ?? NO_SAMPLES, fromMs, toMs).some(value => value >= limit);
	});
}

function swapGrew(view: TelemetryView, {fromMs, toMs}: Span): boolean {
	const swap = view.definitions.find(({channel}) => channel === 'swap.used_bytes');
	if (swap === undefined) return false;
	const samples = view.samplesOf(swap.channel) ?? NO_SAMPLES;
	const before = nearestBefore(samples, fromMs, GAP_PERIODS * swap.periodMs);
	if (before === undefined) return false;
	return valuesBetween(samples, fromMs, toMs).some(value => value - before >= LEAST_SWAP_BYTES);
}

function othersWorked(view: TelemetryView, span: Span): boolean {
	return foreignLoads(view, span).some(({loadPct, usualPct, limitPct}) => loadPct - usualPct >= limitPct);
}
