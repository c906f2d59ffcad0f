import type {Glyphs, Line, Picture, Run, Style} from '../source/plot/cells.ts';
import {cutRuns, widthOfRuns} from '../source/plot/legend.ts';
import {cellText, fitToWidth} from '../source/plot/width.ts';

/** A run of text that is known to be safe. */
export function run(text: string, style?: Style): Run {
	return style === undefined ? {text} : {text, style};
}

/** A run of text from outside: names, paths, values, messages. */
export function outside(text: string, glyphs: Glyphs, style?: Style): Run {
	return run(cellText(text, glyphs), style);
}

/** Blanks. */
export function gap(columns: number): Run {
	return {text: ' '.repeat(Math.max(0, columns))};
}

/** A line of exactly `columns`: cut with a mark, or filled with blanks. */
export function fitLine(line: Line, columns: number, glyphs: Glyphs): Line {
	const width = widthOfRuns(line);
	if (width === columns) return line;
	if (width < columns) return [...line, gap(columns - width)];
	const cut = cutRuns(line, columns, glyphs);
	return [...cut, gap(columns - widthOfRuns(cut))];
}

/** Two lines on one: the left one is cut before the right one is, and always ends before it. */
export function spread(left: Line, right: Line, columns: number, glyphs: Glyphs): Line {
	const rightWidth = widthOfRuns(right);
	if (rightWidth >= columns) return fitLine(right, columns, glyphs);
	const room = columns - rightWidth;
	if (rightWidth === 0 || widthOfRuns(left) < room) return [...fitLine(left, room, glyphs), ...right];
	return [...fitLine(left, Math.max(0, room - 2), glyphs), gap(Math.min(2, room)), ...right];
}

/** Exactly `rows` lines of exactly `columns`. */
export function fitPicture(picture: Picture, columns: number, rows: number, glyphs: Glyphs): Picture {
	const blank: Line = [gap(columns)];
	return Array.from({length: Math.max(0, rows)}, (_, row) => {
		const line = picture[row];
		return line === undefined ? blank : fitLine(line, columns, glyphs);
	});
}

/** Exactly `rows` lines of a picture whose lines are as wide as they should be: nothing is measured again. */
export function fitRows(picture: Picture, columns: number, rows: number): Picture {
	if (picture.length === rows) return picture;
	if (picture.length > rows) return picture.slice(0, Math.max(0, rows));
	const blank: Line = [gap(columns)];
	return [...picture, ...Array.from({length: rows - picture.length}, () => blank)];
}

/**
 * `rows` lines of a text from `top` on, or from the last line that still fills them. Where more follows, the last row says
 * how much and which key leads there.
 */
export function scrolledRows(all: Picture, top: number, {columns, rows, glyphs}: TextRoom): Picture {
	const first = Math.max(0, Math.min(top, all.length - rows));
	const shown = fitRows(all.slice(first, first + rows), columns, rows);
	const hidden = all.length - first - rows;
	// In two rows a text is better than words about it.
	if (hidden <= 0 || rows < 3) return shown;
	const more = `   ${glyphs === 'ascii' ? '..' : '…'} ${hidden + 1} more: j, page down`;
	return [...shown.slice(0, -1), fitLine([run(more, MORE)], columns, glyphs)];
}

/** The room of a text that scrolls. */
export type TextRoom = {readonly columns: number; readonly rows: number; readonly glyphs: Glyphs};

const MORE: Style = {foreground: {kind: 'role', role: 'dim'}};

/** Pictures side by side, each already as wide as its entry of `widths`, with `between` columns of blanks. */
export function beside(pictures: readonly Picture[], rows: number, between: number): Picture {
	const blank = gap(between);
	// Pushed run by run: lists of lists for each line were a quarter of what a frame left to be collected.
	return Array.from({length: rows}, (_, row) => {
		const line: Run[] = [];
		for (const [index, picture] of pictures.entries()) {
			if (index > 0) line.push(blank);
			for (const piece of picture[row] ?? []) line.push(piece);
		}
		return line;
	});
}

/** A thin rule with words in it, and others at its end where there is room: ` ── words ───── words ──`. */
export function rule(words: Line, columns: number, glyphs: Glyphs, style: Style, atEnd: Line = []): Line {
	const dash = glyphs === 'ascii' ? '-' : '─';
	const room = Math.max(0, columns - 6);
	const inside = words.length === 0 ? [] : [run(' '), ...cutRuns(words, room, glyphs), run(' ')];
	const start = ` ${dash.repeat(2)}`;
	const rest = Math.max(0, columns - start.length - widthOfRuns(inside));
	const end = atEnd.length === 0 ? [] : [run(' '), ...atEnd, run(' '), run(dash.repeat(2), style)];
	const between = rest - widthOfRuns(end);
	// Without a piece of the rule between them, words at both ends would read as one.
	if (between < 2) return [run(start, style), ...inside, run(dash.repeat(rest), style)];
	return [run(start, style), ...inside, run(dash.repeat(between), style), ...end];
}

/** A text, made safe, in a column of fixed width. */
export function column(text: string, width: number, align: 'start' | 'end', glyphs: Glyphs, style?: Style): Run {
	return run(fitToWidth(cellText(text, glyphs), width, align, glyphs), style);
}
