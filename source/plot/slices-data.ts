import {UserError} from '../domain/errors.ts';
import {findLeader} from '../domain/ranking/leader.ts';
import type {PlotChoice} from '../domain/view/plot-choice.ts';
import {INFEASIBLE, type Ranking} from '../domain/ranking/rank.ts';
import {own} from '../domain/record.ts';
import {formatScalar} from '../domain/space.ts';
import {mean} from '../domain/statistics/stats.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {createTicksReader, isPartOf, type TicksReader} from './heatmap/heatmap-sides.ts';
import type {ParameterTicks} from './parameter-ticks.ts';
import type {Slice} from './plot-definition.ts';
import {emptyReason} from './plot-words.ts';
import {type Cut, isInside} from './slice-cut.ts';
import {colorAxisOf, createErrorBarReader, sideOf} from './scatter/scatter-data.ts';
import {createMarkReader} from './scatter/scatter-front.ts';
import {createScatterPoint, type ScatterInput, type ScatterLine, type ScatterPoint} from './scatter/scatter-layout.ts';
import {endedOtherwise} from './trial-numbers.ts';
import {type TrialAxis, measureNames, trialAxis, axisParameters, varyingParameters} from './trial-axis.ts';

/** The fixed value that stands for all values of a parameter. */
export const FREE = '*';

/** Up to so many lines are told apart by default. */
const MAX_LINES = 8;

/** A slice of the space as lines over one parameter, and the parameters that it is cut by. */
export type SliceSelection = {
	readonly input: ScatterInput;
	readonly slices: readonly Slice[];
	readonly cuts: readonly Cut[];
	/** The parameter that makes the lines; `none` for one line. */
	readonly color: string;
};

/**
 * The complete trials of one slice, joined along a parameter, one line for each value of another. What is fixed by
 * nobody is fixed where the best trial (or the knee of the front) stands; {@link FREE} leaves a parameter open.
 * @param ticksNamed the steps of parameters, where they are not those of the sweep itself.
 * @throws UserError for a name or value that does not exist, and where an open parameter leaves several values at one
 * place of a line: it names the parameter.
 */
export function selectSlice(
	state: SweepState,
	ranking: Ranking,
	choice: PlotChoice,
	ticksNamed: TicksReader = createTicksReader(state),
): SliceSelection {
	const ticks = new Map(varyingParameters(state).map(({name}) => [name, ticksNamed(name)]));
	const parameters = axisParameters(state, ({name}) => ticks.get(name)?.ticks.length ?? 0).flatMap(
		({name}) => ticks.get(name) ?? [],
	);
	const x = choice.x === undefined ? parameters.find(({name}) => name !== choice.color) : ticksNamed(choice.x);
	const yName = choice.y ?? state.sweep?.objectives[0]?.metric ?? measureNames(state)[0];
	if (x === undefined || yName === undefined || state.sweep === undefined) return nothing(state);
	const color = colorName(choice, parameters, x.name);
	if (color !== 'none') ticksNamed(color);
	const best = [standpoint(state, ranking), ...ranking.order].flatMap(trial => state.trials[(trial ?? 0) - 1] ?? []);
	const cuts = parameters
		.filter(({name}) => !isPartOf(x.name, name) && !isPartOf(color, name))
		.map((ticks): Cut => ({ticks, index: indexOfCut(ticks, choice, best)}));
	refuseUnknownFix(choice, cuts);
	const inside = state.trials.filter(trial => trial !== undefined && isInside(cuts, trial));
	const axes = {x: trialAxis(state, x.name), y: trialAxis(state, yName), color};
	const input = sliceInput(state, ranking, {axes, choice, cuts, trials: inside.filter(trial => trial !== undefined)});
	const slices = cuts.map(({ticks: {name, ticks}, index}): Slice => ({name, values: ticks, index, free: FREE}));
	return {input, slices, cuts, color};
}

/** The trial that a slice goes through where nobody says where: the best one, the knee of a front, else the first. */
function standpoint(state: SweepState, ranking: Ranking): number | undefined {
	return findLeader(state, ranking)?.trial ?? ranking.order[0];
}

function nothing(state: SweepState): SliceSelection {
	const none = {name: '', unit: '', scale: 'linear'} as const;
	const empty = emptyReason(state, 'The sweep has no parameter that varies, or no metric.');
	return {input: {x: none, y: none, points: [], excluded: new Map(), empty}, slices: [], cuts: [], color: 'none'};
}

function colorName({color}: PlotChoice, parameters: readonly ParameterTicks[], x: string): string {
	if (color !== undefined) return color;
	return parameters.findLast(({name, ticks}) => !isPartOf(x, name) && ticks.length <= MAX_LINES)?.name ?? 'none';
}

function indexOfCut(
	{name, ticks, indexOf, isInactive}: ParameterTicks,
	{fix}: PlotChoice,
	best: readonly TrialRecord[],
): number {
	const wanted = own(fix, name);
	// Of what the best trial lacks by its condition, the best one that has it says where.
	const through = best.find(trial => !isInactive(trial));
	if (wanted === undefined) return through === undefined ? -1 : indexOf(through);
	const text = formatScalar(wanted);
	if (text === FREE) return -1;
	const index = ticks.findIndex(tick => tick === text || Number(tick) === Number(text));
	if (index < 0) throw new UserError(`"${name}" has no value "${text}"`, `Its values are: ${ticks.join(', ')}.`);
	return index;
}

function refuseUnknownFix({fix}: PlotChoice, cuts: readonly Cut[]): void {
	const names = cuts.map(({ticks}) => ticks.name);
	const unknown = Object.keys(fix).find(name => !names.includes(name));
	if (unknown === undefined) return;
	const beside = names.join(', ') || 'none';
	throw new UserError(`"${unknown}" cannot be fixed`, `Parameters beside axis and colour: ${beside}.`);
}

type SliceParts = {
	readonly axes: {readonly x: TrialAxis; readonly y: TrialAxis; readonly color: string};
	readonly choice: PlotChoice;
	readonly cuts: readonly Cut[];
	readonly trials: readonly TrialRecord[];
};

function sliceInput(state: SweepState, ranking: Ranking, {axes, choice, cuts, trials}: SliceParts): ScatterInput {
	const {x, y} = axes;
	const color = axes.color === 'none' ? undefined : colorAxisOf(state, axes.color);
	const complete = trials.filter(trial => trial.state === 'complete');
	const placed = complete.filter(trial => Number.isFinite(x.read(trial)) && Number.isFinite(y.read(trial)));
	const lineOf = (trial: TrialRecord): number => color?.read(trial) ?? 0;
	refuseLoose(placed, trial => `${lineOf(trial)} ${x.read(trial)}`, cuts, x.name);
	const markOf = createMarkReader(state, ranking, choice.marked);
	const spreadOf = createErrorBarReader(state, x.name, y.name);
	const points = complete.map(trial =>
		createScatterPoint(
			trial.trial,
			{x: x.read(trial), y: y.read(trial)},
			{color: color?.read(trial), mark: markOf(trial), spread: spreadOf(trial)},
		),
	);
	const where = cuts.filter(({index}) => index >= 0).map(({ticks, index}) => `${ticks.name}=${ticks.ticks[index]}`);
	const lacking = where.length === 0 ? `No trial has ${y.name}.` : `No complete trial at ${where.join(', ')}.`;
	return {
		x: sideOf(x, choice.log.has('x') ? 'log' : undefined),
		y: sideOf(y, choice.log.has('y') ? 'log' : undefined),
		...(color === undefined ? {} : {color: color.color}),
		points,
		lines: linesOf(points.filter((_, index) => complete[index]?.flags.includes(INFEASIBLE) !== true)),
		excluded: endedOtherwise(trials),
		fixed: cuts.map(({ticks, index}) => ({name: ticks.name, label: index < 0 ? FREE : (ticks.ticks[index] ?? '')})),
		empty: emptyReason(state, lacking),
	};
}

/**
 * One line a colour, through the mean of the trials at each place: those are the same point, run more than once.
 * @param points without those that break a constraint, which count for no mean, as in a heatmap.
 */
function linesOf(points: readonly ScatterPoint[]): readonly ScatterLine[] {
	const lines = new Map<number, Map<number, number[]>>();
	for (const {x, y, color = 0} of points) {
		if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
		const line = lines.get(color) ?? new Map<number, number[]>();
		const place = line.get(x) ?? [];
		place.push(y);
		lines.set(color, line.set(x, place));
	}
	return [...lines].map(([index, line]) => ({
		places: [...line].map(([x, values]) => ({x, y: mean(values)})).toSorted((a, b) => a.x - b.x),
		style: {foreground: {kind: 'role', role: 'series', index}},
	}));
}

/** @throws UserError where trials of one place differ in a parameter that is left open. */
function refuseLoose(
	trials: readonly TrialRecord[],
	placeOf: (trial: TrialRecord) => string,
	cuts: readonly Cut[],
	x: string,
): void {
	for (const {ticks} of cuts.filter(({index}) => index < 0)) {
		const seen = new Map<string, number>();
		for (const trial of trials) {
			const [place, value] = [placeOf(trial), ticks.indexOf(trial)];
			const first = seen.get(place) ?? value;
			seen.set(place, first);
			if (first === value) continue;
			throw new UserError(
				`the slice is ambiguous: "${ticks.name}" is loose and gives several values at one ${x}`,
				`Fix it with [ and ] (--fix ${ticks.name}=VALUE), or give it the colour.`,
			);
		}
	}
}
