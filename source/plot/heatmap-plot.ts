import type {PlotChoice} from '../domain/view/plot-choice.ts';
import type {Ranking} from '../domain/ranking/rank.ts';
import {columnsOf} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {type HeatmapChoice, selectHeatmap} from './heatmap/heatmap-data.ts';
import {type HeatmapInput, heatmapCellAt, heatmapCellOf} from './heatmap/heatmap-layout.ts';
import {heatmapLayoutOf, renderHeatmap} from './heatmap/heatmap.ts';
import {createTicksReader, type TicksReader} from './heatmap/heatmap-sides.ts';
import {type PlotInput, type PreparedPlot, type Step, definePlot} from './plot-definition.ts';
import {extentOf} from './scale.ts';
import {type Cut, outsideCuts} from './slice-cut.ts';
import {findParameterColumn, measureNames, scalarsOf, varyingParameters} from './trial-axis.ts';

/** One figure over two parameters. */
export const heatmapPlot = definePlot('heatmap', preparedHeatmap, {
	limitsOf: ({whole, choice}): Whole => {
		const ticksNamed = createTicksReader(whole);
		return {ticksNamed, input: selectHeatmap(whole, {...chosenOf(choice), ticksNamed}).input};
	},
});

/** The heatmap of the sweep that is looked back at, and the steps of its parameters. */
type Whole = {readonly input: HeatmapInput; readonly ticksNamed: TicksReader};

function chosenOf({x, y, color, fix, aggregate, log, ratio, isolines}: PlotChoice): HeatmapChoice {
	return {x, y, metric: color, fix, aggregate, scale: log.has('color') ? 'log' : 'linear', ratio, isolines};
}

function preparedHeatmap({state, ranking, choice, unfiltered}: PlotInput, whole: Whole | undefined): PreparedPlot {
	// What is looked back at keeps the axes, their steps and the colours that it will have in the end.
	const chosen = {...chosenOf(choice), ...axesOf(whole?.input), ticksNamed: whole?.ticksNamed, unfiltered};
	const {input: selected, slices} = selectHeatmap(state, chosen);
	const input = whole === undefined ? selected : {...selected, limits: extentOf(cellValues(whole.input))};
	const parameters = varyingParameters(state)
		.flatMap(parameter => [...new Set([parameter.name, ...columnsOf(parameter)])])
		.filter(name => name !== choice.ratio?.parameter);
	const cuts = slices.map((ticks): Cut => {
		const label = input.fixed.find(({name}) => name === ticks.name)?.label;
		return {ticks, index: label === undefined ? -1 : ticks.ticks.indexOf(label)};
	});
	let splits: ReturnType<typeof splitsOf> | undefined;
	return {
		axes: {x: parameters, y: parameters, color: measureNames(state)},
		shown: {x: input.x.name, y: input.y.name, color: input.metric.name},
		slices: cuts.map(({ticks: {name, ticks}, index}) => ({name, values: ticks, index})),
		outside: cursor => outsideCuts(cuts, state.trials[cursor - 1]),
		// The line of keys asks at each frame.
		splits: () => (splits ??= splitsOf(state)),
		paint: (options, cursor) => renderHeatmap(withCursor(input, cursor), options),
		trialAt: (options, column, row) => {
			const layout = heatmapLayoutOf(input, options);
			const at = layout === undefined ? undefined : heatmapCellAt(layout, column, row);
			return at === undefined ? undefined : bestIn(input, at, ranking);
		},
		walk: (cursor, step) => neighbour(withCursor(input, cursor), ranking, step),
	};
}

/** Names on both sides; the second one of a sweep with one parameter has none. */
function axesOf(input: HeatmapInput | undefined): Pick<HeatmapChoice, 'x' | 'y'> {
	return {
		...(input === undefined || input.x.name === '' ? {} : {x: input.x.name}),
		...(input === undefined || input.y.name === '' ? {} : {y: input.y.name}),
	};
}

function* cellValues({cells}: HeatmapInput): Generator<number> {
	for (const cell of cells) if (cell?.kind === 'value') yield cell.value;
}

/** Every column of a parameter that trials have two values of, and these. */
function splitsOf(state: SweepState): ReturnType<NonNullable<PreparedPlot['splits']>> {
	return varyingParameters(state).flatMap(parameter =>
		columnsOf(parameter).flatMap(name => {
			const column = findParameterColumn(state, name);
			const values = column === undefined ? undefined : scalarsOf(state, column, MAX_SPLIT_VALUES);
			return values === undefined || values.length < 2 ? [] : [{name, values}];
		}),
	);
}

/** A parameter with more values than this is drawn by chance from a range: no two trials differ in it alone. */
const MAX_SPLIT_VALUES = 64;

function withCursor(input: HeatmapInput, trial: number | undefined): HeatmapInput {
	return {...input, cursor: trial === undefined ? undefined : heatmapCellOf(input, trial)};
}

/** The best of the trials in a cell; the first where none is ranked. */
function bestIn(
	input: HeatmapInput,
	at: {readonly x: number; readonly y: number},
	{rankOf}: Ranking,
): number | undefined {
	const trials = input.cells[at.y * input.x.ticks.length + at.x]?.trials ?? [];
	const place = (trial: number): number => rankOf(trial) ?? Number.POSITIVE_INFINITY;
	return trials.toSorted((one, other) => (place(one) < place(other) ? -1 : Number(place(one) > place(other))))[0];
}

const STEPS: Readonly<Record<Step, readonly [across: number, down: number]>> = {
	left: [-1, 0],
	right: [1, 0],
	up: [0, -1],
	down: [0, 1],
};

/** The best trial of the cell beside the cursor's; cells without a trial are skipped. */
function neighbour(input: HeatmapInput, ranking: Ranking, step: Step): number | undefined {
	const [across, down] = STEPS[step];
	const [width, height] = [input.x.ticks.length, input.y.ticks.length];
	let {x, y} = input.cursor ?? {x: across === 0 ? 0 : -1, y: down === 0 ? 0 : -1};
	for (let count = 0; count < Math.max(width, height); count += 1) {
		[x, y] = [x + across, y + down];
		if (x < 0 || y < 0 || x >= width || y >= height) return undefined;
		const trial = bestIn(input, {x, y}, ranking);
		if (trial !== undefined) return trial;
	}
	return undefined;
}
