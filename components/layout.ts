import type {ScreenModel} from '../source/store/screen-model.ts';
import type {Drawing, Size, ViewContext} from './context.ts';

/** The least that views are drawn on. */
export const LEAST: Size = {columns: 60, rows: 20};

/** Lines above the view: the title, and a blank where there is room. */
export function headRows(model: ScreenModel, size: Size): number {
	return model.ui.view === 'overview' || size.rows < 24 ? 1 : 2;
}

/** Lines of the foot. */
export const FOOT_ROWS = 2;

/** The part of the screen that is the view's. */
export function viewContext(model: ScreenModel, drawing: Drawing, size: Size): ViewContext {
	// Above the foot a line stays free, so that keys are not read as a part of the view.
	const rows = Math.max(0, size.rows - headRows(model, size) - FOOT_ROWS - (size.rows >= 24 ? 1 : 0));
	return {...drawing, model, size: {columns: size.columns, rows}};
}
