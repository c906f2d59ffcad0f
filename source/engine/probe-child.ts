import type {ChildProcessByStdio, SpawnOptions} from 'node:child_process';
import {createInterface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';
import type {ProbeSettings} from '../domain/probe-frame.ts';

/** Starts the probe process with its settings as one argument and these options; pipes for stdin and stdout. */
export type SpawnProbeProcess = (
	settings: string,
	options: SpawnOptions,
) => ChildProcessByStdio<Writable, Readable, null>;

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
	const child = spawn(JSON.stringify(settings), {stdio: ['pipe', 'pipe', 'ignore'], detached: true});
	let ended = false;
	const end = (why: string): void => {
		if (!ended) onEnd(why);
		ended = true;
	};
	createInterface({input: child.stdout}).on('line', line => {
		if (!ended) onLine(line);
	});
	child.once('error', error => end(error.message));
	child.once('exit', (code, signal) => end(signal === null ? `exit ${code}` : `signal ${signal}`));
	// Nothing is written to it; it ends with its stdin.
	child.stdin.on('error', () => {});
	return {
		pid: child.pid,
		kill: () => {
			ended = true;
			child.stdin.destroy();
			child.stdout.destroy();
			child.unref();
			if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) killGroup(child.pid);
		},
	};
}

/** KILL is the only signal that ends a blocked read, and that only once the driver lets go. */
function killGroup(pid: number): void {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// It ended in this moment.
	}
}
