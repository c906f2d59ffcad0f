import {once} from 'node:events';
import process from 'node:process';
import xterm from '@xterm/headless';
import * as pty from 'node-pty';
import {errnoOf} from '../../source/domain/errors.ts';
import {LAUNCHER, REPOSITORY} from './repository.ts';

/** What a terminal sends for keys that have a name. */
export const KEYS = {
	enter: '\r',
	escape: '\x1b',
	tab: '\t',
	'shift+tab': '\x1b[Z',
	space: ' ',
	backspace: '\x7f',
	up: '\x1b[A',
	down: '\x1b[B',
	right: '\x1b[C',
	left: '\x1b[D',
	home: '\x1b[H',
	end: '\x1b[F',
	pageUp: '\x1b[5~',
	pageDown: '\x1b[6~',
	'ctrl+c': '\x03',
	'ctrl+l': '\x0c',
	'ctrl+z': '\x1a',
} as const;

export type KeyName = keyof typeof KEYS;

/** What to run, and in how large a terminal. */
export type PtyScreenOptions = {
	/** Default: the launcher alone. */
	readonly argv?: readonly string[];
	readonly columns?: number;
	readonly rows?: number;
	/** Added to the environment of the tests; undefined removes a variable. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	readonly workdir?: string;
};

/** How the program ended. `signal` is 0 where it exited. */
export type PtyExit = {readonly code: number; readonly signal: number};

/** A program in a real pseudo-terminal, with a terminal emulator that holds what a person would see. */
export type PtyScreen = {
	readonly pid: number;
	/** The visible rows, blanks at their ends cut. */
	readonly snapshot: () => readonly string[];
	/** The visible rows as one text. */
	readonly text: () => string;
	/** True while the alternate screen is shown. */
	readonly alternate: () => boolean;
	/** Every byte received so far. */
	readonly received: () => Buffer;
	/** Resolves with the screen's text when it holds the text or matches; rejects with the last screen when it never does. */
	readonly waitForText: (wanted: string | RegExp, timeoutMs?: number) => Promise<string>;
	readonly waitUntil: (
		holds: (rows: readonly string[]) => boolean,
		what: string,
		timeoutMs?: number,
	) => Promise<string>;
	readonly press: (...keys: readonly KeyName[]) => void;
	/** Sends text as it is. */
	readonly type: (text: string) => void;
	readonly resize: (columns: number, rows: number) => void;
	readonly signal: (name: NodeJS.Signals) => void;
	/** Reads nothing more, as a terminal does after Ctrl-S; the program's writes fill the kernel's buffer. */
	readonly stall: () => void;
	/** Reads on after {@link stall}. */
	readonly flow: () => void;
	/** Takes the terminal away from the program, as a dropped line does. */
	readonly hangUp: () => void;
	readonly exited: Promise<PtyExit>;
	/** Ends the program if it still runs, and frees the terminal. */
	readonly close: () => Promise<void>;
};

/** Starts a program in a pseudo-terminal of its own. Close it in a `finally` or an `after`. */
export function openPtyScreen(options: PtyScreenOptions = {}): PtyScreen {
	const {columns = 80, rows = 24, workdir = REPOSITORY} = options;
	const [file = LAUNCHER, ...rest] = options.argv ?? [LAUNCHER];
	const child = pty.spawn(file, rest, {
		cols: columns,
		rows,
		cwd: workdir,
		env: environmentWith(options.environment ?? {}),
		encoding: null,
	});
	const terminal = new xterm.Terminal({cols: columns, rows, logLevel: 'off', allowProposedApi: true, scrollback: 1000});
	const chunks: Buffer[] = [];
	let running = true;
	child.onData((data: unknown) => {
		// With `encoding: null` node-pty hands out buffers; its types know only text.
		const bytes = Buffer.isBuffer(data) ? data : Buffer.from(String(data));
		chunks.push(bytes);
		terminal.write(bytes);
	});
	terminal.onData(answer => {
		if (running) child.write(answer);
	});
	const exited = new Promise<PtyExit>(resolve => {
		child.onExit(({exitCode, signal}) => {
			running = false;
			// What was read before the exit has still to go through the emulator.
			terminal.write('', () => resolve({code: exitCode, signal: signal ?? 0}));
		});
	});
	const snapshot = () => readRows(terminal);
	const waitUntil: PtyScreen['waitUntil'] = (holds, what, timeoutMs = 60_000) =>
		waitForScreen({terminal, exited, snapshot, holds, what, timeoutMs});
	return {
		pid: child.pid,
		snapshot,
		text: () => snapshot().join('\n'),
		alternate: () => terminal.buffer.active.type === 'alternate',
		received: () => Buffer.concat(chunks),
		waitUntil,
		waitForText: (wanted, timeoutMs) => waitUntil(rowsHold(wanted), String(wanted), timeoutMs),
		press: (...keys) => child.write(keys.map(key => KEYS[key]).join('')),
		type: text => child.write(text),
		resize(newColumns, newRows) {
			terminal.resize(newColumns, newRows);
			child.resize(newColumns, newRows);
		},
		signal: name => {
			if (running) sendSignal(child.pid, name);
		},
		stall: () => child.pause(),
		flow: () => child.resume(),
		hangUp: () => closeMaster(child),
		exited,
		async close() {
			if (running) sendSignal(child.pid, 'SIGKILL');
			await exited;
			terminal.dispose();
		},
	};
}

/** Closes our end of the terminal. The types of node-pty do not tell of `destroy`. */
function closeMaster(child: pty.IPty): void {
	if (!('destroy' in child) || typeof child.destroy !== 'function') throw new Error('node-pty has no destroy');
	child.destroy();
}

function sendSignal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch (error) {
		// It may have ended while the news of it is still on its way.
		if (errnoOf(error) !== 'ESRCH') throw error;
	}
}

function rowsHold(wanted: string | RegExp): (rows: readonly string[]) => boolean {
	return rows => {
		const text = rows.join('\n');
		return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
	};
}

type Wait = {
	readonly terminal: xterm.Terminal;
	readonly exited: Promise<PtyExit>;
	readonly snapshot: () => readonly string[];
	readonly holds: (rows: readonly string[]) => boolean;
	readonly what: string;
	readonly timeoutMs: number;
};

async function waitForScreen({terminal, exited, snapshot, holds, what, timeoutMs}: Wait): Promise<string> {
	const stop = new AbortController();
	const parsed = new EventTarget();
	const listener = terminal.onWriteParsed(() => parsed.dispatchEvent(new Event('parsed')));
	const timer = setTimeout(() => stop.abort(`within ${timeoutMs} ms`), timeoutMs);
	void exited.then(({code, signal}) => stop.abort(`before the program ended (exit ${code}, signal ${signal})`));
	try {
		while (!holds(snapshot())) {
			if (stop.signal.aborted) throw new Error(failure(what, String(stop.signal.reason), snapshot()));
			await once(parsed, 'parsed', {signal: stop.signal}).catch(() => undefined);
		}
		return snapshot().join('\n');
	} finally {
		clearTimeout(timer);
		listener.dispose();
	}
}

function failure(what: string, when: string, rows: readonly string[]): string {
	return `the screen did not show ${what} ${when}; it shows:\n${rows.map(row => `| ${row}`).join('\n')}`;
}

function readRows(terminal: xterm.Terminal): readonly string[] {
	const buffer = terminal.buffer.active;
	return Array.from(
		{length: terminal.rows},
		(_, row) =>
			buffer
				.getLine(buffer.viewportY + row)
				?.translateToString(true)
				.trimEnd() ?? '',
	);
}

/** Variables that change what a program prints: of build servers, of colour, of the runner of these tests. */
const LEFT_OUT = new Set(['CI', 'CONTINUOUS_INTEGRATION', 'NO_COLOR', 'FORCE_COLOR', 'COLORTERM', 'NODE_TEST_CONTEXT']);

/** The tests' own environment without {@link LEFT_OUT}, for a capable UTF-8 terminal. */
function environmentWith(changes: Readonly<Record<string, string | undefined>>): Record<string, string> {
	const inherited = Object.entries(process.env).filter(([name]) => !LEFT_OUT.has(name));
	const merged = {...Object.fromEntries(inherited), TERM: 'xterm-256color', LANG: 'C.UTF-8', ...changes};
	return Object.fromEntries(
		Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined),
	);
}
