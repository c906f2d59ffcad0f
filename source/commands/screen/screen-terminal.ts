import {writeSync} from 'node:fs';
import type {WriteStream} from 'node:tty';
import {createPacer} from './screen-pacer.ts';

/**
 * Alternate buffer, no cursor, no wrap at the right edge, mouse clicks, wheel and motion while a button is held in SGR
 * form, bracketed paste. Cells stay where they are put: terminals that order a row by the rules of Hebrew and Arabic would
 * carry numbers into other columns (BDSM, ECMA-48 8.3.106 and 7.2.2; others ignore it).
 */
const ENTER_SCREEN =
	'\u001B[?1049h\u001B[8l\u001B[?25l\u001B[?7l\u001B[?1000h\u001B[?1002h\u001B[?1006h\u001B[?2004h\u001B[m\u001B[2J';

/** The inverse of {@link ENTER_SCREEN}. */
export const LEAVE_SCREEN =
	'\u001B[?2026l\u001B[m\u001B[?2004l\u001B[?1006l\u001B[?1002l\u001B[?1000l\u001B[?7h\u001B[?25h\u001B[8h\u001B[?1049l';

/** How long the end of the screen waits for a terminal that takes no bytes. */
const LEAVE_WAIT_MS = 500;

/** The terminal that the screen is drawn on. */
export type ScreenTerminal = {
	readonly write: (text: string) => void;
	readonly pendingBytes: () => number;
	readonly size: () => {readonly columns: number; readonly rows: number};
	readonly enter: () => void;
	/** Restores the terminal; does nothing when it is restored already. Resolves when it took the bytes or does not. */
	readonly leave: () => Promise<void>;
	/** Takes the terminal for not entered: something else has changed its modes. */
	readonly reset: () => void;
	/** Writes at once, past everything that waits: for the last moment of the process. Never throws. */
	readonly writeNow: (text: string) => void;
	/** True until the terminal was found to be gone. */
	readonly alive: () => boolean;
	readonly close: () => void;
};

/** What the terminal tells. */
export type TerminalHandlers = {
	readonly onDrain: () => void;
	readonly onResize: () => void;
	/** The terminal is gone (EIO, EPIPE): said once. */
	readonly onGone: (error: Error) => void;
};

/** At most this many redraws a second while a window is dragged. */
const RESIZES_PER_SECOND = 20;

/**
 * Takes hold of a terminal's output. Writes never block the process: what the terminal does not take is seen by
 * `pendingBytes`. Resizes are told at most 20 times a second, the last one always.
 */
export function openScreenTerminal(stdout: WriteStream, handlers: TerminalHandlers): ScreenTerminal {
	let entered = false;
	setNonBlocking(stdout);
	const output = openOutput(stdout, handlers);
	const resizes = createPacer(1000 / RESIZES_PER_SECOND, () => performance.now(), handlers.onResize);
	stdout.on('resize', resizes.request);
	return {
		...output,
		pendingBytes: () => stdout.writableLength,
		size: () => ({columns: stdout.columns > 0 ? stdout.columns : 80, rows: stdout.rows > 0 ? stdout.rows : 24}),
		enter: () => {
			if (entered) return;
			entered = true;
			output.write(ENTER_SCREEN);
		},
		leave: async () => {
			if (!entered) return;
			entered = false;
			if (!output.alive()) return;
			output.write(LEAVE_SCREEN);
			await drained(stdout);
		},
		reset: () => {
			entered = false;
		},
		writeNow: text => {
			if (!entered || !output.alive()) return;
			entered = false;
			writeThrough(stdout, text);
		},
		close: () => {
			resizes.close();
			stdout.off('resize', resizes.request);
			output.close();
		},
	};
}

/** Writes until the terminal is gone, and says that once. */
function openOutput(
	stdout: WriteStream,
	{onDrain, onGone}: TerminalHandlers,
): Pick<ScreenTerminal, 'write' | 'alive' | 'close'> {
	let alive = true;
	const onError = (error: Error): void => {
		if (!alive) return;
		alive = false;
		onGone(error);
	};
	stdout.on('drain', onDrain);
	stdout.on('error', onError);
	return {
		write: text => {
			if (!alive || text === '') return;
			try {
				// Below the high-water mark no drain is told, so the end of the write stands in for it.
				stdout.write(text, () => {
					if (stdout.writableLength === 0) onDrain();
				});
			} catch (error) {
				onError(error instanceof Error ? error : new Error(String(error)));
			}
		},
		alive: () => alive,
		// The error listener stays: a late EIO of a dead terminal must not become an exception.
		close: () => void stdout.off('drain', onDrain),
	};
}

function writeThrough(stdout: WriteStream, text: string): void {
	try {
		if ('fd' in stdout && typeof stdout.fd === 'number') writeSync(stdout.fd, text);
	} catch {
		// The terminal takes nothing any more: there is nothing to restore it with.
	}
}

/** Writes to a terminal block in Node unless its handle is told otherwise: a stopped terminal would stop us. */
function setNonBlocking(stdout: WriteStream): void {
	// Node has no public way to it.
	const handle: unknown = Reflect.get(stdout, '_handle');
	if (typeof handle !== 'object' || handle === null || !('setBlocking' in handle)) return;
	if (typeof handle.setBlocking === 'function') handle.setBlocking(false);
}

function drained(stdout: WriteStream): Promise<void> {
	return new Promise(resolve => {
		const timer = setTimeout(resolve, LEAVE_WAIT_MS);
		stdout.write('', () => {
			clearTimeout(timer);
			resolve();
		});
	});
}
