import type {Line, Picture} from '../../source/plot/cells.ts';
import type {Size, ViewContext, ViewDefinition} from '../context.ts';
import {beside, fitLine, fitRows} from '../lines.ts';
import {drawFiles} from '../panes/files.ts';
import {drawBest} from '../panes/header.ts';
import {drawSignalDetails} from '../panes/signal-details.ts';
import {drawTable} from '../panes/table.ts';
import {drawTelemetry} from '../panes/telemetry.ts';
import {drawTerminal} from '../panes/terminal.ts';
import {drawTrialFigures} from '../panes/trial-figures.ts';
import {clickRow} from './leaderboard.ts';

/** Where the parts stand, in rows of the view. A part without rows is not shown. */
type Plan = {
	readonly telemetryRows: number;
	/** Lines for each signal: one, or more where there is room for axes. */
	readonly detailed: boolean;
	readonly tableTop: number;
	readonly tableRows: number;
	readonly terminalRows: number;
	readonly gaps: number;
};

/** From this size on, telemetry, leaderboard and trial stand side by side. */
const WIDE: Size = {columns: 160, rows: 32};

/** Lines that a signal takes where it has axes. */
const DETAIL_ROWS = 3;

function isWide({columns, rows}: Size): boolean {
	return columns >= WIDE.columns && rows >= WIDE.rows;
}

/** Shares out the rows: best line, telemetry, table, terminal; where it is tight the terminal goes first, then latency. */
function planRows({model, size}: ViewContext): Plan {
	const {rows, columns} = size;
	const detailed = rows >= 33 && columns >= 100;
	const signals = model.signals.length;
	const telemetryRows = detailed ? Math.min(signals, 4) * DETAIL_ROWS : Math.min(signals, rows < 13 ? 3 : 4);
	const gaps = rows < 13 ? 0 : 1;
	const fixed = 1 + gaps + telemetryRows + gaps;
	const left = rows - fixed;
	// Nothing runs in an ended sweep: its files stand where the terminal was.
	const ended = model.state.phase === 'ended';
	if (rows < 19 || ended)
		return {
			telemetryRows,
			detailed,
			tableTop: fixed,
			tableRows: Math.max(0, left - (ended ? 2 : 0)),
			terminalRows: 0,
			gaps,
		};
	const share = model.ui.focus === 'side' ? 0.68 : 0.36;
	const terminalRows = Math.max(4, Math.min(left - 4, Math.round((left - 1) * share)));
	return {telemetryRows, detailed, tableTop: fixed, tableRows: left - terminalRows - 1, terminalRows, gaps};
}

function drawStacked(context: ViewContext): Picture {
	const {model, size, ...drawing} = context;
	const {columns} = size;
	const plan = planRows(context);
	const blank: Line = fitLine([], columns, drawing.glyphs);
	const gaps = Array.from({length: plan.gaps}, () => blank);
	const telemetry = plan.detailed
		? drawSignalDetails(model, drawing, columns, {rows: plan.telemetryRows, rowsEach: DETAIL_ROWS})
		: drawTelemetry(model, drawing, columns, plan.telemetryRows);
	return [
		drawBest(model, drawing, columns),
		...gaps,
		...fitRows(telemetry, columns, plan.telemetryRows),
		...gaps,
		...drawTable(model, drawing, columns, plan.tableRows),
		...(model.state.phase === 'ended' ? [blank, ...drawFiles(model, drawing, columns)] : []),
		...(plan.terminalRows === 0 ? [] : [blank, ...drawTerminal(model, drawing, columns, plan.terminalRows)]),
	];
}

/** Widths of the three parts side by side. */
function widths({columns}: Size): readonly [telemetry: number, table: number, trial: number] {
	const telemetry = Math.floor(columns * 0.27);
	const trial = Math.floor(columns * 0.31);
	return [telemetry, columns - telemetry - trial - 4, trial];
}

function drawWide({model, size, ...drawing}: ViewContext): Picture {
	const {glyphs} = drawing;
	const [telemetry, table, trial] = widths(size);
	const rows = size.rows - 2;
	const terminalRows = Math.max(8, Math.floor(rows * (model.ui.focus === 'side' ? 0.6 : 0.36)));
	const upper = rows - terminalRows - 1;
	const signals = Math.max(1, model.signals.length);
	const rowsEach = Math.max(DETAIL_ROWS, Math.min(7, Math.floor(rows / signals)));
	const right = [
		...drawTrialFigures(model, drawing, trial, upper),
		fitLine([], trial, glyphs),
		...drawTerminal(model, drawing, trial, terminalRows),
	];
	const left = fitRows(drawSignalDetails(model, drawing, telemetry, {rows, rowsEach}), telemetry, rows);
	const body = beside([left, drawTable(model, drawing, table, rows), right], rows, 2);
	return [drawBest(model, drawing, size.columns), fitLine([], size.columns, glyphs), ...body];
}

/** Progress, sensors, the best trials and the running trial's terminal: what a glance should tell. */
export const overview: ViewDefinition = {
	id: 'overview',
	title: 'overview',
	draw: context =>
		fitRows(isWide(context.size) ? drawWide(context) : drawStacked(context), context.size.columns, context.size.rows),
	pageRows: context => (isWide(context.size) ? context.size.rows - 3 : Math.max(1, planRows(context).tableRows - 1)),
	click: (context, column, row) => {
		if (!isWide(context.size)) {
			const {tableTop, tableRows} = planRows(context);
			return row < tableTop || row >= tableTop + tableRows ? [] : clickRow(context.model, row - tableTop, tableRows);
		}
		const [telemetry, table] = widths(context.size);
		const inside = column >= telemetry + 2 && column < telemetry + 2 + table && row >= 2;
		return inside ? clickRow(context.model, row - 2, context.size.rows - 2) : [];
	},
};
