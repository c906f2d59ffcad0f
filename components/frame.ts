import {openView} from '../source/keymap/views.ts';
import type {Picture} from '../source/plot/cells.ts';
import type {Intent} from '../source/store/intent.ts';
import type {ScreenModel} from '../source/store/screen-model.ts';
import type {Drawing, Size} from './context.ts';
import {createKeyContext} from './key-context.ts';
import {isOnBorder, movedDown, type PaneBorder, type Place} from './pane-borders.ts';
import {FOOT_ROWS, headRows, LEAST, viewContext} from './layout.ts';
import {fitLine, fitPicture, fitRows, run} from './lines.ts';
import {drawFoot, tabsOf} from './panes/foot.ts';
import {drawTitle} from './panes/header.ts';
import {drawOverlay} from './panes/overlay.ts';
import {WARNING} from './style.ts';
import {findView} from './views/registry.ts';

/** One frame: title, view, what the open mode lays over it, foot. Always exactly as large as the terminal. */
export function drawFrame(model: ScreenModel, drawing: Drawing, size: Size): Picture {
	const {glyphs} = drawing;
	if (size.columns < LEAST.columns || size.rows < LEAST.rows) return drawTooSmall(size, drawing);
	const context = viewContext(model, drawing, size);
	const view = findView(model.ui.view);
	const place = headRows(model, size) > 1 ? [view.place?.(context) ?? fitLine([], size.columns, glyphs)] : [];
	const title = [drawTitle(model, drawing, size.columns), ...place];
	const body = fitRows(view.draw(context), size.columns, context.size.rows);
	const overlay = drawOverlay(model, drawing, size);
	const keys = createKeyContext(model, drawing, size);
	const foot = drawFoot(model, drawing, size.columns, binding => binding.whyNot?.(keys) === undefined);
	const upper = fitRows([...title, ...body], size.columns, size.rows - FOOT_ROWS);
	return [...upper.slice(0, upper.length - overlay.length), ...overlay, ...foot];
}

function drawTooSmall(size: Size, {glyphs}: Drawing): Picture {
	const needed = `${LEAST.columns}${glyphs === 'ascii' ? 'x' : '×'}${LEAST.rows}`;
	const words = `sweeptop needs ${needed}, this is ${size.columns}${glyphs === 'ascii' ? 'x' : '×'}${size.rows}`;
	const text = words.length <= size.columns ? words : needed;
	return fitPicture([[run(text, WARNING)]], size.columns, size.rows, glyphs);
}

/** The border between panes that stands at a cell of the frame; undefined where there is none. */
export function borderAt(model: ScreenModel, drawing: Drawing, size: Size, place: Place): PaneBorder | undefined {
	if (model.ui.mode.kind !== 'browse' || size.columns < LEAST.columns || size.rows < LEAST.rows) return undefined;
	const borders = findView(model.ui.view).borders?.(viewContext(model, drawing, size)) ?? [];
	return borders.map(border => movedDown(border, headRows(model, size))).find(border => isOnBorder(border, place));
}

/** What a click on a cell of the frame does: a tab opens its view, the rest is the view's. */
export function clickFrame(
	model: ScreenModel,
	drawing: Drawing,
	size: Size,
	at: {readonly column: number; readonly row: number},
): readonly Intent[] {
	if (model.ui.mode.kind !== 'browse' || size.columns < LEAST.columns || size.rows < LEAST.rows) return [];
	if (at.row === size.rows - FOOT_ROWS) {
		const tab = tabsOf(model.ui.view, size.columns).find(({from, to}) => at.column >= from && at.column < to);
		return tab === undefined ? [] : openView(createKeyContext(model, drawing, size), tab.view);
	}
	const row = rowInView(model, size, at);
	if (row === undefined) return [];
	return findView(model.ui.view).click?.(viewContext(model, drawing, size), at.column, row) ?? [];
}

/** The row of a place within the view; undefined outside of it, and where a list or text lies over it. */
function rowInView(model: ScreenModel, size: Size, at: Place): number | undefined {
	const isSeen = model.ui.mode.kind === 'browse' && size.columns >= LEAST.columns && size.rows >= LEAST.rows;
	const row = at.row - headRows(model, size);
	return !isSeen || row < 0 || at.row >= size.rows - FOOT_ROWS ? undefined : row;
}

/** What a notch of the wheel over a cell of the frame does; undefined where it is what keys do. */
export function wheelFrame(
	model: ScreenModel,
	drawing: Drawing,
	size: Size,
	{at, isUp}: {readonly at: Place; readonly isUp: boolean},
): readonly Intent[] | undefined {
	const row = rowInView(model, size, at);
	if (row === undefined) return undefined;
	return findView(model.ui.view).wheel?.(viewContext(model, drawing, size), {column: at.column, row}, isUp);
}

/** What a box drawn over cells of the frame does: words while the button is held, the rest when it is let go. */
export function boxFrame(
	model: ScreenModel,
	drawing: Drawing,
	size: Size,
	{from, to, isDone}: {readonly from: Place; readonly to: Place; readonly isDone: boolean},
): readonly Intent[] {
	const row = rowInView(model, size, from);
	if (row === undefined) return [];
	const down = headRows(model, size);
	const context = viewContext(model, drawing, size);
	const end = {column: to.column, row: to.row - down};
	return findView(model.ui.view).box?.(context, {column: from.column, row}, end, isDone) ?? [];
}
