import {PassThrough, Writable} from 'node:stream';
import {setTimeout as pause} from 'node:timers/promises';
import type {WriteStream} from 'node:tty';
import xterm from '@xterm/headless';
import type {TerminalInput} from '../../source/commands/screen/screen-input.ts';

/** Both ends of a terminal in memory, with an emulator that holds what a person would see. */
export type FakeTerminal = {
	readonly stdin: TerminalInput & {readonly write: (text: string) => unknown; readonly end: () => unknown};
	readonly stdout: WriteStream;
	readonly type: (text: string) => void;
	readonly rows: () => Promise<readonly string[]>;
	readonly text: () => Promise<string>;
	/** Resolves with the text once it holds the words; rejects with the last screen after two seconds. */
	readonly waitFor: (words: string | RegExp) => Promise<string>;
	readonly resize: (columns: number, rows: number) => void;
	/** Whether bytes are taken; what was written while not is taken when they are again. */
	readonly stall: (stalled: boolean) => void;
	/** Everything that was written. */
	readonly written: () => string;
	readonly rawMode: () => boolean | undefined;
	/** Whether the terminal was in raw mode when it was first written to; undefined before that. */
	readonly rawModeAtFirst: () => boolean | undefined;
	readonly breakWith: (error: Error) => void;
};

/** A terminal of that size. */
export function createFakeTerminal(columns: number, rows: number): FakeTerminal {
	const emulator = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, logLevel: 'off', scrollback: 0});
	const written: string[] = [];
	let waiting: (() => void)[] = [];
	let isStalled = false;
	let raw: boolean | undefined;
	let rawAtFirst: boolean | undefined;
	const sink = new Writable({
		decodeStrings: false,
		write: (chunk: string | Buffer, _encoding, done) => {
			const text = chunk.toString();
			rawAtFirst ??= raw === true;
			const take = (): void => {
				written.push(text);
				emulator.write(text);
				done();
			};
			if (isStalled) waiting.push(take);
			else take();
		},
	});
	const stdout: Writable & {columns: number; rows: number; isTTY: boolean} = Object.assign(sink, {
		columns,
		rows,
		isTTY: true,
	});
	const stdin = Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode: (mode: boolean) => {
			raw = mode;
		},
		ref: () => undefined,
		unref: () => undefined,
	});
	const readRows = (): readonly string[] =>
		Array.from(
			{length: emulator.rows},
			(_, row) => emulator.buffer.active.getLine(row)?.translateToString(true).trimEnd() ?? '',
		);
	const settled = (): Promise<void> => new Promise(resolve => emulator.write('', resolve));
	const text = async (): Promise<string> => {
		await settled();
		return readRows().join('\n');
	};
	return {
		stdin,
		// The parts of a terminal stream that the screen uses are there.
		stdout: stdout as unknown as WriteStream,
		type: keys => void stdin.write(keys),
		rows: async () => {
			await settled();
			return readRows();
		},
		text,
		waitFor: async words => {
			// A loaded machine takes seconds to load Ink for the first time.
			const deadline = performance.now() + 60_000;
			for (;;) {
				const shown = await text();
				if (typeof words === 'string' ? shown.includes(words) : words.test(shown)) return shown;
				if (performance.now() > deadline) throw new Error(`the screen never showed ${String(words)}:\n${shown}`);
				await new Promise(resolve => setTimeout(resolve, 5));
			}
		},
		resize: (newColumns, newRows) => {
			emulator.resize(Math.max(2, newColumns), Math.max(1, newRows));
			[stdout.columns, stdout.rows] = [newColumns, newRows];
			stdout.emit('resize');
		},
		stall: stalled => {
			isStalled = stalled;
			const takes = stalled ? [] : waiting;
			if (!stalled) waiting = [];
			for (const take of takes) take();
		},
		written: () => written.join(''),
		rawMode: () => raw,
		rawModeAtFirst: () => rawAtFirst,
		breakWith: error => void stdout.emit('error', error),
	};
}

/** Waits until nothing has been written for a while: what is sent from then on has a new reason. */
export async function untilQuiet({written}: FakeTerminal): Promise<void> {
	for (let before = -1; before !== written().length; await pause(250)) before = written().length;
}
