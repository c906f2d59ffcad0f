import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {UserError} from '../../domain/errors.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../domain/sweep-state.ts';
import {writeFileAtomic} from '../../journal/atomic-file.ts';
import {openJournal} from '../../journal/journal.ts';
import {acquireLock} from '../../journal/lock.ts';
import {writeMetadata} from '../engine/engine-metadata.ts';
import {writeAllMetrics, writeResults} from '../engine/engine-results.ts';
import {hashSweep} from '../runs/frozen-sweep.ts';
import {writeImportedArtifacts} from './import-artifacts.ts';
import {writeImportedCurves} from './import-curves.ts';
import type {ImportProgress} from './import-progress.ts';
import {type ForeignRun, recordedTelemetry} from './open-foreign.ts';

/** Events between two flushes of the journal: a flush costs milliseconds, and what waits for one is held in memory. */
const FLUSH_EVENTS = 20_000;

/** Where an import comes from, and who is told how far it is. */
export type ImportedFrom = {readonly path: string; readonly progress?: Pick<ImportProgress, 'wrote'>};

/**
 * Writes a foreign run into a fresh folder as a run of ours: journal, frozen sweep, telemetry, results. Its final state.
 * @throws UserError where the folder cannot be written.
 */
export async function writeImportedRun(
	directory: string,
	run: ForeignRun,
	{path, progress}: ImportedFrom,
): Promise<SweepState> {
	const lock = acquireLock(directory);
	try {
		await writeFrozen(directory, run, path);
		const state = await writeEvents(directory, run, progress);
		const chunks = telemetryText(run);
		if (chunks !== undefined) await writeFileAtomic(join(directory, 'telemetry.csv'), chunks);
		await writeImportedArtifacts(directory, run.imported);
		await writeImportedCurves(directory, state);
		await writeResults(directory, state);
		await writeAllMetrics(directory, state);
		await writeMetadata(directory, state);
		return state;
	} finally {
		lock.release();
	}
}

async function writeFrozen(directory: string, {sweep}: ForeignRun, path: string): Promise<void> {
	const frozen = {sweep, source: {path, name: 'imported', text: ''}, runId: randomBytes(8).toString('hex')};
	await writeFileAtomic(join(directory, 'sweep.lock.json'), [`${JSON.stringify(frozen, null, '\t')}\n`]);
}

async function writeEvents(
	directory: string,
	run: ForeignRun,
	progress: ImportedFrom['progress'],
): Promise<SweepState> {
	let state = createSweepState();
	let place = {timeMs: run.originMs, monoMs: 0};
	const lost: Error[] = [];
	const journal = await openJournal({
		directory,
		now: () => place.timeMs,
		monoMs: () => place.monoMs,
		boot: 'imported',
		onTrouble: ({errno, path}) =>
			lost.push(new UserError(`${path} cannot be written: ${errno}`, 'Make room, then import again.')),
		onRecovered: () => undefined,
		onLost: error => lost.push(error),
	});
	const hash = hashSweep(run.sweep);
	let waiting = 0;
	for (const event of run.events()) {
		const {seq: _seq, t, mono_ms, boot: _boot, ...fact} = event;
		place = {timeMs: Date.parse(t), monoMs: mono_ms};
		state = reduceSweep(state, journal.append(fact.type === 'sweep-started' ? {...fact, hash} : fact));
		waiting += 1;
		if (fact.type === 'trial-queued') progress?.wrote(fact.trial, run.sweep.budget.trials ?? fact.trial);
		if (waiting % FLUSH_EVENTS > 0) continue;
		const [error] = lost;
		if (error !== undefined) {
			await journal.abandon();
			throw error;
		}
		await journal.flush();
	}
	await journal.close();
	return state;
}

/** `telemetry.csv` as the engine writes it; undefined where there are no readings. */
function telemetryText(run: ForeignRun): Iterable<string> | undefined {
	const {channels, rows} = recordedTelemetry(run.imported.telemetry, run.originMs);
	if (rows.length === 0) return undefined;
	return (function* () {
		yield `${['mono_ms', 't', ...channels].join(',')}\n`;
		for (const [mono, ...cells] of rows) {
			const time = new Date((mono ?? 0) + run.originMs).toISOString();
			yield `${mono},${time},${cells.map(cell => cell ?? '').join(',')}\n`;
		}
	})();
}
