import {strokeLabel} from '../../source/keymap/stroke.ts';
import {paletteMatches} from '../../source/keymap/dispatch.ts';
import type {Glyphs, Line, Picture} from '../../source/plot/cells.ts';
import {wrapWords} from '../../source/plot/message.ts';
import {cellText, displayWidth} from '../../source/plot/width.ts';
import type {ScreenModel} from '../../source/store/screen-model.ts';
import {paletteFilter} from '../../source/store/text-field.ts';
import type {Mode} from '../../source/store/ui-state.ts';
import type {Drawing, Size} from '../context.ts';
import {column, fitLine, outside, rule, run} from '../lines.ts';
import {ACCENT, DIM, INVERSE} from '../style.ts';

/** The list or text of the open mode, as lines to be laid over the bottom of a view; none for other modes. */
export function drawOverlay(model: ScreenModel, {glyphs}: Drawing, size: Size): Picture {
	const {mode} = model.ui;
	const rows = Math.max(1, Math.min(size.rows - 4, Math.floor(size.rows * 0.6)));
	const lines = overlayLines(mode, model, glyphs, {columns: size.columns, rows});
	return lines.length === 0 ? [] : [rule([], size.columns, glyphs, ACCENT), ...lines];
}

function overlayLines(mode: Mode, model: ScreenModel, glyphs: Glyphs, size: Size): Picture {
	switch (mode.kind) {
		case 'browse':
		case 'field':
		case 'ask':
		case 'attach':
		case 'replay':
			return [];
		case 'palette':
			return paletteFilter(mode.input.text) === undefined
				? paletteLines(mode.input.text, mode.selected, glyphs, size)
				: [];
		case 'pick':
			return pickLines(mode, model, glyphs, size);
		case 'page':
			return mode.lines
				.flatMap(line => wrapWords(cellText(line, glyphs), size.columns - 2))
				.slice(mode.top, mode.top + size.rows)
				.map(line => fitLine([run(` ${line}`)], size.columns, glyphs));
	}
}

function paletteLines(text: string, wanted: number, glyphs: Glyphs, size: Size): Picture {
	const found = paletteMatches(text);
	if (found.length === 0) return [fitLine([run('   no action has these words', DIM)], size.columns, glyphs)];
	const selected = Math.min(wanted, found.length - 1);
	const width = Math.max(...found.map(binding => binding.id.length));
	return windowOf(found, selected, size.rows).map(({item: binding, index}): Line => {
		const keys = binding.keys.map(stroke => strokeLabel(stroke, glyphs)).join(' ');
		return fitLine(
			[
				run(index === selected ? pointer(glyphs) : '   ', ACCENT),
				column(binding.id, width, 'start', glyphs, index === selected ? INVERSE : undefined),
				column(`  ${keys}`, 10, 'start', glyphs, ACCENT),
				outside(binding.title, glyphs, DIM),
			],
			size.columns,
			glyphs,
		);
	});
}

function pickLines(mode: Extract<Mode, {kind: 'pick'}>, model: ScreenModel, glyphs: Glyphs, size: Size): Picture {
	const shown = new Set(model.table.columns.map(({id}) => id));
	const width = Math.min(
		size.columns - 12,
		Math.max(...mode.options.map(option => displayWidth(cellText(option, glyphs)))),
	);
	return windowOf(mode.options, mode.selected, size.rows).map(({item: option, index}): Line => {
		const box = mode.pick === 'columns' ? (shown.has(option) ? '[x] ' : '[ ] ') : '';
		const more = mode.pick === 'columns' ? columnWords(option, model) : sortWords(mode.pick, option, model);
		return fitLine(
			[
				run(index === mode.selected ? pointer(glyphs) : '   ', ACCENT),
				run(box),
				column(option, width, 'start', glyphs, index === mode.selected ? INVERSE : undefined),
				outside(more === '' ? '' : `  ${more}`, glyphs, DIM),
			],
			size.columns,
			glyphs,
		);
	});
}

/** What was chosen for a column. */
function columnWords(id: string, {table}: ScreenModel): string {
	const {style, format, range} = table.choice.columns.get(id) ?? {};
	const place = table.columns.filter(column => column.id !== 'flags').findIndex(column => column.id === id);
	const stays = table.choice.frozen > 1 && place >= 0 && place < table.choice.frozen;
	const words = [
		stays ? 'stays in view' : '',
		style ?? '',
		format ?? '',
		range === undefined ? '' : `${range.low} to ${range.high}`,
	];
	return words.filter(word => word !== '').join('  ');
}

/** Place and direction of a key of the order. */
function sortWords(pick: string, id: string, {table}: ScreenModel): string {
	const place = pick === 'sort' ? table.sort.findIndex(key => key.column === id) : -1;
	const key = table.sort[place];
	return key === undefined ? '' : `${place + 1} ${key.descending ? 'falling' : 'rising'}`;
}

function pointer(glyphs: Glyphs): string {
	return glyphs === 'ascii' ? ' > ' : ' ▌ ';
}

/** The part of a list that is in view, the selected one in its middle where that can be. */
function windowOf<T>(
	items: readonly T[],
	selected: number,
	rows: number,
): readonly {readonly item: T; readonly index: number}[] {
	const first = Math.max(0, Math.min(items.length - rows, selected - Math.floor(rows / 2)));
	return items.slice(first, first + rows).map((item, offset) => ({item, index: first + offset}));
}
