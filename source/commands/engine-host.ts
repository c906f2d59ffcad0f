import {messageOf} from '../domain/errors.ts';
import type {SweepEvent} from '../domain/event.ts';
import {JOURNAL_FORMAT} from '../domain/event.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {type CoalescedWriter, createCoalescedWriter} from '../engine/coalesced-writer.ts';
import type {Engine, SweepEnd} from '../engine/engine.ts';
import type {ExecutionRunner} from '../engine/execution-run.ts';
import {createLedger, type Ledger} from '../engine/ledger.ts';
import type {EngineServer} from '../engine/server.ts';
import {type Journal, openJournal} from '../journal/journal.ts';
import {acquireLock, type Lock} from '../journal/lock.ts';
import {readBootId} from '../journal/process-identity.ts';
import {monotonicMs} from './clock.ts';
import {assembleEngine, endLeftovers} from './engine-assembly.ts';
import {type EngineListener, openListener} from './engine-listener.ts';
import {writeMetadata, writePackages} from './engine-metadata.ts';
import {writeAllMetrics, writeResults} from './engine-results.ts';
import {type Recovered, recoverRun, reportDamages, takeUp} from './engine-start.ts';
import {type EngineTelemetry, startTelemetry} from './engine-telemetry.ts';
import {openHostKnobs, tellCommands} from './knob-host.ts';
import type {SweepKnobs} from './knob-session.ts';
import {openPreparation} from './trial-preparation.ts';
import {type FrozenSweep, hashSweep, readFrozenSweep} from './frozen-sweep.ts';
import {createWatchedTerminal, type WatchedTerminal} from './watched-terminal.ts';

/** Least spacing of two rewrites of the result files, in ms. */
const RESULTS_INTERVAL_MS = 1000;

/** Which run, and who hears of it. */
export type EngineHostOptions = {
	readonly directory: string;
	readonly version: string;
	readonly sysfsRoot: string;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Trials granted beyond the budget. */
	readonly extendTrials?: number;
	/** Each event after it was folded. */
	readonly onEvent: (event: SweepEvent, state: SweepState) => void;
	/** For the engine's log. */
	readonly log: (text: string) => void;
	/** The engine, as soon as it can be told to stop. */
	readonly onEngine: (engine: Engine, giveUp: () => void) => void;
};

/** How the sweep ended and all that is known of it. */
export type EngineHostEnd = {
	readonly end: SweepEnd;
	readonly state: SweepState;
	/** Commands by which a person can put back the hardware settings that could not be; usually none. */
	readonly unrestored: readonly string[];
};

/** Runs the sweep of a prepared run directory to its end, in this process. Throws UserError before the first trial. */
export async function runEngineHost(options: EngineHostOptions): Promise<EngineHostEnd> {
	const frozen = readFrozenSweep(options.directory);
	const lock = acquireLock(options.directory);
	try {
		const recovered = await recoverRun(options.directory);
		const engineRef: EngineRef = {isDiskInTrouble: false, isGivenUp: false};
		const journal = await openEngineJournal(options, recovered, engineRef);
		return await runWithJournal({options, frozen, lock, recovered, journal, engineRef});
	} finally {
		lock.release();
	}
}

type Parts = {
	readonly options: EngineHostOptions;
	readonly frozen: FrozenSweep;
	readonly lock: Lock;
	readonly recovered: Recovered;
	readonly journal: Journal;
	readonly engineRef: EngineRef;
};

/** The engine for the journal, which is opened before it, and how they stand with the disk. */
type EngineRef = {
	current?: Engine;
	isDiskInTrouble: boolean;
	/** The person does not wait for the disk any more. */
	isGivenUp: boolean;
};

function openEngineJournal(options: EngineHostOptions, recovered: Recovered, engineRef: EngineRef): Promise<Journal> {
	return openJournal({
		directory: options.directory,
		...(recovered.after === undefined ? {} : {after: recovered.after}),
		now: Date.now,
		monoMs: monotonicMs,
		boot: readBootId(),
		onTrouble: ({errno, bytesNeeded, path}) => {
			const what = errno === 'ENOSPC' || errno === 'EDQUOT' ? 'disk full' : `the disk fails (${errno})`;
			const text = `${what}: ${bytesNeeded} bytes are needed for ${path}; the sweep goes on when they can be written`;
			options.log(text);
			engineRef.isDiskInTrouble = true;
			engineRef.current?.hold('disk', text);
		},
		onRecovered: () => {
			engineRef.isDiskInTrouble = false;
			engineRef.current?.hold('disk', undefined);
		},
		onLost: error => {
			options.log(messageOf(error));
			engineRef.current?.stop(messageOf(error), true);
		},
	});
}

async function runWithJournal(parts: Parts): Promise<EngineHostEnd> {
	const {options, frozen, recovered, journal, lock} = parts;
	const ledger = createLedger(journal, recovered.state, options.onEvent);
	ledger.record({
		type: 'sweep-started',
		format: JOURNAL_FORMAT,
		sweep: frozen.sweep,
		hash: hashSweep(frozen.sweep),
		seed: frozen.sweep.seed,
		engine: {pid: process.pid, startTicks: lock.owner.startTicks, version: options.version},
	});
	reportDamages(ledger, recovered.damages);
	if (recovered.after !== undefined) await endLeftovers(ledger, frozen.runId);
	const knobs = await openKnobs(parts, ledger);
	const station = await openStation(parts, ledger, knobs);
	try {
		await station.telemetry.measureBaseline();
		const end = await station.engine.run();
		const unrestored = (await knobs?.close()) ?? [];
		await station.executions.settle();
		await writeLast(parts, ledger, station.results);
		return {end, state: ledger.state(), unrestored};
	} finally {
		tellCommands((await knobs?.close()) ?? [], options.log);
		station.closePreparation();
		await closeAll([
			station.telemetry.close,
			station.watched.close,
			() => closeJournal(parts),
			() => station.listener.close('the sweep ended'),
		]);
	}
}

/** Waits for a disk in trouble, unless the person gives up. */
async function closeJournal({journal, engineRef, options}: Parts): Promise<void> {
	try {
		await journal.close();
	} catch (error) {
		if (!engineRef.isGivenUp) throw error;
		options.log('what the disk did not take is given up; sweeptop resume runs those trials again');
	}
}

function giveUp({journal, engineRef}: Parts): void {
	if (!engineRef.isDiskInTrouble) return;
	engineRef.isGivenUp = true;
	void journal.abandon(); // Its end is that of the close above.
}

/** Closes all, in order, also where one fails: what stays open keeps the process alive. Throws the first failure. */
async function closeAll(closers: readonly (() => Promise<void>)[]): Promise<void> {
	const failures: unknown[] = [];
	for (const close of closers) await close().catch(error => failures.push(error));
	if (failures.length > 0) throw failures[0];
}

/** Nothing has begun yet where this throws: the journal is all that is open. */
async function openKnobs({options, frozen, lock, journal}: Parts, ledger: Ledger): Promise<SweepKnobs | undefined> {
	const {directory, sysfsRoot, environment, log} = options;
	try {
		return await openHostKnobs({
			sweep: frozen.sweep,
			directory,
			ledger,
			owner: lock.owner,
			sysfsRoot,
			environment,
			log,
		});
	} catch (error) {
		await journal.close();
		throw error;
	}
}

type Station = {
	readonly closePreparation: () => void;
	readonly engine: Engine;
	readonly executions: ExecutionRunner;
	readonly telemetry: EngineTelemetry;
	readonly listener: EngineListener;
	readonly results: CoalescedWriter;
	readonly watched: WatchedTerminal;
};

/** Opens all that an engine works with and ties it together. */
async function openStation(parts: Parts, ledger: Ledger, knobs: SweepKnobs | undefined): Promise<Station> {
	const {options, frozen, journal, engineRef, lock} = parts;
	const {directory, environment, version, log} = options;
	const unfinished = takeUp(ledger);
	const watched = createWatchedTerminal();
	const live: {server?: EngineServer} = {};
	const assembled = Promise.withResolvers<Engine>();
	const results = createCoalescedWriter(() => writeResults(directory, ledger.state()), {
		minIntervalMs: RESULTS_INTERVAL_MS,
		now: monotonicMs,
		onError: error => log(`result files were not written: ${messageOf(error)}`),
	});
	const telemetry = openTelemetry(parts, ledger, live);
	const listener = await openListener({
		directory,
		environment,
		version,
		owner: lock.owner,
		journal,
		engine: assembled.promise,
		recentSamples: rows => telemetry.window.recent(rows),
		terminal: watched.handlers,
		log,
	}).catch(async error => {
		await closeAll([telemetry.close, watched.close, journal.close]);
		throw error;
	});
	live.server = listener.server;
	const {preparation, close: closePreparation} = openPreparation({
		sweep: frozen.sweep,
		ledger,
		telemetry,
		knobs,
		pause: why => engine.hold('user', why),
	});
	const {engine, executions} = assembleEngine({
		directory,
		frozen,
		ledger,
		telemetry,
		unfinished,
		preparation,
		environment,
		onOutput: watched.feed,
		onProgress: results.touch,
	});
	engineRef.current = engine;
	assembled.resolve(engine);
	watched.connect({send: listener.server.broadcastScreen, executions, state: ledger.state});
	options.onEngine(engine, () => giveUp(parts));
	if (options.extendTrials !== undefined) engine.command({command: 'extend', trials: options.extendTrials}, 'user');
	void writePackages(directory, frozen.sweep, version).catch(error => log(messageOf(error))); // A record, no result.
	return {engine, executions, telemetry, listener, results, watched, closePreparation};
}

/** Samples can come before the socket is open, and so before there is a server. */
function openTelemetry(
	{options, frozen, recovered}: Parts,
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
		onFrame: frame => live.server?.broadcastSamples(frame),
		onHost: host => {
			ledger.record({type: 'host-described', host});
			void writeMetadata(directory, ledger.state()).catch(error => log(messageOf(error))); // Written again at the end.
		},
	});
}

async function writeLast({options}: Parts, ledger: Ledger, results: CoalescedWriter): Promise<void> {
	results.touch();
	await results.flush();
	await writeAllMetrics(options.directory, ledger.state());
	await writeMetadata(options.directory, ledger.state());
}
