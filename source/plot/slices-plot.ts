import {UserError} from '../domain/errors.ts';
import type {PlotChoice} from '../domain/view/plot-choice.ts';
import {type Ranking, rankTrials} from '../domain/ranking/rank.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {createCellGrid} from './cell-grid.ts';
import type {Picture} from './cells.ts';
import {createTicksReader, type TicksReader} from './heatmap/heatmap-sides.ts';
import {drawMessage} from './message.ts';
import {type PaintOptions, type PlotInput, type PreparedPlot, definePlot} from './plot-definition.ts';
import {type ScatterInput, scatterPointAt} from './scatter/scatter-layout.ts';
import {type ScatterWalk, createScatterWalk} from './scatter/scatter-walk.ts';
import {type ScatterPainter, createScatterPainter} from './scatter/scatter.ts';
import {type Cut, outsideCuts} from './slice-cut.ts';
import {FREE, type SliceSelection, selectSlice} from './slices-data.ts';
import {measureNames, varyingParameters} from './trial-axis.ts';

/** From this width on, a second slice stands beside the first. */
const TWO_PANES = 110;
const GAP = 3;

/** A slice with what paints and walks it. */
type Pane = {
	readonly input: ScatterInput;
	readonly cuts: readonly Cut[];
	readonly painter: ScatterPainter;
	readonly walk: ScatterWalk;
};

/** What stands beside the slice where there is room. */
type Other<Slice> =
	| {readonly kind: 'slice'; readonly slice: Slice}
	| {readonly kind: 'message'; readonly text: string}
	| {readonly kind: 'none'};

/** A slice of the space, and the one through the same point along the next parameter. */
type Slices = {readonly first: SliceSelection; readonly second: Other<SliceSelection>};

/** The slices of the sweep that is looked back at, and the steps of its parameters. */
type Whole = Slices & {readonly ticksNamed: TicksReader};

/** A metric along one parameter through a slice of the space; where there is room along a second one, too. */
export const slicesPlot = definePlot('slices', preparedSlices, {
	limitsOf: ({whole, choice}): Whole => {
		const ticksNamed = createTicksReader(whole);
		return {ticksNamed, ...selectSlices(whole, rankTrials(whole), choice, ticksNamed)};
	},
	readsMarks: true,
});

function preparedSlices({state, ranking, choice, unfiltered}: PlotInput, whole: Whole | undefined): PreparedPlot {
	// With a filter the steps stay as they were, so that they can be gone back to.
	const ticksNamed = whole?.ticksNamed ?? createTicksReader(unfiltered ?? state);
	const {first: selection, second: other} =
		whole === undefined
			? selectSlices(state, ranking, choice, ticksNamed)
			: sameSlices(whole, selected => selectSlice(state, ranking, {...choice, ...selected}, ticksNamed));
	const first = paneOf(selection);
	const second: Other<Pane> = other.kind === 'slice' ? {kind: 'slice', slice: paneOf(other.slice)} : other;
	const panes = second.kind === 'slice' ? [first, second.slice] : [first];
	const parameters = varyingParameters(state).map(({name}) => name);
	return {
		axes: {x: parameters, y: measureNames(state), color: ['none', ...parameters]},
		shown: {x: first.input.x.name, y: first.input.y.name, color: selection.color},
		slices: selection.slices,
		paint: (options, cursor) => paintPanes(first, second, options, cursor),
		trialAt: (options, column, row) => {
			const widths = paneWidths(options, second);
			const isSecond = second.kind === 'slice' && widths.second > 0 && column >= widths.first + GAP;
			const {input, painter} = isSecond ? second.slice : first;
			const layout = painter.layoutOf({...options, columns: isSecond ? widths.second : widths.first});
			const left = isSecond ? widths.first + GAP : 0;
			return layout === undefined ? undefined : scatterPointAt(input, layout, column - left, row);
		},
		outside: (cursor, columns) => {
			const trial = state.trials[cursor - 1];
			const isDrawn = second.kind === 'slice' && paneWidths({columns}, second).second > 0;
			const isBeside = isDrawn && outsideCuts(second.slice.cuts, trial) === undefined;
			return isBeside ? undefined : outsideCuts(selection.cuts, trial);
		},
		walk: (cursor, step) => {
			const pane = panes.find(({input}) => input.points.some(({trial}) => trial === cursor));
			return pane === undefined ? first.walk(undefined, step) : pane.walk(cursor, step);
		},
	};
}

function paneOf({input, cuts}: SliceSelection): Pane {
	return {input, cuts, painter: createScatterPainter(input), walk: createScatterWalk(input)};
}

function selectSlices(state: SweepState, ranking: Ranking, choice: PlotChoice, ticksNamed: TicksReader): Slices {
	const first = selectSlice(state, ranking, choice, ticksNamed);
	return {first, second: otherSlice(first, choice, other => selectSlice(state, ranking, other, ticksNamed))};
}

/** What is looked back at is cut where it will be in the end, and has the axes that it will have. */
function sameSlices(
	{first, second}: Slices,
	select: (selected: Pick<PlotChoice, 'x' | 'y' | 'color' | 'fix'>) => SliceSelection,
): Slices {
	const again = (whole: SliceSelection): SliceSelection => {
		const selection = select(selectedIn(whole));
		return {...selection, input: {...selection.input, limits: whole.input.points}};
	};
	return {
		first: again(first),
		second: second.kind === 'slice' ? {kind: 'slice', slice: again(second.slice)} : second,
	};
}

/** The choice that a slice is, with nothing left to be chosen. */
function selectedIn({input, slices, color}: SliceSelection): Pick<PlotChoice, 'x' | 'y' | 'color' | 'fix'> {
	if (input.x.name === '') return {fix: {}};
	const fix = Object.fromEntries(slices.map(({name, values, index}) => [name, values[index] ?? FREE]));
	return {x: input.x.name, y: input.y.name, color, fix};
}

/** The slice through the same point along the next parameter; what was the axis stands where the best trial has it. */
function otherSlice(
	first: SliceSelection,
	choice: PlotChoice,
	select: (choice: PlotChoice) => SliceSelection,
): Other<SliceSelection> {
	const next = [...first.slices.map(({name}) => name), first.color].find(name => name !== 'none');
	if (next === undefined) return {kind: 'none'};
	const fix = Object.fromEntries(Object.entries(choice.fix).filter(([name]) => name !== next));
	const color = first.color === next ? 'none' : first.color;
	try {
		return {kind: 'slice', slice: select({...choice, x: next, y: first.input.y.name, color, fix})};
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return {kind: 'message', text: error.problem};
	}
}

function paneWidths(
	{columns}: Pick<PaintOptions, 'columns'>,
	second: Other<Pane>,
): {readonly first: number; readonly second: number} {
	if (second.kind === 'none' || columns < TWO_PANES) return {first: columns, second: 0};
	const first = Math.ceil((columns - GAP) / 2);
	return {first, second: columns - GAP - first};
}

function paintPanes(first: Pane, second: Other<Pane>, options: PaintOptions, cursor: number | undefined): Picture {
	const widths = paneWidths(options, second);
	const left = first.painter.paint({...options, columns: widths.first}, cursor);
	if (widths.second === 0 || second.kind === 'none') return left;
	const right =
		second.kind === 'slice'
			? second.slice.painter.paint({...options, columns: widths.second}, cursor)
			: drawMessage(createCellGrid(widths.second, options.rows), second.text, options.glyphs);
	return left.map((line, row) => [...line, {text: ' '.repeat(GAP)}, ...(right[row] ?? [])]);
}
