import {existsSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {type Address, type Connection, openConnection} from '../../client/connection.ts';
import {errnoOf, messageOf, UserError} from '../../domain/errors.ts';
import type {SweepEvent} from '../../domain/event.ts';
import type {Command, EngineFrame, TerminalScreen} from '../../domain/protocol.ts';
import {readEvents} from '../../journal/read.ts';
import {inSlices} from '../../journal/slices.ts';
import {createRunClock, type RunClock} from '../../domain/sweep/run-clock.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../domain/sweep-state.ts';
import {createSampleStore, type SampleStore} from '../../store/samples.ts';
import type {Link, Session} from '../../store/session.ts';
import type {RunFile} from '../../store/ui-state.ts';
import {readArtifacts} from './artifact-reader.ts';
import {monotonicMs} from '../clock.ts';
import {displayPath} from '../display-path.ts';
import {readRecording} from './read-recording.ts';
import {readRunFile} from './run-text-files.ts';
import type {StoredCommands} from './stored-commands.ts';
import {isElsewhere} from './ssh-address.ts';
import {placedFrame} from './telemetry-frames.ts';
import {readOutputTail} from './output-reader.ts';

/** How a socket session finds its engine. */
export type SocketSessionOptions = {
	readonly directory: string;
	readonly role: 'view' | 'control';
	/** Where the engine listens now; undefined while none does. Asked again after a loss. */
	readonly address: () => Promise<Address | undefined>;
	/** Pause between two tries to connect. */
	readonly retryMs: number;
	/** Carries out commands after the end of the sweep, when its engine is gone; absent refuses them. */
	readonly stored?: StoredCommands;
	/** Each event after it was folded; `isNews` is false for what had happened before the first connection. */
	readonly onEvent?: (event: SweepEvent, state: SweepState, isNews: boolean) => void;
};

/** What the frames of one engine have given so far. */
type World = {
	state: SweepState;
	/** How far the clock of the engine's machine is ahead of this one's, by the freshest of what it told. */
	aheadMs: number | undefined;
	/** The state and the samples stand on it. */
	readonly clock: RunClock;
	readonly samples: SampleStore;
	terminal: TerminalScreen | undefined;
	link: Link;
	/** What keeps the engine from writing. */
	trouble: string | undefined;
	connection: Connection | undefined;
	watched: number | null;
	/** How far apart samples are wanted, in ms; undefined for as they come. */
	paceMs: number | undefined;
	/** The last event before the first connection. */
	knownSeq: number | undefined;
	/** When the engine was lost, on the clock of this machine: from then on nothing is known to go on. */
	lostMs: number | undefined;
	/** What the journal has beyond the last word of the engine that was lost is known. */
	isReadOn: boolean;
};

/**
 * Follows an engine over its socket. A lost connection is taken up again by sequence number, so the state never
 * jumps; a sweep that ended stays on view.
 */
export function openSocketSession(options: SocketSessionOptions): Session {
	const world = createWorld();
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
		resizeTerminal: (columns, rows) => world.connection?.send({type: 'resize', columns, rows}),
		typeInto: data => world.connection?.send({type: 'input', data}),
		close: () => {
			closing.abort();
			world.connection?.close();
		},
	};
}

/** Gives a command to a run that has ended and whose engine is gone: what it writes is folded like what an engine tells. */
async function store(
	{stored, onEvent}: SocketSessionOptions,
	world: World,
	command: Command,
	changed: () => void,
): Promise<{readonly ok: boolean; readonly text: string}> {
	if (stored === undefined || world.link.kind !== 'file') return {ok: false, text: 'no engine is connected'};
	const {events, ...reply} = await stored(command);
	// An engine that was started meanwhile may have told them already.
	foldNew(world, events, event => onEvent?.(event, world.state, false));
	changed();
	return reply;
}

/** Folds the events that were not heard before, and tells each. */
function foldNew(world: World, events: Iterable<SweepEvent>, tell: (event: SweepEvent) => void): void {
	for (const event of events) {
		if (event.seq <= world.state.lastSeq) continue;
		world.state = reduceSweep(world.state, world.clock.event(event));
		tell(event);
	}
}

/** Nothing is known yet. */
function createWorld(): World {
	return {
		state: createSweepState(),
		aheadMs: undefined,
		clock: createRunClock(),
		samples: createSampleStore(),
		terminal: undefined,
		link: {kind: 'connecting'},
		trouble: undefined,
		connection: undefined,
		watched: null,
		paceMs: undefined,
		knownSeq: undefined,
		lostMs: undefined,
		isReadOn: true,
	};
}

/** What is told has happened: no time of the other clock is later than now. */
function hear(world: World, monoMs: number): void {
	world.aheadMs = Math.max(world.aheadMs ?? Number.NEGATIVE_INFINITY, monoMs - monotonicMs());
}

/** A run of this machine has its clock; that of another was booted at another time. */
function aheadOf(directory: string, {aheadMs}: World): number {
	return isElsewhere(directory) ? (aheadMs ?? 0) : 0;
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
	world: World,
	changed: () => void,
	signal: AbortSignal,
): Promise<void> {
	while (!signal.aborted) {
		const lost = await connectOnce(options, world, changed);
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
async function readOn({directory, onEvent}: SocketSessionOptions, world: World, signal: AbortSignal): Promise<void> {
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

/** Whether it happened after the first connection, whichever way it was heard. */
function isNews({seq}: SweepEvent, {knownSeq}: World): boolean {
	return knownSeq !== undefined && seq > knownSeq;
}

/** How a connection ended, or why there was none. */
type Loss = {
	readonly why: string;
	/** Whether there was one. */
	readonly seen: boolean;
	/** Whether nobody is there to be asked again. */
	readonly isGone: boolean;
};

async function connectOnce(options: SocketSessionOptions, world: World, changed: () => void): Promise<Loss> {
	const address = await options.address().catch(() => undefined); // Unreadable is like absent: asked again.
	if (address === undefined) return {why: 'no engine runs this sweep', seen: false, isGone: true};
	const closed = Promise.withResolvers<string>();
	world.trouble = undefined;
	try {
		world.connection = await openConnection(address, world.state.lastSeq, options.role, {
			onEvent: event => {
				hear(world, event.mono_ms);
				foldNew(world, [event], () => options.onEvent?.(event, world.state, isNews(event, world)));
				changed();
			},
			onFrame: frame => {
				onFrame(frame, world);
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

function onFrame(frame: EngineFrame, world: World): void {
	if (frame.type === 'samples') {
		hear(world, frame.t0 + (frame.rows.at(-1)?.[0] ?? 0));
		world.samples.add(placedFrame(frame, world.clock.at));
	} else if (frame.type === 'screen' && frame.trial === world.watched) world.terminal = frame;
	else if (frame.type === 'trouble') {
		world.trouble = frame.text ?? undefined;
		if (world.link.kind === 'live') world.link = liveLink(world.link.role, world.trouble);
	}
}

/** A run elsewhere may be behind a line that comes back. */
function lostLink(why: string, directory: string): Link {
	if (isElsewhere(directory)) return {kind: 'lost', why, mend: 'trying again'};
	const shown = displayPath(directory);
	if (!existsSync(directory)) {
		return {kind: 'lost', why: `the sweep has stopped: ${shown} was deleted or moved`, mend: 'q leaves'};
	}
	return {kind: 'lost', why, mend: `q leaves, then go on with: sweeptop resume ${shown}`};
}

function liveLink(role: 'view' | 'control', trouble: string | undefined): Link {
	return {kind: 'live', role, ...(trouble === undefined ? {} : {trouble})};
}
