import type {Intent} from '../../source/store/intent.ts';
import {ui} from '../../source/store/intent.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import type {ViewDefinition} from '../context.ts';
import {drawTable, firstRow} from '../panes/table.ts';
import {tablePlace} from '../panes/table-place.ts';

/** All trials, sorted and filtered; only the visible rows are drawn. */
export const leaderboard: ViewDefinition = {
	id: 'leaderboard',
	draw: ({model, size, ...drawing}) => drawTable(model, drawing, size.columns, size.rows),
	place: ({model, size, glyphs}) => tablePlace(model, size, glyphs),
	pageRows: ({size}) => Math.max(1, size.rows - 1),
	click: ({model, size}, _column, row) => clickRow(model, row, size.rows),
};

/** Selects the trial in a row of a table of `rows` lines; its heading is row 0. A click on the cursor opens it. */
export function clickRow(model: ScreenModel, row: number, rows: number): readonly Intent[] {
	const pageRows = rows - 1;
	const index = firstRow(model, pageRows) + row - 1;
	const trial = row < 1 ? undefined : model.table.order[index];
	if (trial === undefined) return [];
	const select = ui({kind: 'select', trial, row: index, pageRows});
	return model.ui.cursor === trial ? [select, ui({kind: 'open-view', view: 'trial'})] : [select];
}
