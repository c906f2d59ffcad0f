import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import {createInterface} from 'node:readline';
import type {Restored} from '../../domain/knob.ts';
import {createControlIo} from '../../knobs/control.ts';
import {removeRestoreFile, type RestoreRecord} from '../../knobs/restore-file.ts';
import {restoreSettings} from '../../knobs/restore.ts';
import {type GuardSettings, guardProgram, letGo, startGuard} from './knob-guard.ts';
import {parseReport} from './knob-leftovers.ts';
import type {Permission} from './knob-permission.ts';

/** Longest wait for one write by the helper, and for all of its restoring, in ms. */
const WRITE_MS = 10_000;
const RESTORE_MS = 60_000;

/** By whom settings are written and put back. */
export type KnobBackend = {
	/** Rejects or throws with the errno as `code`. */
	readonly write: (path: string, text: string) => void | Promise<void>;
	/** Puts back what the record says, and removes the restore file where all of it could be. */
	readonly restore: (record: RestoreRecord) => Promise<readonly Restored[]>;
	/** The same at once, for the exit of a process; undefined where another process sees to it. */
	readonly restoreNow?: (record: RestoreRecord) => void;
	/** Lets go without restoring: whoever stands by sees that nobody is left, and does it. */
	readonly close: () => void;
};

/** Opens the backend of a permission. The restore file must be on disk: from here a guard stands by it. */
export function openBackend(
	permission: Exclude<Permission, {kind: 'refused'}>,
	settings: GuardSettings,
	onTrouble: (text: string) => void,
): KnobBackend {
	return permission.kind === 'direct' ? openDirect(settings, onTrouble) : openHelper(permission.argv, settings);
}

function openDirect(settings: GuardSettings, onTrouble: (text: string) => void): KnobBackend {
	const io = createControlIo(settings.root);
	const guard = startGuard(settings, onTrouble);
	const restoreNow = (record: RestoreRecord): readonly Restored[] => {
		const restored = restoreSettings(record, io);
		if (restored.every(({outcome}) => outcome !== 'failed')) removeRestoreFile(settings.path);
		guard.dismiss();
		return restored;
	};
	return {write: io.write, restore: record => Promise.resolve(restoreNow(record)), restoreNow, close: guard.leave};
}

/** A process with rights of root that lives as long as the sweep, so that a `sudo -v` of the person need not last. */
function openHelper(sudo: readonly string[], settings: GuardSettings): KnobBackend {
	const [program = '', ...rest] = [...sudo, ...guardProgram('serve', settings)];
	const child = spawn(program, rest, {detached: true, stdio: ['pipe', 'pipe', 'pipe'], cwd: '/'});
	child.stderr.resume();
	letGo(child);
	const ask = createAsker(child);
	return {
		write: async (path, text) => {
			const answer = await ask(`${path} ${text}`, WRITE_MS);
			if (answer !== 'ok') throw Object.assign(new Error(answer), {code: answer});
		},
		restore: async record => {
			const report = parseReport(await ask('restore', RESTORE_MS).catch(() => ''));
			child.stdin.end();
			// Without rights it will fail, and say by which commands a person can do it.
			return report ?? restoreSettings(record, createControlIo(settings.root));
		},
		close: () => child.stdin.end(),
	};
}

/** One line there, one line back. */
function createAsker(child: ChildProcessWithoutNullStreams): (line: string, limitMs: number) => Promise<string> {
	let waiting: ((answer: string) => void) | undefined;
	let ended: string | undefined;
	const end = (why: string): void => {
		ended ??= why;
		waiting?.(ended);
	};
	createInterface({input: child.stdout}).on('line', line => waiting?.(line));
	child.on('error', error => end(error.message));
	child.on('exit', () => end('the helper with rights of root ended'));
	child.stdin.on('error', () => undefined);
	return async (line, limitMs) => {
		if (ended !== undefined) return ended;
		const {promise, resolve} = Promise.withResolvers<string>();
		waiting = resolve;
		const timer = setTimeout(() => resolve('ETIMEDOUT'), limitMs);
		child.stdin.write(`${line}\n`);
		const answer = await promise;
		clearTimeout(timer);
		waiting = undefined;
		return answer;
	};
}
