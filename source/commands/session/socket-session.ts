import {setTimeout as sleep} from 'node:timers/promises';
import {type Address, openConnection} from '../../client/connection.ts';
import {errnoOf, messageOf, UserError} from '../../domain/errors.ts';
import type {SweepEvent} from '../../domain/event.ts';
import type {Command, Reply} from '../../domain/protocol.ts';
import {readEvents} from '../../journal/read.ts';
import {inSlices} from '../../journal/slices.ts';
import type {Session} from '../../store/session.ts';
import type {RunFile} from '../../store/ui-state.ts';
import {readArtifacts} from './artifact-reader.ts';
import {monotonicMs} from '../clock.ts';
import {displayPath} from '../display-path.ts';
import {readRecording} from './read-recording.ts';
import {readRunFile} from './run-text-files.ts';
import type {StoredCommands} from './stored-commands.ts';
import {isElsewhere} from '../../domain/sweep/run-address.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import {
	aheadOf,
	createEngineWorld,
	type EngineWorld,
	foldNew,
	hear,
	isNews,
	liveLink,
	lostLink,
	takeFrame,
} from './engine-world.ts';
import {readOutputTail} from './output-reader.ts';

/** How a socket session finds its engine. */
export type SocketSessionOptions = {
	readonly directory: string;
	readonly role: 'view' | 'control';
	/** Where the engine listens now; undefined while none does. Asked again after a loss. The signal ends the session. */
	readonly address: (signal: AbortSignal) => Promise<Address | undefined>;
	/** Pause between two tries to connect. */
	readonly retryMs: number;
	/** Carries out commands after the end of the sweep, when its engine is gone; absent refuses them. */
	readonly stored?: StoredCommands;
	/** Each event after it was folded; `isNews` is false for what had happened before the first connection. */
	readonly onEvent?: (event: SweepEvent, state: SweepState, isNews: boolean) => void;
};

/**
 * Follows an engine over its socket. A lost connection is taken up again by sequence number, so the state never
 * jumps; a sweep that ended stays on view.
 */
export function openSocketSession(options: SocketSessionOptions): Session {
	const world = createEngineWorld();
	const listeners = new Set<() => void>();
	const changed = createCoalescer(() => {
		for (const listener of listeners) listener();
	});
	const closing = new AbortController();
	void keepConnected(options, world, changed, closing.signal); // Ends with the session; it reports through `link`.
	return {
		runDirectory: displayPath(options.directory),
		state: () => world.state,
		samples: () => world.samples,
		terminal: () => world.terminal,
		outputOf: (trial, execution) => readOutputTail(options.directory, trial, execution),
		artifactsOf: (trial, image) => readArtifacts(options.directory, trial, image),
		// The files of a run elsewhere are not here.
		...(isElsewhere(options.directory)
			? {}
			: {
					record: () => readRecording(options.directory),
					readFile: (file: RunFile) => readRunFile(options.directory, file),
				}),
		link: () => world.link,
		nowMonoMs: () => world.clock.at((world.lostMs ?? monotonicMs()) + aheadOf(options.directory, world)),
		subscribe: listener => {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		command: command => world.connection?.command(command) ?? store(options, world, command, changed),
		watch: trial => {
			if (world.watched === trial) return;
			world.watched = trial;
			world.terminal = undefined;
			world.connection?.send({type: 'watch', trial});
		},
		pace: everyMs => {
			if (world.paceMs === everyMs) return;
			world.paceMs = everyMs;
			world.connection?.send({type: 'pace', samples_ms: everyMs});
		},
		typeInto: data => world.connection?.send({type: 'input', data}),
		close: () => closing.abort(),
	};
}

/** Gives a command to a run that has ended and whose engine is gone: what it writes is folded like what an engine tells. */
async function store(
	{stored, onEvent}: SocketSessionOptions,
	world: EngineWorld,
	command: Command,
	changed: () => void,
): Promise<Reply> {
	if (stored === undefined || world.link.kind !== 'file') {
		const hasEnded = world.state.phase === 'ended';
		return {ok: false, text: 'no engine is connected', ...(hasEnded ? {leaving: true} : {})};
	}
	const {events, ...reply} = await stored(command);
	// An engine that was started meanwhile may have told them already.
	foldNew(world, events, event => onEvent?.(event, world.state, false));
	changed();
	return reply;
}

/** What the system says of a socket that its owner left behind. */
const NOBODY_LISTENS: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOENT']);

/** Runs `call` once for any number of requests within the same turn of the loop. */
function createCoalescer(call: () => void): () => void {
	let pending = false;
	return () => {
		if (pending) return;
		pending = true;
		setImmediate(() => {
			pending = false;
			call();
		});
	};
}

async function keepConnected(
	options: SocketSessionOptions,
	world: EngineWorld,
	changed: () => void,
	signal: AbortSignal,
): Promise<void> {
	while (!signal.aborted) {
		const lost = await connectOnce(options, world, changed, signal);
		world.connection = undefined;
		world.lostMs ??= monotonicMs();
		if (signal.aborted) return;
		if (lost.isGone) await readOn(options, world, signal);
		if (world.state.phase === 'ended') world.link = {kind: 'file', path: options.directory};
		// Of an engine of this machine the next try tells at once whether it lives, and its journal how the sweep went.
		else if (lost.seen ? isElsewhere(options.directory) : world.link.kind !== 'connecting')
			world.link = lostLink(lost.why, options.directory);
		changed();
		await sleep(options.retryMs, undefined, {signal}).catch(() => undefined); // Aborted: the loop's test ends it.
	}
}

/**
 * An engine may end before its last words have come through a slow line or to a screen that stood still: they are in
 * the journal.
 */
async function readOn(
	{directory, onEvent}: SocketSessionOptions,
	world: EngineWorld,
	signal: AbortSignal,
): Promise<void> {
	if (world.isReadOn || isElsewhere(directory)) return;
	world.isReadOn = true;
	try {
		for await (const events of inSlices(readEvents(directory))) {
			if (signal.aborted) return;
			foldNew(world, events, event => onEvent?.(event, world.state, isNews(event, world)));
		}
	} catch (error) {
		// Deleted or unreadable: what was seen stays on view, and the link says why there is no more.
		if (!(error instanceof UserError)) throw error;
	}
}

/** How a connection ended, or why there was none. */
type Loss = {
	readonly why: string;
	/** Whether there was one. */
	readonly seen: boolean;
	/** Whether nobody is there to be asked again. */
	readonly isGone: boolean;
};

async function connectOnce(
	options: SocketSessionOptions,
	world: EngineWorld,
	changed: () => void,
	signal: AbortSignal,
): Promise<Loss> {
	const address = await options.address(signal).catch(() => undefined); // Unreadable is like absent: asked again.
	if (address === undefined) return {why: 'no engine runs this sweep', seen: false, isGone: true};
	const closed = Promise.withResolvers<string>();
	world.trouble = undefined;
	try {
		world.connection = await openConnection(address, {
			role: options.role,
			fromSeq: world.state.lastSeq,
			signal,
			onEvent: event => {
				hear(world, event.mono_ms);
				foldNew(world, [event], () => options.onEvent?.(event, world.state, isNews(event, world)));
				changed();
			},
			onFrame: frame => {
				takeFrame(frame, world);
				changed();
			},
			onClose: closed.resolve,
		});
	} catch (error) {
		const isGone = NOBODY_LISTENS.has(errnoOf(error) ?? '');
		return {why: isGone ? 'the engine is gone' : messageOf(error), seen: false, isGone};
	}
	world.knownSeq ??= world.connection.hello.lastSeq;
	world.lostMs = undefined;
	world.isReadOn = false;
	world.link = liveLink(world.connection.hello.role, world.trouble);
	if (world.watched !== null) world.connection.send({type: 'watch', trial: world.watched});
	if (world.paceMs !== undefined) world.connection.send({type: 'pace', samples_ms: world.paceMs});
	changed();
	return {why: await closed.promise, seen: true, isGone: false};
}
