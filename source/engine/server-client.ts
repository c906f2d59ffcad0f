import {messageOf} from '../domain/errors.ts';
import type {Socket} from 'node:net';
import type {Command, EngineFrame, LiveTotals, Reply, SamplesFrame} from '../domain/protocol.ts';
import type {HeldSamples} from './held-samples.ts';

/** A client that has this much unsent is dropped; it can come back by seq. */
const MAX_BEHIND_BYTES = 1024 * 1024;

/** What the server needs from the engine. */
export type ServerContext = {
	readonly socketPath: string;
	readonly token: string;
	readonly engine: {readonly pid: number; readonly version: string};
	/** Sequence number of the last line on disk. */
	readonly committedSeq: () => number;
	/** Journal lines (without newline) with seq above `after`, up to the last committed one. */
	readonly history: (after: number) => AsyncIterable<{readonly seq: number; readonly line: string}>;
	/** What keeps the engine from writing now; undefined where nothing does. */
	readonly trouble: () => string | undefined;
	/** What the sweep has cost so far; undefined while that is not known. */
	readonly totals: () => LiveTotals | undefined;
	/** Samples of the run so far, so that a new client sees its whole course. */
	readonly samplesSoFar: () => SamplesFrame | undefined;
	readonly onCommand: (command: Command) => Promise<Reply>;
	/** The trial whose terminal is looked at, of several the one asked for last: null for none. */
	readonly onWatch: (trial: number | null) => void;
	/** The size of the terminal of a trial, as somebody sees it who looks at it. */
	readonly onResize: (trial: number, columns: number, rows: number) => void;
	/** What somebody typed who looks at the terminal of a trial. */
	readonly onInput: (trial: number, data: string) => void;
	/** Something a person reading the engine's log should know. */
	readonly log: (text: string) => void;
};

/** Who is connected. */
export type Client = {
	readonly socket: Socket;
	role: 'view' | 'control' | undefined;
	/** Undefined until `from`; then the last seq that was sent. */
	sentSeq: number | undefined;
	/** Whether history is through and live lines may be sent as they come. */
	live: boolean;
	/** The sending of history; never rejects. */
	history: Promise<void> | undefined;
	watching: number | null;
	readonly samples: HeldSamples;
};

/** A frame as it goes over the socket. */
export function frameText(frame: EngineFrame): string {
	return `${JSON.stringify(frame)}\n`;
}

/** What keeps the engine from writing, as a frame; null for nothing. */
export function troubleText(context: ServerContext): string {
	return frameText({type: 'trouble', text: context.trouble() ?? null});
}

/** Sends lines to a client that keeps up; one that is far behind is dropped. */
export function sendText(client: Client, text: string, clients: Set<Client>, context: ServerContext): void {
	if (client.socket.writableLength > MAX_BEHIND_BYTES) {
		context.log(`a client was ${client.socket.writableLength} bytes behind and was dropped; it can come back by seq`);
		drop(client, clients, context);
		return;
	}
	client.socket.write(text);
}

/** Ends a client without a word and forgets it. */
export function drop(client: Client, clients: Set<Client>, context: ServerContext): void {
	if (!clients.delete(client)) return;
	client.samples.clear();
	client.socket.destroy();
	if (client.watching !== null) watch(client, null, clients, context);
}

/** A client looks at another trial, or at none: then at what one of the others looks at. */
export function watch(client: Client, trial: number | null, clients: Set<Client>, context: ServerContext): void {
	client.watching = trial;
	context.onWatch(trial ?? [...clients].find(({watching}) => watching !== null)?.watching ?? null);
}

/** Sends the journal after `after`, then lets live lines through. Never rejects: what fails drops the client. */
export async function sendHistory(
	client: Client,
	after: number,
	clients: Set<Client>,
	context: ServerContext,
): Promise<void> {
	client.live = false;
	client.samples.clear();
	client.sentSeq = after;
	try {
		while (clients.has(client) && client.sentSeq < context.committedSeq()) {
			const before: number = client.sentSeq;
			for await (const {seq, line} of context.history(client.sentSeq)) {
				if (!clients.has(client)) return;
				client.sentSeq = seq;
				if (!client.socket.write(`${line}\n`)) await drained(client.socket);
			}
			if (client.sentSeq === before) break;
		}
		client.live = true;
		const samples = context.samplesSoFar();
		if (samples !== undefined) sendText(client, frameText({type: 'samples', ...samples}), clients, context);
	} catch (error) {
		context.log(`history could not be read for a client: ${messageOf(error)}`);
		drop(client, clients, context);
	}
}

function drained(socket: Socket): Promise<void> {
	const {promise, resolve} = Promise.withResolvers<void>();
	const done = (): void => {
		socket.off('drain', done);
		socket.off('close', done);
		resolve();
	};
	socket.on('drain', done);
	socket.on('close', done);
	return promise;
}

/**
 * Says the last words after the history that a client still gets. The client closes: one that wrote to a socket that
 * is gone would get an error before it has read to the end.
 */
export async function part(client: Client, why: string): Promise<void> {
	await client.history;
	client.samples.space(0);
	client.socket.end(frameText({type: 'bye', why}));
}
