import {closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync} from 'node:fs';
import {errnoOf} from '../domain/errors.ts';
import {resourceErrno} from './out-of-resources.ts';

/** A process that no reuse of its number can be taken for. */
export type ProcessIdentity = {
	readonly pid: number;
	/** Start time since boot in clock ticks (1/100 s), field 22 of /proc/PID/stat. */
	readonly startTicks: number;
};

/** One line of /proc/PID/stat. */
export type ProcessInfo = ProcessIdentity & {
	/** The kernel's name of the program, at most 15 bytes. */
	readonly name: string;
	/** One letter: R, S, D, T (stopped), Z (dead, not waited for) … */
	readonly state: string;
	readonly parent: number;
	readonly group: number;
	readonly session: number;
};

/** The processes of this machine. */
export type ProcessTable = {
	readonly read: (pid: number) => ProcessInfo | undefined;
	readonly list: () => readonly ProcessInfo[];
	/** A variable of the environment that the process was started with; undefined where unset or unreadable. */
	readonly environmentOf: (pid: number, name: string) => string | undefined;
	/** Highest resident set so far, bytes. */
	readonly peakRssBytes: (pid: number) => number | undefined;
	/** What a process waits for: number of its system call and first argument; undefined while it runs. */
	readonly systemCallOf: (pid: number) => {readonly number: number; readonly argument: number} | undefined;
	/** Its children; empty where the kernel does not tell (CONFIG_PROC_CHILDREN). */
	readonly childrenOf: (pid: number) => readonly number[];
	/** What one of its descriptors is open on. */
	readonly descriptorOf: (pid: number, descriptor: number) => string | undefined;
	/** Signals this very process; false where it is gone or its number belongs to another one now. */
	readonly signal: (process: ProcessIdentity, signal: NodeJS.Signals) => boolean;
	/** Signals the process group led by this very process. */
	readonly signalGroup: (leader: ProcessIdentity, signal: NodeJS.Signals) => boolean;
	/** Whether a process group has a member (a dead leader that nobody waited for counts). */
	readonly groupExists: (group: number) => boolean;
	/** Time since boot in the ticks of {@link ProcessIdentity}. */
	readonly uptimeTicks: () => number;
};

/** More than 52 numbers and a name can be. */
const STAT_BYTES = 4096;

/** @param root where proc(5) is mounted. @param kill kill(2), as `process.kill`. */
export function createProcessTable(
	root = '/proc',
	kill: (pid: number, signal: NodeJS.Signals | 0) => void = (pid, signal) => void process.kill(pid, signal),
): ProcessTable {
	const withReserve = createReserve();
	const readText = (path: string): string => {
		try {
			return withReserve(() => readFileSync(path, 'latin1'));
		} catch {
			return '';
		}
	};
	const read = createStatReader(root, withReserve);
	const isSame = (target: ProcessIdentity) => read(target.pid)?.startTicks === target.startTicks;
	const attempt = (pid: number, signal: NodeJS.Signals | 0): boolean => {
		try {
			kill(pid, signal);
			return true;
		} catch (error) {
			// EPERM: it exists, but it changed its user.
			return signal === 0 && errnoOf(error) === 'EPERM';
		}
	};
	return {
		read,
		list: () => {
			const entries = withReserve(() => readdirSync(root));
			return entries.flatMap(entry => (/^\d+$/.test(entry) ? (read(Number(entry)) ?? []) : []));
		},
		environmentOf: (pid, name) => valueOf(readText(`${root}/${pid}/environ`), name),
		peakRssBytes: pid => {
			const match = /^VmHWM:\s+(\d+) kB/m.exec(readText(`${root}/${pid}/status`));
			return match === null ? undefined : Number(match[1]) * 1024;
		},
		systemCallOf: pid => {
			const match = /^(\d+) 0x([\da-f]+)/.exec(readText(`${root}/${pid}/syscall`));
			return match === null ? undefined : {number: Number(match[1]), argument: Number.parseInt(match[2] ?? '', 16)};
		},
		childrenOf: pid => readText(`${root}/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number),
		descriptorOf: (pid, descriptor) => {
			try {
				return readlinkSync(`${root}/${pid}/fd/${descriptor}`);
			} catch {
				return undefined;
			}
		},
		signal: (target, signal) => isSame(target) && attempt(target.pid, signal),
		signalGroup: (leader, signal) => isSame(leader) && attempt(-leader.pid, signal),
		groupExists: group => attempt(-group, 0),
		uptimeTicks: () => Math.floor(Number.parseFloat(readText(`${root}/uptime`)) * 100),
	};
}

/** Reads each process into the same memory: it is asked at every start of a program. */
function createStatReader(root: string, withReserve: Reserve): ProcessTable['read'] {
	const line = Buffer.alloc(STAT_BYTES);
	return pid => {
		try {
			return parseStat(
				pid,
				withReserve(() => readLine(`${root}/${pid}/stat`, line)),
			);
		} catch {
			return undefined;
		}
	};
}

/** Whether it can still do anything: it exists and is no zombie. */
export function isAlive(info: ProcessInfo | undefined): info is ProcessInfo {
	return info !== undefined && info.state !== 'Z' && info.state !== 'X';
}

type Reserve = <T>(read: () => T) => T;

/**
 * Runs reads of one file at a time also when all descriptors are used up, by one that is kept for it: a process that
 * cannot be seen for lack of a descriptor would be taken for one that has ended.
 */
function createReserve(): Reserve {
	let reserve = openReserve();
	return read => {
		try {
			return read();
		} catch (error) {
			if (resourceErrno(error) === undefined || reserve === undefined) throw error;
			closeSync(reserve);
			try {
				return read();
			} finally {
				reserve = openReserve();
			}
		}
	};
}

function openReserve(): number | undefined {
	try {
		return openSync('/dev/null', 'r');
	} catch {
		return undefined; // None to be had: the next read has to do without.
	}
}

// proc(5): the name stands in parentheses and may itself hold blanks and parentheses.
function parseStat(pid: number, text: string): ProcessInfo | undefined {
	const close = text.lastIndexOf(')');
	if (close < 0) return undefined;
	const fields = text.slice(close + 2).split(' ');
	return {
		pid,
		name: text.slice(text.indexOf('(') + 1, close),
		state: fields[0] ?? '',
		parent: Number(fields[1]),
		group: Number(fields[2]),
		session: Number(fields[3]),
		startTicks: Number(fields[19]),
	};
}

/** Reads a file of proc(5) at one go, which is less than half of what `readFileSync` does for a file of unknown length. */
function readLine(path: string, buffer: Buffer): string {
	const descriptor = openSync(path, 'r');
	try {
		return buffer.toString('latin1', 0, readSync(descriptor, buffer));
	} finally {
		closeSync(descriptor);
	}
}

function valueOf(environ: string, name: string): string | undefined {
	const key = `${name}=`;
	const at = environ.startsWith(key) ? 0 : environ.indexOf(`\0${key}`) + 1;
	if (at === 0 && !environ.startsWith(key)) return undefined;
	const end = environ.indexOf('\0', at);
	return environ.slice(at + key.length, end < 0 ? undefined : end);
}
