import {spawn} from 'node:child_process';
import {closeSync, openSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {UserError} from '../../domain/errors.ts';
import type {Extension} from '../../domain/sweep/extension.ts';
import {readEngineAddress} from './engine-address.ts';
import type {NotifySettings} from '../notify/notify-engine.ts';
import {packageRoot} from '../package.ts';

/** Patience with the start of an engine on a loaded board. */
const START_MS = 20_000;

/** Small heap generations: an engine allocates little, and boards have 2 GB. */
const NODE_OPTIONS = ['--max-semi-space-size=2', '--v8-pool-size=1'];

/** What an engine is started with. */
export type SpawnEngineOptions = {
	readonly sysfsRoot: string;
	readonly extension?: Extension;
	readonly notify?: NotifySettings;
};

/**
 * Starts the engine of a prepared run in a session of its own, so that it outlives this terminal, and waits until it
 * listens. Throws UserError with what it said when it ends before that.
 */
export async function spawnEngine(directory: string, options: SpawnEngineOptions): Promise<void> {
	const log = openSync(join(directory, 'engine.log'), 'a', 0o600);
	const settings = JSON.stringify({directory, ...options});
	const child = spawn(process.execPath, [...NODE_OPTIONS, ...engineProgram(), settings], {
		detached: true,
		stdio: ['ignore', log, log],
		cwd: '/',
	});
	closeSync(log);
	let ended: string | undefined;
	child.once('error', error => {
		ended = error.message;
	});
	child.once('exit', (code, signal) => {
		ended = signal === null ? `exit ${code}` : `signal ${signal}`;
	});
	const address = await waitForAddress(directory, () => ended !== undefined);
	if (address || ended === 'exit 0') {
		child.unref();
		return;
	}
	throw new UserError(
		`the engine did not start: ${ended ?? 'it said nothing for 20 s'}`,
		lastLines(join(directory, 'engine.log')),
	);
}

function engineProgram(): readonly string[] {
	const root = packageRoot(import.meta.url);
	return import.meta.url.endsWith('.ts')
		? ['--import', import.meta.resolve('tsx'), join(root, 'source', 'commands', 'engine', 'engine-process.ts')]
		: [join(root, 'dist', 'engine-process.js')];
}

async function waitForAddress(directory: string, isEnded: () => boolean): Promise<boolean> {
	for (let waitedMs = 0; waitedMs < START_MS; waitedMs += 10) {
		if ((await readEngineAddress(directory)) !== undefined) return true;
		if (isEnded()) return false;
		await sleep(10);
	}
	return false;
}

function lastLines(path: string): string {
	const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
	return `${lines.slice(-5).join('\n')}\nthe whole log: ${path}`;
}
