import {type ChildProcess, type ChildProcessByStdio, spawn} from 'node:child_process';
import {Socket} from 'node:net';
import {join} from 'node:path';
import type {Writable} from 'node:stream';
import {packageRoot} from '../package.ts';

/** What the guard process is told. */
export type GuardSettings = {
	/** Its restore file. */
	readonly path: string;
	/** Of all restore files. */
	readonly stateFolder: string;
	readonly root: string;
};

/** A process that waits for our end, however that comes, and then puts the settings back. */
export type Guard = {
	/** Sends it away: there is nothing to put back any more. */
	readonly dismiss: () => void;
	/** Leaves all to it. */
	readonly leave: () => void;
};

/**
 * Waits in a shell, which takes a tenth of Node's memory, until its input ends. The kernel closes that with the engine
 * also after a KILL. Signals that go to a session, a process group or all processes of a scheduler's job are not for it.
 */
const WAIT =
	'trap "" HUP INT TERM QUIT USR1 USR2; while read -r line; do [ "$line" = done ] && exit 0; done; exec "$@"';

/** Programs of the system only. */
const ENVIRONMENT = {PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C'};

/** How often a guard that was killed is replaced, and how long after its end. */
const MOST_GUARDS = 5;
const REPLACE_MS = 1000;

/** Starts the guard of a restore file; one that is killed is told of, and replaced. */
export function startGuard(settings: GuardSettings, onTrouble: (text: string) => void): Guard {
	let isDone = false;
	let started = 0;
	const start = (): ChildProcessByStdio<Writable, null, null> => {
		started += 1;
		const next = spawnGuard(settings);
		next.once('exit', (code, signal) => {
			if (isDone) return;
			const how = signal === null ? `exit ${code}` : `signal ${signal}`;
			const isLast = started >= MOST_GUARDS;
			onTrouble(
				`the guard of the hardware settings ended (${how}); ${isLast ? 'if this engine is killed, the next start puts them back' : 'another one takes its place'}`,
			);
			if (!isLast) setTimeout(() => void (isDone || (child = start())), REPLACE_MS).unref();
		});
		return next;
	};
	let child = start();
	const end = (word?: string): void => {
		isDone = true;
		child.stdin.end(word);
	};
	return {dismiss: () => end('done\n'), leave: () => end()};
}

/** A guard in a session of its own. */
function spawnGuard(settings: GuardSettings): ChildProcessByStdio<Writable, null, null> {
	const child = spawn('/bin/sh', ['-c', WAIT, 'sweeptop-guard', ...guardProgram('restore', settings)], {
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
		cwd: '/',
		env: ENVIRONMENT,
	});
	// Without a guard a KILL leaves the settings to the next start, and the restore file stands for that.
	child.on('error', () => undefined);
	child.stdin.on('error', () => undefined);
	letGo(child);
	return child;
}

/** Our end must not wait for it. */
export function letGo(child: ChildProcess): void {
	child.unref();
	for (const stream of child.stdio) if (stream instanceof Socket) stream.unref();
}

/**
 * Argument vector of the guard process of this build: the bundle's, or the source's in a development tree, which Node
 * reads as it is.
 */
export function guardProgram(mode: 'restore' | 'serve', settings: GuardSettings): readonly [string, ...string[]] {
	const root = packageRoot(import.meta.url);
	const program = import.meta.url.endsWith('.ts')
		? ['--disable-warning=ExperimentalWarning', join(root, 'source', 'commands', 'knob', 'guard-process.ts')]
		: [join(root, 'dist', 'guard-process.js')];
	return [process.execPath, ...program, mode, JSON.stringify(settings)];
}
