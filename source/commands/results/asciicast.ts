import {drawFrame} from '../../../components/frame.ts';
import {createDrawingMemory} from '../../../components/drawing-memory.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {summingPlot} from '../../domain/view/usual-views.ts';
import {createColorScale} from '../../plot/color-scale.ts';
import {createModelSelector} from '../../store/screen-model.ts';
import {type Recording, usualSpeed} from '../../store/recording.ts';
import {reduceUi} from '../../store/reduce-ui.ts';
import type {Session} from '../../store/session.ts';
import {createUiState, type UiState} from '../../store/ui-state.ts';
import {createTheme} from '../../theme/theme.ts';
import {createFrameWriter} from '../screen/screen-writer.ts';
import {compileTextPattern} from './text-pattern.ts';

/** What an asciicast is made of. */
export type AsciicastOptions = {
	readonly session: Session;
	readonly recording: Recording;
	readonly columns?: number;
	readonly rows?: number;
};

/** Frames a second of the recording. */
const FRAMES_PER_SECOND = 4;

/** A pause in the run is cut to this, in ms of the run. */
const LONGEST_PAUSE_MS = 10_000;

/** However long the run: a journal may say that it took a million years. */
const MOST_FRAMES = 60 * FRAMES_PER_SECOND;

/** How long the last frame stands, in seconds. */
const LAST_SECONDS = 4;

/** No cursor, as on the screen. */
const HIDE_CURSOR = '\u001B[?25l';

/**
 * The replay of a run as an asciicast (asciinema file format, version 2: a JSON header, then a JSON array a line: seconds,
 * "o", bytes). About half a minute long, a minute at most; then its first plot. The same run gives the same text, to the
 * byte: times are those of the frames, not of a clock.
 */
export function* asciicastChunks({session, recording, columns = 80, rows = 24}: AsciicastOptions): Generator<string> {
	const last = recording.last;
	const startedMs = Date.parse(last.startedAt);
	const header = {
		version: 2,
		width: columns,
		height: rows,
		...(startedMs >= 0 ? {timestamp: Math.floor(startedMs / 1000)} : {}),
		// Players make it the title of their window.
		title: safeText(`sweeptop: ${last.sweep?.name ?? ''}`),
		env: {TERM: 'xterm-256color'},
	};
	yield `${JSON.stringify(header)}\n`;
	const draw = createDrawing(session, {columns, rows});
	let frame = 0;
	const line = (bytes: string): string => `${JSON.stringify([frame / FRAMES_PER_SECOND, 'o', bytes])}\n`;
	yield line(HIDE_CURSOR);
	for (const ui of uiStates(recording)) {
		const bytes = draw(ui);
		if (bytes !== '') yield line(bytes);
		frame += 1;
	}
	frame += LAST_SECONDS * FRAMES_PER_SECOND;
	yield line('\u001B[m');
}

/** What the person would see: the overview while it plays, then the first plot of the sweep file. */
function* uiStates(recording: Recording): Generator<UiState> {
	const speed = usualSpeed(recording);
	const step = Math.max((speed * 1000) / FRAMES_PER_SECOND, (recording.toMs - recording.fromMs) / MOST_FRAMES);
	const at = (atMs: number): UiState =>
		reduceUi(createUiState('overview'), {
			kind: 'mode',
			mode: {kind: 'replay', recording, atMs, playing: atMs < recording.toMs, speed},
		});
	let atMs = recording.fromMs;
	while (atMs < recording.toMs) {
		yield at(atMs);
		const nextMs = Math.min(recording.toMs, recording.skipPause(atMs + step, LONGEST_PAUSE_MS));
		// Beyond 2^53 a step may be too small to change the time.
		atMs = nextMs > atMs ? nextMs : recording.toMs;
	}
	for (let still = 0; still < FRAMES_PER_SECOND; still++) yield at(recording.toMs);
	const end = at(recording.toMs);
	const {counts, sweep} = recording.last;
	yield counts.complete > 0 ? reduceUi(end, {kind: 'open-view', view: summingPlot(sweep)}) : end;
}

/** Gives the bytes that make a terminal show the next frame; none where nothing changed. */
function createDrawing(
	session: Session,
	size: {readonly columns: number; readonly rows: number},
): (ui: UiState) => string {
	const theme = createTheme({depth: '256', glyphs: 'unicode'});
	const select = createModelSelector(() => 0, compileTextPattern);
	const drawing = {
		glyphs: 'unicode',
		scale: createColorScale(),
		abilities: {export: false, copy: false},
		...createDrawingMemory(),
	} as const;
	let bytes = '';
	const writer = createFrameWriter({
		write: text => {
			bytes += text;
		},
		pendingBytes: () => 0,
		sgrOf: theme.sgrOf,
		synchronized: false,
	});
	return ui => {
		bytes = '';
		writer.present(drawFrame(select(session, ui), drawing, size), size);
		return bytes;
	};
}
