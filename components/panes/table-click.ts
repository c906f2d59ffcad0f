import type {Intent} from '../../source/store/intent.ts';
import {ui} from '../../source/store/intent.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import {bestFirst, sortedBy} from '../../source/store/table-choice.ts';
import type {Size, ViewContext, ViewDefinition} from '../context.ts';
import type {Place} from '../pane-borders.ts';
import {headingAt} from './table-layout.ts';
import {firstRow} from './table.ts';

/** What a click does in a view whose leaderboard stands at a place: nothing beside it. */
export function clickTable(placeOf: (context: ViewContext) => Place & Size): NonNullable<ViewDefinition['click']> {
	return (context, column, row) => {
		const table = placeOf(context);
		const at = {column: column - table.column, row: row - table.row};
		if (at.column < 0 || at.column >= table.columns || at.row < 0 || at.row >= table.rows) return [];
		return at.row === 0
			? clickHeading(context, at.column, table.columns)
			: clickRow(context.model, at.row - 1, table.rows - 1);
	};
}

/** Sorts by the column, or turns its order round; scrolls where a sign says that there are more columns. */
function clickHeading({model, glyphs, tables}: ViewContext, at: number, columns: number): readonly Intent[] {
	const {table, state} = model;
	const part = headingAt(tables.layout(table, state, columns, glyphs), at, columns);
	if (part === undefined) return [];
	if (part.kind === 'scroll') return [ui({kind: 'table', change: 'scroll', to: table.choice.scrolled + part.by})];
	const goal = table.all.find(({id}) => id === part.id)?.objective?.direction;
	return [ui({kind: 'table', change: 'sort', sort: sortedBy(table.sort, part.id, bestFirst(goal))})];
}

/** Selects the trial in one of the `pageRows` rows below the heading; a click on the cursor opens it. */
function clickRow(model: ScreenModel, row: number, pageRows: number): readonly Intent[] {
	const index = firstRow(model, pageRows) + row;
	const trial = model.table.order[index];
	if (trial === undefined) return [];
	const select = ui({kind: 'select', trial, table: {row: index, pageRows}});
	return model.ui.cursor === trial ? [select, ui({kind: 'open-view', view: 'trial'})] : [select];
}
