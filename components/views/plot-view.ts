import type {Picture, Style} from '../../source/plot/cells.ts';
import {wrapWords} from '../../source/plot/message.ts';
import type {PaintOptions, PlotDefinition} from '../../source/plot/plot-definition.ts';
import {cellText} from '../../source/plot/width.ts';
import {type Intent, ui} from '../../source/store/intent.ts';
import type {Size, ViewContext, ViewDefinition} from '../context.ts';
import {fitPicture, gap, run} from '../lines.ts';
import {drawFiles} from '../panes/files.ts';
import {drawPointed} from '../panes/pointed.ts';
import type {Prepared} from '../plot-selectors.ts';
import {DIM, ERROR} from '../style.ts';

/** Blanks at the left of a plot: it begins where the lines around it do. */
const MARGIN = 1;

/** The view of a plot: its picture, the trial under the cursor, and the files of an ended sweep. */
export function plotView(definition: PlotDefinition): ViewDefinition {
	return {
		id: definition.id,
		title: definition.title,
		draw: context => {
			const {model, size, glyphs, plots} = context;
			const options = paintOptions(context);
			const prepared = plots.prepare(definition, model);
			const picture: Picture =
				prepared.kind === 'error'
					? fitPicture(mistakeLines(prepared, context), size.columns, options.rows, glyphs)
					: plots.paint(prepared.plot, model.selected?.trial, options).map(line => [gap(MARGIN), ...line]);
			return fitPicture([...picture, ...footRows(context)], size.columns, size.rows, glyphs);
		},
		pageRows: () => 10,
		timeAxis: ({model, plots}) => {
			const prepared = plots.prepare(definition, model);
			return prepared.kind === 'plot' ? prepared.plot.time : undefined;
		},
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

/** Lines under the plot: a blank, the trial under the cursor, and the files of an ended sweep. */
function footRows(context: ViewContext): Picture {
	const {model, size, ...drawing} = context;
	return [[], drawPointed(model, drawing, size.columns), ...drawFiles(model, drawing, size.columns)];
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
	const select = ui({kind: 'select', trial, row: model.ui.top, pageRows: 1});
	return model.ui.cursor === trial ? [select, ui({kind: 'open-view', view: 'trial'})] : [select];
}
