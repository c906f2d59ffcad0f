import {isBetter} from '../domain/ranking/better.ts';
import {readNumber, readWhole, refuseUnknownOptions} from '../domain/space/choice-options.ts';
import {KEEP, type PrunerDefinition, prune, type TrialCurve} from '../domain/pruner.ts';
import {wilcoxonSignedRank} from '../domain/statistics/significance.ts';
import {mean} from '../domain/statistics/stats.ts';
import {valuesByStep} from './curve.ts';

/**
 * Ends a trial that is worse than the best one on the steps that both have, by a one-sided signed-rank test. Steps are
 * instances of a problem (folds, inputs, seeds), not a course in time. As in Optuna 5.
 */
export const wilcoxon = {
	id: 'wilcoxon',
	aliases: [],
	title: 'ends trials that are surely worse than the best on the same instances',
	options: {
		p: 'how unlikely the difference must be by chance, 0.1*',
		startup: 'instances before it looks, 2*',
	},
	create: ({direction}, options) => {
		refuseUnknownOptions('pruner', wilcoxon, options);
		const level = readNumber('wilcoxon', options, 'p', {standard: 0.1, least: 0, most: 1});
		const startup = readWhole('wilcoxon', options, 'startup', 2, 0);
		const bestTrial = (others: readonly TrialCurve[]): TrialCurve | undefined => {
			let best: TrialCurve | undefined;
			for (const other of others) {
				if (other.state !== 'complete' || other.value === undefined || Number.isNaN(other.value)) continue;
				if (best?.value === undefined || isBetter(other.value, best.value, direction)) best = other;
			}
			return best;
		};
		return ({own, others}) => {
			const best = bestTrial(others);
			const values = valuesByStep(own);
			const rivals = best === undefined ? new Map<number, number>() : valuesByStep(best);
			const all = [...values.values(), ...rivals.values()];
			if (best === undefined || values.size === 0 || rivals.size === 0 || !all.every(Number.isFinite)) return KEEP;
			const common = [...values.keys()].filter(step => rivals.has(step)).toSorted((a, b) => a - b);
			if (common.length < Math.max(2, startup)) return KEEP;
			const differences = common.map(step => (values.get(step) ?? 0) - (rivals.get(step) ?? 0));
			const {p} = wilcoxonSignedRank(differences, direction === 'maximize' ? 'less' : 'greater');
			if (p >= level || !isBetter(mean([...rivals.values()]), mean([...values.values()]), direction)) return KEEP;
			return prune(`worse than trial ${best.trial} on ${common.length} instances (p = ${p.toPrecision(2)})`);
		};
	},
} as const satisfies PrunerDefinition;
