import {spawnSync} from 'node:child_process';
import {statSync} from 'node:fs';
import process from 'node:process';
import type {Restored} from '../../domain/knob.ts';
import {livenessOf, readIdentity, readStartTicks} from '../../journal/process-identity.ts';
import {createControlIo} from '../../knobs/control.ts';
import {type Leftover, type LeftoverContext, restoreLeftovers} from '../../knobs/leftovers.ts';
import type {RestoreRecord} from '../../knobs/restore-file.ts';
import {describeFailures, restoreSettings} from '../../knobs/restore.ts';
import {guardProgram} from './knob-guard.ts';
import {choosePermission, SUDO} from './knob-permission.ts';
import {stateFolderOf} from '../runs/state-folder.ts';

/** Longest wait for a guard that restores at the moment. */
const PATIENCE_MS = 15_000;
/** A power mode takes seconds. */
const HELPER_MS = 60_000;

/** What restoring the files of a folder works with on this machine, but for the restoring itself. */
export function leftoverContext(stateFolder: string): Omit<LeftoverContext, 'restore'> {
	const here = readIdentity();
	return {
		stateFolder,
		bootId: here.bootId,
		isPast: (record, path) => {
			// Older files do not say whose they are: then they are taken for this machine's, as they always were.
			const claim = {...record, host: record.host ?? here.host, pidNamespace: here.pidNamespace};
			return livenessOf(claim, here, statSync(path).mtimeMs) === 'dead';
		},
		isAlive: (pid, startTicks) => readStartTicks(pid) === startTicks,
		owner: `pid ${process.pid}, putting settings back`,
		patienceMs: PATIENCE_MS,
	};
}

/** Puts back what dead processes of this user left changed, with rights of root where `sudo -n` gives them. */
export async function restoreAllLeftovers(
	environment: Readonly<Record<string, string | undefined>>,
	sudo: readonly string[] = SUDO,
): Promise<readonly Leftover[]> {
	const stateFolder = stateFolderOf(environment);
	return restoreLeftovers({
		...leftoverContext(stateFolder),
		restore: (record, path) => restoreRecord(record, {path, stateFolder, sudo}),
	});
}

function restoreRecord(
	record: RestoreRecord,
	place: {readonly path: string; readonly stateFolder: string; readonly sudo: readonly string[]},
): readonly Restored[] {
	const paths = record.settings.filter(({state}) => state !== 'untouched').map(({path}) => path);
	const permission = choosePermission(record.root, paths, place.sudo);
	if (permission.kind !== 'sudo') return restoreSettings(record, createControlIo(record.root));
	const {path, stateFolder} = place;
	const [program = '', ...rest] = [
		...permission.argv,
		...guardProgram('serve', {path, stateFolder, root: record.root}),
	];
	const {stdout} = spawnSync(program, rest, {input: 'restore\n', encoding: 'utf8', timeout: HELPER_MS});
	return parseReport(stdout) ?? restoreSettings(record, createControlIo(record.root));
}

/** What the helper said of each setting; undefined where it said nothing of the kind. */
export function parseReport(stdout: string): readonly Restored[] | undefined {
	const line = stdout
		.trim()
		.split('\n')
		.findLast(candidate => candidate.startsWith('['));
	// The helper is this program.
	return line === undefined ? undefined : (JSON.parse(line) as readonly Restored[]);
}

/** Lines about what was found and done, and the commands that are left to the person. */
export function describeLeftovers(leftovers: readonly Leftover[]): {
	readonly lines: readonly string[];
	readonly commands: readonly string[];
} {
	const lines = leftovers.flatMap(leftover => {
		switch (leftover.kind) {
			case 'alive':
				return [`${leftover.record.run}: its engine runs (pid ${leftover.record.pid}) and will put its settings back`];
			case 'rebooted':
				return ['a sweep of an earlier boot had changed settings; the reboot has reset them'];
			case 'restored':
				return leftover.restored.map(describeRestored);
			case 'unreadable':
				return [leftover.problem];
			case 'gone':
			case 'elsewhere':
				return [];
		}
	});
	const commands = leftovers.flatMap(leftover =>
		leftover.kind === 'restored' ? describeFailures(leftover.restored) : [],
	);
	return {lines, commands};
}

/** One setting in a sentence. */
export function describeRestored({knob, path, from, asked, got, outcome, why}: Restored): string {
	switch (outcome) {
		case 'restored':
			return `${knob}: ${path} put back from ${from === '' ? '?' : from} to ${asked}`;
		case 'foreign':
			return `${knob}: ${path} is ${got}, which no sweep has set: left as it is (before the sweep it was ${asked})`;
		case 'failed':
			return `${knob}: ${path} could not be put back to ${asked}: ${why ?? got}`;
	}
}
