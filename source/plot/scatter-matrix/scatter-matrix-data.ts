import type {PlotChoice} from '../../domain/view/plot-choice.ts';
import type {Ranking} from '../../domain/ranking/rank.ts';
import {splitNames} from '../../domain/text/split-names.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {TrialRecord} from '../../domain/trial.ts';
import {emptyReason} from '../plot-words.ts';
import {colorAxisOf, sideOf} from '../scatter/scatter-data.ts';
import {createMarkReader} from '../scatter/scatter-front.ts';
import {
	createScatterPoint,
	type ScatterAxis,
	type ScatterColor,
	type ScatterInput,
	type ScatterPoint,
	scatterSide,
} from '../scatter/scatter-layout.ts';
import {extentOf} from '../scale.ts';
import {completeTrials, endedOtherwise, numbersOf} from '../trial-numbers.ts';
import {type TrialAxis, parameterColumns, trialAxis, varyingParameters} from '../trial-axis.ts';

/** One quantity of a scatter matrix: a value for each of the trials, NaN where one has none. */
export type MatrixSide = {readonly axis: ScatterAxis; readonly values: Float64Array};

/** All that a scatter matrix shows, without a size. */
export type MatrixInput = {
	/** Objectives first, then parameters, those with the most values first: as many are drawn as there is room for. */
	readonly sides: readonly MatrixSide[];
	readonly color: ScatterColor | undefined;
	/** Of each trial, in the order of the values; x and y are its row: where it stands, each panel knows. */
	readonly points: readonly ScatterPoint[];
	/** Trials that are no points, by what they are. */
	readonly excluded: ReadonlyMap<string, number>;
	/** Said in place of the plot when there are no points. */
	readonly empty: string;
};

/**
 * The complete trials by each of several quantities.
 * @param choice `x` may name the quantities, with commas between; the colour is none where absent.
 * @throws UserError for a name that does not exist.
 */
export function selectMatrix(state: SweepState, ranking: Ranking, choice: PlotChoice): MatrixInput {
	const names = choice.x === undefined ? defaultNames(state) : splitNames(choice.x);
	const axes = names.map(name => trialAxis(state, name));
	const color = choice.color === undefined || choice.color === 'none' ? undefined : colorAxisOf(state, choice.color);
	const markOf = createMarkReader(state, ranking, choice.marked);
	const trials = completeTrials(state);
	const points = trials.map((trial, row) =>
		createScatterPoint(trial.trial, {x: row, y: row}, {color: color?.read(trial), mark: markOf(trial)}),
	);
	return {
		sides: axes.map(axis => ({axis: sideOf(axis, undefined), values: valuesOf(axis, trials)})),
		color: color?.color,
		points,
		excluded: endedOtherwise(state.trials),
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

/** Where the rows stand on a side, 0 to 1; NaN for one without a place. Undefined where none has one. */
export function rowFractions({axis, values}: MatrixSide): Float64Array | undefined {
	const extent = axis.categories === undefined ? extentOf(values, axis.scale) : undefined;
	const side = scatterSide(axis, extent);
	return side === undefined ? undefined : values.map(side.fraction);
}

/** What a legend or a panel shows of the points; without axes of its own. */
export function pointsInput({color, points, excluded, empty}: MatrixInput): ScatterInput {
	const none: ScatterAxis = {name: '', unit: '', scale: 'linear'};
	return {x: none, y: none, ...(color === undefined ? {} : {color}), points, excluded, empty};
}
