import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {join, sep} from 'node:path';

/** What databases put beside a file that they write. */
const BESIDE = ['', '-wal', '-shm', '-journal'];
/** Of the flags of an open file, what says that it can be written: O_WRONLY and O_RDWR of open(2). */
const WRITABLE = 0o3;

/** Which processes are looked at. */
export type WriterQuery = {
	/** One that does not count: our own. */
	readonly except: number;
	/** These only, in place of all. */
	readonly among?: readonly number[];
	/** In place of `/proc`. */
	readonly root?: string;
};

/**
 * Processes that hold a file open for writing, or one in a folder; those of other users are not seen. Reads the links of
 * `/proc/PID/fd` (proc_pid_fd(5)).
 * @param path without links in it.
 */
export function findWriters(path: string, {except, among, root = '/proc'}: WriterQuery): readonly number[] {
	const isOurs = (target: string): boolean =>
		BESIDE.some(ending => target === path + ending) || target.startsWith(path + sep);
	return (among?.map(String) ?? namesIn(root)).flatMap(name => {
		const pid = /^\d+$/.test(name) ? Number(name) : except;
		if (pid === except) return [];
		const folder = join(root, name, 'fd');
		const isWriter = namesIn(folder).some(
			descriptor => isOurs(linkOf(join(folder, descriptor))) && isWritable(join(root, name, 'fdinfo', descriptor)),
		);
		return isWriter ? [pid] : [];
	});
}

function namesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		return []; // Another's, or gone.
	}
}

function linkOf(path: string): string {
	try {
		return readlinkSync(path);
	} catch {
		return ''; // Closed in this moment.
	}
}

function isWritable(path: string): boolean {
	try {
		const flags = /^flags:\s*(\d+)/m.exec(readFileSync(path, 'utf8'))?.[1] ?? '0';
		return (Number.parseInt(flags, 8) & WRITABLE) !== 0;
	} catch {
		return false; // As above.
	}
}
