import type {Heard, LineKind} from '../../domain/listener.ts';

/** Notices that a program prints, and that nothing is understood of it. */
export type UnheardLines = {
	/** A line or a frame of the program, and what was heard of it. */
	readonly line: (text: string, kind: LineKind, heard: readonly Heard[]) => void;
	/** Time has passed. @param isHeard whether a trial is known, by whatever way. */
	readonly look: (isHeard: () => boolean) => void;
	/** A word about the lines, where it has not been told; undefined too where there was no line. */
	readonly rest: () => string | undefined;
};

/** What is needed to notice. */
export type UnheardContext = {
	/** A word for the person about the first lines, at most {@link MOST_LINES}, of which nothing was understood. */
	readonly describe: (lines: readonly string[]) => string | undefined;
	readonly tell: (text: string) => void;
	/** Monotonic ms. */
	readonly now: () => number;
};

/** So many lines, or so long, ms, without a trial: the person should know before the program ends. */
const MOST_LINES = 50;
const PATIENCE_MS = 60_000;
/** What stands further right in a line is not looked at. */
const MOST_CHARACTERS = 1000;

/** Tells once, at the earlier of both; the time counts from the call. */
export function createUnheardLines({describe, tell, now}: UnheardContext): UnheardLines {
	const startedMs = now();
	const lines: string[] = [];
	let isOver = false;
	let hasFrame = false;
	return {
		line: (text, {rewritten}, heard) => {
			// Any bar may tell a plan; a note alone, e.g. of a job that is pending, is of a program that is understood.
			isOver ||= heard.some(({kind}) => kind !== 'plan');
			if (isOver || lines.length >= MOST_LINES || (rewritten && hasFrame)) return;
			hasFrame ||= rewritten;
			lines.push(text.slice(0, MOST_CHARACTERS));
		},
		look: isHeard => {
			if (isOver || lines.length === 0) return;
			if (lines.length < MOST_LINES && now() - startedMs < PATIENCE_MS) return;
			isOver = true;
			const text = isHeard() ? undefined : describe(lines);
			if (text !== undefined) tell(text);
		},
		rest: () => (isOver || lines.length === 0 ? undefined : describe(lines)),
	};
}
