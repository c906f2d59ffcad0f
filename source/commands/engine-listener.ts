import {randomBytes} from 'node:crypto';
import {rmSync, writeFileSync} from 'node:fs';
import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';
import {setImmediate as yieldTurn} from 'node:timers/promises';
import type {Engine} from '../engine/engine.ts';
import {type EngineServer, openServer, type ServerContext} from '../engine/server.ts';
import type {Journal} from '../journal/journal.ts';
import {formatLine} from '../journal/line.ts';
import {listLiveRuns, type LiveRun, registerLiveRun, stateDirectory} from '../journal/live-runs.ts';
import type {LockOwner} from '../journal/lock.ts';
import {readJournal} from '../journal/read.ts';
import {chooseSocketPlace} from '../journal/socket-place.ts';
import {SOCKET_FILE, tokenPathOf} from './engine-address.ts';

/** Rows of recent samples that a new client gets. */
const RECENT_ROWS = 3600;
/** Lines of history between two turns of the loop: sending history must not delay samples. */
const HISTORY_BATCH = 500;

/** Everything by which others find and hear an engine. */
export type EngineListener = {readonly server: EngineServer; readonly close: (why: string) => Promise<void>};

/** What a listener is opened for. */
export type ListenerOptions = {
	readonly directory: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly version: string;
	readonly owner: LockOwner;
	readonly journal: Journal;
	/** Commands that come before it stands wait for it. */
	readonly engine: Promise<Engine>;
	readonly recentSamples: (rows: number) => ReturnType<ServerContext['recentSamples']>;
	readonly terminal: Pick<ServerContext, 'onWatch' | 'onResize' | 'onInput'>;
	readonly log: (text: string) => void;
};

/** Live runs of this user, newest first. */
export function liveRunsOf(environment: Readonly<Record<string, string | undefined>>): readonly LiveRun[] {
	return listLiveRuns(stateDirectory(environment, homedir())).toReversed();
}

/** Opens the socket, writes where it is and the token, and lists the run among the live ones. */
export async function openListener(options: ListenerOptions): Promise<EngineListener> {
	const {directory, environment, journal, owner} = options;
	const place = chooseSocketPlace({
		runDirectory: directory,
		environment,
		uid: process.getuid?.() ?? 0,
		temporary: tmpdir(),
	});
	const token = randomBytes(16).toString('hex');
	// A socket that a dead engine left would refuse the name; the lock says that no living one has it.
	rmSync(place.path, {force: true});
	const server = await openServer({
		socketPath: place.path,
		token,
		engine: {pid: process.pid, version: options.version},
		committedSeq: journal.committedSeq,
		history: after => historyOf(directory, after),
		recentSamples: () => options.recentSamples(RECENT_ROWS),
		onCommand: async command => (await options.engine).command(command, 'user'),
		...options.terminal,
		log: options.log,
	});
	// In the turn in which it began to listen: what is committed meanwhile would never reach the first client.
	const unsubscribe = journal.onCommitted((lines, events) =>
		server.broadcastLines(lines.map((line, index) => ({line, seq: events[index]?.seq ?? 0}))),
	);
	writeFileSync(tokenPathOf(place.path), `${token}\n`, {mode: 0o600});
	writeFileSync(join(directory, SOCKET_FILE), `${place.path}\n`, {mode: 0o600});
	const unregister = await registerLiveRun(stateDirectory(environment, homedir()), {...owner, path: directory});
	return {
		server,
		close: async why => {
			unsubscribe();
			await server.close(why);
			rmSync(tokenPathOf(place.path), {force: true});
			rmSync(join(directory, SOCKET_FILE), {force: true});
			place.remove();
			unregister();
		},
	};
}

async function* historyOf(
	directory: string,
	after: number,
): AsyncGenerator<{readonly seq: number; readonly line: string}> {
	let count = 0;
	for (const {event, json, checksum} of readJournal(directory)) {
		if (event.seq <= after) continue;
		yield {seq: event.seq, line: formatLine(json, checksum)};
		count += 1;
		if (count % HISTORY_BATCH === 0) await yieldTurn();
	}
}
