import {isBetter} from '../domain/ranking/better.ts';
import {type ChoiceOptions, readNumber, readWhole, refuseUnknownOptions} from '../domain/space/choice-options.ts';
import {KEEP, type Pruner, type PrunerContext, type PrunerDefinition, prune} from '../domain/pruner.ts';
import {formatShortScalar} from '../domain/space.ts';
import {quantile} from '../domain/statistics/stats.ts';
import {bestOf, isDue, lastReport, valuesByStep} from './curve.ts';

/** Options that the median pruner shares. */
export const PERCENTILE_OPTIONS = {
	startup: 'complete trials before any is pruned, 5*',
	warmup: 'steps of each trial before it can be pruned, 0*',
	interval: 'steps between looks, 1*',
	least_trials: 'complete trials that must have a value at the step, 1*',
} as const;

/** Ends a trial whose best value so far is worse than a percentile of what others had at the same step. */
export const percentile = {
	id: 'percentile',
	aliases: [],
	title: 'ends trials outside the best percent of others at the same step',
	options: {percent: 'how many percent of trials are kept, 25*', ...PERCENTILE_OPTIONS},
	create: (context, options) => {
		refuseUnknownOptions('pruner', percentile, options);
		const percent = readNumber('percentile', options, 'percent', {standard: 25, least: 0, most: 100});
		return createPercentilePruner(context, percent, 'percentile', options);
	},
} as const satisfies PrunerDefinition;

/** The percentile pruner, as in Optuna 5. */
export function createPercentilePruner(
	{direction}: PrunerContext,
	percent: number,
	owner: string,
	options: ChoiceOptions,
): Pruner {
	const startup = readWhole(owner, options, 'startup', 5, 0);
	const leastTrials = readWhole(owner, options, 'least_trials', 1, 1);
	const schedule = {
		warmup: readWhole(owner, options, 'warmup', 0, 0),
		interval: readWhole(owner, options, 'interval', 1, 1),
	};
	return ({own, others}) => {
		const complete = others.filter(other => other.state === 'complete');
		const last = lastReport(own);
		if (last === undefined || complete.length === 0 || complete.length < startup) return KEEP;
		if (!isDue(own, last, schedule)) return KEEP;
		const best = bestOf(direction, valuesByStep(own).values());
		if (Number.isNaN(best)) return prune('every value so far is NaN');
		const rivals = complete.flatMap(other => valuesByStep(other).get(last.step) ?? []);
		if (rivals.length < leastTrials) return KEEP;
		const fraction = (direction === 'maximize' ? 100 - percent : percent) / 100;
		const bar = quantile(
			rivals.filter(value => !Number.isNaN(value)),
			fraction,
		);
		if (!isBetter(bar, best, direction)) return KEEP;
		return prune(
			`${formatShortScalar(best)} is worse than ${formatShortScalar(bar)}, which ${percent} % of ${rivals.length} trials reached at step ${last.step}`,
		);
	};
}
