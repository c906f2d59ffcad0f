import {spawn, type StdioOptions} from 'node:child_process';
import {once} from 'node:events';
import {accessSync, constants, existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {SOCKET_FILE} from '../../source/commands/engine/engine-address.ts';

/** Path of a program that is installed here. */
export function findProgram(name: string): string | undefined {
	for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
		try {
			accessSync(join(folder, name), constants.X_OK);
			return join(folder, name);
		} catch {
			continue; // Not in this folder.
		}
	}
	return undefined;
}

/** How a program ended, and what it printed. */
export type ProgramEnd = {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
	readonly tookMs: number;
};

/** Runs a program to its end; `whileRunning` gets its process id every 50 ms. */
export async function runProgram(
	argv: readonly string[],
	options: {readonly cwd?: string; readonly input?: string; readonly whileRunning?: (pid: number) => void} = {},
): Promise<ProgramEnd> {
	const [file = '', ...args] = argv;
	const startedMs = performance.now();
	const stdio: StdioOptions = [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'];
	const child = spawn(file, args, {stdio, ...(options.cwd === undefined ? {} : {cwd: options.cwd})});
	const output = {stdout: '', stderr: ''};
	child.stdout?.on('data', chunk => {
		output.stdout += String(chunk);
	});
	child.stderr?.on('data', chunk => {
		output.stderr += String(chunk);
	});
	child.stdin?.end(options.input);
	const watch = setInterval(() => {
		if (child.pid !== undefined) options.whileRunning?.(child.pid);
	}, 50);
	try {
		const [code] = await once(child, 'close');
		return {...output, code, tookMs: performance.now() - startedMs};
	} finally {
		clearInterval(watch);
	}
}

/** As {@link runProgram}; throws with what it said when it fails. */
export async function runOrThrow(...parameters: Parameters<typeof runProgram>): Promise<ProgramEnd> {
	const end = await runProgram(...parameters);
	if (end.code !== 0) throw new Error(`${parameters[0].join(' ')} gave exit ${end.code}: ${end.stderr || end.stdout}`);
	return end;
}

/** Ends a detached sweep at once and waits until its engine has gone. */
export async function stopSweep(launcher: string, directory: string): Promise<void> {
	await runProgram([launcher, 'stop', directory, '--now']);
	for (let waited = 0; existsSync(join(directory, SOCKET_FILE)); waited++) {
		if (waited === 500) throw new Error(`the engine of ${directory} does not end`);
		await sleep(20);
	}
}
