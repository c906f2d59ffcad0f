import {messageOf} from '../../domain/errors.ts';
import type {SweepEvent} from '../../domain/event.ts';
import type {Extension} from '../../domain/sweep/extension.ts';
import {isPowerEstimated} from '../../domain/energy/power-estimate.ts';
import type {LiveTotals} from '../../domain/protocol.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import {type CoalescedWriter, createCoalescedWriter} from '../../engine/coalesced-writer.ts';
import type {Engine} from '../../engine/engine.ts';
import type {Ledger} from '../../engine/ledger.ts';
import type {EngineServer} from '../../engine/server.ts';
import type {Journal} from '../../journal/journal.ts';
import type {Lock} from '../../journal/lock.ts';
import {monotonicMs} from '../clock.ts';
import {createDiskPatience, type DiskPatience, type DiskWait, endsInTime} from './disk-patience.ts';
import {assembleEngine} from './engine-assembly.ts';
import {type EngineListener, openListener} from './engine-listener.ts';
import {writeMetadata, writePackages} from './engine-metadata.ts';
import {writeResults} from './engine-results.ts';
import {type Recovered, takeUp} from './engine-start.ts';
import {type EngineTelemetry, startTelemetry} from './engine-telemetry.ts';
import type {FrozenSweep} from '../runs/frozen-sweep.ts';
import type {SweepKnobs} from '../knob/knob-session.ts';
import type {NotifySettings} from '../notify/notify-engine.ts';
import {openPreparation} from './trial-preparation.ts';
import {createWatchedTerminal, type Terminals, type WatchedTerminal} from './watched-terminal.ts';

/** Least spacing of two rewrites of the result files, in ms. */
const RESULTS_INTERVAL_MS = 1000;

/** Which run, and who hears of it. */
export type EngineHostOptions = {
	readonly directory: string;
	readonly version: string;
	readonly sysfsRoot: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** What is granted beyond the budget. */
	readonly extension?: Extension;
	/** Each event once it is on disk, with the state after it. */
	readonly onEvent: (event: SweepEvent, state: SweepState) => void;
	/** Who is told of what happens, by which commands. */
	readonly notify?: NotifySettings;
	/** For the engine's log. */
	readonly log: (text: string) => void;
	/** The engine, as soon as it can be told to stop. */
	readonly onEngine: (engine: Engine, disk: DiskWait) => void;
};

/** What stands before an engine does. */
export type StationParts = {
	readonly options: EngineHostOptions;
	readonly frozen: FrozenSweep;
	readonly lock: Lock;
	readonly recovered: Recovered;
	readonly journal: Journal;
	readonly engineRef: EngineRef;
};

/** The loss of a run directory, once it is noticed. */
export type Loss = {
	/** Undefined while all is well. */
	readonly why: () => string | undefined;
	/** Resolves with the loss. */
	readonly noticed: Promise<void>;
	readonly notice: (why: string) => void;
};

/** No loss yet. */
export function createLoss(): Loss {
	const {promise, resolve} = Promise.withResolvers<void>();
	let noticedWhy: string | undefined;
	return {
		why: () => noticedWhy,
		noticed: promise,
		notice: why => {
			noticedWhy ??= why;
			resolve();
		},
	};
}

/** The engine for the journal, which is opened before it, and how they stand with the disk. */
export type EngineRef = {
	current?: Engine;
	/** What keeps the journal from being written now. */
	trouble?: string;
	/** Tells clients that there is trouble, or none any more: no event of it can reach them. */
	onTrouble?: () => void;
	/** The person does not wait for the disk any more. */
	isGivenUp: boolean;
	/** Why nothing can be written any more, for good: the run directory is gone. */
	readonly loss: Loss;
};

/** An engine with what runs its programs. */
export type Machine = {
	readonly engine: Engine;
	readonly terminals: Terminals;
	/** Resolves when what ended programs left behind is gone or given up. */
	readonly settle: () => Promise<void>;
	readonly close: () => void;
};

/** What a machine is put together from. */
export type MachineParts = {
	readonly directory: string;
	readonly frozen: FrozenSweep;
	readonly ledger: Ledger;
	readonly telemetry: EngineTelemetry;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly watched: WatchedTerminal;
	readonly onProgress: () => void;
	/** Writes the result files; its errors are told. */
	readonly beforeEnd: () => Promise<void>;
};

/** Takes what is to be closed where a later step of the start fails. */
export type Undo = (close: () => Promise<void>) => void;

/** All that an engine works with. */
export type Station = {
	readonly machine: Machine;
	readonly telemetry: EngineTelemetry;
	readonly listener: EngineListener;
	readonly results: CoalescedWriter;
	readonly watched: WatchedTerminal;
	/** To be closed when the disk is waited for no more. */
	readonly patience: DiskPatience;
};

/** Opens all that an engine works with and ties it together; `undo` closes what is open where it throws. */
export async function openStation(
	parts: StationParts,
	ledger: Ledger,
	knobs: SweepKnobs | undefined,
	undo: Undo,
): Promise<Station> {
	const {options, frozen, journal, engineRef, lock} = parts;
	const {directory, environment, version, log} = options;
	const watched = createWatchedTerminal();
	undo(watched.close);
	const live: {server?: EngineServer} = {};
	const assembled = Promise.withResolvers<Engine>();
	const results = openResults(parts, ledger);
	const telemetry = openTelemetry(parts, ledger, live);
	undo(telemetry.close);
	const listener = await openListener({
		directory,
		environment,
		version,
		owner: lock.owner,
		journal,
		trouble: () => engineRef.trouble,
		engine: assembled.promise,
		totals: () => liveTotals(engineRef.current, ledger.state()),
		samplesSoFar: () => telemetry.window.whole(),
		terminal: watched.handlers,
		log,
	});
	undo(() => listener.close('the engine could not start'));
	live.server = listener.server;
	engineRef.onTrouble = listener.server.broadcastTrouble;
	const {touch: onProgress, flush: beforeEnd} = results;
	// A run that goes on writes its results anew, whatever became of the files of the session before.
	onProgress();
	const machineParts = {directory, frozen, ledger, telemetry, environment, watched, onProgress, beforeEnd};
	const machine = await openMachine(machineParts, knobs);
	const {engine} = machine;
	engineRef.current = engine;
	const [disk, patience] = [diskOf(parts), createDiskPatience(log)];
	assembled.resolve(endsInTime(engine, disk, patience));
	// Before there was an engine to stop.
	const lost = engineRef.loss.why();
	if (lost !== undefined) engine.stop(lost, true);
	watched.connect({send: listener.server.broadcastScreen, terminals: machine.terminals});
	// Now that it cannot fail any more: until here its starter waits, to tell why it did.
	listener.announce();
	options.onEngine(engine, disk);
	if (options.extension !== undefined) engine.command({command: 'extend', ...options.extension}, 'user');
	void writePackages(directory, frozen.sweep, version).catch(error => log(messageOf(error))); // A record, no result.
	return {machine, telemetry, listener, results, watched, patience};
}

/** The result files, which follow the state and are nothing the sweep waits for. */
function openResults(
	{options: {directory, log}, journal, engineRef: {loss}}: StationParts,
	ledger: Ledger,
): CoalescedWriter {
	const write = async (): Promise<void> => {
		if (loss.why() === undefined) await writeResults(directory, ledger.state(), journal.flush);
	};
	// A disk that stays full is no news at each rewrite.
	let told = '';
	const tell = (text: string): void => {
		if (text !== told) log(text);
		told = text;
	};
	return createCoalescedWriter(write, {
		minIntervalMs: RESULTS_INTERVAL_MS,
		now: monotonicMs,
		onError: error => tell(`result files were not written: ${messageOf(error)}`),
	});
}

function liveTotals(engine: Engine | undefined, state: SweepState): LiveTotals | undefined {
	if (engine === undefined) return undefined;
	const totals = engine.totals();
	return {
		...totals,
		// What runs now has no event yet.
		time_s: totals.time_s + Math.max(0, monotonicMs() - state.lastMonoMs) / 1000,
		...(totals.energy_j === undefined ? {} : {energy_estimated: isPowerEstimated(state)}),
		...(state.phase === 'paused' ? {paused: true} : {}),
		...(engine.isLeaving() ? {stopping: true} : {}),
	};
}

/** What runs a sweep of ours, or watches a program that runs its own. */
async function openMachine(parts: MachineParts, knobs: SweepKnobs | undefined): Promise<Machine> {
	if (parts.frozen.sweep.watched === undefined) return openSweepMachine(parts, knobs);
	const {openWatchMachine} = await import('../watching/watch-machine.ts');
	return openWatchMachine(parts, parts.frozen.sweep.watched);
}

function openSweepMachine(parts: MachineParts, knobs: SweepKnobs | undefined): Machine {
	const {frozen, ledger, telemetry, watched} = parts;
	const unfinished = takeUp(ledger);
	const prepared = openPreparation({
		sweep: frozen.sweep,
		ledger,
		telemetry,
		knobs,
		pause: why => engine.hold('user', why),
	});
	const {preparation} = prepared;
	const {engine, executions, close} = assembleEngine({...parts, unfinished, preparation, onOutput: watched.feed});
	return {
		engine,
		terminals: executions,
		settle: executions.settle,
		close: () => {
			prepared.close();
			close();
		},
	};
}

/** Samples can come before the socket is open, and so before there is a server. */
function openTelemetry(
	{options, frozen, recovered, engineRef}: StationParts,
	ledger: Ledger,
	live: {readonly server?: EngineServer},
): EngineTelemetry {
	const {directory, sysfsRoot, log} = options;
	return startTelemetry({
		directory,
		sweep: frozen.sweep,
		before: recovered.state,
		ledger,
		sysfsRoot,
		isLost: () => engineRef.loss.why() !== undefined,
		onFrame: frame => live.server?.broadcastSamples(frame),
		onHost: host => {
			ledger.record({type: 'host-described', host});
			void writeMetadata(directory, ledger.state()).catch(error => log(messageOf(error))); // Written again at the end.
		},
	});
}

function diskOf(parts: StationParts): DiskWait {
	return {isAwaited: () => isAwaited(parts.engineRef), giveUp: () => giveUp(parts)};
}

function isAwaited({trouble, isGivenUp, loss}: EngineRef): boolean {
	return trouble !== undefined && !isGivenUp && loss.why() === undefined;
}

function giveUp({journal, engineRef}: StationParts): void {
	if (!isAwaited(engineRef)) return;
	engineRef.isGivenUp = true;
	void journal.abandon(); // Its end is that of the journal's close.
}

/** Closes all, in order, also where one fails: what stays open keeps the process alive. Throws the first failure. */
export async function closeAll(closers: readonly (() => Promise<void>)[]): Promise<void> {
	const failures: unknown[] = [];
	for (const close of closers) await close().catch(error => failures.push(error));
	if (failures.length > 0) throw failures[0];
}
