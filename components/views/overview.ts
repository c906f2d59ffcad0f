import {PROGRAM_TERMINAL} from '../../source/domain/protocol.ts';
import {isTerminal, type TrialRecord} from '../../source/domain/trial.ts';
import type {Line, Picture} from '../../source/plot/cells.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {Drawing, Size, ViewContext, ViewDefinition} from '../context.ts';
import {beside, fitLine, fitRows} from '../lines.ts';
import {drawFiles} from '../panes/files.ts';
import {drawBest} from '../panes/header.ts';
import {drawSignalDetails} from '../panes/signal-details.ts';
import {clickTable} from '../panes/table-click.ts';
import {drawTable} from '../panes/table.ts';
import {drawTelemetry} from '../panes/telemetry.ts';
import {drawTail, outputLines, outputTitle} from '../panes/output.ts';
import {drawTerminal} from '../panes/terminal.ts';
import {drawTrialFigures} from '../panes/trial-figures.ts';
import type {PaneBorder, Place} from '../pane-borders.ts';

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

/** Whether telemetry, leaderboard and trial stand side by side. */
export function isWide({columns, rows}: Size): boolean {
	return columns >= WIDE.columns && rows >= WIDE.rows;
}

/** Shares out the rows: best line, telemetry, table, terminal; where it is tight the terminal goes first, then latency. */
function planRows({model, size}: ViewContext): Plan {
	const {rows, columns} = size;
	const detailed = rows >= 33 && columns >= 100;
	const {chief, missing} = model.signals;
	const all = chief.length * (detailed ? DETAIL_ROWS : 1) + (missing.length === 0 ? 0 : 1);
	const telemetryRows = rows < 13 ? Math.min(all, 3) : all;
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
	const share = model.ui.panes.terminal ?? (model.ui.focus === 'side' ? 0.68 : 0.36);
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
		? drawSignalDetails(model, drawing, columns, {signals: model.signals.chief, rowsEach: DETAIL_ROWS})
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

/** The least that each of the parts side by side is drawn on. */
const LEAST_COLUMNS = {telemetry: 24, table: 40, trial: 30} as const;

/** Widths of the three parts side by side. */
function widths({model, size}: ViewContext): readonly [telemetry: number, table: number, trial: number] {
	const {panes} = model.ui;
	const room = size.columns - 4;
	const {telemetry: least, table, trial: leastTrial} = LEAST_COLUMNS;
	const wanted = Math.floor(size.columns * (panes.telemetry ?? 0.27));
	const telemetry = Math.max(least, Math.min(room - table - leastTrial, wanted));
	const wantedTrial = Math.floor(size.columns * (panes.figures ?? 0.31));
	const trial = Math.max(leastTrial, Math.min(room - table - telemetry, wantedTrial));
	return [telemetry, room - telemetry - trial, trial];
}

/** Rows of the terminal at the right, of those under the line of the best trial. */
function wideTerminalRows({ui}: ScreenModel, rows: number): number {
	const share = ui.panes.terminal ?? (ui.focus === 'side' ? 0.6 : 0.36);
	return Math.max(8, Math.min(rows - 10, Math.floor(rows * share)));
}

/** So long a new trial may say nothing before its empty terminal takes the place of what the one before it said. */
const SILENCE_MS = 2000;

/**
 * The trial that the right side follows by itself: the one whose terminal is watched, or the one before it while that has
 * just begun. Of trials that take a second nothing else could be read.
 */
function followedTrial({state, watch, terminal, nowMonoMs}: ScreenModel): TrialRecord | undefined {
	const watched = watch === null ? undefined : state.trials[watch - 1];
	const spoke = terminal === undefined ? undefined : state.trials[terminal.trial - 1];
	const startedMs = watched?.executions.at(-1)?.startedMonoMs ?? nowMonoMs;
	return spoke !== undefined && watched !== undefined && nowMonoMs - startedMs < SILENCE_MS ? spoke : watched;
}

/**
 * The model for the right side: its figures and its terminal are of one trial, the one under the cursor, or until that was
 * moved the one that is followed. A watched program has one terminal for all trials.
 */
function asideModel(model: ScreenModel): ScreenModel {
	const {ui, watch, terminal} = model;
	if (watch === PROGRAM_TERMINAL) return model;
	const selected = (ui.cursor === undefined ? followedTrial(model) : undefined) ?? model.selected;
	if (selected === undefined) return model;
	const own = terminal?.trial === selected.trial ? terminal : undefined;
	return {...model, selected, watch: selected.trial, terminal: own};
}

/** Under the figures of a trial its terminal, or the end of its output. */
function drawOutput(model: ScreenModel, drawing: Drawing, columns: number, rows: number): Picture {
	const {selected, terminal, watch} = model;
	const isLive = selected === undefined || !isTerminal(selected.state) || terminal?.trial === selected.trial;
	if (isLive || watch === PROGRAM_TERMINAL) return drawTerminal(model, drawing, columns, rows);
	const title = outputTitle(model, drawing.glyphs);
	return drawTail(outputLines(model, drawing.glyphs), {columns, rows, scroll: 0, title}, drawing);
}

function drawWide(context: ViewContext): Picture {
	const {model, size, ...drawing} = context;
	const {glyphs} = drawing;
	const [telemetry, table, trial] = widths(context);
	const rows = size.rows - 2;
	const terminalRows = wideTerminalRows(model, rows);
	const upper = rows - terminalRows - 1;
	const {chief, further, missing} = model.signals;
	const signalRows = rows - (missing.length === 0 ? 0 : 1);
	const rowsEach = Math.max(DETAIL_ROWS, Math.min(7, Math.floor(signalRows / (chief.length + further.length))));
	const signals = [...chief, ...further].slice(0, Math.floor(signalRows / rowsEach));
	const blank: Line = fitLine([], trial, glyphs);
	const aside = asideModel(model);
	const right =
		model.state.phase === 'ended'
			? [...drawTrialFigures(model, drawing, trial, rows - 2), blank, ...drawFiles(model, drawing, trial)]
			: [...drawTrialFigures(aside, drawing, trial, upper), blank, ...drawOutput(aside, drawing, trial, terminalRows)];
	const left = fitRows(drawSignalDetails(model, drawing, telemetry, {signals, rowsEach}), telemetry, rows);
	const body = beside([left, drawTable(model, drawing, table, rows), right], rows, 2);
	return [drawBest(model, drawing, size.columns), fitLine([], size.columns, glyphs), ...body];
}

function stackedBorders(context: ViewContext): readonly PaneBorder[] {
	const {columns, rows} = context.size;
	const {tableTop, tableRows, terminalRows} = planRows(context);
	if (terminalRows === 0) return [];
	const room = rows - tableTop - 1;
	const shareAt = (row: number): number => (rows - row) / room;
	return [{pane: 'terminal', moves: 'rows', at: tableTop + tableRows + 1, from: 0, to: columns, shareAt}];
}

function wideBorders(context: ViewContext): readonly PaneBorder[] {
	const {columns, rows} = context.size;
	const [telemetry, table] = widths(context);
	const upright = {moves: 'columns', from: 2, to: rows} as const;
	const right = telemetry + table + 4;
	const terminalTop = rows - wideTerminalRows(context.model, rows - 2);
	const beside: readonly PaneBorder[] = [
		{...upright, pane: 'telemetry', at: telemetry, shareAt: column => column / columns},
		{...upright, pane: 'telemetry', at: telemetry + 1, shareAt: column => (column - 1) / columns},
		{...upright, pane: 'figures', at: right - 2, shareAt: column => (columns - column - 2) / columns},
		{...upright, pane: 'figures', at: right - 1, shareAt: column => (columns - column - 1) / columns},
	];
	if (context.model.state.phase === 'ended') return beside;
	const shareAt = (row: number): number => (rows - row) / (rows - 2);
	return [...beside, {pane: 'terminal', moves: 'rows', at: terminalTop, from: right, to: columns, shareAt}];
}

function placeOfTable(context: ViewContext): Place & Size {
	const {columns, rows} = context.size;
	if (isWide(context.size)) {
		const [telemetry, table] = widths(context);
		return {column: telemetry + 2, row: 2, columns: table, rows: rows - 2};
	}
	const {tableTop, tableRows} = planRows(context);
	return {column: 0, row: tableTop, columns, rows: tableRows};
}

/** Progress, sensors, the best trials and the running trial's terminal: what a glance should tell. */
export const overview: ViewDefinition = {
	id: 'overview',
	draw: context =>
		fitRows(isWide(context.size) ? drawWide(context) : drawStacked(context), context.size.columns, context.size.rows),
	borders: context => (isWide(context.size) ? wideBorders(context) : stackedBorders(context)),
	table: placeOfTable,
	pageRows: context => Math.max(1, placeOfTable(context).rows - 1),
	click: clickTable(placeOfTable),
};
