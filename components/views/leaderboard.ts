import type {Size, ViewContext, ViewDefinition} from '../context.ts';
import type {Place} from '../pane-borders.ts';
import {clickTable} from '../panes/table-click.ts';
import {drawTable} from '../panes/table.ts';
import {tablePlace} from '../panes/table-place.ts';

const table = ({size}: ViewContext): Place & Size => ({column: 0, row: 0, ...size});

/** All trials, sorted and filtered; only the visible rows are drawn. */
export const leaderboard: ViewDefinition = {
	id: 'leaderboard',
	draw: ({model, size, ...drawing}) => drawTable(model, drawing, size.columns, size.rows),
	place: ({model, size, glyphs}) => tablePlace(model, size, glyphs),
	table,
	pageRows: ({size}) => Math.max(1, size.rows - 1),
	click: clickTable(table),
};
