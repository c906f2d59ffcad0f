import type {PlotChoice} from '../domain/plot-choice.ts';
import type {Ranking} from '../domain/rank.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {emptyReason} from './plot-words.ts';
import {colorAxisOf, sideOf} from './scatter-data.ts';
import {rankMarks} from './scatter-front.ts';
import {
	createScatterPoint,
	type ScatterAxis,
	type ScatterColor,
	type ScatterInput,
	type ScatterPoint,
} from './scatter-layout.ts';
import {numbersOf} from './trial-numbers.ts';
import {type TrialAxis, parameterColumns, trialAxis, varyingParameters} from './trial-axis.ts';

/** One quantity of a scatter matrix: a value for each of the trials, NaN where one has none. */
export type MatrixSide = {readonly axis: ScatterAxis; readonly values: Float64Array};

/** All that a scatter matrix shows, without a size. */
export type MatrixInput = {
	/** Objectives first, then parameters, those with the most values first: as many are drawn as there is room for. */
	readonly sides: readonly MatrixSide[];
	readonly color: ScatterColor | undefined;
	/** What each trial has besides its values, in the order of the values. */
	readonly points: readonly Pick<ScatterPoint, 'trial' | 'color' | 'mark'>[];
	/** Said in place of the plot when there are no points. */
	readonly empty: string;
};

/**
 * The complete trials by each of several quantities.
 * @param choice `x` may name the quantities, with commas between; the colour is none where absent.
 * @throws UserError for a name that does not exist.
 */
export function selectMatrix(state: SweepState, ranking: Ranking, choice: PlotChoice): MatrixInput {
	const names = choice.x === undefined ? defaultNames(state) : choice.x.split(',').map(name => name.trim());
	const axes = names.map(name => trialAxis(state, name));
	const color = choice.color === undefined || choice.color === 'none' ? undefined : colorAxisOf(state, choice.color);
	const marks = rankMarks(state, ranking, choice.marked);
	const trials = state.trials.filter(trial => trial?.state === 'complete').filter(trial => trial !== undefined);
	const points = trials.map(trial => {
		const mark = marks.get(trial.trial);
		return {
			trial: trial.trial,
			...(color === undefined ? {} : {color: color.read(trial)}),
			...(mark === undefined ? {} : {mark}),
		};
	});
	return {
		sides: axes.map(axis => ({axis: sideOf(axis, undefined), values: valuesOf(axis, trials)})),
		color: color?.color,
		points,
		empty: emptyReason(state, 'The sweep has nothing that varies.'),
	};
}

function valuesOf(axis: TrialAxis, trials: readonly TrialRecord[]): Float64Array {
	return numbersOf(trials, axis.read);
}

function defaultNames(state: SweepState): readonly string[] {
	const objectives = (state.sweep?.objectives ?? []).map(({metric}) => metric);
	const metrics = objectives.length > 0 ? objectives : (state.sweep?.metrics ?? []).slice(0, 1).map(({name}) => name);
	const parameters = varyingParameters(state).map(parameter => ({
		name: parameter.name,
		// A tuple is a name to a plot; its fields are quantities.
		size: parameterColumns(parameter)[0]?.listed?.length ?? Number.POSITIVE_INFINITY,
	}));
	return [
		...metrics,
		...parameters.toSorted((a, b) => (a.size === b.size ? 0 : b.size - a.size)).map(({name}) => name),
	];
}

/** The panel of one quantity over another. */
export function panelInput({sides, color, points, empty}: MatrixInput, across: number, up: number): ScatterInput {
	const [x, y] = [sides[across], sides[up]];
	const none: ScatterAxis = {name: '', unit: '', scale: 'linear'};
	return {
		x: x?.axis ?? none,
		y: y?.axis ?? none,
		...(color === undefined ? {} : {color}),
		points: points.map(({trial, color: ownColor, mark}, index) =>
			createScatterPoint(
				trial,
				{x: x?.values[index] ?? Number.NaN, y: y?.values[index] ?? Number.NaN},
				{color: ownColor, mark},
			),
		),
		excluded: new Map(),
		empty,
	};
}
