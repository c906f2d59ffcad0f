import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {UserError} from '../../domain/errors.ts';
import type {OpenKnob, Restored} from '../../domain/knob.ts';
import {knobsOf} from '../../domain/space/knob-parameters.ts';
import type {Scalar} from '../../domain/space.ts';
import type {Sweep} from '../../domain/sweep.ts';
import type {Ledger} from '../../engine/ledger.ts';
import type {LockOwner} from '../../journal/lock.ts';
import {createBoard} from '../../knobs/board.ts';
import {createControlIo} from '../../knobs/control.ts';
import {type Held, holdNames} from '../../knobs/exclusive.ts';
import {openKnobs} from '../../knobs/registry.ts';
import {restorePath, type RestoreRecord, type SavedSetting, writeRestoreFile} from '../../knobs/restore-file.ts';
import {describeFailures} from '../../knobs/restore.ts';
import {type Applied, openKnobSession} from '../../knobs/session.ts';
import {monotonicMs} from '../clock.ts';
import {type KnobBackend, openBackend} from './knob-backend.ts';
import {describeRestored} from './knob-leftovers.ts';
import {choosePermission, SUDO} from './knob-permission.ts';
import {stateFolderOf} from '../runs/state-folder.ts';

/** How long the guard of a dead engine is waited for: it holds the names while it restores. */
const HOLD_MS = 2000;

/** The knobs of one running sweep. */
export type SweepKnobs = {
	/** Sets them for a trial and records it. Calls follow each other, however they come. */
	readonly apply: (trial: number | undefined, values: ReadonlyMap<string, Scalar>) => Promise<Applied>;
	/** Puts all back and records it; the commands that are left to the person. Safe to call twice. */
	readonly close: () => Promise<readonly string[]>;
};

/** What knobs are opened for. */
export type SweepKnobsOptions = {
	readonly sweep: Sweep;
	/** Folder of the run. */
	readonly directory: string;
	readonly ledger: Ledger;
	readonly owner: LockOwner;
	readonly sysfsRoot: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly sudo?: readonly string[];
};

/**
 * Takes the knobs of a sweep: alone, with the right to write them, their originals on the disk and a guard by them.
 * Undefined where the sweep has none. Throws UserError where one of that cannot be had; then nothing was changed.
 */
export async function openSweepKnobs(options: SweepKnobsOptions): Promise<SweepKnobs | undefined> {
	const names = knobsOf(options.sweep.space);
	if (names.length === 0) return undefined;
	const knobs = openKnobs(names, createBoard(options.sysfsRoot));
	const paths = knobs.flatMap(knob => knob.settings.map(({path}) => path));
	const permission = choosePermission(options.sysfsRoot, paths, options.sudo ?? SUDO);
	if (permission.kind === 'refused') {
		throw new UserError(`the knobs ${names.join(', ')} cannot be set: ${permission.why}`, permission.mend);
	}
	const held = await holdNames({
		names: knobs.flatMap(knob => knob.locks),
		root: options.sysfsRoot,
		owner: `pid ${process.pid}, ${options.directory}`,
		patienceMs: HOLD_MS,
	});
	try {
		return openHeldKnobs(options, knobs, held, settings =>
			openBackend(permission, settings, text => options.ledger.notice('warning', text, 'knobs')),
		);
	} catch (error) {
		held.release();
		throw error;
	}
}

type BackendOpener = (settings: Parameters<typeof openBackend>[1]) => KnobBackend;

function openHeldKnobs(
	options: SweepKnobsOptions,
	knobs: readonly OpenKnob[],
	held: Held,
	open: BackendOpener,
): SweepKnobs {
	const {ledger, sysfsRoot: root, owner} = options;
	const stateFolder = stateFolderOf(options.environment);
	const path = restorePath(stateFolder, owner.bootId, owner.pid);
	const record = (settings: readonly SavedSetting[]): RestoreRecord => ({
		format: 1,
		bootId: owner.bootId,
		host: owner.host,
		pid: owner.pid,
		startTicks: owner.startTicks,
		root,
		run: options.directory,
		locks: knobs.flatMap(knob => knob.locks),
		settings,
	});
	let trialNow: number | undefined;
	const backend: {current?: KnobBackend} = {};
	const session = openKnobSession({
		knobs,
		read: createControlIo(root).read,
		write: (setting, text) => backend.current?.write(setting, text),
		save: settings => writeRestoreFile(path, record(settings)),
		onChange: change =>
			ledger.record({type: 'knob-set', ...(trialNow === undefined ? {} : {trial: trialNow}), ...change}),
		now: monotonicMs,
		wait: ms => sleep(ms),
	});
	backend.current = open({path, stateFolder, root});
	const queue = createQueue();
	const closing = createClosing(backend.current, () => record(session.settings()), ledger, held);
	return {
		apply: (trial, values) =>
			queue(() => {
				trialNow = trial;
				return session.apply(values);
			}),
		close: () => queue(closing),
	};
}

/** Runs one after the other what may be asked for at once. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
	let last: Promise<unknown> = Promise.resolve();
	return work => {
		const next = last.then(work, work);
		last = next.catch(() => undefined);
		return next;
	};
}

/** Restores once, by whichever way the process ends. */
function createClosing(
	backend: KnobBackend,
	record: () => RestoreRecord,
	ledger: Ledger,
	held: Held,
): () => Promise<readonly string[]> {
	let commands: readonly string[] | undefined;
	const onExit = (): void => {
		if (commands === undefined) backend.restoreNow?.(record());
	};
	process.on('exit', onExit);
	return async () => {
		if (commands !== undefined) return commands;
		const restored = await backend.restore(record());
		commands = describeFailures(restored);
		process.off('exit', onExit);
		held.release();
		for (const one of restored) recordRestored(ledger, one);
		return commands;
	};
}

function recordRestored(ledger: Ledger, restored: Restored): void {
	const {knob, path, from, asked, got, outcome} = restored;
	ledger.record({type: 'knob-restored', knob, path, from, asked, got, ok: outcome === 'restored'});
	if (outcome !== 'restored') {
		ledger.notice(outcome === 'failed' ? 'error' : 'warning', describeRestored(restored), 'knobs');
	}
}
