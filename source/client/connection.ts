import {connect} from 'node:net';
import type {Duplex} from 'node:stream';
import {createLineSplitter} from '../domain/line-splitter.ts';
import {
	type ClientFrame,
	type Command,
	type EngineFrame,
	type FromEngine,
	PROTOCOL_VERSION,
} from '../domain/protocol.ts';
import type {SweepEvent} from '../domain/event.ts';

/** How an engine is reached, and the secret that opens it. */
export type Address = {
	/** Opens a stream to it; rejects where nothing listens. */
	readonly open: () => Promise<Duplex>;
	readonly token: string;
};

/** An engine on this machine. */
export function localAddress(socketPath: string, token: string): Address {
	return {token, open: () => connectSocket(socketPath)};
}

/** What a connection tells its owner. */
export type ConnectionListeners = {
	readonly onEvent: (event: SweepEvent) => void;
	readonly onFrame: (frame: EngineFrame) => void;
	/** Once; no call follows. */
	readonly onClose: (why: string) => void;
};

/** The screen's side of the engine's socket. */
export type Connection = {
	readonly hello: Extract<EngineFrame, {type: 'hello'}>;
	/** Gives a command and waits for the engine's reply. */
	readonly command: (command: Command) => Promise<{readonly ok: boolean; readonly text: string}>;
	readonly send: (frame: ClientFrame) => void;
	readonly close: () => void;
};

/** The samples of a day fit; more is no frame of an engine. */
const MAX_LINE_CHARACTERS = 64 * 1024 * 1024;

const ENGINE_FRAMES: ReadonlySet<string> = new Set(['hello', 'samples', 'screen', 'reply', 'bye']);

/**
 * Connects, says hello and asks for every event after `fromSeq`.
 * Rejects when nothing listens, the token is refused or the engine speaks another version.
 */
export async function openConnection(
	address: Address,
	fromSeq: number,
	role: 'view' | 'control',
	listeners: ConnectionListeners,
): Promise<Connection> {
	const socket = await address.open();
	const replies = new Map<number, (reply: {ok: boolean; text: string}) => void>();
	let closed = false;
	let lastWord = 'the engine closed the connection';
	const {promise: helloed, resolve, reject} = Promise.withResolvers<Connection['hello']>();

	const close = (why: string): void => {
		if (closed) return;
		closed = true;
		reject(new Error(why));
		for (const answer of replies.values()) answer({ok: false, text: why});
		replies.clear();
		socket.destroy();
		listeners.onClose(why);
	};
	const onFrame = (frame: EngineFrame): void => {
		if (frame.type === 'hello') resolve(frame);
		else if (frame.type === 'bye') lastWord = frame.why;
		else if (frame.type === 'reply') {
			replies.get(frame.id)?.({ok: frame.ok, text: frame.text});
			replies.delete(frame.id);
			return;
		}
		listeners.onFrame(frame);
	};
	socket.on('error', error => close(error.message));
	socket.on('close', () => close(lastWord));
	const lines = createLineSplitter(
		line => {
			if (closed) return;
			const message = parseFrame(line);
			if (message === undefined) close('the engine sent a line that is not JSON');
			else if (ENGINE_FRAMES.has(message.type)) onFrame(message as EngineFrame);
			else listeners.onEvent(message as SweepEvent);
		},
		MAX_LINE_CHARACTERS,
		() => close('the engine sent a line above 64 Mi characters'),
	);
	socket.setEncoding('utf8');
	socket.on('data', (text: string) => lines.feed(text));

	const send = (frame: ClientFrame): void => {
		if (!closed) socket.write(`${JSON.stringify(frame)}\n`);
	};
	send({type: 'hello', version: PROTOCOL_VERSION, token: address.token, role});
	send({type: 'from', seq: fromSeq});
	const hello = await helloed;
	let lastId = 0;
	return {
		hello,
		send,
		command: command => {
			if (closed) return Promise.resolve({ok: false, text: lastWord});
			lastId += 1;
			const answered = Promise.withResolvers<{ok: boolean; text: string}>();
			replies.set(lastId, answered.resolve);
			send({type: 'command', id: lastId, ...command});
			return answered.promise;
		},
		close: () => close('closed by this side'),
	};
}

function connectSocket(path: string): Promise<Duplex> {
	const {promise, resolve, reject} = Promise.withResolvers<Duplex>();
	const socket = connect(path);
	socket.once('error', reject);
	socket.once('connect', () => {
		socket.off('error', reject);
		resolve(socket);
	});
	return promise;
}

function parseFrame(line: string): FromEngine | undefined {
	try {
		return JSON.parse(line) as FromEngine;
	} catch {
		return undefined;
	}
}
