import type {Drawing} from '../../../components/context.ts';
import type {Strokes} from '../../keymap/stroke.ts';
import type {ScreenStore} from '../../store/screen-store.ts';
import type {ScreenParts} from './screen-mount.tsx';

/** Prints what a screen reader reads aloud: lines that are added below, never a cell that is changed above. */
export type Speech = {
	/** What the screen says now. @param isAnswer the person pressed a key: all of it is said, at once. */
	readonly say: (lines: readonly string[], isAnswer: boolean) => void;
};

/** Least spacing of news that nobody asked for: speech takes its time. */
const SPACING_MS = 10_000;

/** Speech on a terminal; what was said already is said again only as an answer. */
export function createSpeech(write: (text: string) => void, nowMs: () => number): Speech {
	let said: ReadonlySet<string> = new Set();
	let lastMs = Number.NEGATIVE_INFINITY;
	return {
		say: (lines, isAnswer) => {
			if (!isAnswer && nowMs() - lastMs < SPACING_MS) return;
			const news = isAnswer ? lines : lines.filter(line => !said.has(line));
			if (news.length === 0) return;
			lastMs = nowMs();
			said = new Set(lines);
			write(`${news.join('\r\n')}\r\n`);
		},
	};
}

/** Takes the frames of a screen and says them. */
export type Speaker = {
	readonly present: () => void;
	/** What a key asks for is answered: the next frame is said whole. */
	readonly answering: (onStrokes: (strokes: Strokes) => void) => (strokes: Strokes) => void;
};

/** Says each frame of a store in place of drawing it: all of it after a key, else what is new. */
export function createSpeaker(
	store: ScreenStore,
	{
		drawing,
		parts,
		write,
		nowMs,
	}: {
		readonly drawing: Drawing;
		readonly parts: Pick<ScreenParts, 'readScreen'>;
		readonly write: (text: string) => void;
		readonly nowMs: () => number;
	},
): Speaker {
	const speech = createSpeech(write, nowMs);
	let isAsked = true;
	return {
		answering: onStrokes => strokes => {
			isAsked = true;
			onStrokes(strokes);
		},
		present: () => {
			const {model, size} = store.frame();
			speech.say(parts.readScreen(model, drawing, size), isAsked);
			isAsked = false;
		},
	};
}
