import {isBetter} from '../domain/ranking/better.ts';
import {readNumber, readWhole, refuseUnknownOptions} from '../domain/space/choice-options.ts';
import type {Direction} from '../domain/metric.ts';
import {KEEP, type PrunerDefinition, prune, type TrialCurve} from '../domain/pruner.ts';

/**
 * Ends a trial that has run so many times longer than the best one took: no step needs be reported. The best is the one
 * with the best value, or the quickest where nothing is ranked.
 */
export const slow = {
	id: 'slow',
	aliases: [],
	title: 'ends trials that run much longer than the best one',
	options: {
		factor: 'how many times longer, 3*',
		startup: 'complete trials before any is ended, 1*',
		grace: 'seconds that any trial may take, 1*',
	},
	watches: true,
	create: ({direction}, options) => {
		refuseUnknownOptions('pruner', slow, options);
		const factor = readNumber('slow', options, 'factor', {standard: 3, least: 1, most: 1e6});
		const startup = readWhole('slow', options, 'startup', 1, 1);
		const graceMs = 1000 * readNumber('slow', options, 'grace', {standard: 1, least: 0, most: 1e9});
		return ({own, others}) => {
			const ranMs = own.executionMs;
			if (ranMs === undefined || ranMs <= graceMs) return KEEP;
			const complete = others.filter(other => other.state === 'complete' && other.executionMs !== undefined);
			const best = complete.length < startup ? undefined : bestTrial(direction, complete);
			if (best?.executionMs === undefined || ranMs <= factor * best.executionMs) return KEEP;
			const [ran, took] = [ranMs, best.executionMs].map(ms => Number((ms / 1000).toPrecision(3)));
			return prune(`has run for ${ran} s, more than ${factor} × the ${took} s of the best trial #${best.trial}`);
		};
	},
} as const satisfies PrunerDefinition;

function bestTrial(direction: Direction, complete: readonly TrialCurve[]): TrialCurve | undefined {
	let best: TrialCurve | undefined;
	for (const trial of complete) if (best === undefined || isBefore(direction, trial, best)) best = trial;
	return best;
}

function isBefore(direction: Direction, a: TrialCurve, b: TrialCurve): boolean {
	const [valueA = Number.NaN, valueB = Number.NaN] = [a.value, b.value];
	if (Number.isNaN(valueA) !== Number.isNaN(valueB)) return Number.isNaN(valueB);
	if (isBetter(valueA, valueB, direction)) return true;
	return !isBetter(valueB, valueA, direction) && (a.executionMs ?? 0) < (b.executionMs ?? 0);
}
