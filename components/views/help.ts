import {FLAG_ROWS} from '../../source/domain/trial/trial-flags.ts';
import type {Binding} from '../../source/keymap/binding.ts';
import {LOG_BINDINGS} from '../../source/keymap/log.ts';
import {MOVE_BINDINGS} from '../../source/keymap/move.ts';
import {PLOT_BINDINGS} from '../../source/keymap/plot.ts';
import {strokeLabel} from '../../source/keymap/stroke.ts';
import {SWEEP_BINDINGS} from '../../source/keymap/sweep.ts';
import {TABLE_BINDINGS} from '../../source/keymap/table.ts';
import {TIME_BINDINGS} from '../../source/keymap/time.ts';
import {VIEW_BINDINGS} from '../../source/keymap/views.ts';
import {ZOOM_BINDINGS} from '../../source/keymap/zoom.ts';
import type {Glyphs, Picture, Style} from '../../source/plot/cells.ts';
import {wrapWords} from '../../source/plot/message.ts';
import {cellText} from '../../source/plot/width.ts';
import type {ViewContext, ViewDefinition} from '../context.ts';
import {beside, column, fitLine, fitRows, outside, run, scrolledRows} from '../lines.ts';
import {withPlaces} from '../panes/log-search.ts';
import {ACCENT, ACCENT_BOLD, DIM, WARNING} from '../style.ts';

const SECTIONS: readonly (readonly [title: string, bindings: readonly Binding[]])[] = [
	['views', VIEW_BINDINGS],
	['move', MOVE_BINDINGS],
	['leaderboard', TABLE_BINDINGS],
	['plots', [...PLOT_BINDINGS, ...ZOOM_BINDINGS]],
	['over time', TIME_BINDINGS],
	['sweep', SWEEP_BINDINGS],
	['output and help', LOG_BINDINGS],
];

/** Marks of the frames, so that no glyph has to be guessed. */
const MARKS: readonly (readonly [unicode: string, ascii: string, meaning: string])[] = [
	['★', '^', 'best trial'],
	['●', 'o', 'on the Pareto front'],
	['◈', 'K', 'knee of the front: where either objective begins to cost much of the other'],
	['▲ ▼', '+ -', 'sorted upward, downward'],
	['=', '=', 'tied with the best: an equal value, or what was measured does not tell them apart'],
	['diverged', 'diverged', 'complete, but an objective is NaN or infinite: it has no rank'],
	['*', '*', 'marked'],
	['—', '-', 'no value; the trial view says why'],
	['est', 'est', 'an estimate, not a measurement'],
	['▂▅█', '.=#', 'a cell of a course: its highest W, °C or ms; of other units its mean'],
	['p95', 'p95', 'of the samples of the last minute; lowest and highest: of all'],
];

const KEYS = 14;

/** What something means, in as many lines as it takes; what it is stands beside the first. */
function wordLines(
	[name, style]: readonly [name: string, style: Style],
	meaning: string,
	columns: number,
	glyphs: Glyphs,
): Picture {
	return wrapWords(cellText(meaning, glyphs), Math.max(1, columns - KEYS)).map((text, row) =>
		fitLine([column(row === 0 ? `  ${name}` : '', KEYS, 'start', glyphs, style), run(text)], columns, glyphs),
	);
}

function sectionLines(title: string, bindings: readonly Binding[], columns: number, glyphs: Glyphs): Picture {
	const lines = bindings
		.filter(binding => binding.keys.length > 0)
		.flatMap(binding => {
			const keys = binding.keys.map(stroke => strokeLabel(stroke, glyphs)).join(' ');
			return wordLines([keys, ACCENT], binding.title, columns, glyphs);
		});
	return [fitLine([run(` ${title}`, ACCENT_BOLD)], columns, glyphs), ...lines, fitLine([], columns, glyphs)];
}

/** What the flags of trials mean. */
function flagLines(columns: number, glyphs: Glyphs): Picture {
	return [
		fitLine([run(' flags of trials', ACCENT_BOLD)], columns, glyphs),
		...FLAG_ROWS.flatMap(({id, meaning}) => wordLines([id, WARNING], meaning, columns, glyphs)),
	];
}

/** Every line of the help. */
export function helpLines({model, size, glyphs}: ViewContext): Picture {
	const two = size.columns >= 130;
	const width = two ? Math.floor((size.columns - 2) / 2) : size.columns;
	const marks = MARKS.flatMap(([unicode, ascii, meaning]) =>
		wordLines([glyphs === 'ascii' ? ascii : unicode, ACCENT], meaning, width, glyphs),
	);
	const place = fitLine([run(' run  ', DIM), outside(model.runDirectory, glyphs)], size.columns, glyphs);
	const sectionsOf = (part: typeof SECTIONS, columns: number): Picture =>
		part.flatMap(([title, bindings]) => sectionLines(title, bindings, columns, glyphs));
	const legend = [
		fitLine([run(' marks', ACCENT_BOLD)], width, glyphs),
		...marks,
		fitLine([], width, glyphs),
		...flagLines(width, glyphs),
	];
	if (!two) return [place, fitLine([], width, glyphs), ...sectionsOf(SECTIONS, width), ...legend];
	const rightWidth = size.columns - 2 - width;
	const left = [...sectionsOf(SECTIONS.slice(0, 2), width), ...legend];
	const right = sectionsOf(SECTIONS.slice(2), rightWidth);
	const rows = Math.max(left.length, right.length);
	const body = beside([fitRows(left, width, rows), fitRows(right, rightWidth, rows)], rows, 2);
	return [place, fitLine([], size.columns, glyphs), ...body];
}

/** Every key, from the table that dispatches, and every mark. */
export const help: ViewDefinition = {
	id: 'help',
	draw: context => {
		const {size, model, glyphs} = context;
		const lines = withPlaces(helpLines(context), model.ui.search.text);
		return scrolledRows(lines, model.ui.scroll, {...size, glyphs});
	},
	pageRows: ({size}) => size.rows,
	scrollLines: context => helpLines(context).length,
};
