import {StringDecoder} from 'node:string_decoder';
import type {LineKind} from '../../domain/listener.ts';
import {createEscapeRemover} from '../intake-escapes.ts';

/** Cuts the bytes of a terminal into lines and frames. */
export type ConsoleLines = {
	readonly feed: (bytes: Uint8Array) => void;
	/** The program has been silent for a moment: what stands without an end is given out as a frame. */
	readonly idle: () => void;
	/** After the last byte: a last line without an end counts. */
	readonly end: () => void;
};

/** A line is cut there; its rest is dropped. */
const MAX_LINE_CHARACTERS = 65_536;

/**
 * Splits at line feeds; within a line a carriage return goes back to its start, so that what stands before it is a
 * frame. Escape sequences are taken out, a movement of the cursor to another line ends a frame too. Blank ones are
 * passed over: a bar is wiped by them.
 */
export function createConsoleLines(onLine: (text: string, kind: LineKind) => void): ConsoleLines {
	const decoder = new StringDecoder('utf8');
	const removeEscapes = createEscapeRemover();
	let pending = '';
	/** A line behind which stood a carriage return: whether it was its end or a rewriting the next character tells. */
	let held: string | undefined;
	let lastIdle = '';
	const give = (text: string, rewritten: boolean): void => {
		if (text.trim() !== '') onLine(text, {rewritten});
	};
	const release = (): void => {
		if (held !== undefined) give(held, true);
		held = undefined;
	};
	const add = (text: string): void => {
		if (text === '') return;
		release();
		pending = (pending + text).slice(0, MAX_LINE_CHARACTERS);
	};
	const read = (text: string): void => {
		let start = 0;
		for (let index = 0; index < text.length; index += 1) {
			const character = text.charCodeAt(index);
			if (character !== LF && character !== CR) continue;
			add(text.slice(start, index));
			start = index + 1;
			if (character === CR) {
				// A terminal makes CR CR LF of the CR LF that a program writes.
				if (held === undefined || pending !== '') held = pending;
			} else {
				give(held ?? pending, false);
				held = undefined;
			}
			pending = '';
		}
		add(text.slice(start));
	};
	return {
		feed: bytes => read(decoder.write(removeEscapes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)))),
		idle: () => {
			release();
			if (pending !== lastIdle) give(pending, true);
			lastIdle = pending;
		},
		end: () => {
			read(decoder.end());
			give(held ?? pending, false);
			held = undefined;
			pending = '';
		},
	};
}

const LF = 0x0a;
const CR = 0x0d;
