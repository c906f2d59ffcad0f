import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {listRestoreFiles} from '../../source/knobs/restore-file.ts';
import type {FakeTree} from '../helpers/fake-sysfs.ts';
import {buildBoard, ORIGINALS} from './boards.ts';

/** A process that sets three knobs of a board of its own again and again. */
export type KnobProcess = {
	readonly child: ChildProcessWithoutNullStreams;
	readonly tree: FakeTree;
	/** `XDG_STATE_HOME` of the process. */
	readonly state: string;
	/** Resolves when all knobs are set for the first time. */
	readonly set: Promise<void>;
	readonly ended: Promise<number | NodeJS.Signals | null>;
	/** Pid of the process that stands by to restore. */
	readonly guard: () => number | undefined;
	/** Settings that are not as they were before: `path: value`. */
	readonly changed: () => readonly string[];
	readonly restoreFiles: () => readonly string[];
	readonly remove: () => void;
};

/** Starts one; `way` is how it ends on a line of input. */
export function startKnobProcess(way = ''): KnobProcess {
	const tree = buildBoard();
	const state = mkdtempSync(join(tmpdir(), 'sweeptop-knobs-'));
	const program = fileURLToPath(new URL('knob-sweep.child.ts', import.meta.url));
	const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, tree.root, state, way]);
	let said = '';
	child.stderr.on('data', bytes => {
		said += String(bytes);
	});
	const set = new Promise<void>((resolve, reject) => {
		child.stdout.once('data', () => resolve());
		child.once('exit', () => reject(new Error(`it ended before it had set anything: ${said}`)));
	});
	child.stdout.resume();
	child.stdin.on('error', () => undefined);
	const ended = new Promise<number | NodeJS.Signals | null>(resolve => {
		child.once('exit', (code, signal) => resolve(code ?? signal));
	});
	return {
		child,
		tree,
		state,
		set,
		ended,
		guard: () => findGuard(tree.root),
		changed: () => changedSettings(tree),
		restoreFiles: () => listRestoreFiles(join(state, 'sweeptop')),
		remove: () => {
			tree.remove();
			rmSync(state, {recursive: true, force: true});
		},
	};
}

/** Settings of a board that are not as they were: `path: value`. */
export function changedSettings(tree: FakeTree): readonly string[] {
	return [...ORIGINALS].flatMap(([path, original]) => {
		const now = readFileSync(tree.root + path, 'utf8').trim();
		return now === original ? [] : [`${path}: ${now}`];
	});
}

/** What a terminal, a session and a scheduler send to all processes of a job. */
export const FOR_ALL = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** The guard of a board, asleep in its shell or at work, or the helper that writes for it. */
export function findGuard(root: string): number | undefined {
	const pid = readdirSync('/proc').find(name => {
		if (!/^\d+$/.test(name)) return false;
		const command = readCommand(name);
		return command.includes(root) && command.includes('guard-process') && !command.includes('knob-sweep');
	});
	return pid === undefined ? undefined : Number(pid);
}

function readCommand(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
	} catch {
		return '';
	}
}
