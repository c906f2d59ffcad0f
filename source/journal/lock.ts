import {
	closeSync,
	constants,
	copyFileSync,
	fstatSync,
	linkSync,
	openSync,
	readdirSync,
	readFileSync,
	unlinkSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {errnoOf, UserError} from '../domain/errors.ts';
import {fileError} from './files.ts';
import {
	isIdentity,
	type Liveness,
	livenessOf,
	type ProcessIdentity,
	readIdentity,
	RENEWAL_MS,
} from './process-identity.ts';

/** Who holds a run directory. */
export type LockOwner = ProcessIdentity & {
	/** ISO 8601, UTC. */
	readonly started: string;
};

/** A held lock. */
export type Lock = {
	readonly owner: LockOwner;
	/** The dead owner whose lock was taken over. */
	readonly takenFrom: LockOwner | undefined;
	/** Says that the owner lives: at least every {@link RENEWAL_MS}. */
	readonly renew: () => void;
	/** Lets others in. Safe to call twice. */
	readonly release: () => void;
};

/** How a lock is taken. */
export type LockOptions = {
	/** Who wants the lock; by default this process. */
	readonly identity?: ProcessIdentity;
	/** Unix time in ms. */
	readonly now?: () => number;
	/** Prefix of `/proc` and `/etc`. */
	readonly root?: string;
	/** Lets time pass, here and now. */
	readonly sleep?: (ms: number) => void;
	/** Also take a lock whose owner cannot be seen from here: the person says that it is gone. Never a living one's. */
	readonly force?: boolean;
};

const LOCK = /^lock\.([1-9]\d{0,8})$/;

/** More rounds than engines that can race for one run in earnest. */
const MAX_ROUNDS = 100;

/**
 * Takes the lock of a run directory, so that one engine at a time writes there. Throws a UserError that names the
 * owner where it is held.
 *
 * The lock is the file `lock.<n>` with the highest n. A new one is made complete by link(2), which fails where the
 * name exists; that of a dead owner is never removed first but superseded by `lock.<n+1>`, so that of several
 * processes that find it dead only one gets it. Whoever then sees a higher number than its own withdraws.
 */
export function acquireLock(directory: string, options: LockOptions = {}): Lock {
	const {root = '', now = Date.now, sleep = sleepNow, force = false} = options;
	const identity = options.identity ?? readIdentity(root);
	const owner: LockOwner = {...identity, started: new Date(now()).toISOString()};
	const draft = join(directory, `.lock.${identity.pid}.${identity.startTicks}.tmp`);
	try {
		// Flushed: a name that outlives a loss of power without its text would be in everybody's way.
		writeFileSync(draft, `${JSON.stringify(owner)}\n`, {mode: 0o600, flush: true});
		for (let round = 0; round < MAX_ROUNDS; round++) {
			const lock = tryAcquire(directory, draft, owner, {root, sleep, force});
			if (lock !== undefined) return lock;
		}
	} catch (error) {
		throw fileError('lock', directory, error);
	} finally {
		removeIfThere(draft);
	}
	throw new UserError(`the lock of ${directory} keeps changing hands`, 'Try again.');
}

function tryAcquire(
	directory: string,
	draft: string,
	owner: LockOwner,
	options: Required<Pick<LockOptions, 'root' | 'sleep' | 'force'>>,
): Lock | undefined {
	const held = numbers(directory);
	const highest = held.at(-1) ?? 0;
	const previous = highest === 0 ? undefined : readOwner(directory, highest);
	if (previous === 'gone') return undefined;
	if (previous !== undefined) refuseUnlessDead(directory, highest, {owner: previous, here: owner, ...options});
	const mine = highest + 1;
	if (!createLock(draft, pathOf(directory, mine))) return undefined;
	if (numbers(directory).at(-1) !== mine) {
		removeIfThere(pathOf(directory, mine));
		return undefined;
	}
	for (const number of held) removeIfThere(pathOf(directory, number));
	const path = pathOf(directory, mine);
	return {owner, takenFrom: previous, renew: () => renew(path), release: () => release(path)};
}

/** Makes a lock file that is complete as soon as it is there; false where another process was first. */
function createLock(draft: string, path: string): boolean {
	try {
		linkSync(draft, path);
		return true;
	} catch (error) {
		const errno = errnoOf(error);
		if (errno === 'EEXIST') return false;
		// A file system without hard links (vfat, exFAT): there the file can be seen before its text is in it.
		if (errno !== 'EPERM' && errno !== 'ENOTSUP' && errno !== 'ENOSYS') throw error;
	}
	try {
		copyFileSync(draft, path, constants.COPYFILE_EXCL);
		return true;
	} catch (error) {
		if (errnoOf(error) === 'EEXIST') return false;
		throw error;
	}
}

type Claim = Required<Pick<LockOptions, 'root' | 'sleep' | 'force'>> & {
	readonly owner: LockOwner;
	readonly here: ProcessIdentity;
};

function refuseUnlessDead(directory: string, number: number, claim: Claim): void {
	const {owner, here, root, sleep, force} = claim;
	const path = pathOf(directory, number);
	const liveness = livenessOf(owner, here, changedMs(path), root);
	if (liveness === 'dead' || (force && liveness !== 'alive')) return;
	const who = `pid ${owner.pid}, since ${owner.started}`;
	if (liveness === 'alive') {
		throw new UserError(`${directory} is in use by another sweeptop (${who})`, 'Attach to it with `sweeptop attach`.');
	}
	if (liveness === 'renewing' && !isRenewed(path, sleep)) return;
	throw new UserError(
		`${directory} is in use by a sweeptop on another host or in another container (${who})`,
		`If that one is gone for certain, remove ${path} and try again.`,
	);
}

/** Whether whoever wrote a file touches it again in twice the time in which a living owner would. */
function isRenewed(path: string, sleep: (ms: number) => void): boolean {
	const beforeMs = changedMs(path);
	for (let waitedMs = 0; waitedMs < 2 * RENEWAL_MS; waitedMs += RENEWAL_MS / 5) {
		sleep(RENEWAL_MS / 5);
		if (changedMs(path) > beforeMs) return true;
	}
	return false;
}

/** Unix ms of the last write; opened first, because a network file system then asks its server. */
function changedMs(path: string): number {
	let file: number | undefined;
	try {
		file = openSync(path, 'r');
		return fstatSync(file).mtimeMs;
	} catch (error) {
		if (errnoOf(error) === 'ENOENT') return Number.NEGATIVE_INFINITY; // Its owner has ended meanwhile.
		throw error;
	} finally {
		if (file !== undefined) closeSync(file);
	}
}

function sleepNow(ms: number): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** How the owner of a run directory's lock is seen from here; undefined where there is no lock, or a damaged one. */
export function lockLiveness(directory: string, root = ''): Liveness | undefined {
	try {
		const highest = numbers(directory).at(-1);
		if (highest === undefined) return undefined;
		const owner = readOwner(directory, highest);
		if (owner === 'gone') return undefined;
		return livenessOf(owner, readIdentity(root), changedMs(pathOf(directory, highest)), root);
	} catch {
		return undefined; // Whoever wants to take the lock is told.
	}
}

/** Owner of a run directory's lock, dead or alive; undefined where it is not locked. */
export function readLock(directory: string): LockOwner | undefined {
	const highest = numbers(directory).at(-1);
	if (highest === undefined) return undefined;
	const owner = readOwner(directory, highest);
	return owner === 'gone' ? undefined : owner;
}

function readOwner(directory: string, number: number): LockOwner | 'gone' {
	const path = pathOf(directory, number);
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (error) {
		if (errnoOf(error) === 'ENOENT') return 'gone';
		throw error;
	}
	const owner = parseOwner(text);
	if (owner !== undefined) return owner;
	// link(2) makes a lock complete, so this is the work of a crash of the host or of another program.
	throw new UserError(
		`the lock file ${path} is damaged`,
		'If no sweeptop uses the run, remove the file and try again.',
	);
}

function parseOwner(text: string): LockOwner | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	return isIdentity(value) && 'started' in value && typeof value.started === 'string'
		? {...value, started: value.started}
		: undefined;
}

function numbers(directory: string): readonly number[] {
	const found = readdirSync(directory).flatMap(name => {
		const match = LOCK.exec(name);
		return match === null ? [] : [Number(match[1])];
	});
	return found.sort((a, b) => a - b);
}

function pathOf(directory: string, number: number): string {
	return join(directory, `lock.${number}`);
}

/** Its first byte is written again: the time of that is the file server's own. */
function renew(path: string): void {
	try {
		const file = openSync(path, 'r+');
		try {
			writeSync(file, '{', 0);
		} finally {
			closeSync(file);
		}
	} catch {
		// A disk in trouble is found out by the journal.
	}
}

/** On a disk that has turned read-only it stays; that its owner is dead tells the next one enough. */
function release(path: string): void {
	try {
		removeIfThere(path);
	} catch (error) {
		if (errnoOf(error) === undefined) throw error;
	}
}

function removeIfThere(path: string): void {
	try {
		unlinkSync(path);
	} catch (error) {
		if (errnoOf(error) !== 'ENOENT') throw error;
	}
}
