import {median} from '../../domain/statistics/stats.ts';
import type {Observation} from './gp-targets.ts';

/** Margins of one constraint as a model learns them, and where its limit lies among them. */
export type ConstraintTargets = {readonly y: Float64Array; readonly limit: number};

/** Places of the constraints that some trial broke: the others are no reason to avoid anything. */
export function brokenConstraints(observations: readonly Observation[]): readonly number[] {
	const broken = new Set<number>();
	for (const {margins = []} of observations) {
		for (const [place, margin] of margins.entries()) if (margin > 0) broken.add(place);
	}
	return [...broken].toSorted((a, b) => a - b);
}

/**
 * Margins of a constraint, of mean 0 and variance 1. Far ones are drawn in on both sides of the limit (log1p of the
 * distance in units of the median one), so that a disaster does not flatten what lies near it; a trial without a margin
 * stands at the limit.
 */
export function constraintTargets(observations: readonly Observation[], place: number): ConstraintTargets {
	const margins = observations.map(({margins: all}) => all?.[place] ?? 0);
	const unit = median(margins.map(Math.abs).filter(size => size > 0)) || 1;
	const drawn = Float64Array.from(margins, margin => Math.sign(margin) * Math.log1p(Math.abs(margin) / unit));
	const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
	const deviation = Math.sqrt(drawn.reduce((a, b) => a + (b - mean) ** 2, 0) / drawn.length) || 1;
	return {y: drawn.map(value => (value - mean) / deviation), limit: -mean / deviation};
}
