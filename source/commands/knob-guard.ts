import {type ChildProcess, spawn} from 'node:child_process';
import {Socket} from 'node:net';
import {join} from 'node:path';
import {packageRoot} from './package.ts';

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
 * also after a KILL. Signals that end a session or a whole process group are not for it.
 */
const WAIT = 'trap "" HUP INT TERM QUIT; while read -r line; do [ "$line" = done ] && exit 0; done; exec "$@"';

/** Programs of the system only. */
const ENVIRONMENT = {PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C'};

/** Starts the guard of a restore file in a session of its own. */
export function startGuard(settings: GuardSettings): Guard {
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
	return {dismiss: () => child.stdin.end('done\n'), leave: () => child.stdin.end()};
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
		? ['--disable-warning=ExperimentalWarning', join(root, 'source', 'commands', 'guard-process.ts')]
		: [join(root, 'dist', 'guard-process.js')];
	return [process.execPath, ...program, mode, JSON.stringify(settings)];
}
