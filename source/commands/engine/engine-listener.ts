import {randomBytes} from 'node:crypto';
import {readFileSync, rmSync, statSync, unlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {errnoOf} from '../../domain/errors.ts';
import type {Reply} from '../../domain/protocol.ts';
import type {Engine} from '../../engine/engine.ts';
import {type EngineServer, openServer} from '../../engine/server.ts';
import type {ServerContext} from '../../engine/server-client.ts';
import type {Journal} from '../../journal/journal.ts';
import {formatLine} from '../../journal/line.ts';
import {registerLiveRun} from '../../journal/live-runs.ts';
import type {LockOwner} from '../../journal/lock.ts';
import {readJournal} from '../../journal/read.ts';
import {inSlices} from '../../journal/slices.ts';
import {chooseSocketPlace} from '../../journal/socket-place.ts';
import {SOCKET_FILE, tokenPathOf} from './engine-address.ts';
import {stateFolderOf} from '../runs/state-folder.ts';

/** How often a reply that waits for the disk looks whether the disk is in trouble. */
const DISK_PATIENCE_MS = 100;

/** Everything by which others find and hear an engine. */
export type EngineListener = {
	readonly server: EngineServer;
	/** Says where it listens. Whoever started the engine goes on as soon as that is there, and may look for it in the list. */
	readonly announce: () => void;
	readonly close: (why: string) => Promise<void>;
};

/** What a listener is opened for. */
export type ListenerOptions = {
	readonly directory: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly version: string;
	readonly owner: LockOwner;
	readonly journal: Journal;
	/** What keeps the journal from being written now; undefined where nothing does. */
	readonly trouble: () => string | undefined;
	/** Commands that come before it stands wait for it. */
	readonly engine: Promise<Engine>;
	readonly totals: ServerContext['totals'];
	readonly samplesSoFar: ServerContext['samplesSoFar'];
	readonly terminal: Pick<ServerContext, 'onWatch' | 'onResize' | 'onInput'>;
	readonly log: (text: string) => void;
};

/** Opens the socket, writes the token, and lists the run among the live ones. */
export async function openListener(options: ListenerOptions): Promise<EngineListener> {
	const {directory, environment, journal, owner} = options;
	const place = chooseSocketPlace({
		run: identify(directory),
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
		totals: options.totals,
		samplesSoFar: options.samplesSoFar,
		trouble: options.trouble,
		onCommand: async command => whenDurable((await options.engine).command(command, 'user'), options),
		...options.terminal,
		log: options.log,
	});
	// In the turn in which it began to listen: what is committed meanwhile would never reach the first client.
	const unsubscribe = journal.onCommitted((lines, events) =>
		server.broadcastLines(lines.map((line, index) => ({line, seq: events[index]?.seq ?? 0}))),
	);
	let unregister = (): void => {};
	const close = async (why: string): Promise<void> => {
		unsubscribe();
		await server.close(why);
		rmSync(tokenPathOf(place.path), {force: true});
		removeSocketFile(directory, place.path);
		place.remove();
		unregister();
	};
	try {
		writeFileSync(tokenPathOf(place.path), `${token}\n`, {mode: 0o600});
		unregister = await registerLiveRun(stateFolderOf(environment), {...owner, path: directory});
	} catch (error) {
		// A server that listens would keep the process alive.
		await close('the engine could not start');
		throw error;
	}
	return {
		server,
		announce: () => writeFileSync(join(directory, SOCKET_FILE), `${place.path}\n`, {mode: 0o600}),
		close,
	};
}

/** Another one for a folder that was removed and made again under the same name while its engine still ran. */
function identify(directory: string): string {
	const {ino, birthtimeMs} = statSync(directory);
	return `${directory}\0${ino}.${birthtimeMs}`;
}

/** Removes what says that we listen at this path; an engine of another run in our place says something else. */
function removeSocketFile(directory: string, path: string): void {
	const file = join(directory, SOCKET_FILE);
	try {
		if (readFileSync(file, 'utf8').trim() === path) unlinkSync(file);
	} catch (error) {
		// Gone, or on a disk that has turned read-only: nothing listens at the path, and connecting tells that.
		if (errnoOf(error) === undefined) throw error;
	}
}

/** Gives the reply when what it says is on disk; with a disk that takes nothing it says so instead. */
async function whenDurable(reply: Reply, {journal, trouble}: ListenerOptions): Promise<Reply> {
	// Where the journal is lost the sweep stops and says why.
	const settled = journal.flush().then(
		() => 'settled' as const,
		() => 'settled' as const,
	);
	while ((await Promise.race([settled, sleep(DISK_PATIENCE_MS, 'waiting', {ref: false})])) !== 'settled') {
		const why = trouble();
		if (why !== undefined) return {...reply, text: `${reply.text}; not on disk yet (${why})`};
	}
	return reply;
}

async function* historyOf(
	directory: string,
	after: number,
): AsyncGenerator<{readonly seq: number; readonly line: string}> {
	// Also of a journal whose end alone is wanted: to pass over the rest takes as long.
	for await (const entries of inSlices(readJournal(directory)))
		for (const {event, json, checksum} of entries)
			if (event.seq > after) yield {seq: event.seq, line: formatLine(json, checksum)};
}
