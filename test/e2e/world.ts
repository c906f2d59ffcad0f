import {type ChildProcess, spawn} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import type {TestContext} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {openPtyScreen, type PtyExit, type PtyScreen, type PtyScreenOptions} from '../helpers/pty-screen.ts';
import {LAUNCHER} from '../helpers/repository.ts';
import {endProcesses, type FoundProcess, processesWith} from './processes.ts';

/** How a program ended and what it said. */
export type Ended = {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly out: string;
	readonly note: string;
};

/** A program that runs without a terminal. */
export type Running = {
	readonly pid: number;
	readonly child: ChildProcess;
	readonly out: () => string;
	readonly note: () => string;
	readonly ended: Promise<Ended>;
};

export type StartOptions = {
	/** Added to the world's environment; undefined removes a variable. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	readonly cwd?: string;
	/** Ends the program by force; the test then fails on its exit. Default 180 s. */
	readonly timeoutMs?: number;
	/** A terminal or pipe must not be shared with the test's own. Default: no input. */
	readonly stdin?: 'ignore' | 'pipe';
};

/**
 * A private place for one test: folders, a list of live sweeps and sockets of its own. Whatever was started in it, also
 * detached, is ended with the test.
 */
export type World = {
	/** Absolute; the working directory of what is started. */
	readonly directory: string;
	/** Folder of all runs. */
	readonly runs: string;
	readonly environment: NodeJS.ProcessEnv;
	readonly path: (...names: readonly string[]) => string;
	/** Writes a file, executable where it begins with `#!`; its absolute path. */
	readonly write: (name: string, text: string) => string;
	/** Starts any program. */
	readonly startProgram: (argv: readonly string[], options?: StartOptions) => Running;
	/** Starts sweeptop. */
	readonly start: (argv: readonly string[], options?: StartOptions) => Running;
	/** Runs sweeptop to its end. */
	readonly run: (argv: readonly string[], options?: StartOptions) => Promise<Ended>;
	/** Runs a bash script in which `sweeptop` is the program, to its end. */
	readonly shell: (script: string, options?: StartOptions) => Promise<Ended>;
	/** Sweeptop in a terminal. */
	readonly screen: (argv: readonly string[], options?: Omit<PtyScreenOptions, 'argv'>) => PtyScreen;
	/** Any program in a terminal. */
	readonly terminal: (argv: readonly string[], options?: Omit<PtyScreenOptions, 'argv'>) => PtyScreen;
	/** Every process that was started in this world, directly or not, and lives. */
	readonly processes: () => readonly FoundProcess[];
};

/** Variables that change what a program prints or how sweeptop draws. */
const LEFT_OUT = [
	'CI',
	'CONTINUOUS_INTEGRATION',
	'NO_COLOR',
	'FORCE_COLOR',
	'COLORTERM',
	'NODE_TEST_CONTEXT',
	'SWEEPTOP_RUNS',
];

/** Opens a world that is closed with the test. */
export function openWorld(t: TestContext): World {
	const directory = mkdtempSync(join(tmpdir(), 'sweeptop-e2e-'));
	const environment = makeEnvironment(directory);
	const mark = `XDG_STATE_HOME=${environment['XDG_STATE_HOME'] ?? ''}`;
	const screens: PtyScreen[] = [];
	const terminal: World['terminal'] = (argv, options = {}) => {
		const screen = openPtyScreen({
			workdir: directory,
			...options,
			argv,
			environment: {
				...Object.fromEntries(LEFT_OUT.map(name => [name, undefined])),
				...environment,
				...options.environment,
			},
		});
		screens.push(screen);
		return screen;
	};
	const startProgram: World['startProgram'] = (argv, options) => startIn(directory, environment, argv, options);
	t.after(async () => {
		for (const screen of screens) await screen.close();
		await endProcesses(() => processesWith(mark));
		rmSync(directory, {recursive: true, force: true, maxRetries: 3});
	});
	return {
		directory,
		runs: join(directory, 'runs'),
		environment,
		path: (...names) => join(directory, ...names),
		write: (name, text) => {
			const path = join(directory, name);
			writeFileSync(path, text);
			if (text.startsWith('#!')) chmodSync(path, 0o755);
			return path;
		},
		startProgram,
		start: (argv, options) => startProgram([LAUNCHER, ...argv], options),
		run: (argv, options) => startProgram([LAUNCHER, ...argv], options).ended,
		shell: (script, options) =>
			startProgram(['bash', '-c', `sweeptop() { '${LAUNCHER}' "$@"; }\n${script}`], options).ended,
		screen: (argv, options) => terminal([LAUNCHER, ...argv], options),
		terminal,
		processes: () => processesWith(mark),
	};
}

function makeEnvironment(directory: string): NodeJS.ProcessEnv {
	const environment: NodeJS.ProcessEnv = {
		...process.env,
		XDG_STATE_HOME: join(directory, 'state'),
		XDG_RUNTIME_DIR: join(directory, 'run'),
		SWEEPTOP_RUNS: join(directory, 'runs'),
	};
	for (const name of LEFT_OUT) if (name !== 'SWEEPTOP_RUNS') delete environment[name];
	mkdirSync(join(directory, 'run'), {mode: 0o700});
	return environment;
}

function startIn(
	directory: string,
	environment: NodeJS.ProcessEnv,
	argv: readonly string[],
	options: StartOptions = {},
): Running {
	const [file = '', ...rest] = argv;
	const child = spawn(file, rest, {
		cwd: options.cwd ?? directory,
		env: {...environment, ...options.environment},
		stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
		timeout: options.timeoutMs ?? 180_000,
		killSignal: 'SIGKILL',
	});
	let out = '';
	let note = '';
	child.stdout?.setEncoding('utf8').on('data', (text: string) => void (out += text));
	child.stderr?.setEncoding('utf8').on('data', (text: string) => void (note += text));
	const ended = new Promise<Ended>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) => resolve({code, signal, out, note}));
	});
	return {pid: child.pid ?? 0, child, out: () => out, note: () => note, ended};
}

/**
 * Polls until `look` gives something; rejects with what was waited for. The time is for a slow machine that has other
 * work: what must be quick is measured by the benches.
 */
export async function eventually<T>(
	what: string,
	look: () => T | undefined | false | Promise<T | undefined | false>,
	timeoutMs = 60_000,
): Promise<T> {
	const endMs = performance.now() + timeoutMs;
	for (;;) {
		const startMs = performance.now();
		const seen = await look();
		if (seen !== undefined && seen !== false) return seen;
		if (performance.now() > endMs) throw new Error(`${what}: not within ${timeoutMs} ms`);
		// To look must not take the CPU from what is waited for.
		await sleep(Math.max(20, 4 * (performance.now() - startMs)));
	}
}

/** How a program in a terminal ended; rejects with what its screen shows where it does not end in time. */
export async function exitOf(screen: PtyScreen, timeoutMs = 60_000): Promise<PtyExit> {
	const late = new AbortController();
	const timeout = sleep(timeoutMs, undefined, {signal: late.signal}).then(() => {
		throw new Error(`it did not end within ${timeoutMs} ms; its screen shows:\n${screen.text()}`);
	});
	try {
		return await Promise.race([screen.exited, timeout]);
	} finally {
		late.abort();
		await timeout.catch(() => undefined); // Aborted: it has said what it had to say.
	}
}
