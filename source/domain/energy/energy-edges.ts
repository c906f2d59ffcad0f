import {delayOf, GAP_PERIODS, type Integration, MOST_WATTS} from './integration.ts';
import {firstAfter, type Samples, valueAtTime} from '../series.ts';

/** What is to be added for both edges, and the chance in it. */
export type Edges = {readonly joules: number; readonly sigmaJoules: number};

/** Standard deviation of a share of 0 to 1 of which nothing is known. */
const UNKNOWN_SHARE = 1 / Math.sqrt(12);

/** An idle machine is no steadier than this share of its power; two looks beside the span may agree by chance. */
const UNSEEN_SHARE = 0.1;

/** Nor is it more like itself before and after a trial. */
const UNLIKE_SHARE = 0.5;

/**
 * For a counter: what the linear share of the steps across both edges gets wrong, where the steps before and after
 * them tell the power outside; the step's other joules are inside, and never more than it holds. Undefined where both
 * edges lie in one step. The chance is how unsteady the power outside is, and when within its hold the counter
 * advanced.
 */
export function counterEdges(samples: Samples, settings: Integration, shiftMs: number): Edges | undefined {
	const {fromMs, toMs} = settings;
	const first = firstAfter(samples, fromMs + shiftMs);
	const last = firstAfter(samples, toMs + shiftMs, true);
	if (last <= first) return undefined;
	const start = counterEdge(samples, settings, {
		step: first,
		outward: -1,
		outsideMs: fromMs + shiftMs - samples.timeAt(first - 1),
	});
	const end = counterEdge(samples, settings, {
		step: last,
		outward: 1,
		outsideMs: samples.timeAt(last) - toMs - shiftMs,
		// Nobody waits for the step after the end: the machine is as idle as it was before the start.
		likeStep: first - 1,
	});
	return {joules: start.joules + end.joules, sigmaJoules: Math.hypot(start.sigmaJoules, end.sigmaJoules)};
}

/** A step across an edge: its index, the way out of the span, and how much of it lies outside. */
type EdgeStep = {
	readonly step: number;
	readonly outward: 1 | -1;
	readonly outsideMs: number;
	/** Whose power stands for that outside where the neighbour is not known yet. */
	readonly likeStep?: number;
};

function counterEdge(
	samples: Samples,
	{periodMs, holdMs = 0}: Integration,
	{step, outward, outsideMs, likeStep = 0}: EdgeStep,
): Edges {
	const own = counterStep(samples, step, periodMs);
	if (own === undefined) return {joules: 0, sigmaJoules: 0};
	const neighbour = counterStep(samples, step + outward, periodMs);
	const outside = neighbour ?? counterStep(samples, likeStep, periodMs);
	// Shared by time alone, any part of the step's energy may be inside.
	if (outside === undefined) return {joules: 0, sigmaJoules: own.joules * UNKNOWN_SHARE};
	const shared = own.joules * (outsideMs / own.ms);
	const watts = (outside.joules / outside.ms) * 1000;
	const further = counterStep(samples, step + 2 * outward, periodMs) ?? outside;
	const driftWatts = watts - (further.joules / further.ms) * 1000;
	const unsteadyWatts = Math.hypot(driftWatts, (neighbour === undefined ? UNLIKE_SHARE : UNSEEN_SHARE) * watts);
	const inner = counterStep(samples, step - outward, periodMs) ?? own;
	// A step of few ticks may be a tick short: the higher of two tells how much one tick is.
	const insideWatts = Math.max(inner.joules / inner.ms, own.joules / own.ms) * 1000;
	return {
		joules: shared - Math.min(own.joules, (watts * outsideMs) / 1000),
		sigmaJoules: Math.hypot((unsteadyWatts * outsideMs) / 1000, (insideWatts * holdMs * UNKNOWN_SHARE) / 1000),
	};
}

/** The step of a counter that ends at a sample; undefined for none, a gap or a reset. */
function counterStep(
	samples: Samples,
	index: number,
	periodMs: number,
): {readonly joules: number; readonly ms: number} | undefined {
	if (index < 1 || index >= samples.length) return undefined;
	const ms = samples.timeAt(index) - samples.timeAt(index - 1);
	const joules = samples.valueAt(index) - samples.valueAt(index - 1);
	return ms > GAP_PERIODS * periodMs || joules < 0 || (joules * 1000) / ms > MOST_WATTS ? undefined : {joules, ms};
}

/**
 * For power: the energy outside of the span that readings with a part of it inside hold, as a negative number, from
 * the last reading wholly before and the first wholly after it. Undefined where there is no such reading. The chance
 * is how unsteady the power outside is, and when within its hold the sensor measured.
 */
export function powerEdges(samples: Samples, settings: Integration, shiftMs: number): Edges | undefined {
	const {fromMs, toMs, periodMs} = settings;
	const at = (t: number): number | undefined => valueAtTime(samples, t, GAP_PERIODS * periodMs);
	const before = at(fromMs);
	const after = at(toMs + 2 * shiftMs);
	if (before === undefined || after === undefined) return undefined;
	const spacingMs = Math.max(periodMs, 2 * delayOf(settings));
	const sigma = (outside: number, further: number | undefined, inside: number | undefined): number => {
		const driftWatts = outside - (further ?? inside ?? outside);
		const unsteadyWatts = Math.hypot(driftWatts, UNSEEN_SHARE * outside);
		const jumpWatts = (inside ?? outside) - outside;
		const unknownMs = (settings.holdMs ?? periodMs) * UNKNOWN_SHARE;
		return Math.hypot(unsteadyWatts * shiftMs, jumpWatts * unknownMs) / 1000;
	};
	return {
		joules: (-(before + after) * shiftMs) / 1000,
		sigmaJoules: Math.hypot(
			sigma(before, at(fromMs - spacingMs), at(fromMs + 2 * shiftMs)),
			// Nobody waits for more of the time after the end; what was before the start is as good a witness.
			sigma(after, at(toMs + 2 * shiftMs + spacingMs) ?? before, at(toMs)),
		),
	};
}
