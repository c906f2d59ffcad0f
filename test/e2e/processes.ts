import {readdirSync, readFileSync} from 'node:fs';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {errnoOf} from '../../source/domain/errors.ts';

/** A living process. */
export type FoundProcess = {readonly pid: number; readonly command: string; readonly environment: readonly string[]};

/** Every living process, a zombie is none, in whose environment this `NAME=value` stands. */
export function processesWith(entry: string): readonly FoundProcess[] {
	return everyProcess().filter(({environment}) => environment.includes(entry));
}

/** Every living process that an execution of any sweep with this run marker started. */
export function processesOfRun(runId: string): readonly FoundProcess[] {
	return everyProcess().filter(({environment}) =>
		environment.some(entry => entry.startsWith(`SWEEPTOP_MARKER=${runId}`)),
	);
}

/** The living children of a process. */
export function childrenOf(parent: number): readonly number[] {
	return readdirSync('/proc')
		.filter(name => /^\d+$/.test(name))
		.map(Number)
		.filter(pid => isRunning(pid) && statFields(pid)[1] === String(parent));
}

/** What follows the name in `/proc/PID/stat`: the state, the parent and so on; none of a process that is gone. */
function statFields(pid: number): readonly string[] {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	} catch {
		return [];
	}
}

function everyProcess(): readonly FoundProcess[] {
	return readdirSync('/proc').flatMap(name => {
		if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
		const environment = readEntries(name, 'environ');
		return environment.length === 0
			? []
			: [{pid: Number(name), command: readEntries(name, 'cmdline').join(' ').trim(), environment}];
	});
}

/** The NUL-separated texts of a file of a process; none of a zombie, or of one that is gone. */
function readEntries(pid: string, file: 'environ' | 'cmdline'): readonly string[] {
	try {
		return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0').slice(0, -1);
	} catch {
		return [];
	}
}

/** KILLs what `find` gives until it gives nothing. */
export async function endProcesses(find: () => readonly FoundProcess[]): Promise<void> {
	for (let round = 0; round < 100; round++) {
		const found = find();
		if (found.length === 0) return;
		for (const {pid} of found) signal(pid, 'SIGKILL');
		await sleep(20);
	}
	throw new Error(
		`would not die: ${find()
			.map(({pid, command}) => `${pid} ${command}`)
			.join(', ')}`,
	);
}

/** Sends a signal to one process that may have ended already. */
export function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch (error) {
		if (errnoOf(error) !== 'ESRCH') throw error;
	}
}

/** Whether a process was stopped by a signal or its terminal. */
export function isStopped(pid: number): boolean {
	return statFields(pid)[0] === 'T';
}

/** Whether a process is there and no zombie. */
export function isRunning(pid: number): boolean {
	const [state] = statFields(pid);
	return state !== undefined && state !== 'Z' && state !== 'X';
}
