import {UserError} from '../../domain/errors.ts';
import {INFEASIBLE, rankTrials} from '../../domain/ranking/rank.ts';
import type {Split} from '../../domain/ratio/ratio.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {flattenParams, formatScalar, type Scalar} from '../../domain/space.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {TrialRecord} from '../../domain/trial.ts';

/** The best trial on each side of a split, and which they are, for a person. */
export type BestOfSides = {readonly trials: readonly TrialRecord[]; readonly text: string};

/**
 * Of the trials on each side of a split the best one by the objective, whatever else they differ in: two searches try
 * different points. A side where none has a rank has none.
 * @throws UserError where there is not one objective by which to tell.
 */
export function bestOfSides(state: SweepState, trials: readonly TrialRecord[], split: Split): BestOfSides {
	const {sweep} = state;
	const names = sweep?.objectives.map(({metric}) => metric) ?? [];
	if (sweep === undefined || names.length !== 1) {
		const what = names.length === 0 ? 'none is known' : `there are ${names.length}: ${names.join(', ')}`;
		throw new UserError(`--best needs one objective, and ${what}`, 'say which: --minimize METRIC or --maximize METRIC');
	}
	const sideOf = (trial: TrialRecord): Scalar | undefined =>
		flattenParams(sweep.space, trial.params).get(split.parameter);
	const {order, rankOf} = rankTrials(state);
	const known = new Map(trials.map(trial => [trial.trial, trial]));
	const ranked = order.flatMap(number => {
		const trial = rankOf(number) === undefined ? undefined : known.get(number);
		return trial === undefined || trial.flags.includes(INFEASIBLE) ? [] : [trial];
	});
	const sides = [split.numerator, split.denominator].map(side => ({
		side,
		best: ranked.find(trial => sideOf(trial) === side),
	}));
	const words = sides.map(({side, best}) => {
		const number = best === undefined ? 'none' : `#${best.sourceTrial ?? best.trial}`;
		return `${formatScalar(side)} ${number}`;
	});
	return {
		trials: sides.flatMap(({best}) => best ?? []),
		text: safeText(`the best by ${names.join()}: ${words.join(', ')}`),
	};
}
