import {sameStyle} from '../plot/cell-grid.ts';
import type {Line, Picture, Style} from '../plot/cells.ts';
import {cellsOf, type CellRow} from './screen-cells.ts';
import {changedSpans, createEncoder} from './screen-diff.ts';

/** Width and height of the terminal in cells. */
export type ScreenSize = {readonly columns: number; readonly rows: number};

/** The terminal as the writer sees it. */
export type FrameSink = {
	readonly write: (text: string) => void;
	/** Bytes that the terminal has not taken yet. While there are any, frames are dropped, not queued. */
	readonly pendingBytes: () => number;
	/** SGR parameters of a style. */
	readonly sgrOf: (style: Style | undefined) => string;
	/** Whether a large frame is bracketed by mode 2026. */
	readonly synchronized: boolean;
};

/** Sends frames as changes. */
export type FrameWriter = {
	/** Shows a picture, or keeps it for later while the terminal is busy. */
	readonly present: (picture: Picture, size: ScreenSize) => void;
	/** Sends the kept picture, if any: to be called when the terminal drained. */
	readonly drained: () => void;
	/** Forgets what the terminal holds; the next picture is sent whole. */
	readonly invalidate: () => void;
	/** Nothing is sent any more, also not what is kept. */
	readonly stop: () => void;
	/** What was sent and dropped so far. */
	readonly counts: () => {readonly frames: number; readonly dropped: number; readonly bytes: number};
};

/** Frames above this size are worth the 16 bytes of a synchronized update. */
const LARGE = 2048;

/** A writer for a terminal of unknown content. */
export function createFrameWriter(sink: FrameSink): FrameWriter {
	const encoder = createFrameEncoder(sink);
	let kept: {readonly picture: Picture; readonly size: ScreenSize} | undefined;
	let stopped = false;
	const counts = {frames: 0, dropped: 0, bytes: 0};

	function present(picture: Picture, size: ScreenSize): void {
		if (stopped) return;
		if (sink.pendingBytes() > 0) {
			if (kept !== undefined) counts.dropped++;
			kept = {picture, size};
			return;
		}
		kept = undefined;
		const text = encoder.encode(picture, size);
		if (text === '') return;
		counts.frames++;
		counts.bytes += Buffer.byteLength(text);
		sink.write(text);
	}

	return {
		present,
		drained: () => {
			if (kept !== undefined) present(kept.picture, kept.size);
		},
		invalidate: encoder.invalidate,
		stop: () => {
			stopped = true;
			kept = undefined;
		},
		counts: () => ({...counts}),
	};
}

/** Knows what the terminal holds, and gives the bytes that make it hold the next picture. */
type FrameEncoder = {
	readonly encode: (picture: Picture, size: ScreenSize) => string;
	readonly invalidate: () => void;
};

function createFrameEncoder({sgrOf, synchronized}: FrameSink): FrameEncoder {
	let shown: readonly CellRow[] = [];
	let shownLines: Picture = [];
	let size: ScreenSize = {columns: 0, rows: 0};
	let clear = true;
	return {
		invalidate: () => {
			clear = true;
		},
		encode: (picture, wanted) => {
			if (clear || wanted.columns !== size.columns || wanted.rows !== size.rows) {
				[shown, shownLines, clear] = [[], [], true];
			}
			size = wanted;
			const encoder = createEncoder();
			const rows = Array.from({length: size.rows}, (_, row): CellRow => {
				const line = picture[row] ?? [];
				const before = shown[row];
				// Most lines are as they were: runs are compared ten times faster than cells.
				if (before !== undefined && isSameLine(shownLines[row] ?? [], line)) return before;
				const cells = cellsOf(line, size.columns, sgrOf);
				for (const span of changedSpans(before ?? blankRow(size.columns), cells)) encoder.put(row, cells, span);
				return cells;
			});
			[shown, shownLines] = [rows, picture];
			const body = encoder.finish();
			const text = clear ? `\u001B[m\u001B[2J${body}` : body;
			clear = false;
			return synchronized && text.length > LARGE ? `\u001B[?2026h${text}\u001B[?2026l` : text;
		},
	};
}

/** Whether two lines have the same runs. */
function isSameLine(before: Line, now: Line): boolean {
	if (before === now) return true;
	if (before.length !== now.length) return false;
	return now.every((run, index) => run.text === before[index]?.text && sameStyle(run.style, before[index]?.style));
}

/** What an erased row holds. */
function blankRow(columns: number): CellRow {
	return {
		glyphs: Array.from({length: columns}, () => ' '),
		styles: Array.from({length: columns}, () => ''),
	};
}
