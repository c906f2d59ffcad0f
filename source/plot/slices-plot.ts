import {UserError} from '../domain/errors.ts';
import {createCellGrid} from './cell-grid.ts';
import type {Picture} from './cells.ts';
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
type Other =
	| {readonly kind: 'slice'; readonly pane: Pane}
	| {readonly kind: 'message'; readonly text: string}
	| {readonly kind: 'none'};

/** A metric along one parameter through a slice of the space; where there is room along a second one, too. */
export const slicesPlot = definePlot('slices', ({state, ranking, choice, whole}): PreparedPlot => {
	const selection = selectSlice(state, ranking, choice);
	const first = paneOf(selection, {whole, ranking, choice});
	const second = otherSlice({state, ranking, choice, whole}, selection);
	const panes = second.kind === 'slice' ? [first, second.pane] : [first];
	const parameters = varyingParameters(state).map(({name}) => name);
	return {
		axes: {x: parameters, y: measureNames(state), color: ['none', ...parameters]},
		shown: {x: first.input.x.name, y: first.input.y.name, color: selection.color},
		slices: selection.slices,
		paint: (options, cursor) => paintPanes(first, second, options, cursor),
		trialAt: (options, column, row) => {
			const widths = paneWidths(options, second);
			const isSecond = second.kind === 'slice' && widths.second > 0 && column >= widths.first + GAP;
			const {input, painter} = isSecond ? second.pane : first;
			const layout = painter.layoutOf({...options, columns: isSecond ? widths.second : widths.first});
			const left = isSecond ? widths.first + GAP : 0;
			return layout === undefined ? undefined : scatterPointAt(input, layout, column - left, row);
		},
		outside: (cursor, columns) => {
			const trial = state.trials[cursor - 1];
			const isDrawn = second.kind === 'slice' && paneWidths({columns}, second).second > 0;
			const isBeside = isDrawn && outsideCuts(second.pane.cuts, trial) === undefined;
			return isBeside ? undefined : outsideCuts(selection.cuts, trial);
		},
		walk: (cursor, step) => {
			const pane = panes.find(({input}) => input.points.some(({trial}) => trial === cursor));
			return pane === undefined ? first.walk(undefined, step) : pane.walk(cursor, step);
		},
	};
});

function paneOf(selection: SliceSelection, context: Pick<PlotInput, 'whole' | 'ranking' | 'choice'>): Pane {
	const input = withLimits(selection, context);
	return {input, cuts: selection.cuts, painter: createScatterPainter(input), walk: createScatterWalk(input)};
}

/** What is looked back at has the axes of the same slice in the end; its own where that one is ambiguous. */
function withLimits(
	{input, slices, color}: SliceSelection,
	{whole, ranking, choice}: Pick<PlotInput, 'whole' | 'ranking' | 'choice'>,
): ScatterInput {
	if (whole === undefined) return input;
	const fix = Object.fromEntries(slices.map(({name, values, index}) => [name, values[index] ?? FREE]));
	try {
		const chosen = {...choice, x: input.x.name, y: input.y.name, color, fix};
		return {...input, limits: selectSlice(whole, ranking, chosen).input.points};
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return input;
	}
}

/** The slice through the same point along the next parameter; what was the axis stands where the best trial has it. */
function otherSlice(
	{state, ranking, choice, whole}: Pick<PlotInput, 'state' | 'ranking' | 'choice' | 'whole'>,
	first: SliceSelection,
): Other {
	const next = [...first.slices.map(({name}) => name), first.color].find(name => name !== 'none');
	if (next === undefined) return {kind: 'none'};
	const fix = Object.fromEntries(Object.entries(choice.fix).filter(([name]) => name !== next));
	const color = first.color === next ? 'none' : first.color;
	try {
		const other = {...choice, x: next, y: first.input.y.name, color, fix};
		const selection = selectSlice(state, ranking, other);
		return {kind: 'slice', pane: paneOf(selection, {whole, ranking, choice: other})};
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return {kind: 'message', text: error.problem};
	}
}

function paneWidths(
	{columns}: Pick<PaintOptions, 'columns'>,
	second: Other,
): {readonly first: number; readonly second: number} {
	if (second.kind === 'none' || columns < TWO_PANES) return {first: columns, second: 0};
	const first = Math.ceil((columns - GAP) / 2);
	return {first, second: columns - GAP - first};
}

function paintPanes(first: Pane, second: Other, options: PaintOptions, cursor: number | undefined): Picture {
	const widths = paneWidths(options, second);
	const left = first.painter.paint({...options, columns: widths.first}, cursor);
	if (widths.second === 0 || second.kind === 'none') return left;
	const right =
		second.kind === 'slice'
			? second.pane.painter.paint({...options, columns: widths.second}, cursor)
			: drawMessage(createCellGrid(widths.second, options.rows), second.text, options.glyphs);
	return left.map((line, row) => [...line, {text: ' '.repeat(GAP)}, ...(right[row] ?? [])]);
}
