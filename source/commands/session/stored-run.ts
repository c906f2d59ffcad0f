import process from 'node:process';
import {UserError} from '../../domain/errors.ts';
import {JOURNAL_FORMAT, type SweepEvent, type SweepFact} from '../../domain/event.ts';
import type {Command} from '../../domain/protocol.ts';
import {createEngine} from '../../engine/engine.ts';
import {createLedger, type FactSink} from '../../engine/ledger.ts';
import {createTrialResults} from '../../engine/trial-results.ts';
import {acquireLock, type LockOwner} from '../../journal/lock.ts';
import {monotonicMs} from '../clock.ts';
import {type Recovered, recoverRun, reportDamages} from '../engine/engine-start.ts';
import {hashSweep, readFrozenSweep, refuseImported, refuseWatched} from '../runs/frozen-sweep.ts';
import {createSampler} from '../engine/open-sampler.ts';
import {openStoredJournal} from './stored-journal.ts';
import type {Sweep} from '../../domain/sweep.ts';
import {queuedAfterEnd} from '../../domain/sweep/sweep-end.ts';

/** The answer to a command, and what stands in the journal since. */
export type StoredChange = {readonly text: string; readonly events: readonly SweepEvent[]};

/**
 * Applies a command to a run that no engine runs; a resume acts on it. Throws UserError on refusal, which leaves no
 * trace: how the run ended stays what it was.
 */
export async function changeStoredRun(directory: string, command: Command, version: string): Promise<StoredChange> {
	const frozen = readFrozenSweep(directory);
	refuseWatched(frozen);
	refuseImported(directory, frozen);
	const lock = acquireLock(directory);
	try {
		const recovered = await recoverRun(directory);
		if (recovered.after === undefined)
			throw new UserError(`${directory} has no trials yet`, `start it: sweeptop resume ${directory}`);
		const session: Session = {sweep: frozen.sweep, recovered, owner: lock.owner, version};
		const {ok, text, facts} = carryOut(command, session);
		if (!ok) throw new UserError(text);
		const journal = await openStoredJournal(directory, recovered.after);
		const events = facts.map(journal.append);
		await journal.close();
		return {text, events};
	} finally {
		lock.release();
	}
}

type Session = {
	readonly sweep: Sweep;
	readonly recovered: Recovered;
	readonly owner: LockOwner;
	readonly version: string;
};

/** What an engine answers that does nothing else, and all that it would have recorded. */
function carryOut(
	command: Command,
	{sweep, recovered: {state, damages}, owner, version}: Session,
): {readonly ok: boolean; readonly text: string; readonly facts: readonly SweepFact[]} {
	const {sink, facts} = createMemory(state.lastSeq, owner.bootId);
	const ledger = createLedger(sink, state, () => undefined);
	const engine = createEngine({
		sweep,
		ledger,
		sampler: createSampler(sweep, state),
		learns: false,
		results: createTrialResults(sweep),
		executions: NO_EXECUTIONS,
		unfinished: [],
		energyJ: () => state.energyJ,
		now: monotonicMs,
		onProgress: () => undefined,
	});
	ledger.record({
		type: 'sweep-started',
		format: JOURNAL_FORMAT,
		sweep,
		hash: hashSweep(sweep),
		seed: sweep.seed,
		engine: {pid: process.pid, startTicks: owner.startTicks, version},
	});
	reportDamages(ledger, damages);
	const reply = engine.command(command, 'user');
	ledger.record({type: 'sweep-ended', why: queuedAfterEnd(reply.text), totals: engine.totals()});
	return {...reply, facts};
}

/** A journal that nobody reads yet. */
function createMemory(lastSeq: number, boot: string): {readonly sink: FactSink; readonly facts: readonly SweepFact[]} {
	const facts: SweepFact[] = [];
	const append: FactSink['append'] = fact => {
		facts.push(fact);
		const place = {seq: lastSeq + facts.length, t: new Date().toISOString(), mono_ms: monotonicMs(), boot};
		return {...place, ...fact};
	};
	return {sink: {append}, facts};
}

/** Nothing runs while a stored run is changed. */
const NO_EXECUTIONS = {
	run: () => Promise.reject(new Error('a stored run runs nothing')),
	end: () => false,
	endAll: () => undefined,
	meter: {measure: () => Promise.reject(new Error('a stored run measures nothing')), spacingMs: () => undefined},
	write: () => undefined,
	resize: () => undefined,
	tail: () => Promise.resolve(undefined),
	settle: () => Promise.resolve(),
	executionOf: () => undefined,
	running: () => [],
} as const;
