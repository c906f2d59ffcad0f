import {areaUnderBest, bestSoFar, trialsToReach} from '../../domain/ranking/best-so-far.ts';
import {UserError} from '../../domain/errors.ts';
import {findMetric} from '../../domain/ranking/figure.ts';
import {joulesOfTrial} from '../../domain/energy/trial-energy.ts';
import type {Direction} from '../../domain/metric.ts';
import {isRankable} from '../../domain/number.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import {INFEASIBLE} from '../../domain/ranking/rank.ts';
import {type Target, targetOf} from '../../domain/ranking/target.ts';
import {type TrialRecord, isTerminal} from '../../domain/trial.ts';
import {emptyReason} from '../plot-words.ts';
import type {ScaleKind} from '../scale.ts';
import {directionOf, trialAxis} from '../trial-axis.ts';

/** What the history runs over: the trial's number, seconds since the start, joules spent so far. */
export const HISTORY_AXES = ['trial', 'time', 'energy'] as const;

/** One of {@link HISTORY_AXES}. */
export type HistoryAxis = (typeof HISTORY_AXES)[number];

/** An ended trial. `y` is NaN where it has no value; only what counts can be the best. */
export type HistoryPoint = {
	readonly trial: number;
	readonly x: number;
	readonly y: number;
	readonly counts: boolean;
};

/** Whether a trial has a value that is none to be the best, as it breaks a constraint. */
export function isInfeasible({y, counts}: HistoryPoint): boolean {
	return !counts && !Number.isNaN(y);
}

/** One study over its trials. */
export type HistorySeries = {
	readonly name: string;
	/** In ascending order of x. */
	readonly points: readonly HistoryPoint[];
	/** Indexes of the points that were the best when they ended. */
	readonly improvements: readonly number[];
	/** The first trial whose best so far has 95 % of the gain from the first value to the last best. */
	readonly nearlyBest: HistoryPoint | undefined;
	/** Ended trials until {@link HistoryInput.level} was reached; undefined where it was not, or there is none. */
	readonly reachedAfter: number | undefined;
	/** Mean of the best so far over the trials: the area under the line by its length. */
	readonly meanBest: number;
};

/** A value to be reached, and where it comes from. */
export type HistoryLevel = {readonly value: number; readonly target?: Target};

/** All that a history shows, without a size. */
export type HistoryInput = {
	readonly x: HistoryAxis;
	readonly xScale: ScaleKind;
	readonly y: {readonly name: string; readonly unit: string; readonly scale: ScaleKind};
	/** Undefined where no goal is known: then no value is the best. */
	readonly direction: Direction | undefined;
	/** What the studies are to reach: the target of the sweep; of several studies without one, the best that all of them have. */
	readonly level: HistoryLevel | undefined;
	readonly series: readonly HistorySeries[];
	/** Studies whose range the axes have; those drawn where absent. */
	readonly limits?: readonly HistorySeries[] | undefined;
	readonly empty: string;
};

/** A study to be drawn; several are laid over each other. */
export type HistoryStudy = {
	readonly name: string;
	readonly state: SweepState;
	/** Those of its state where it is a part of it: they are counted from 1, from when the first of them began. */
	readonly trials?: readonly TrialRecord[];
};

/** What the person chose. */
export type HistoryChoice = {
	readonly x?: string | undefined;
	/** A metric or column; the first objective when absent. */
	readonly y?: string | undefined;
	readonly xScale?: ScaleKind;
	readonly yScale?: ScaleKind;
};

const NEARLY = 0.95;

/**
 * Folds studies into their histories. Axes, direction and target are those of the first.
 * @throws UserError for a name that does not exist.
 */
export function selectHistory(studies: readonly HistoryStudy[], choice: HistoryChoice = {}): HistoryInput {
	const first = studies[0]?.state;
	const name = choice.y ?? first?.sweep?.objectives[0]?.metric ?? first?.sweep?.metrics[0]?.name;
	const x = parseAxis(choice.x);
	const kinds = {xScale: choice.xScale ?? 'linear', yScale: choice.yScale ?? 'linear'} as const;
	if (first === undefined || name === undefined) {
		const y = {name: '', unit: '', scale: kinds.yScale};
		const empty = 'Waiting for a metric: the sweep has none yet.';
		return {x, xScale: kinds.xScale, y, direction: 'minimize', level: undefined, series: [], empty};
	}
	const direction = goalOf(first, name);
	const target = budgetTarget(first, name);
	const drawn = studies.map(study => drawnStudy(study, {x, y: name, direction}));
	const level = target === undefined ? commonLevel(drawn, direction) : {value: target.value, target};
	const series = drawn.map(study => seriesOf(study, direction, level));
	const hasValue = series.some(({points}) => points.some(({x: at, y}) => Number.isFinite(at) && Number.isFinite(y)));
	return {
		x,
		xScale: kinds.xScale,
		y: {name, unit: trialAxis(first, name).unit, scale: kinds.yScale},
		direction,
		level,
		series: hasValue ? series : [],
		empty: emptyReason(first, lackOf(name, x)),
	};
}

/** A metric without a goal has none; of what a trial costs, less is better. */
function goalOf(state: SweepState, name: string): Direction | undefined {
	return directionOf(state, name) ?? (findMetric(state.sweep, name) === undefined ? 'minimize' : undefined);
}

function lackOf(name: string, x: HistoryAxis): string {
	const place = x === 'energy' ? ' and a measured energy' : x === 'time' ? ' and a known time' : '';
	return `No complete trial has a finite ${name}${place}.`;
}

function parseAxis(name: string | undefined): HistoryAxis {
	const axis = HISTORY_AXES.find(candidate => candidate === (name ?? 'trial'));
	if (axis !== undefined) return axis;
	throw new UserError(`a history cannot run over "${name}"`, `One of: ${HISTORY_AXES.join(', ')}.`);
}

function budgetTarget(state: SweepState, metric: string): Target | undefined {
	const source = state.sweep?.budget.target;
	return source === undefined ? undefined : targetOf(source, metric);
}

/** A study with its points, and the best so far at each of them. */
type DrawnStudy = Pick<HistorySeries, 'name' | 'points'> & {
	readonly values: Float64Array;
	readonly steps: ReturnType<typeof bestSoFar>;
};

function drawnStudy(
	study: HistoryStudy,
	{x, y, direction}: {readonly x: HistoryAxis; readonly y: string; readonly direction: Direction | undefined},
): DrawnStudy {
	const points = pointsOf(study, x, y);
	const values = Float64Array.from(points, point => (point.counts ? point.y : Number.NaN));
	return {name: study.name, points, values, steps: direction === undefined ? [] : bestSoFar(values, direction)};
}

/** The least good of the bests of several studies; undefined of one, and where one has none. */
function commonLevel(studies: readonly DrawnStudy[], direction: Direction | undefined): HistoryLevel | undefined {
	const bests = studies.map(({steps}) => steps.at(-1)?.value ?? Number.NaN);
	const value = direction === 'minimize' ? Math.max(...bests) : Math.min(...bests);
	return studies.length < 2 || Number.isNaN(value) ? undefined : {value};
}

function seriesOf(
	{name, points, values, steps}: DrawnStudy,
	direction: Direction | undefined,
	level: HistoryLevel | undefined,
): HistorySeries {
	if (direction === undefined)
		return {name, points, improvements: [], nearlyBest: undefined, reachedAfter: undefined, meanBest: Number.NaN};
	const {area, count} = areaUnderBest(values, direction);
	const [first, last] = [steps[0]?.value ?? Number.NaN, steps.at(-1)?.value ?? Number.NaN];
	const nearly = trialsToReach(values, direction, first + NEARLY * (last - first));
	return {
		name,
		points,
		improvements: steps.map(({index}) => index),
		nearlyBest: nearly === undefined ? undefined : points[nearly - 1],
		reachedAfter: level === undefined ? undefined : trialsToReach(values, direction, level.value),
		meanBest: area / count,
	};
}

/** Ended trials by number; by the time of their end for the axis of time. */
function pointsOf({state, trials: part}: HistoryStudy, x: HistoryAxis, y: string): readonly HistoryPoint[] {
	const read = trialAxis(state, y).read;
	const startMs = part === undefined ? Date.parse(state.startedAt) : startOf(part);
	let spentJoules = 0;
	const points: HistoryPoint[] = [];
	for (const [index, trial] of (part ?? state.trials).entries()) {
		if (trial === undefined || !isTerminal(trial.state)) continue;
		const joules = x === 'energy' ? joulesOfTrial(trial) : 0;
		if (Number.isFinite(joules)) spentJoules += joules;
		const value = trial.state === 'complete' ? read(trial) : Number.NaN;
		const counts = isRankable(value) && !trial.flags.includes(INFEASIBLE);
		const number = part === undefined ? trial.trial : index + 1;
		const at = x === 'trial' ? number : x === 'energy' ? spentJoules || Number.NaN : endSecondsOf(trial, startMs);
		points.push({trial: trial.trial, x: at, y: isRankable(value) ? value : Number.NaN, counts});
	}
	return x === 'time' ? points.toSorted((a, b) => a.x - b.x || a.trial - b.trial) : points;
}

/** When the first execution of a study began, wall clock in ms; NaN where none did. */
function startOf(trials: readonly TrialRecord[]): number {
	let first = Number.POSITIVE_INFINITY;
	for (const {executions} of trials) {
		const began = Date.parse(executions[0]?.startedAt ?? '');
		if (began < first) first = began;
	}
	return Number.isFinite(first) ? first : Number.NaN;
}

/** The start of the last execution and what it took; wall clock, since the monotonic one begins anew at a boot. */
function endSecondsOf(trial: TrialRecord, startMs: number): number {
	const last = trial.executions.at(-1);
	if (last === undefined) return Number.NaN;
	return (Date.parse(last.startedAt) - startMs) / 1000 + (last.durationS ?? 0);
}
