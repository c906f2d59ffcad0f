import {boxedPlane, type PlanePlace, type ZoomPlane} from '../../source/domain/view/plane-zoom.ts';
import {boxZoom, wheelZoom} from '../../source/keymap/zoom.ts';
import type {Picture, Style} from '../../source/plot/cells.ts';
import {wrapWords} from '../../source/plot/message.ts';
import type {PaintOptions, PlotDefinition} from '../../source/plot/plot-definition.ts';
import {formatQuantity} from '../../source/plot/quantity.ts';
import {cellText} from '../../source/plot/width.ts';
import {type Intent, say, ui} from '../../source/store/intent.ts';
import type {Size, ViewContext, ViewDefinition} from '../context.ts';
import {fitPicture, gap, run} from '../lines.ts';
import type {Place} from '../pane-borders.ts';
import {drawFiles} from '../panes/files.ts';
import {drawPointed} from '../panes/pointed.ts';
import {filteredOutText} from '../panes/table.ts';
import type {Prepared} from '../plot-selectors.ts';
import {DIM, ERROR} from '../style.ts';

/** Blanks at the left of a plot: it begins where the lines around it do. */
const MARGIN = 1;

/** The view of a plot: its picture, the trial under the cursor, and the files of an ended sweep. */
export function plotView(definition: PlotDefinition): ViewDefinition {
	return {
		id: definition.id,
		draw: context => {
			const {model, size, glyphs, plots} = context;
			const options = paintOptions(context);
			if (model.table.order.length === 0 && model.table.total > 0) {
				const picture = fitPicture(nothingPasses(context), size.columns, options.rows, glyphs);
				return fitPicture([...picture, ...footRows(context)], size.columns, size.rows, glyphs);
			}
			const prepared = plots.prepare(definition, model);
			const picture: Picture =
				prepared.kind === 'error'
					? fitPicture(mistakeLines(prepared, context), size.columns, options.rows, glyphs)
					: plots.paint(prepared.plot, model.selected?.trial, options).map(line => [gap(MARGIN), ...line]);
			return fitPicture([...picture, ...footRows(context, prepared)], size.columns, size.rows, glyphs);
		},
		pageRows: () => 10,
		timeAxis: ({model, plots}) => {
			const prepared = plots.prepare(definition, model);
			return prepared.kind === 'plot' ? prepared.plot.time : undefined;
		},
		wheel: (context, at, isUp) => wheel(definition, context, at, isUp),
		box: (context, from, to, isDone) => box(definition, context, {from, to, isDone}),
		click: (context, column, row) => click(definition, context, {column, row}),
	};
}

const WAY_OUT = 'Choose again by key, or go back to the plot with nothing chosen: backspace.';

/** What is wrong with the choice, and what to do: whole, however narrow the screen is. */
function mistakeLines({problem, hint}: Extract<Prepared, {kind: 'error'}>, {size, glyphs}: ViewContext): Picture {
	const wrapped = (text: string, style: Style): Picture =>
		wrapWords(cellText(text, glyphs), size.columns - 2).map(line => [run(` ${line}`, style)]);
	return [[], ...wrapped(problem, ERROR), ...wrapped(hint, DIM), ...wrapped(WAY_OUT, DIM)];
}

/** What is said in place of a plot of no trial. */
function nothingPasses({model, size, glyphs}: ViewContext): Picture {
	const text = filteredOutText(model.table);
	return [[], ...wrapWords(cellText(text, glyphs), size.columns - 2).map(line => [run(` ${line}`, DIM)])];
}

/**
 * Lines under the plot: a blank, the trial under the cursor, and the files of an ended sweep.
 * @param prepared says whether that trial is in the picture; the number of lines does not depend on it.
 */
function footRows(context: ViewContext, prepared?: Prepared): Picture {
	const {model, size, ...drawing} = context;
	const trial = model.selected?.trial;
	const outsideOf =
		prepared?.kind === 'plot' && trial !== undefined
			? prepared.plot.outside?.(trial, size.columns - MARGIN)
			: undefined;
	return [[], drawPointed(model, drawing, size.columns, outsideOf), ...drawFiles(model, drawing, size.columns)];
}

function plotSize(context: ViewContext): Size {
	return {
		columns: Math.max(1, context.size.columns - MARGIN),
		rows: Math.max(1, context.size.rows - footRows(context).length),
	};
}

function paintOptions(context: ViewContext): PaintOptions {
	return {...plotSize(context), glyphs: context.glyphs, scale: context.scale};
}

/** The first click on a trial puts the cursor on it, the second one opens it. */
function click(
	definition: PlotDefinition,
	context: ViewContext,
	{column, row}: {readonly column: number; readonly row: number},
): readonly Intent[] {
	const {model, plots} = context;
	const prepared = plots.prepare(definition, model);
	const trial =
		prepared.kind === 'plot' ? prepared.plot.trialAt?.(paintOptions(context), column - MARGIN, row) : undefined;
	if (trial === undefined) return [];
	const select = ui({kind: 'select', trial});
	return model.ui.cursor === trial ? [select, ui({kind: 'open-view', view: 'trial'})] : [select];
}

/** Places of the plot by cells of the view; undefined where no part of it can be looked at, or it has no room. */
function planeOf(
	definition: PlotDefinition,
	context: ViewContext,
): {readonly plane: ZoomPlane; readonly placeOf: (at: Place) => PlanePlace} | undefined {
	const prepared = context.plots.prepare(definition, context.model);
	if (prepared.kind !== 'plot') return undefined;
	const plane = prepared.plot.plane?.(context.model.selected?.trial);
	const area = prepared.plot.planeArea?.(paintOptions(context));
	if (plane === undefined || area === undefined) return undefined;
	const share = (at: number, cells: number): number => Math.max(0, Math.min(1, at / Math.max(1, cells - 1)));
	const placeOf = ({column, row}: Place): PlanePlace => ({
		x: share(column - MARGIN - area.left, area.columns),
		y: 1 - share(row - area.top, area.rows),
	});
	return {plane, placeOf};
}

function wheel(
	definition: PlotDefinition,
	context: ViewContext,
	at: Place,
	isUp: boolean,
): readonly Intent[] | undefined {
	const found = planeOf(definition, context);
	return found === undefined ? undefined : wheelZoom(context.model.ui, found.plane, isUp, found.placeOf(at));
}

function box(
	definition: PlotDefinition,
	context: ViewContext,
	{from, to, isDone}: {readonly from: Place; readonly to: Place; readonly isDone: boolean},
): readonly Intent[] {
	const found = planeOf(definition, context);
	if (found === undefined) return [];
	const [start, end] = [found.placeOf(from), found.placeOf(to)];
	if (isDone) return [ui({kind: 'clear-message'}), ...boxZoom(context.model.ui, found.plane, start, end)];
	const range = boxedPlane(found.plane, start, end);
	const words = (['x', 'y'] as const).flatMap(side => {
		const part = range?.[side];
		return part === undefined ? [] : [`${side} ${formatQuantity(part.low)} to ${formatQuantity(part.high)}`];
	});
	return words.length === 0 ? [] : [say(`let go to look at ${words.join(', ')}`)];
}
