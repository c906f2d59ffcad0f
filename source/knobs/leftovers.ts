import {messageOf, UserError} from '../domain/errors.ts';
import type {Restored} from '../domain/knob.ts';
import {type HoldOptions, holdNames} from './exclusive.ts';
import {listRestoreFiles, readRestoreFile, removeRestoreFile, type RestoreRecord} from './restore-file.ts';

/** What became of one restore file. */
export type Leftover =
	/** Its process lives and will do it itself. */
	| {readonly kind: 'alive'; readonly path: string; readonly record: RestoreRecord}
	/** Of an earlier boot: the kernel's own values are back. The file is gone. */
	| {readonly kind: 'rebooted'; readonly path: string}
	/** Of another machine that has the same home folder. */
	| {readonly kind: 'elsewhere'; readonly path: string}
	/** Whoever guarded it has restored it meanwhile. */
	| {readonly kind: 'gone'; readonly path: string}
	/** Something was put back; the file is gone unless something failed. */
	| {readonly kind: 'restored'; readonly path: string; readonly restored: readonly Restored[]}
	| {readonly kind: 'unreadable'; readonly path: string; readonly problem: string};

/** What {@link restoreLeftovers} works with. */
export type LeftoverContext = {
	readonly stateFolder: string;
	readonly bootId: string;
	/** Whether the file of another boot is one of an earlier boot of this machine. */
	readonly isPast: (record: RestoreRecord, path: string) => boolean;
	readonly isAlive: (pid: number, startTicks: number) => boolean;
	/** Puts the settings of a record back. */
	readonly restore: (record: RestoreRecord, path: string) => readonly Restored[] | Promise<readonly Restored[]>;
	/** For others that want the settings meanwhile. */
	readonly owner: string;
	/** How long a guard that restores now is waited for. */
	readonly patienceMs: number;
	readonly hold?: (options: HoldOptions) => ReturnType<typeof holdNames>;
};

/** Puts back what processes that died have left changed, file by file. */
export async function restoreLeftovers(context: LeftoverContext): Promise<readonly Leftover[]> {
	const leftovers: Leftover[] = [];
	for (const path of listRestoreFiles(context.stateFolder)) {
		try {
			leftovers.push(await restoreLeftover(path, context));
		} catch (error) {
			const problem = error instanceof UserError ? error.message : messageOf(error);
			leftovers.push({kind: 'unreadable', path, problem});
		}
	}
	return leftovers;
}

/**
 * Puts back what one file says, under the locks that its knobs have, so that neither a guard nor a sweep that sets the
 * same knobs anew does it at the same time. Throws UserError where it is damaged or the locks cannot be had.
 */
export async function restoreLeftover(path: string, context: LeftoverContext): Promise<Leftover> {
	const seen = readRestoreFile(path);
	if (seen === undefined) return {kind: 'gone', path};
	if (seen.bootId !== context.bootId) {
		if (!context.isPast(seen, path)) return {kind: 'elsewhere', path};
		removeRestoreFile(path);
		return {kind: 'rebooted', path};
	}
	if (context.isAlive(seen.pid, seen.startTicks)) return {kind: 'alive', path, record: seen};
	const {hold = holdNames, owner, patienceMs} = context;
	const held = await hold({names: seen.locks, root: seen.root, owner, patienceMs});
	try {
		const record = readRestoreFile(path);
		if (record === undefined) return {kind: 'gone', path};
		const restored = await context.restore(record, path);
		if (restored.every(({outcome}) => outcome !== 'failed')) removeRestoreFile(path);
		return {kind: 'restored', path, restored};
	} finally {
		held.release();
	}
}
