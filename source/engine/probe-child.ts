import type {ChildProcessByStdio, SpawnOptions} from 'node:child_process';
import {createInterface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';
import type {ProbeSettings} from '../domain/signal/probe-frame.ts';

/**
 * Starts the probe process with its settings as one argument and these options; pipes for stdin and stdout, and for
 * stderr where its last words are wanted.
 */
export type SpawnProbeProcess = (
	settings: string,
	options: SpawnOptions,
) => ChildProcessByStdio<Writable, Readable, Readable | null>;

/** What of its last words is kept, in characters, and how long after its end they are waited for, in ms. */
const LAST_WORDS = 4000;
const LAST_WORDS_MS = 200;

/** A running probe process. */
export type ProbeChild = {readonly pid: number | undefined; readonly kill: () => void};

/**
 * Starts the probe process in a group of its own, so that its helpers die with it and a Ctrl-C of the terminal does
 * not reach it. `onEnd` is not called after `kill`.
 */
export function startProbeChild(
	spawn: SpawnProbeProcess,
	settings: ProbeSettings,
	onLine: (line: string) => void,
	onEnd: (why: string) => void,
): ProbeChild {
	const child = spawn(JSON.stringify(settings), {detached: true});
	let words = '';
	child.stderr?.setEncoding('utf8').on('data', (text: string) => {
		words = (words + text).slice(-LAST_WORDS);
	});
	let ended = false;
	const end = (why: string): void => {
		if (!ended) onEnd(why);
		ended = true;
	};
	createInterface({input: child.stdout}).on('line', line => {
		if (!ended) onLine(line);
	});
	child.once('error', error => end(error.message));
	child.once('exit', (code, signal) => {
		if (signal !== null) return end(`signal ${signal}`);
		const tell = (): void => end([`exit ${code}`, ...errorIn(words)].join(': '));
		// What it said may still be on its way; a helper that it left may hold the pipe open.
		child.once('close', tell);
		setTimeout(tell, LAST_WORDS_MS).unref();
	});
	// Nothing is written to it; it ends with its stdin.
	child.stdin.on('error', () => {});
	return {
		pid: child.pid,
		kill: () => {
			ended = true;
			child.stdin.destroy();
			child.stdout.destroy();
			child.stderr?.destroy();
			child.unref();
			if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) killGroup(child.pid);
		},
	};
}

/** The message among the last words of a program of Node, whose last lines are a stack and a version. */
function errorIn(words: string): readonly string[] {
	const lines = words.split('\n').map(line => line.trim());
	const message = lines.find(line => /^\w*Error\b.*:/.test(line)) ?? lines.findLast(line => line !== '');
	return message === undefined ? [] : [message];
}

/** KILL is the only signal that ends a blocked read, and that only once the driver lets go. */
function killGroup(pid: number): void {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// It ended in this moment.
	}
}
