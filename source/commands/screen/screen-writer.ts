import type {Picture, Style} from '../../plot/cells.ts';
import {cellsOf, type CellRow, changedPart, isSameLine, patchCells} from './screen-cells.ts';
import type {ImageLayer} from './screen-images.ts';
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
	/** Images over the cells, on a terminal that draws them at the cursor. */
	readonly images?: ImageLayer | undefined;
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

function createFrameEncoder({sgrOf, synchronized, images}: FrameSink): FrameEncoder {
	let shown: readonly CellRow[] = [];
	let shownLines: Picture = [];
	let size: ScreenSize = {columns: 0, rows: 0};
	let clear = true;
	let shownImage = '';
	return {
		invalidate: () => {
			clear = true;
		},
		encode: (wantedPicture, wanted) => {
			const {picture, key, bytes} = images?.lay(wantedPicture) ?? {picture: wantedPicture, key: '', bytes: ''};
			if (key !== shownImage) [clear, shownImage] = [true, key];
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
				const known = before ?? blankRow(size.columns);
				const change = before === undefined ? undefined : changedPart(shownLines[row] ?? [], line, size.columns);
				const cells = change === undefined ? cellsOf(line, size.columns, sgrOf) : patchCells(known, change, sgrOf);
				for (const span of changedSpans(known, cells, change)) encoder.put(row, cells, span);
				return cells;
			});
			[shown, shownLines] = [rows, picture];
			const body = encoder.finish();
			const text = clear ? `\u001B[m\u001B[2J${body}${bytes}` : body;
			clear = false;
			return synchronized && text.length > LARGE ? `\u001B[?2026h${text}\u001B[?2026l` : text;
		},
	};
}

/** What an erased row holds. */
function blankRow(columns: number): CellRow {
	return {
		glyphs: Array.from({length: columns}, () => ' '),
		styles: Array.from({length: columns}, () => ''),
	};
}
