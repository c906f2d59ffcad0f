import {readdirSync, readFileSync} from 'node:fs';

/** CPU time of a process and all its threads so far, ms (`schedstat`, in ns: the kernel's sched-stats document). */
export function cpuMsOf(pid: number): number {
	const tasks = listNames(`/proc/${pid}/task`);
	const nanoseconds = tasks.map(task => Number(readText(`/proc/${pid}/task/${task}/schedstat`).split(' ')[0] ?? 0));
	return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e6;
}

/**
 * CPU time of children of this process that have ended, with the children that they waited for, ms in steps of 10
 * (proc_pid_stat(5): cutime and cstime, in hundredths of a second).
 */
export function cpuMsOfEndedChildren(): number {
	const stat = readText('/proc/self/stat');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[13]) + Number(fields[14])) * 10;
}

/** Resident memory of a process and the most that it ever was, MiB. */
export function memoryOf(pid: number): {readonly residentMiB: number; readonly peakMiB: number} {
	const status = readText(`/proc/${pid}/status`);
	const field = (name: string): number =>
		Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;
	return {residentMiB: field('VmRSS'), peakMiB: field('VmHWM')};
}

/** Processes whose command line holds all of these texts. */
export function findProcesses(...texts: readonly string[]): readonly number[] {
	return listNames('/proc').flatMap(entry => {
		if (!/^\d+$/.test(entry)) return [];
		const line = readText(`/proc/${entry}/cmdline`);
		return texts.every(text => line.includes(text)) ? [Number(entry)] : [];
	});
}

/** Children of a process, as the kernel knows them. */
export function childrenOf(pid: number): readonly number[] {
	return readText(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

/** None where the process has ended. */
function listNames(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

/** Empty where the process has ended. */
function readText(path: string): string {
	try {
		return readFileSync(path, 'latin1');
	} catch {
		return '';
	}
}
