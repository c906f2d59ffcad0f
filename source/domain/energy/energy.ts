import {counterEdges, powerEdges} from './energy-edges.ts';
import {delayOf, GAP_PERIODS, type Integration, MOST_WATTS} from './integration.ts';
import {firstAfter, type Samples, valuesBetween} from '../series.ts';
import {mean, standardDeviation} from '../statistics/stats.ts';

/** Energy over the covered part of the time; never extrapolated. */
export type Energy = {
	readonly joules: number;
	/** How much of the time lies between samples that are no gap apart. */
	readonly coveredMs: number;
	/** `coveredMs` over the duration, 0 to 1. */
	readonly coverage: number;
	/** Effective samples: covered time over max(T, W). */
	readonly nEff: number;
	/** Standard deviation of `joules` by chance alone; the sensor's own error is not in it. */
	readonly sigmaJoules: number;
};

/** How far an energy can be trusted, by its effective samples. */
export type Confidence = 'high' | 'low' | 'none';

/** Below this share of covered time an energy is a lower bound only. */
export const LEAST_COVERAGE = 0.95;

/** Fewer effective samples: no energy. */
export const LEAST_SAMPLES = 3;
/** Fewer effective samples: low confidence. */
export const GOOD_SAMPLES = 10;

/** The confidence that so many effective samples allow. */
export function gradeSamples(nEff: number): Confidence {
	if (nEff < LEAST_SAMPLES) return 'none';
	return nEff < GOOD_SAMPLES ? 'low' : 'high';
}

/**
 * Energy between two moments: the difference of a counter, or the integral of power by the trapezoid rule on the real
 * times of the samples, each shifted back to the middle of what it stands for; both interpolated linearly at the
 * edges. A gap, and a step where a counter fell or jumped, is left out and counts as uncovered.
 */
export function integrate(samples: Samples, settings: Integration): Energy {
	const {kind} = settings;
	const shiftMs = kind === 'counter' ? (settings.holdMs ?? 0) / 2 : delayOf(settings);
	const inner = integrateShifted(samples, settings, shiftMs);
	if (settings.isStep !== true || inner.coverage < LEAST_COVERAGE) return inner;
	if (kind === 'counter') {
		const edges = counterEdges(samples, settings, shiftMs);
		return edges === undefined ? inner : {...inner, ...edges, joules: inner.joules + edges.joules};
	}
	const edges = powerEdges(samples, settings, shiftMs);
	if (edges === undefined) return inner;
	// Readings that began before the start or end after the end hold all the energy, and a known part of their own.
	const span = {fromMs: settings.fromMs - shiftMs, toMs: settings.toMs + shiftMs};
	const wide = shiftMs === 0 ? inner : integrateShifted(samples, {...settings, ...span}, shiftMs);
	if (wide.coverage < LEAST_COVERAGE) return inner;
	const scatter = scatterOf(valuesBetween(samples, settings.fromMs + shiftMs, settings.toMs + shiftMs), inner);
	return {...inner, joules: wide.joules + edges.joules, sigmaJoules: Math.hypot(scatter, edges.sigmaJoules)};
}

/**
 * Chance in joules of what lies between the samples: half of the mean square of their differences (von Neumann, Annals
 * of Mathematical Statistics 12, 1941) in place of their variance, as a load that changes slowly is followed by its
 * samples and is no chance; never more than the variance.
 */
function scatterOf(values: readonly number[], {coveredMs, nEff}: Energy): number {
	if (values.length < 2) return 0;
	let squares = 0;
	for (let index = 1; index < values.length; index++) {
		squares += ((values[index] ?? 0) - (values[index - 1] ?? 0)) ** 2;
	}
	const variance = Math.min(squares / (2 * (values.length - 1)), standardDeviation(values) ** 2);
	return Math.sqrt((variance + smallestStep(values) ** 2 / 12) / Math.max(1, nEff)) * (coveredMs / 1000);
}

function integrateShifted(samples: Samples, settings: Integration, shiftMs: number): Energy {
	const {fromMs, toMs, periodMs} = settings;
	const durationMs = Math.max(0, toMs - fromMs);
	const end = Math.min(samples.length - 1, firstAfter(samples, toMs + shiftMs, true));
	let joules = 0;
	let coveredMs = 0;
	for (let index = Math.max(1, firstAfter(samples, fromMs + shiftMs)); index <= end; index++) {
		const piece = pieceBetween(samples, index, shiftMs, settings);
		if (piece === undefined) continue;
		joules += piece.joules;
		coveredMs += piece.ms;
	}
	const nEff = coveredMs / Math.max(periodMs, settings.windowMs, 1);
	const coverage = durationMs === 0 ? 0 : coveredMs / durationMs;
	return {
		joules,
		coveredMs,
		coverage,
		nEff,
		sigmaJoules: chanceOf(samples, settings, shiftMs, joules, coveredMs, nEff),
	};
}

/** The part of the time between two neighbouring samples that lies inside; undefined for none or a gap. */
function pieceBetween(
	samples: Samples,
	index: number,
	shiftMs: number,
	{fromMs, toMs, periodMs, kind}: Integration,
): {readonly joules: number; readonly ms: number} | undefined {
	const t0 = samples.timeAt(index - 1) - shiftMs;
	const t1 = samples.timeAt(index) - shiftMs;
	const left = Math.max(t0, fromMs);
	const right = Math.min(t1, toMs);
	if (right <= left) return undefined;
	// A counter goes on counting while nobody looks: only at an edge would a long step have to be divided by guess.
	const isWhole = kind === 'counter' && left === t0 && right === t1;
	if (!isWhole && t1 - t0 > GAP_PERIODS * periodMs) return undefined;
	const v0 = samples.valueAt(index - 1);
	const v1 = samples.valueAt(index);
	const ms = right - left;
	if (kind === 'counter') {
		const step = v1 - v0;
		if (step < 0 || (step * 1000) / (t1 - t0) > MOST_WATTS) return undefined;
		return {joules: step * (ms / (t1 - t0)), ms};
	}
	const valueAt = (t: number): number => v0 + (v1 - v0) * ((t - t0) / (t1 - t0));
	return {joules: ((valueAt(left) + valueAt(right)) / 2) * (ms / 1000), ms};
}

/**
 * Spread by chance: scatter of the samples and their quantisation over the independent ones, and the energy of one
 * period at each edge, of which a uniform share is unknown: sqrt(s²/n + q²/12n + (P T / D)² 2/12) × D. For a counter
 * only the edges count, as every joule between them was seen.
 */
function chanceOf(
	samples: Samples,
	{fromMs, toMs, periodMs, kind}: Integration,
	shiftMs: number,
	joules: number,
	coveredMs: number,
	nEff: number,
): number {
	if (coveredMs === 0) return 0;
	const meanWatts = joules / (coveredMs / 1000);
	const edges = ((meanWatts * periodMs) / coveredMs) ** 2 / 6;
	if (kind === 'counter' || nEff < LEAST_SAMPLES) return Math.sqrt(edges) * (coveredMs / 1000);
	const values = valuesBetween(samples, fromMs + shiftMs, toMs + shiftMs);
	const deviation = values.length < 2 ? 0 : standardDeviation(values);
	const n = independentSamples(values, nEff);
	const quantum = smallestStep(values);
	return Math.sqrt(deviation ** 2 / n + quantum ** 2 / (12 * n) + edges) * (coveredMs / 1000);
}

/** min(n_eff, n (1 - r1) / (1 + r1)) with the lag-1 autocorrelation r1, and not below 1. */
export function independentSamples(values: readonly number[], nEff: number): number {
	const centre = mean(values);
	let product = 0;
	let square = 0;
	for (const [index, value] of values.entries()) {
		square += (value - centre) ** 2;
		const next = values[index + 1];
		if (next !== undefined) product += (value - centre) * (next - centre);
	}
	if (square === 0) return Math.max(1, nEff);
	const r1 = product / square;
	return Math.max(1, Math.min(nEff, (values.length * (1 - r1)) / (1 + r1)));
}

function smallestStep(values: readonly number[]): number {
	let smallest = Number.POSITIVE_INFINITY;
	for (let index = 1; index < values.length; index++) {
		const step = Math.abs((values[index] ?? 0) - (values[index - 1] ?? 0));
		if (step > 0) smallest = Math.min(smallest, step);
	}
	return Number.isFinite(smallest) ? smallest : 0;
}

/** Energies of parts that were measured at once, added: the least covered part says how good the sum is. */
export function addEnergies(parts: readonly Energy[]): Energy {
	let joules = 0;
	let variance = 0;
	for (const part of parts) {
		joules += part.joules;
		variance += part.sigmaJoules ** 2;
	}
	return {
		joules,
		coveredMs: Math.min(...parts.map(part => part.coveredMs)),
		coverage: Math.min(...parts.map(part => part.coverage)),
		nEff: Math.min(...parts.map(part => part.nEff)),
		sigmaJoules: Math.sqrt(variance),
	};
}
