import {
	closeSync,
	constants,
	fsyncSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeSync,
} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {errnoOf, messageOf, UserError} from '../domain/errors.ts';

/** One setting and what is known of it. */
export type SavedSetting = {
	readonly knob: string;
	readonly path: string;
	/** As it was before the sweep. */
	readonly original: string;
	/** Put back without comparison; see `KnobSetting`. */
	readonly loose?: true;
	/**
	 * `untouched`: never written. `changing`: a write has begun, so any value may be ours. `set`: holds `ours`, and
	 * another value is another program's.
	 */
	readonly state: 'untouched' | 'changing' | 'set';
	readonly ours?: string;
};

/** Content of a restore file: all that is needed to put a machine right without the program that changed it. */
export type RestoreRecord = {
	readonly format: 1;
	readonly bootId: string;
	/** Hash of the machine's id: a home folder may be that of several machines. Absent in older files. */
	readonly host?: string;
	readonly pid: number;
	/** Start of the process in clock ticks since boot, by which it is told from a later one with its pid. */
	readonly startTicks: number;
	/** Prefix of the paths. */
	readonly root: string;
	/** Folder of the run. */
	readonly run: string;
	/** Names that whoever restores must hold. */
	readonly locks: readonly string[];
	/** In the order in which they are first written. */
	readonly settings: readonly SavedSetting[];
};

const NAME = /^restore-[\da-f-]+-\d+\.json$/;

/** Path of the restore file of a process. */
export function restorePath(stateFolder: string, bootId: string, pid: number): string {
	return join(stateFolder, `restore-${bootId}-${pid}.json`);
}

/** Paths of all restore files, in order of name. */
export function listRestoreFiles(stateFolder: string): readonly string[] {
	try {
		return readdirSync(stateFolder)
			.filter(name => NAME.test(name))
			.toSorted()
			.map(name => join(stateFolder, name));
	} catch (error) {
		if (errnoOf(error) === 'ENOENT') return [];
		throw new UserError(`cannot read ${stateFolder}: ${errnoOf(error) ?? messageOf(error)}`, 'check its permissions');
	}
}

/** Writes a restore file as a whole and waits until it is on the disk. Throws UserError where that cannot be had. */
export function writeRestoreFile(path: string, record: RestoreRecord): void {
	const folder = dirname(path);
	const draft = `${path}.tmp`;
	try {
		mkdirSync(folder, {recursive: true, mode: 0o700});
		const {O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW, O_RDONLY, O_DIRECTORY} = constants;
		withDescriptor(draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, descriptor => {
			const bytes = Buffer.from(`${JSON.stringify(record, null, '\t')}\n`);
			for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
			fsyncSync(descriptor);
		});
		renameSync(draft, path);
		withDescriptor(folder, O_RDONLY | O_DIRECTORY, fsyncSync);
	} catch (error) {
		throw new UserError(
			`the original settings cannot be saved in ${path}: ${errnoOf(error) ?? messageOf(error)}`,
			'no setting is changed without that; free some space or set XDG_STATE_HOME',
		);
	}
}

function withDescriptor(path: string, flags: number, use: (descriptor: number) => void): void {
	const descriptor = openSync(path, flags, 0o600);
	try {
		use(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

/** Content of a restore file; undefined where it is gone. Throws UserError where it is none. */
export function readRestoreFile(path: string): RestoreRecord | undefined {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (error) {
		if (errnoOf(error) === 'ENOENT') return undefined;
		throw new UserError(`cannot read ${path}: ${errnoOf(error) ?? messageOf(error)}`, 'check its permissions');
	}
	const record = parseRecord(text);
	if (record !== undefined && NAME.test(basename(path))) return record;
	throw new UserError(`${path} is no restore file of this version`, 'read it, set what it names by hand, remove it');
}

/** Removes a restore file; one that is gone is no matter. */
export function removeRestoreFile(path: string): void {
	rmSync(path, {force: true});
}

function parseRecord(text: string): RestoreRecord | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isRestoreRecord(value) ? value : undefined;
	} catch {
		// Written as a whole, it is JSON: this is another program's.
		return undefined;
	}
}

type Claimed<T> = Partial<Record<keyof T, unknown>>;

function isRestoreRecord(value: unknown): value is RestoreRecord {
	if (typeof value !== 'object' || value === null) return false;
	const claimed: Claimed<RestoreRecord> = value;
	return (
		claimed.format === 1 &&
		[claimed.bootId, claimed.root, claimed.run].every(text => typeof text === 'string') &&
		(claimed.host === undefined || typeof claimed.host === 'string') &&
		[claimed.pid, claimed.startTicks].every(number => typeof number === 'number') &&
		Array.isArray(claimed.locks) &&
		claimed.locks.every(lock => typeof lock === 'string') &&
		Array.isArray(claimed.settings) &&
		claimed.settings.every(isSetting)
	);
}

function isSetting(value: unknown): value is SavedSetting {
	if (typeof value !== 'object' || value === null) return false;
	const claimed: Claimed<SavedSetting> = value;
	return (
		[claimed.knob, claimed.path, claimed.original].every(text => typeof text === 'string') &&
		(claimed.state === 'untouched' || claimed.state === 'changing' || claimed.state === 'set') &&
		(claimed.ours === undefined || typeof claimed.ours === 'string')
	);
}
