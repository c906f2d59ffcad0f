import {type ChannelDefinition, parseChannel} from '../domain/channel.ts';
import {GAP_PERIODS} from '../domain/energy/integration.ts';
import {type Samples, valuesBetween} from '../domain/series.ts';
import {mean, quantile} from '../domain/statistics/stats.ts';
import {nearestBefore, NO_SAMPLES, type Span, type TelemetryView} from './telemetry-draft.ts';

/** What processes that are not of the sweep used of one device during a span, in percent. */
export type ForeignLoad = {
	/** `cpu`, `gpu0` … */
	readonly part: string;
	readonly loadPct: number;
	/** What they use when nothing special happens; such a share has every trial, and idle power has it, too. */
	readonly usualPct: number;
	/** From how much above that on a trial is not like the others. */
	readonly limitPct: number;
};

/** How far back the usual load is looked for. */
const USUAL_MS = 600_000;
const LEAST_USUAL_SAMPLES = 3;
/** A burst is not usual: the machine is at least this busy for three quarters of the time. */
const USUAL_FRACTION = 0.25;

/** The load by others on each device whose probe tells it and from where on it counts. */
export function foreignLoads(view: TelemetryView, span: Span): readonly ForeignLoad[] {
	return view.definitions.flatMap(definition => {
		const {channel, limit, periodMs} = definition;
		if (limit === undefined || !channel.endsWith('.foreign_pct')) return [];
		const samples = view.samplesOf(channel) ?? NO_SAMPLES;
		const inside = valuesBetween(samples, span.fromMs, span.toMs);
		// The trials are not in it: for a short one the look around it tells as well.
		const load = inside.length > 0 ? mean(inside) : nearestBefore(samples, span.toMs, GAP_PERIODS * periodMs);
		if (load === undefined) return [];
		const usualPct = usualLoad(view, definition, samples, span);
		return [{part: parseChannel(channel).part, loadPct: load, usualPct, limitPct: limit}];
	});
}

/**
 * The lower quartile of the ten minutes before the span, or what was measured while the sweep was idle, if that is
 * less. A GPU that others share at all is no usual one.
 */
function usualLoad(view: TelemetryView, {channel}: ChannelDefinition, samples: Samples, {fromMs, toMs}: Span): number {
	if (!channel.startsWith('cpu.')) return 0;
	const before = valuesBetween(samples, fromMs - USUAL_MS, fromMs);
	const known = before.length >= LEAST_USUAL_SAMPLES ? before : valuesBetween(samples, fromMs - USUAL_MS, toMs);
	const idle = Object.hasOwn(view.baseline, channel) ? view.baseline[channel]?.mean : undefined;
	return Math.min(known.length === 0 ? 0 : quantile(known, USUAL_FRACTION), idle ?? Number.POSITIVE_INFINITY);
}

/** A device that others use all the time, so that no trial is flagged for it; undefined where there is none. */
export function findUsualLoad(view: TelemetryView, span: Span): ForeignLoad | undefined {
	return foreignLoads(view, span).find(({loadPct, usualPct, limitPct}) => Math.min(loadPct, usualPct) >= limitPct);
}
