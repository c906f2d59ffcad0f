import {unitOfFigure} from '../domain/ranking/figure.ts';
import {createRepeatsReader, numberNamed} from '../domain/ranking/metric-value.ts';
import type {Objective} from '../domain/metric.ts';
import type {Ranking} from '../domain/ranking/rank.ts';
import {ratioDeviation} from '../domain/ratio/ratio-interval.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {CHANCE, welchTest} from '../domain/statistics/significance.ts';
import {standardDeviation} from '../domain/statistics/stats.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {Sweep} from '../domain/sweep.ts';
import {type TrialRecord, trialName} from '../domain/trial.ts';
import {formatMeasured, formatRatio} from '../plot/measured-text.ts';
import {formatPoint} from './trial-line.ts';

/** Up to so many trials each is set beside the best one; of more only the second best is. */
const ALL_BESIDE = 6;

/** A trial's value of the objective in each of its repeats; two at least. */
type Measured = {
	readonly trial: TrialRecord;
	readonly value: number;
	readonly repeats: readonly number[];
	readonly std: number;
};

/**
 * How far the best trial leads, a line for the second best, or for each of a few: `1.19 ± 0.02 times faster than #2`, or
 * that chance alone gives such a difference. Only over repeats: a single run of each proves nothing.
 */
export function leadRows(state: SweepState, ranking: Ranking): readonly string[] {
	const {sweep} = state;
	const [objective] = sweep?.objectives ?? [];
	if (sweep === undefined || objective === undefined || ranking.best === undefined) return [];
	const ranked = ranking.order.filter(trial => ranking.rankOf(trial) !== undefined);
	const [best, ...others] = ranked.length > ALL_BESIDE ? ranked.slice(0, 2) : ranked;
	const measure = createMeasure(sweep, objective);
	const leader = measure(state.trials[(best ?? 0) - 1]);
	if (leader === undefined) return [];
	return others.flatMap(number => {
		const other = measure(state.trials[number - 1]);
		return other === undefined ? [] : [leadText(leader, other, objective, state)];
	});
}

function createMeasure(sweep: Sweep, {metric}: Objective): (trial: TrialRecord | undefined) => Measured | undefined {
	const read = createRepeatsReader(sweep, metric);
	return trial => {
		if (trial === undefined) return undefined;
		const repeats = read(trial);
		const value = numberNamed(trial, metric);
		return repeats.length < 2 ? undefined : {trial, value, repeats, std: standardDeviation(repeats)};
	};
}

function leadText(leader: Measured, other: Measured, objective: Objective, state: SweepState): string {
	const point = formatPoint(other.trial, state);
	const name = `${safeText(trialName(other.trial))}${point === '' ? '' : `  ${point}`}`;
	const {p} = welchTest(leader.repeats, other.repeats);
	const lead = leadOf(leader, other, objective, state);
	const chance = p < 0.001 ? 'p < 0.001' : `p = ${p.toPrecision(2)}`;
	return p < CHANCE
		? `${lead} than ${name}  (${chance})`
		: `tied with ${name}: ${lead}, which chance alone may give (${chance})`;
}

/** `1.19 ± 0.02 times faster`; a difference where a ratio says nothing, as of values on both sides of zero. */
function leadOf(leader: Measured, other: Measured, {metric, direction}: Objective, {sweep}: SweepState): string {
	const unit = unitOfFigure(sweep, metric);
	const isLow = direction === 'minimize';
	const word = isLow ? (TIMES.test(unit) ? 'faster' : 'lower') : 'higher';
	const [large, small] = isLow ? [other, leader] : [leader, other];
	if (small.value > 0) {
		const ratio = large.value / small.value;
		return `${formatRatio(ratio, ratioDeviation(ratio, large, small))} times ${word}`;
	}
	const difference = formatMeasured(large.value - small.value, Math.hypot(large.std, small.std), {unit});
	return `${difference} ${isLow ? 'lower' : 'higher'}`;
}

/** Units of time: less of it is faster. */
const TIMES = /^(?:[mun\u00B5\u03BCp]?s|sec|seconds?|min|h)$/;
