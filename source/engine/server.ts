import {lineOf} from '../domain/errors.ts';
import {timingSafeEqual} from 'node:crypto';
import {createServer, type Server, type Socket} from 'node:net';
import {createLineSplitter} from '../domain/text/line-splitter.ts';
import {
	type ClientFrame,
	type Command,
	PROTOCOL_VERSION,
	type SamplesFrame,
	type TerminalScreen,
} from '../domain/protocol.ts';
import {createHeldSamples} from './held-samples.ts';
import {
	type Client,
	drop,
	frameText,
	part,
	type ServerContext,
	sendHistory,
	sendText,
	troubleText,
	watch,
} from './server-client.ts';

/** How long a client may take to hear the last words, in ms. */
const PARTING_MS = 2000;
/** A client may ask for its samples so seldom at most. */
const LONGEST_PACE_MS = 60_000;
/** Longer ones are no frame of ours. */
const MAX_FRAME_CHARACTERS = 64 * 1024;

/** The engine's side of the socket. */
export type EngineServer = {
	/** Lines that were just committed, in order. */
	readonly broadcastLines: (lines: readonly {readonly seq: number; readonly line: string}[]) => void;
	readonly broadcastSamples: (frame: SamplesFrame) => void;
	readonly broadcastScreen: (screen: TerminalScreen) => void;
	/** To everybody: what {@link ServerContext.trouble} gives has changed. */
	readonly broadcastTrouble: () => void;
	readonly clients: () => number;
	readonly close: (why: string) => Promise<void>;
};

/** Listens on a Unix socket of this user. Rejects when the path cannot be bound. */
export async function openServer(context: ServerContext): Promise<EngineServer> {
	const clients = new Set<Client>();
	const server = createServer(socket => accept(socket, clients, context));
	await listen(server, context.socketPath);
	return {
		broadcastLines: lines => {
			for (const client of clients) {
				const {live, sentSeq} = client;
				if (!live || sentSeq === undefined) continue;
				const fresh = lines.filter(({seq}) => seq > sentSeq);
				const last = fresh.at(-1);
				if (last === undefined) continue;
				client.sentSeq = last.seq;
				sendText(client, fresh.map(({line}) => `${line}\n`).join(''), clients, context);
			}
		},
		broadcastSamples: frame => {
			for (const client of clients) if (client.live) client.samples.add(frame);
		},
		broadcastScreen: screen => {
			const text = frameText({type: 'screen', ...screen});
			for (const client of clients) if (client.watching === screen.trial) sendText(client, text, clients, context);
		},
		broadcastTrouble: () => {
			const text = troubleText(context);
			for (const client of clients) if (client.role !== undefined) sendText(client, text, clients, context);
		},
		clients: () => clients.size,
		close: async why => {
			for (const client of clients) {
				void part(client, why); // The close of the server waits for it.
				// One that reads nothing would keep the engine from ending.
				setTimeout(() => client.socket.destroy(), PARTING_MS).unref();
			}
			const {promise, resolve} = Promise.withResolvers<void>();
			server.close(() => resolve());
			await promise;
		},
	};
}

function listen(server: Server, path: string): Promise<void> {
	const {promise, resolve, reject} = Promise.withResolvers<void>();
	server.once('error', reject);
	server.listen(path, () => {
		server.off('error', reject);
		resolve();
	});
	return promise;
}

function accept(socket: Socket, clients: Set<Client>, context: ServerContext): void {
	const samples = createHeldSamples(frame =>
		sendText(client, frameText({type: 'samples', ...frame}), clients, context),
	);
	const client: Client = {
		socket,
		role: undefined,
		sentSeq: undefined,
		live: false,
		history: undefined,
		watching: null,
		samples,
	};
	clients.add(client);
	const leave = (): void => drop(client, clients, context);
	socket.on('error', leave);
	socket.on('close', leave);
	const refuse = (problem: string): void => {
		context.log(`a client was refused: ${problem}`);
		socket.end(frameText({type: 'bye', why: problem}), () => socket.destroy());
		clients.delete(client);
	};
	const lines = createLineSplitter(
		line => {
			if (!clients.has(client)) return;
			const problem = handle(line, client, clients, context);
			if (problem !== undefined) refuse(problem);
		},
		MAX_FRAME_CHARACTERS,
		() => refuse('a frame above 64 Ki characters'),
	);
	socket.setEncoding('utf8');
	socket.on('data', (text: string) => lines.feed(text));
}

/** Acts on one frame; the text says why the client is to be refused. */
function handle(line: string, client: Client, clients: Set<Client>, context: ServerContext): string | undefined {
	const frame = parseClientFrame(line);
	if (frame === undefined) return 'a line that is no frame';
	if (client.role === undefined && frame.type !== 'hello') return `${frame.type} before hello`;
	switch (frame.type) {
		case 'hello':
			return greet(frame, client, context);
		case 'from':
			// Ends with the client; its errors drop the client.
			client.history = sendHistory(client, frame.seq, clients, context);
			return undefined;
		case 'command':
			void runCommand(frame, client, context); // Its reply is its end; errors become a reply.
			return undefined;
		case 'watch':
			watch(client, frame.trial, clients, context);
			return undefined;
		case 'pace':
			client.samples.space(paceMs(frame.samples_ms));
			return undefined;
		case 'resize':
			if (client.role === 'control' && client.watching !== null)
				context.onResize(client.watching, frame.columns, frame.rows);
			return undefined;
		case 'input':
			// To the trial that this client sees, whatever others look at.
			if (client.role === 'control' && client.watching !== null) context.onInput(client.watching, frame.data);
			return undefined;
		default:
			return undefined; // A frame of a newer client is ignored.
	}
}

function paceMs(wanted: unknown): number {
	return typeof wanted === 'number' && wanted > 0 ? Math.min(wanted, LONGEST_PACE_MS) : 0;
}

function parseClientFrame(line: string): ClientFrame | undefined {
	try {
		const frame: unknown = JSON.parse(line);
		return typeof frame === 'object' && frame !== null && 'type' in frame ? (frame as ClientFrame) : undefined;
	} catch {
		return undefined;
	}
}

function greet(
	frame: Extract<ClientFrame, {type: 'hello'}>,
	client: Client,
	context: ServerContext,
): string | undefined {
	if (frame.version !== PROTOCOL_VERSION) {
		return `this engine (sweeptop ${context.engine.version}) speaks protocol ${PROTOCOL_VERSION}, the client ${frame.version}`;
	}
	if (!sameSecret(frame.token, context.token)) return 'wrong token';
	client.role = frame.role === 'control' ? 'control' : 'view';
	const totals = context.totals();
	client.socket.write(
		frameText({
			type: 'hello',
			version: PROTOCOL_VERSION,
			engine: context.engine,
			role: client.role,
			lastSeq: context.committedSeq(),
			...(totals === undefined ? {} : {totals}),
		}),
	);
	if (context.trouble() !== undefined) client.socket.write(troubleText(context));
	return undefined;
}

function sameSecret(given: unknown, expected: string): boolean {
	const a = Buffer.from(typeof given === 'string' ? given : '');
	const b = Buffer.from(expected);
	return a.length === b.length && timingSafeEqual(a, b);
}

async function runCommand(
	frame: Extract<ClientFrame, {type: 'command'}>,
	client: Client,
	context: ServerContext,
): Promise<void> {
	const {type: _type, id, ...command} = frame;
	const reply =
		client.role === 'control'
			? await context.onCommand(command as Command).catch(error => ({ok: false, text: lineOf(error)}))
			: {ok: false, text: 'this connection only views; attach with control to give commands'};
	if (!client.socket.destroyed) client.socket.write(frameText({type: 'reply', id, ...reply}));
}
