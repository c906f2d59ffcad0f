import {UserError} from '../domain/errors.ts';
import {hypervolumeHistory} from '../domain/front/hypervolume-history.ts';
import {kneeOf} from '../domain/front/knee.ts';
import type {Direction} from '../domain/metric.ts';
import {isRankable} from '../domain/number.ts';
import {planeFront} from '../domain/front/plane-front.ts';
import {INFEASIBLE} from '../domain/ranking/rank.ts';
import {highest, lowest} from '../domain/statistics/stats.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {emptyReason} from './plot-words.ts';
import type {ScaleKind} from './scale.ts';
import {type TrialAxis, directionOf, trialAxis} from './trial-axis.ts';
import {measuredNames} from './trial-numbers.ts';

/** One side: a quantity and which end of it is good. */
export type ParetoSide = {
	readonly name: string;
	readonly unit: string;
	readonly scale: ScaleKind;
	readonly direction: Direction;
};

/** A complete trial with both values. */
export type ParetoPoint = {
	readonly trial: number;
	readonly x: number;
	readonly y: number;
	readonly place: 'front' | 'knee' | 'dominated' | 'infeasible';
};

/** The hypervolume once a trial was in: share of the box between the ideal and the reference, 0 to 1. */
export type VolumeStep = {readonly trial: number; readonly share: number};

/** All that a Pareto plot shows, without a size. */
export type ParetoInput = {
	readonly x: ParetoSide;
	readonly y: ParetoSide;
	readonly points: readonly ParetoPoint[];
	/** Points and trials whose range the axes have; those drawn where absent. */
	readonly limits?: Pick<ParetoInput, 'points' | 'volumes'> | undefined;
	/** The front from left to right. */
	readonly front: readonly ParetoPoint[];
	/** By trial number: feasible trials that added to it, the first and the last. */
	readonly volumes: readonly VolumeStep[];
	readonly excluded: number;
	readonly empty: string;
};

/** What the person chose. */
export type ParetoChoice = {
	readonly x?: string | undefined;
	readonly y?: string | undefined;
	readonly xScale?: ScaleKind;
	readonly yScale?: ScaleKind;
};

/** Costs that stand in for a second objective, the first that was measured. */
const COSTS = ['energy_j', 'duration_s', 'power_mean_w'] as const;
/** The reference lies so far beyond the worst value, in ranges of the feasible trials. */
const MARGIN = 0.1;

/**
 * The front of two quantities. Defaults: the first objective as y; as x the second one, else joules, else seconds. A
 * quantity that is no objective and has no goal is minimised. The hypervolume is that of the box from the best to
 * the worst values of all feasible trials and a tenth beyond.
 * @throws UserError for a name that does not exist, is no number, or is on both sides.
 */
export function selectPareto(state: SweepState, choice: ParetoChoice = {}): ParetoInput {
	const names = chooseNames(state, choice);
	if (names === undefined) return nothing(emptyReason(state, 'The sweep has no metric yet.'));
	const [x, y] = [numericAxisOf(state, names.x), numericAxisOf(state, names.y)];
	const sides = {x: sideOf(state, x, choice.xScale), y: sideOf(state, y, choice.yScale)};
	const {values, excluded} = collect(state, x, y);
	const feasible = values.filter(value => value.feasible);
	const xs = lossesOf(feasible, sides.x.direction, value => value.x);
	const ys = lossesOf(feasible, sides.y.direction, value => value.y);
	const places = placesOf(feasible, xs, ys);
	const points = values.map(
		({trial, x: across, y: up, feasible: isFeasible}): ParetoPoint => ({
			trial,
			x: across,
			y: up,
			place: isFeasible ? (places.get(trial) ?? 'dominated') : 'infeasible',
		}),
	);
	return {
		...sides,
		points,
		front: points.filter(({place}) => place === 'front' || place === 'knee').toSorted((a, b) => a.x - b.x || a.y - b.y),
		volumes: volumesOf(feasible, xs, ys),
		excluded,
		empty: emptyReason(state, `No complete trial has both ${x.name} and ${y.name}.`),
	};
}

function nothing(empty: string): ParetoInput {
	const side: ParetoSide = {name: '', unit: '', scale: 'linear', direction: 'minimize'};
	return {x: side, y: side, points: [], front: [], volumes: [], excluded: 0, empty};
}

function chooseNames(state: SweepState, {x, y}: ParetoChoice): {readonly x: string; readonly y: string} | undefined {
	const objectives = (state.sweep?.objectives ?? []).map(objective => objective.metric);
	const measured = measuredNames(state);
	const costs = COSTS.filter(name => measured.includes(name));
	const candidates = [...new Set([...objectives, ...(state.sweep?.metrics ?? []).map(({name}) => name)])];
	const up = y ?? candidates.find(name => name !== x);
	const across = x ?? [...objectives, ...costs, ...candidates].find(name => name !== up);
	if (across === undefined || up === undefined) return undefined;
	if (across !== up) return {x: across, y: up};
	throw new UserError(`both axes are "${up}"`, 'Choose two different quantities with --x and --y.');
}

function numericAxisOf(state: SweepState, name: string): TrialAxis {
	const axis = trialAxis(state, name);
	if (axis.categories === undefined) return axis;
	throw new UserError(`"${name}" is no number`, 'A front needs two quantities that can be better or worse.');
}

function sideOf(state: SweepState, {name, unit, scale}: TrialAxis, chosen: ScaleKind | undefined): ParetoSide {
	return {name, unit, scale: chosen ?? scale, direction: directionOf(state, name) ?? 'minimize'};
}

type Value = {readonly trial: number; readonly x: number; readonly y: number; readonly feasible: boolean};

function collect(
	state: SweepState,
	x: TrialAxis,
	y: TrialAxis,
): {readonly values: readonly Value[]; readonly excluded: number} {
	const values: Value[] = [];
	let excluded = 0;
	for (const trial of state.trials) {
		if (trial?.state !== 'complete') continue;
		const [across, up] = [x.read(trial), y.read(trial)];
		if (!isRankable(across) || !isRankable(up)) excluded += 1;
		else values.push({trial: trial.trial, x: across, y: up, feasible: !trial.flags.includes(INFEASIBLE)});
	}
	return {values, excluded};
}

/** Values as they are minimised. */
function lossesOf(values: readonly Value[], direction: Direction, read: (value: Value) => number): Float64Array {
	const losses = new Float64Array(values.length);
	values.forEach((value, index) => {
		losses[index] = direction === 'maximize' ? -read(value) : read(value);
	});
	return losses;
}

function placesOf(values: readonly Value[], xs: Float64Array, ys: Float64Array): ReadonlyMap<number, 'front' | 'knee'> {
	const front = planeFront(xs, ys);
	const knee = kneeOf(front.map(index => [xs[index] ?? Number.NaN, ys[index] ?? Number.NaN] as const));
	return new Map(front.map((index, place) => [values[index]?.trial ?? 0, place === knee ? 'knee' : 'front']));
}

/**
 * Shares of the box from the ideal (0, 0) to the reference (1, 1), both axes alike whatever their units: the first
 * trial, those that added to it, the last one.
 */
function volumesOf(values: readonly Value[], xs: Float64Array, ys: Float64Array): readonly VolumeStep[] {
	const shares = hypervolumeHistory(scaledToBox(xs), scaledToBox(ys), [1, 1]);
	const steps: VolumeStep[] = [];
	values.forEach(({trial}, index) => {
		const share = shares[index] ?? 0;
		if (share !== steps.at(-1)?.share || index === values.length - 1) steps.push({trial, share});
	});
	return steps;
}

function scaledToBox(losses: Float64Array): Float64Array {
	const [low, high] = [lowest(losses), highest(losses)];
	const width = (high - low) * (1 + MARGIN);
	return losses.map(loss => (width > 0 ? (loss - low) / width : 0));
}
