import {connect} from 'node:net';
import type {Duplex} from 'node:stream';
import {createLineSplitter} from '../domain/text/line-splitter.ts';
import {
	type ClientFrame,
	type Command,
	type EngineFrame,
	type FromEngine,
	PROTOCOL_VERSION,
	type Reply,
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

/** What a connection is for, and what it tells its owner. */
export type ConnectionOptions = {
	readonly role: 'view' | 'control';
	/**
	 * Every event after this one is asked for. Absent for who only greets or gives a command: the engine then reads and
	 * sends nothing of what has happened.
	 */
	readonly fromSeq?: number;
	/** Ends the connection, also one that is not greeted yet: an engine that is stopped takes it and says nothing. */
	readonly signal?: AbortSignal;
	readonly onEvent?: (event: SweepEvent) => void;
	readonly onFrame?: (frame: EngineFrame) => void;
	/** Once; no call follows. */
	readonly onClose?: (why: string) => void;
};

/** The screen's side of the engine's socket. */
export type Connection = {
	readonly hello: Extract<EngineFrame, {type: 'hello'}>;
	/** Gives a command and waits for the engine's reply. */
	readonly command: (command: Command) => Promise<Reply>;
	readonly send: (frame: ClientFrame) => void;
	readonly close: () => void;
};

/** The samples of a day fit; more is no frame of an engine. */
const MAX_LINE_CHARACTERS = 64 * 1024 * 1024;

const ENGINE_FRAMES: ReadonlySet<string> = new Set(['hello', 'samples', 'screen', 'reply', 'trouble', 'bye']);

/** Why a connection ended that its owner did not want any more. */
const OURS = 'closed by this side';

/**
 * Connects and says hello. Rejects when nothing listens, the token is refused, the engine speaks another version, or it is
 * called off.
 */
export async function openConnection(
	address: Address,
	{role, fromSeq, signal, onEvent, onFrame: hear, onClose}: ConnectionOptions,
): Promise<Connection> {
	const socket = await address.open();
	const replies = createReplies();
	const helloed = Promise.withResolvers<Connection['hello']>();
	let closed = false;
	let lastWord = 'the engine closed the connection';
	let leaving: {readonly leaving?: true} = {};
	const close = (why: string): void => {
		if (closed) return;
		closed = true;
		helloed.reject(new Error(why));
		replies.refuseAll({ok: false, text: why, ...leaving});
		socket.destroy();
		signal?.removeEventListener('abort', leave);
		onClose?.(why);
	};
	const leave = (): void => close(OURS);
	const onFrame = (frame: EngineFrame): void => {
		if (frame.type === 'reply') {
			const {type: _type, id, ...reply} = frame;
			return replies.answer(id, reply);
		}
		if (frame.type === 'hello') helloed.resolve(frame);
		if (frame.type === 'bye') {
			lastWord = frame.why;
			leaving = {leaving: true};
		}
		hear?.(frame);
	};
	socket.on('error', error => close(error.message));
	socket.on('close', () => close(lastWord));
	readMessages(socket, {onEvent: event => onEvent?.(event), onFrame, onBroken: close, isClosed: () => closed});
	const send = (frame: ClientFrame): void => {
		if (!closed) socket.write(`${JSON.stringify(frame)}\n`);
	};
	signal?.addEventListener('abort', leave);
	if (signal?.aborted === true) leave();
	send({type: 'hello', version: PROTOCOL_VERSION, token: address.token, role});
	if (fromSeq !== undefined) send({type: 'from', seq: fromSeq});
	return {
		hello: await helloed.promise,
		send,
		command: command => {
			if (closed) return Promise.resolve({ok: false, text: lastWord, ...leaving});
			const {id, answered} = replies.expect();
			send({type: 'command', id, ...command});
			return answered;
		},
		close: leave,
	};
}

/** Answers that are waited for, by the number of their command. */
function createReplies(): {
	readonly expect: () => {readonly id: number; readonly answered: Promise<Reply>};
	readonly answer: (id: number, reply: Reply) => void;
	readonly refuseAll: (reply: Reply) => void;
} {
	const waiting = new Map<number, (reply: Reply) => void>();
	let lastId = 0;
	return {
		expect: () => {
			lastId += 1;
			const {promise, resolve} = Promise.withResolvers<Reply>();
			waiting.set(lastId, resolve);
			return {id: lastId, answered: promise};
		},
		answer: (id, reply) => {
			waiting.get(id)?.(reply);
			waiting.delete(id);
		},
		refuseAll: reply => {
			for (const resolve of waiting.values()) resolve(reply);
			waiting.clear();
		},
	};
}

function readMessages(
	socket: Duplex,
	handlers: {
		readonly onEvent: (event: SweepEvent) => void;
		readonly onFrame: (frame: EngineFrame) => void;
		readonly onBroken: (why: string) => void;
		readonly isClosed: () => boolean;
	},
): void {
	const lines = createLineSplitter(
		line => {
			if (handlers.isClosed()) return;
			const message = parseFrame(line);
			if (message === undefined) handlers.onBroken('the engine sent a line that is not JSON');
			else if (ENGINE_FRAMES.has(message.type)) handlers.onFrame(message as EngineFrame);
			else handlers.onEvent(message as SweepEvent);
		},
		MAX_LINE_CHARACTERS,
		() => handlers.onBroken('the engine sent a line above 64 Mi characters'),
	);
	socket.setEncoding('utf8');
	socket.on('data', (text: string) => lines.feed(text));
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
