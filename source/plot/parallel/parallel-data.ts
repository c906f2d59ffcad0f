import {UserError} from '../../domain/errors.ts';
import type {PlotChoice} from '../../domain/view/plot-choice.ts';
import type {Ranking} from '../../domain/ranking/rank.ts';
import {own} from '../../domain/record.ts';
import {formatScalar} from '../../domain/space.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {TrialRecord} from '../../domain/trial.ts';
import {categoryFraction} from '../axes.ts';
import {type Brush, brushOf} from './parallel-brush.ts';
import {emptyReason} from '../plot-words.ts';
import {createScale, extentOf} from '../scale.ts';
import {completeTrials, numbersOf} from '../trial-numbers.ts';
import {type TrialAxis, trialAxis, varyingParameters} from '../trial-axis.ts';

/** One upright axis. */
export type ParallelAxis = {
	readonly name: string;
	readonly unit: string;
	/** Names from below to above; absent for numbers. */
	readonly categories?: readonly string[];
	/** Both ends of an axis of numbers. */
	readonly low: number;
	readonly high: number;
	/** By line: 0 below, 1 above; NaN where a trial has no value. */
	readonly fractions: Float64Array;
	readonly brush: Brush | undefined;
};

/** How much a line stands out. */
export const LEVELS = {outside: 1, plain: 2, best: 3, marked: 4} as const;

/** All that parallel coordinates show, without a size. */
export type ParallelInput = {
	readonly axes: readonly ParallelAxis[];
	/** The trial of each line. */
	readonly trials: readonly number[];
	/** Of {@link LEVELS}, by line. */
	readonly levels: Uint8Array;
	/** Lines from the best trial to the worst, then those without a rank. */
	readonly ranked: Int32Array;
	/** What the lines that stand out are: the best tenth, or the front of several objectives. */
	readonly bestName: string;
	readonly empty: string;
};

const BEST_SHARE = 0.1;

/**
 * One line a complete trial over the parameters that vary and the objectives. A fixed value, or a range `low..high`,
 * of any axis is a brush: lines through all brushes stay, the others stand back.
 * @param whole the sweep whose values and ranges the axes have, where it is looked back at.
 * @throws UserError for a name that does not exist, or a brush that is none.
 */
export function selectParallel(
	state: SweepState,
	ranking: Ranking,
	choice: Pick<PlotChoice, 'y' | 'fix' | 'marked'>,
	whole: SweepState = state,
): ParallelInput {
	const trials = completeTrials(state);
	const ranged = whole === state ? trials : completeTrials(whole);
	const measures = measuresOf(whole, choice.y);
	const names = [...varyingParameters(whole).map(({name}) => name), ...measures];
	const stray = Object.keys(choice.fix).find(name => !names.includes(name));
	if (stray !== undefined) {
		throw new UserError(`"${stray}" is no axis here`, `A brush can be on: ${names.join(', ') || 'nothing yet'}.`);
	}
	const axes = names.map(name => axisOf(trialAxis(whole, name), {trials, ranged}, own(choice.fix, name)));
	const isUsable = axes.length > 1 && measures.length > 0;
	const several = (state.sweep?.objectives.length ?? 0) > 1;
	return {
		axes: trials.length > 0 && isUsable ? axes : [],
		trials: trials.map(({trial}) => trial),
		ranked: rankedLines(trials, ranking),
		levels: levelsOf(trials, axes, {ranking, several, marked: choice.marked ?? new Set()}),
		bestName: several ? 'Pareto front' : 'best tenth',
		empty: isUsable
			? emptyReason(state, '')
			: 'Parallel coordinates need a metric and a parameter that varies: the sweep has none yet.',
	};
}

function measuresOf(state: SweepState, chosen: string | undefined): readonly string[] {
	const objectives = (state.sweep?.objectives ?? []).map(({metric}) => metric);
	const first = state.sweep?.metrics[0]?.name;
	const wanted = objectives.length > 0 ? objectives : first === undefined ? [] : [first];
	return chosen === undefined || wanted.includes(chosen) ? wanted : [...wanted, chosen];
}

function axisOf(
	axis: TrialAxis,
	{trials, ranged}: {readonly trials: readonly TrialRecord[]; readonly ranged: readonly TrialRecord[]},
	fixed: Parameters<typeof formatScalar>[0] | undefined,
): ParallelAxis {
	const values = numbersOf(trials, axis.read);
	const {name, unit, categories} = axis;
	const brush = fixed === undefined ? undefined : brushOf(axis, formatScalar(fixed));
	if (categories !== undefined) {
		const fractions = values.map(value => (Number.isNaN(value) ? value : categoryFraction(value, categories.length)));
		return {
			name,
			unit,
			categories,
			low: 0,
			high: categories.length - 1,
			fractions,
			brush: held(brush, value => categoryFraction(value, categories.length)),
		};
	}
	const [low, high] = extentOf(ranged === trials ? values : numbersOf(ranged, axis.read), axis.scale) ?? [0, 1];
	const scale = createScale(axis.scale, low, high);
	return {
		name,
		unit,
		low: scale.low,
		high: scale.high,
		fractions: values.map(scale.fraction),
		brush: held(brush, scale.fraction),
	};
}

/** A brush in fractions of its axis, a hair wider than its ends. */
function held(brush: Brush | undefined, fraction: (value: number) => number): Brush | undefined {
	if (brush === undefined) return undefined;
	const [from, to] = [fraction(brush.from), fraction(brush.to)];
	return {text: brush.text, from: (Number.isNaN(from) ? 0 : from) - 1e-9, to: (Number.isNaN(to) ? 1 : to) + 1e-9};
}

function rankedLines(trials: readonly TrialRecord[], ranking: Ranking): Int32Array {
	// By trial's number: a map of 100,000 would take longer than all lines do.
	const lines = new Int32Array((trials.at(-1)?.trial ?? 0) + 1).fill(-1);
	trials.forEach(({trial}, line) => (lines[trial] = line));
	const ranked = new Int32Array(trials.length);
	let count = 0;
	const take = (trial: number): void => {
		const line = lines[trial] ?? -1;
		if (line < 0) return;
		ranked[count++] = line;
		lines[trial] = -1;
	};
	ranking.order.forEach(take);
	for (const {trial} of trials) take(trial);
	return ranked;
}

function levelsOf(
	trials: readonly TrialRecord[],
	axes: readonly ParallelAxis[],
	{
		ranking,
		several,
		marked,
	}: {readonly ranking: Ranking; readonly several: boolean; readonly marked: ReadonlySet<number>},
): Uint8Array {
	const ranked = ranking.order.filter(trial => ranking.rankOf(trial) !== undefined);
	const best = new Set(several ? ranking.pareto : ranked.slice(0, Math.ceil(BEST_SHARE * ranked.length)));
	const brushed = axes.filter(({brush}) => brush !== undefined);
	const levels = new Uint8Array(trials.length);
	trials.forEach(({trial}, line) => {
		const isInside = brushed.every(({fractions, brush}) => {
			const at = fractions[line] ?? Number.NaN;
			return brush !== undefined && at >= brush.from && at <= brush.to;
		});
		const level = isInside ? (best.has(trial) ? 'best' : 'plain') : 'outside';
		levels[line] = LEVELS[marked.has(trial) ? 'marked' : level];
	});
	return levels;
}
