import type {CellRow} from './screen-cells.ts';

/** A gap of unchanged cells up to this long is sent again: skipping it costs as many bytes. */
const GAP = 5;

/** A part of a row that has to be sent; `end` is exclusive. */
export type Span = {readonly start: number; readonly end: number};

/** The parts of a row that differ, wide glyphs whole, neighbours merged; looked for `within` some columns where given. */
export function changedSpans(previous: CellRow | undefined, next: CellRow, within?: Span): readonly Span[] {
	const columns = next.glyphs.length;
	if (previous === undefined || previous.glyphs.length !== columns)
		return columns === 0 ? [] : [{start: 0, end: columns}];
	const spans: {start: number; end: number}[] = [];
	for (let column = within?.start ?? 0; column < (within?.end ?? columns); column++) {
		if (previous.glyphs[column] === next.glyphs[column] && previous.styles[column] === next.styles[column]) continue;
		let start = column;
		// A half of a wide glyph, old or new, cannot be replaced alone.
		while (start > 0 && (next.glyphs[start] === '' || previous.glyphs[start] === '')) start--;
		let end = column + 1;
		while (end < columns && (next.glyphs[end] === '' || previous.glyphs[end] === '')) end++;
		const last = spans.at(-1);
		if (last !== undefined && start - last.end <= GAP) last.end = Math.max(last.end, end);
		else spans.push({start, end});
		column = end - 1;
	}
	return spans;
}

/** Builds the bytes that change a terminal's cells. Its cursor and style are known only within one `Encoder`. */
export type Encoder = {
	readonly put: (row: number, cells: CellRow, span: Span) => void;
	/** All that was put, with the style left plain; empty when nothing was. */
	readonly finish: () => string;
};

/** An encoder that starts with the cursor anywhere and the plain style. */
export function createEncoder(): Encoder {
	let out = '';
	let style = '';
	let at: {row: number; column: number} | undefined;

	function moveTo(row: number, column: number): void {
		if (at !== undefined && at.row === row && at.column === column) return;
		if (at !== undefined && at.row === row && column > at.column) {
			out += column - at.column === 1 ? '\u001B[C' : `\u001B[${column - at.column}C`;
		} else out += column === 0 ? `\u001B[${row + 1}H` : `\u001B[${row + 1};${column + 1}H`;
		at = {row, column};
	}

	function useStyle(next: string): void {
		if (next === style) return;
		out += transition(style, next);
		style = next;
	}

	return {
		put: (row, cells, span) => {
			const blankFrom = blankTail(cells, span);
			for (let column = span.start; column < blankFrom; column++) {
				const glyph = cells.glyphs[column] ?? ' ';
				if (glyph === '') continue;
				moveTo(row, column);
				useStyle(cells.styles[column] ?? '');
				out += glyph;
				const wide = cells.glyphs[column + 1] === '';
				// Where terminals disagree about a glyph's width, the next one is placed, not trusted to follow.
				at = wide || glyph.length > 1 ? undefined : {row, column: column + 1};
				if (at !== undefined && at.column >= cells.glyphs.length) at = undefined;
			}
			if (blankFrom < span.end) {
				moveTo(row, blankFrom);
				useStyle('');
				out += '\u001B[K';
			}
		},
		finish: () => {
			useStyle('');
			return out;
		},
	};
}

/** Where the plain blanks begin that fill the row from within the span, if it pays to erase them; else the span's end. */
function blankTail({glyphs, styles}: CellRow, span: Span): number {
	let from = glyphs.length;
	while (from > span.start && glyphs[from - 1] === ' ' && styles[from - 1] === '') from--;
	return span.end - from >= 4 ? from : span.end;
}

/** The shorter of adding to the style and of setting it anew. */
function transition(from: string, to: string): string {
	if (to === '') return '\u001B[m';
	if (from === '') return `\u001B[${to}m`;
	// Only a change of one indexed foreground into another may be sent alone; anything else starts from plain.
	const bothForeground = /^38;5;\d+$/.test(from) && /^38;5;\d+$/.test(to);
	return bothForeground ? `\u001B[${to}m` : `\u001B[;${to}m`;
}
