/**
 * Entry of the process that puts hardware settings back when the engine cannot: `restore` does it at once; `serve`, as
 * root, first writes what an engine without the right asks for, one `path value` a line, answered by `ok` or an errno.
 */
import {appendFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';
import {errnoOf, messageOf} from '../../domain/errors.ts';
import type {Restored} from '../../domain/knob.ts';
import {createControlIo} from '../../knobs/control.ts';
import {restoreLeftover} from '../../knobs/leftovers.ts';
import {readRestoreFile, removeRestoreFile, type RestoreRecord} from '../../knobs/restore-file.ts';
import {restoreSettings} from '../../knobs/restore.ts';
import type {GuardSettings} from './knob-guard.ts';
import {leftoverContext} from './knob-leftovers.ts';

/** How long the engine may take to be gone after its end of the pipe is. */
const ENDING_MS = 10_000;
const LOOK_MS = 50;

const [mode = '', text = '{}'] = process.argv.slice(2);
const settings: GuardSettings = JSON.parse(text);
const io = createControlIo(settings.root);
// Node takes up again what the shell before it ignored.
for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)
	process.on(name, () => undefined);
const isTold = mode === 'serve' && (await serve());
if (!isTold) await restoreAfterEngine();

/** Resolves with true when the engine asked for the restore itself, false when it is gone without a word. */
async function serve(): Promise<boolean> {
	process.stdout.on('error', () => undefined);
	for await (const line of createInterface({input: process.stdin})) {
		if (line === 'restore') {
			report(restoreNow());
			return true;
		}
		process.stdout.write(`${write(line)}\n`);
	}
	return false;
}

function write(line: string): string {
	const blank = line.lastIndexOf(' ');
	try {
		io.write(line.slice(0, blank), line.slice(blank + 1));
		return 'ok';
	} catch (error) {
		return errnoOf(error) ?? messageOf(error).split('\n')[0] ?? 'failed';
	}
}

/** The engine lives and holds the locks. */
function restoreNow(): readonly Restored[] {
	const record = readRestoreFile(settings.path);
	if (record === undefined) return [];
	const restored = restoreSettings(record, io);
	if (restored.every(({outcome}) => outcome !== 'failed')) removeRestoreFile(settings.path);
	return restored;
}

async function restoreAfterEngine(): Promise<void> {
	const context = {
		...leftoverContext(settings.stateFolder),
		restore: (record: RestoreRecord): readonly Restored[] => {
			const restored = restoreSettings(record, io);
			if (mode === 'restore') log(record.run, restored);
			return restored;
		},
	};
	for (let waitedMs = 0; waitedMs < ENDING_MS; waitedMs += LOOK_MS) {
		const leftover = await restoreLeftover(settings.path, context);
		if (leftover.kind === 'restored') report(leftover.restored);
		if (leftover.kind !== 'alive') return;
		await sleep(LOOK_MS);
	}
}

function report(restored: readonly Restored[]): void {
	process.stdout.write(`${JSON.stringify(restored)}\n`);
}

/** For the person who wonders what happened after the engine was killed. */
function log(run: string, restored: readonly Restored[]): void {
	const lines = restored.map(
		({knob, path, asked, got, outcome}) =>
			`${new Date().toISOString()} guard: ${knob} ${outcome}: ${path} is ${got}, was ${asked} before the sweep\n`,
	);
	try {
		if (dirname(run) !== run) appendFileSync(join(run, 'engine.log'), lines.join(''), {mode: 0o600});
	} catch {
		// The run was removed meanwhile: the settings matter, not the record.
	}
}
