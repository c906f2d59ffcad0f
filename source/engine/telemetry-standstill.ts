import {type ChannelDefinition, parseChannel} from '../domain/channel.ts';
import {firstAfter, valuesBetween} from '../domain/series.ts';
import {formatSignificant} from '../domain/metric.ts';
import type {PowerSource} from './power-source.ts';
import {type EnergyDoubt, NO_SAMPLES, type Span, type TelemetryView} from './telemetry-draft.ts';

/** What came before the span counts, too: a load that is steady in a trial was another one before it. */
const LOOK_BACK_MS = 60_000;

/** So many new values in a row are the same to the last digit in no sensor that works under a load that moves. */
const LEAST_PERIODS = 30;

/** Nor does a sensor that works take so long to follow it, however fast it is. */
const LEAST_STOOD_MS = 10_000;

/** Percentage points of use between the idlest and the busiest sample, below which a power may well stand still. */
const LEAST_MOVE = 30;

/**
 * Finds a power that stood at one value, to the last digit, over a minute in which the load of what it feeds moved: a
 * sensor that hangs, whose energies are durations under another name. Undefined where none did. A counter of energy
 * that stands still is found by the power beside it.
 */
export function findStandstill(
	view: TelemetryView,
	{parts, scope}: PowerSource,
	{fromMs, toMs}: Pick<Span, 'fromMs' | 'toMs'>,
): EnergyDoubt | undefined {
	if (scope === 'estimate') return undefined;
	const startMs = Math.min(fromMs, toMs - LOOK_BACK_MS);
	for (const part of parts) {
		if (part.counter !== undefined) continue;
		const samples = view.samplesOf(part.channel) ?? NO_SAMPLES;
		const values = valuesBetween(samples, startMs, toMs);
		const [first] = values;
		if (first === undefined || values.length < LEAST_PERIODS || values.some(value => value !== first)) continue;
		const stoodMs = toMs - samples.timeAt(firstAfter(samples, startMs));
		if (stoodMs < Math.max(LEAST_STOOD_MS, LEAST_PERIODS * Math.max(part.periodMs, part.windowMs))) continue;
		const moved = loadsOf(view, part).find(({channel}) => moveOf(view, channel, startMs, toMs) >= LEAST_MOVE);
		if (moved === undefined) continue;
		const stood = `${formatSignificant(first, 3)} W for ${Math.round(stoodMs / 1000)} s`;
		return {
			channel: part.channel,
			text: `${parseChannel(part.channel).part}: its power stood at ${stood} while ${moved.channel} moved: the sensor may hang`,
		};
	}
	return undefined;
}

/** The use of what a power feeds: that of the part itself, of a rail or a board for several all of them. */
function loadsOf(view: TelemetryView, {channel}: ChannelDefinition): readonly ChannelDefinition[] {
	const {part} = parseChannel(channel);
	const own = view.definitions.filter(load => load.channel === `${part}.util_pct`);
	return own.length > 0 ? own : view.definitions.filter(load => /^(?:cpu|gpu\d+)\.util_pct$/.test(load.channel));
}

function moveOf(view: TelemetryView, channel: string, fromMs: number, toMs: number): number {
	const values = valuesBetween(view.samplesOf(channel) ?? NO_SAMPLES, fromMs, toMs);
	return values.length === 0 ? 0 : Math.max(...values) - Math.min(...values);
}
