import type {Picture} from '../source/plot/cells.ts';
import {type Intent, ui} from '../source/store/intent.ts';
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
	const title = [
		drawTitle(model, drawing, size.columns),
		...(headRows(model, size) > 1 ? [fitLine([], size.columns, glyphs)] : []),
	];
	const body = fitRows(findView(model.ui.view).draw(context), size.columns, context.size.rows);
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
		return tab === undefined ? [] : [ui({kind: 'open-view', view: tab.view})];
	}
	const context = viewContext(model, drawing, size);
	const row = at.row - headRows(model, size);
	if (row < 0 || row >= context.size.rows) return [];
	return findView(model.ui.view).click?.(context, at.column, row) ?? [];
}
