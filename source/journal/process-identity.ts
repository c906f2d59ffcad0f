import {createHash} from 'node:crypto';
import {readFileSync, readlinkSync} from 'node:fs';
import {join} from 'node:path';

/**
 * What tells one process from every other, also from a later one with the same pid: its start time in clock ticks
 * since boot, and which boot, host and pid name space that is. Holds no host name.
 */
export type ProcessIdentity = {
	readonly pid: number;
	readonly startTicks: number;
	readonly bootId: string;
	/** Hash of the machine id; empty where there is none. Machines with a copied system image may share it. */
	readonly host: string;
	/** Name of the pid name space, so that a container's pid is not looked for outside of it; empty if unknown. */
	readonly pidNamespace: string;
};

/**
 * Whether a process runs. `unknown` where it cannot be seen from here (another host or container); `renewing` where
 * only that tells which still renews its claim: it is either of an earlier boot of this machine, whose clock went back,
 * or of another machine with a copy of its system.
 */
export type Liveness = 'alive' | 'dead' | 'unknown' | 'renewing';

/** How often a living process renews its claim, in ms: less than any machine takes to boot. */
export const RENEWAL_MS = 5000;

/** Start time of a process (field 22 of `/proc/PID/stat`), or undefined where it does not run; a zombie does not. */
export function readStartTicks(pid: number, root = ''): number | undefined {
	let stat: string;
	try {
		stat = readFileSync(`${root}/proc/${pid}/stat`, 'latin1');
	} catch {
		return undefined;
	}
	// The second field is the command's name in parentheses and may itself hold blanks and parentheses.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const [state] = fields;
	if (state === 'Z' || state === 'X') return undefined;
	const ticks = Number(fields[19]);
	return Number.isFinite(ticks) ? ticks : undefined;
}

/** Id of the running boot; empty where the kernel tells none. */
export function readBootId(root = ''): string {
	return readText(join(root, '/proc/sys/kernel/random/boot_id'));
}

/** Identity of a process of this host, by default this one. */
export function readIdentity(root = '', pid = process.pid): ProcessIdentity {
	const machine = readText(`${root}/etc/machine-id`);
	return {
		pid,
		startTicks: readStartTicks(pid, root) ?? 0,
		bootId: readBootId(root),
		host: machine === '' ? '' : createHash('sha256').update(`sweeptop ${machine}`).digest('hex').slice(0, 16),
		pidNamespace: readPidNamespace(root),
	};
}

/**
 * Whether the process with this identity runs, seen from `here`. `dead` only where that is certain.
 * @param claimedMs when it last said so, Unix ms
 */
export function livenessOf(identity: ProcessIdentity, here: ProcessIdentity, claimedMs: number, root = ''): Liveness {
	if (identity.bootId !== here.bootId) {
		if (identity.host === '' || identity.host !== here.host) return 'unknown';
		return claimedMs < bootMs(root) ? 'dead' : 'renewing';
	}
	if (identity.pidNamespace !== here.pidNamespace) return 'unknown';
	return readStartTicks(identity.pid, root) === identity.startTicks ? 'alive' : 'dead';
}

/** When this machine was booted, Unix ms by its clock of now; long ago where it does not tell. */
function bootMs(root: string): number {
	const uptimeS = Number.parseFloat(readText(join(root, '/proc/uptime')));
	return Number.isFinite(uptimeS) ? Date.now() - uptimeS * 1000 : Number.NEGATIVE_INFINITY;
}

/** Narrows what a file claims to be an identity. */
export function isIdentity(value: unknown): value is ProcessIdentity {
	if (typeof value !== 'object' || value === null) return false;
	const claimed: Partial<Record<keyof ProcessIdentity, unknown>> = value;
	return (
		Number.isSafeInteger(claimed.pid) &&
		typeof claimed.startTicks === 'number' &&
		typeof claimed.bootId === 'string' &&
		typeof claimed.host === 'string' &&
		typeof claimed.pidNamespace === 'string'
	);
}

function readPidNamespace(root: string): string {
	try {
		return readlinkSync(`${root}/proc/self/ns/pid`);
	} catch {
		return '';
	}
}

function readText(path: string): string {
	try {
		return readFileSync(path, 'utf8').trim();
	} catch {
		return '';
	}
}
