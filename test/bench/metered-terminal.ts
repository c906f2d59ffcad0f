import {setTimeout as sleep} from 'node:timers/promises';
import * as pty from 'node-pty';
import {cpuMsOf} from './proc.ts';

/** What came out of a program and what it took, between two looks. */
export type Reading = {
	readonly bytes: number;
	/** Writes that came together: a frame is one. */
	readonly bursts: number;
	readonly cpuMs: number;
	readonly tookMs: number;
};

/** A program in a pseudo-terminal whose output is only counted. */
export type MeteredTerminal = {
	readonly pid: number;
	/** Counts during that many ms. */
	readonly read: (ms: number) => Promise<Reading>;
	/** Resolves when so many bytes have come in all: a whole frame, not only its preparations. Rejects after a minute. */
	readonly reach: (bytes: number) => Promise<void>;
	/** Types, and gives the ms until the program wrote something; NaN after two seconds without. */
	readonly answerMs: (keys: string) => Promise<number>;
	readonly type: (keys: string) => void;
	readonly close: () => Promise<void>;
};

/** Output after a silence this long is another frame. */
const SILENCE_MS = 40;

/** Starts a program in a terminal of 256 colours. */
export function openMeteredTerminal(
	argv: readonly string[],
	size: {readonly columns: number; readonly rows: number},
	environment: Readonly<Record<string, string>> = {},
): MeteredTerminal {
	const [file = '', ...args] = argv;
	const {CI: _ci, CONTINUOUS_INTEGRATION: _continuous, ...inherited} = process.env;
	const env = {...inherited, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...environment};
	const child = pty.spawn(file, args, {cols: size.columns, rows: size.rows, env, encoding: null});
	const seen = {bytes: 0, bursts: 0, lastMs: 0};
	let listener: (() => void) | undefined;
	child.onData((data: unknown) => {
		const now = performance.now();
		// With `encoding: null` node-pty hands out buffers; its types know only text.
		seen.bytes += Buffer.isBuffer(data) ? data.length : Buffer.byteLength(String(data));
		if (now - seen.lastMs > SILENCE_MS) seen.bursts += 1;
		seen.lastMs = now;
		listener?.();
	});
	const exited = new Promise<void>(resolve => {
		child.onExit(() => resolve());
	});
	return {
		pid: child.pid,
		read: async ms => {
			const before = {...seen, cpuMs: cpuMsOf(child.pid), atMs: performance.now()};
			await sleep(ms);
			return {
				bytes: seen.bytes - before.bytes,
				bursts: seen.bursts - before.bursts,
				cpuMs: cpuMsOf(child.pid) - before.cpuMs,
				tookMs: performance.now() - before.atMs,
			};
		},
		reach: async bytes => {
			for (let waited = 0; seen.bytes < bytes; waited++) {
				if (waited === 3000) throw new Error(`${file} drew ${seen.bytes} bytes in a minute`);
				await sleep(20);
			}
		},
		answerMs: keys =>
			new Promise(resolve => {
				const startedMs = performance.now();
				const finish = (ms: number): void => {
					clearTimeout(timer);
					listener = undefined;
					resolve(ms);
				};
				const timer = setTimeout(() => finish(Number.NaN), 2000);
				listener = () => finish(performance.now() - startedMs);
				child.write(keys);
			}),
		type: keys => child.write(keys),
		close: async () => {
			child.kill('SIGKILL');
			await exited;
		},
	};
}
