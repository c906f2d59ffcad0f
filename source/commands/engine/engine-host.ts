import {messageOf, problemOf} from '../../domain/errors.ts';
import {JOURNAL_FORMAT} from '../../domain/event.ts';
import {endNotification} from '../../domain/notification.ts';
import type {SweepState} from '../../domain/sweep-state.ts';
import {createLedger, type Ledger} from '../../engine/ledger.ts';
import {type Journal, openJournal} from '../../journal/journal.ts';
import {acquireLock} from '../../journal/lock.ts';
import {readBootId, RENEWAL_MS} from '../../journal/process-identity.ts';
import {monotonicMs, setTimer} from '../clock.ts';
import {tellWhenDurable} from './durable-events.ts';
import {endLeftovers} from './engine-assembly.ts';
import {writeMetadata} from './engine-metadata.ts';
import {writeAllMetrics} from './engine-results.ts';
import {type Recovered, recoverRun, reportDamages} from './engine-start.ts';
import {
	closeAll,
	createLoss,
	type EngineHostOptions,
	type EngineRef,
	openStation,
	type Station,
	type StationParts,
	type Undo,
} from './engine-station.ts';
import {hashSweep, readFrozenSweep} from '../runs/frozen-sweep.ts';
import {writeImportedCurves} from '../foreign/import-curves.ts';
import {createSweepNotifier, type SweepNotifier} from '../notify/notify-engine.ts';
import {openHostKnobs, tellCommands} from '../knob/knob-host.ts';
import type {SweepKnobs} from '../knob/knob-session.ts';

/** How often the engine looks whether its run directory is still there, in ms. */
const PLACE_MS = 2000;

/** All that is known of a sweep that has ended. */
export type EngineHostEnd = {
	readonly state: SweepState;
	/** Commands by which a person can put back the hardware settings that could not be; usually none. */
	readonly unrestored: readonly string[];
};

/** Runs the sweep of a prepared run directory to its end, in this process. Throws UserError before the first trial. */
export async function runEngineHost(options: EngineHostOptions): Promise<EngineHostEnd> {
	const frozen = readFrozenSweep(options.directory);
	const lock = acquireLock(options.directory);
	const renewal = setInterval(lock.renew, RENEWAL_MS);
	try {
		const recovered = await recoverRun(options.directory);
		const engineRef: EngineRef = {isGivenUp: false, loss: createLoss()};
		const journal = await openEngineJournal(options, recovered, engineRef);
		const endWatch = watchPlace(journal);
		try {
			return await runWithJournal({options, frozen, lock, recovered, journal, engineRef});
		} finally {
			endWatch();
		}
	} finally {
		clearInterval(renewal);
		lock.release();
	}
}

/** Looks after the run directory also while nothing is written: a trial may run for hours, a sweep may be paused. */
function watchPlace(journal: Journal): () => void {
	let isOver = false;
	let cancel = (): void => {};
	const wait = (): void => {
		// `check` never rejects: what it finds goes to `onLost`.
		if (!isOver) cancel = setTimer(() => void journal.check().then(wait), PLACE_MS);
	};
	wait();
	return () => {
		isOver = true;
		cancel();
	};
}

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
			engineRef.trouble = text;
			engineRef.onTrouble?.();
			engineRef.current?.hold('disk', text);
		},
		onRecovered: () => {
			delete engineRef.trouble;
			engineRef.onTrouble?.();
			engineRef.current?.hold('disk', undefined);
		},
		onLost: error => {
			const why = problemOf(error);
			options.log(messageOf(error));
			engineRef.loss.notice(why);
			engineRef.trouble = why;
			engineRef.onTrouble?.();
			engineRef.current?.stop(why, true);
		},
	});
}

/** Tells whom the person named; trouble with that goes to the journal while it is open, and to the log. */
function openNotifier(
	{notify, directory, environment, log}: EngineHostOptions,
	notice: (text: string) => void,
): SweepNotifier {
	let isOpen = true;
	const notifier = createSweepNotifier({
		commands: notify?.commands ?? [],
		workdir: notify?.workdir ?? directory,
		run: directory,
		environment,
		nowMs: monotonicMs,
		onTrouble: text => {
			log(text);
			if (isOpen) notice(text);
		},
	});
	return {
		see: notifier.see,
		tell: notifier.tell,
		close: async () => {
			await notifier.close();
			isOpen = false;
		},
	};
}

async function runWithJournal(parts: StationParts): Promise<EngineHostEnd> {
	const {options, frozen, recovered, journal, lock} = parts;
	const notifier = openNotifier(options, text => ledger.notice('warning', text, 'notify'));
	const told = tellWhenDurable(journal, (event, state) => {
		options.onEvent(event, state);
		notifier.see(event, state);
	});
	const ledger: Ledger = createLedger(journal, recovered.state, told);
	ledger.record({
		type: 'sweep-started',
		format: JOURNAL_FORMAT,
		sweep: frozen.sweep,
		hash: hashSweep(frozen.sweep),
		seed: frozen.sweep.seed,
		engine: {pid: process.pid, startTicks: lock.owner.startTicks, version: options.version},
	});
	reportDamages(ledger, recovered.damages);
	const {loss} = parts.engineRef;
	const {knobs, station} = await start(parts, ledger, notifier);
	try {
		await Promise.race([station.telemetry.measureBaseline(), loss.noticed]);
		await station.machine.engine.run();
		const unrestored = (await knobs?.close()) ?? [];
		await station.machine.settle();
		await journal.check();
		// Files of a run that is gone would be half of a new one.
		if (loss.why() === undefined) await writeLast(parts, ledger, station);
		return {state: ledger.state(), unrestored};
	} finally {
		// No event of it can be written.
		const lost = loss.why();
		if (lost !== undefined) notifier.tell({...endNotification(lost, ledger.state()), event: 'failed'});
		tellCommands((await knobs?.close()) ?? [], options.log);
		station.machine.close();
		await closeAll([
			// The end is told when it is on disk; where it never will be, the close of the journal says so.
			() => journal.flush().catch(() => undefined),
			notifier.close,
			station.telemetry.close,
			station.watched.close,
			() => closeJournal(parts).finally(station.patience.close),
			() => station.listener.close(loss.why() ?? 'the sweep ended'),
		]);
	}
}

/** Waits for a disk in trouble, unless the person gives up. */
async function closeJournal({journal, engineRef, options}: StationParts): Promise<void> {
	try {
		await journal.close();
	} catch (error) {
		if (!engineRef.isGivenUp) throw error;
		options.log('what the disk did not take is given up; sweeptop resume runs those trials again');
	}
}

/** Opens all; where a step fails, what is open already is closed: it would keep the process alive. */
async function start(
	parts: StationParts,
	ledger: Ledger,
	notifier: SweepNotifier,
): Promise<{readonly knobs: SweepKnobs | undefined; readonly station: Station}> {
	const {options, frozen, recovered, journal} = parts;
	await using opened = new AsyncDisposableStack();
	// What is told is why the start failed.
	const undo: Undo = close => opened.defer(() => close().catch(error => options.log(messageOf(error))));
	undo(journal.close);
	undo(notifier.close);
	if (recovered.after !== undefined) await endLeftovers(ledger, frozen.runId);
	const knobs = await openKnobs(parts, ledger);
	undo(async () => tellCommands((await knobs?.close()) ?? [], options.log));
	const station = await openStation(parts, ledger, knobs, undo);
	opened.move();
	return {knobs, station};
}

function openKnobs({options, frozen, lock}: StationParts, ledger: Ledger): Promise<SweepKnobs | undefined> {
	const {directory, sysfsRoot, environment, log} = options;
	return openHostKnobs({sweep: frozen.sweep, directory, ledger, owner: lock.owner, sysfsRoot, environment, log});
}

/** What the disk does not take is made again from the journal by a resume or an export; the sweep ended as it did. */
async function writeLast(
	{options: {directory, log}}: StationParts,
	ledger: Ledger,
	{results, telemetry}: Pick<Station, 'results' | 'telemetry'>,
): Promise<void> {
	await results.flush();
	// The points of a watched program came from its own output: what they were is in the journal alone.
	if (ledger.state().sweep?.watched !== undefined)
		await writeImportedCurves(directory, ledger.state()).catch(error => log(messageOf(error)));
	await writeAllMetrics(directory, ledger.state()).catch(error => log(messageOf(error)));
	await writeMetadata(directory, ledger.state(), telemetry.observed()).catch(error => log(messageOf(error)));
}
