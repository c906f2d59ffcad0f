import {counted} from '../../source/domain/text/counted.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {createWarnings} from '../../source/domain/trial/trial-flags.ts';
import type {TrialRecord} from '../../source/domain/trial.ts';
import {isTerminal} from '../../source/domain/trial.ts';
import {renderBar} from '../../source/plot/bar.ts';
import type {Glyphs, Line, Picture, Run, Style} from '../../source/plot/cells.ts';
import type {ColorScale} from '../../source/plot/color-scale.ts';
import {scatterGlyphs} from '../../source/plot/scatter/scatter-legend.ts';
import {cellText, cutToWidth, displayWidth} from '../../source/plot/width.ts';
import {topFor} from '../../source/store/reduce-place.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {Drawing} from '../context.ts';
import {column, fitLine, fitPicture, fitRows, gap, run} from '../lines.ts';
import {ACCENT, ACCENT_BOLD, BEST, DIM, ERROR, WARNING} from '../style.ts';
import {type LaidColumn, withoutStep} from './column-writer.ts';
import {barWidth, sortMark, TABLE_GAP, TABLE_MARGIN, type TableLayout} from './table-layout.ts';

/** First visible row of a table with `rows` lines for trials. */
export function firstRow({ui, table, cursorRow}: ScreenModel, rows: number): number {
	const most = Math.max(0, table.order.length - rows);
	return Math.min(most, topFor(Math.min(ui.top, most), cursorRow, rows));
}

/** The leaderboard: a heading and as many trials as there is room for, the one under the cursor among them. */
export function drawTable(model: ScreenModel, drawing: Drawing, columns: number, rows: number): Picture {
	const {state, table, ui, cursorRow} = model;
	const {glyphs, scale} = drawing;
	const parts = [state, table, ui, cursorRow, columns, rows, glyphs, scale];
	return drawing.pictures.recall('table', parts, () => paintTable(model, drawing, columns, rows));
}

function paintTable(model: ScreenModel, drawing: Drawing, columns: number, rows: number): Picture {
	const {table, state, ui} = model;
	const {glyphs} = drawing;
	const layout = drawing.tables.layout(table, state, columns, glyphs);
	const heading = headingLine(model, layout, columns, glyphs);
	if (table.order.length === 0)
		return fitPicture([heading, [run(`   ${emptyText(model)}`, DIM)]], columns, rows, glyphs);
	const visible = Math.max(0, rows - 1);
	const top = firstRow(model, visible);
	const lines = table.order.slice(top, top + visible).flatMap((number, index) => {
		const trial = state.trials[number - 1];
		const isCursor = top + index === model.cursorRow && ui.focus === 'main';
		if (trial === undefined) return [];
		const paint = (): Line => trialLine(trial, isCursor, {model, layout, columns, glyphs, scale: drawing.scale});
		return [drawing.tables.line(trial, layout, rowKey(trial, isCursor, model), paint)];
	});
	return fitRows([heading, ...lines], columns, rows);
}

/** All that the line of a trial depends on beside the trial and the layout. */
function rowKey(trial: TrialRecord, isCursor: boolean, {ui, table: {ranking, leader}}: ScreenModel): string {
	const marked = ui.marks.has(trial.trial);
	const {trial: number} = trial;
	return [
		isCursor,
		marked,
		leader?.trial === number,
		ranking.rankOf(number) === 1,
		ranking.tied.has(number),
		ranking.diverged.has(number),
	].join();
}

/** What is said where the filter lets no trial pass. */
export function filteredOutText({total}: Pick<ScreenModel['table'], 'total'>): string {
	return `none of ${counted(total, 'trial')} fits this filter: esc clears it`;
}

function emptyText({table, ui, state}: ScreenModel): string {
	if (ui.filter !== '' && table.total > 0) return filteredOutText(table);
	if (state.phase === 'ended') return 'the sweep ended before its first trial';
	return 'no trial yet: the first one will stand here';
}

function headingLine({table}: ScreenModel, layout: TableLayout, columns: number, glyphs: Glyphs): Line {
	const cells = layout.columns.flatMap((laid, index): Run[] => {
		const mark = sortMark(laid.column.id, table.sort, glyphs);
		const style = mark === '' ? DIM : ACCENT_BOLD;
		// A heading is cut before its mark is.
		const name = cutToWidth(cellText(laid.heading, glyphs), Math.max(0, laid.width - mark.length), glyphs);
		const text = `${mark === '' ? laid.heading : name}${mark}`;
		const align = laid.column.numeric ? 'end' : 'start';
		const isCut = layout.scrolled > 0 && index === layout.frozen;
		const between = isCut ? run(glyphs === 'ascii' ? ' <' : ' ‹', ACCENT) : gap(index === 0 ? 0 : TABLE_GAP);
		// The words about what is hidden stand in the column of flags.
		const room = laid.column.id === 'flags' ? laid.width - layout.more.length : laid.width;
		return [between, column(text, room, align, glyphs, style), gap(barWidth(laid))];
	});
	const line = [gap(TABLE_MARGIN), ...cells];
	if (layout.more === '') return fitLine(line, columns, glyphs);
	return [...fitLine(line, columns - layout.more.length, glyphs), run(layout.more, ACCENT)];
}

type RowContext = {
	readonly model: ScreenModel;
	readonly layout: TableLayout;
	readonly columns: number;
	readonly glyphs: Glyphs;
	readonly scale: ColorScale | undefined;
};

function trialLine(trial: TrialRecord, isCursor: boolean, context: RowContext): Line {
	const {model, layout, columns, glyphs} = context;
	const cells = layout.columns.flatMap((laid, index) => [
		gap(index === 0 ? 0 : TABLE_GAP),
		...cellRuns(trial, laid, context),
	]);
	const cursor = isCursor ? run(glyphs === 'ascii' ? '>' : '▌', ACCENT) : run(' ');
	const line = fitLine([cursor, ...markRuns(trial, model, glyphs), ...cells], columns, glyphs);
	return isCursor ? line.map(emphasized) : line;
}

/** Blanks stay plain: at the end of a row they are erased, not sent. */
function emphasized(part: Run): Run {
	return part.text.trim() === '' ? part : {...part, style: {...part.style, bold: true}};
}

/** Two cells: `*` for a mark of the person; `★` for the best, `●` for the front or `◈` for its knee. */
function markRuns(trial: TrialRecord, {ui, table}: ScreenModel, glyphs: Glyphs): readonly Run[] {
	const mark = ui.marks.has(trial.trial) ? run('*', ACCENT_BOLD) : run(' ');
	if (table.ranking.best === trial.trial) return [mark, run(glyphs === 'ascii' ? '^' : '★', BEST)];
	if (table.leader?.as === 'knee' && table.leader.trial === trial.trial) {
		return [mark, run(scatterGlyphs(glyphs).knee, ACCENT)];
	}
	const onFront = table.ranking.best === undefined && table.ranking.rankOf(trial.trial) === 1;
	return [mark, onFront ? run(glyphs === 'ascii' ? 'o' : '●', ACCENT) : run(' ')];
}

function cellRuns(trial: TrialRecord, laid: LaidColumn, {model, glyphs, scale}: RowContext): readonly Run[] {
	if (laid.column.id === 'flags') {
		const style = model.table.ranking.diverged.has(trial.trial) ? WARNING : flagStyle(trial, model.state);
		const text = laid.text(trial);
		return [column(displayWidth(text) > laid.width ? withoutStep(text) : text, laid.width, 'start', glyphs, style)];
	}
	const best =
		model.table.ranking.best === trial.trial && (laid.column.objective !== undefined || laid.column.id === 'trial');
	const isResult = isTerminal(trial.state) && trial.state !== 'pruned';
	const plain = best ? BEST : isResult ? undefined : DIM;
	const cell = laid.column.cell(trial);
	const value = typeof cell === 'number' ? cell : Number.NaN;
	const style = laid.style === 'gradient' && !best ? (scaledStyle(value, laid, scale) ?? plain) : plain;
	const text = column(laid.text(trial), laid.width, laid.column.numeric ? 'end' : 'start', glyphs, style);
	if (laid.barColumns === 0) return [text];
	const bar = renderBar(value, {
		columns: laid.barColumns,
		glyphs,
		low: laid.low,
		high: laid.high,
		base: 0,
		style: scaledStyle(value, laid, scale) ?? (best ? ACCENT : DIM),
		baseStyle: DIM,
	});
	return [text, gap(1), ...bar];
}

/** The colour that the heatmap gives the value; the dark end of the scale is left out, it is unreadable on black. */
function scaledStyle(value: number, {low, high}: LaidColumn, scale: ColorScale | undefined): Style | undefined {
	if (scale === undefined || Number.isNaN(value) || !(high > low)) return undefined;
	const fraction = Math.min(1, Math.max(0, (value - low) / (high - low)));
	return {foreground: scale.at(0.25 + 0.7 * fraction)};
}

function flagStyle(trial: TrialRecord, {sweep}: SweepState): Style | undefined {
	if (trial.state === 'complete') return createWarnings(sweep)(trial).length > 0 ? WARNING : DIM;
	return isTerminal(trial.state) ? ERROR : ACCENT;
}
