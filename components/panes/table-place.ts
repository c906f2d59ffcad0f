import type {Glyphs, Line} from '../../source/plot/cells.ts';
import {partText} from '../../source/plot/part-text.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import {run, spread} from '../lines.ts';
import {DIM} from '../style.ts';
import {firstRow} from './table.ts';

/**
 * What the heading of the table cannot say: that rows stand by their fronts, where no column is the key of the order, and
 * which rows are seen, where that is not all of them.
 */
export function tablePlace(
	model: ScreenModel,
	{columns, rows}: {readonly columns: number; readonly rows: number},
	glyphs: Glyphs,
): Line {
	const {table, state} = model;
	const count = Math.max(0, rows - 1);
	const total = table.order.length;
	const byFront = table.sort.length === 0 && (state.sweep?.objectives.length ?? 0) > 1 && total > 0;
	// The left is what is cut: which rows are seen is a fact, how they are ordered is known after the first look.
	const words = byFront ? ' by front, within it the crowded last' : ' ';
	const part = total > count ? partText({first: firstRow(model, count), count, total}, 'trial', glyphs) : '';
	return spread([run(words, DIM)], [run(`${part} `, DIM)], columns, glyphs);
}
