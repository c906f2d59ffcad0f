import {UserError} from '../domain/errors.ts';
import type {Command} from '../domain/protocol.ts';
import {JOURNAL_FORMAT} from '../domain/event.ts';
import {createEngine} from '../engine/engine.ts';
import {createLedger} from '../engine/ledger.ts';
import {createTrialResults} from '../engine/trial-results.ts';
import {acquireLock} from '../journal/lock.ts';
import {monotonicMs} from './clock.ts';
import {recoverRun, reportDamages} from './engine-start.ts';
import {createSampler} from './open-sampler.ts';
import {hashSweep, readFrozenSweep, refuseWatched} from './frozen-sweep.ts';
import {openStoredJournal} from './stored-journal.ts';

/** Applies a command to a run that no engine runs; a resume acts on it. Its answer. Throws UserError on refusal. */
export async function changeStoredRun(directory: string, command: Command, version: string): Promise<string> {
	const frozen = readFrozenSweep(directory);
	refuseWatched(frozen);
	const {sweep} = frozen;
	const lock = acquireLock(directory);
	try {
		const recovered = await recoverRun(directory);
		if (recovered.after === undefined)
			throw new UserError(`${directory} has no trials yet`, `start it: sweeptop resume ${directory}`);
		const journal = await openStoredJournal(directory, recovered.after);
		const ledger = createLedger(journal, recovered.state, () => undefined);
		const engine = createEngine({
			sweep,
			ledger,
			sampler: createSampler(sweep, recovered.state),
			learns: false,
			results: createTrialResults(sweep),
			executions: NO_EXECUTIONS,
			unfinished: [],
			energyJ: () => recovered.state.energyJ,
			now: monotonicMs,
			onProgress: () => undefined,
		});
		ledger.record({
			type: 'sweep-started',
			format: JOURNAL_FORMAT,
			sweep,
			hash: hashSweep(sweep),
			seed: sweep.seed,
			engine: {pid: process.pid, startTicks: lock.owner.startTicks, version},
		});
		reportDamages(ledger, recovered.damages);
		const reply = engine.command(command, 'user');
		ledger.record({
			type: 'sweep-ended',
			why: reply.ok ? `${command.command} by hand` : 'refused',
			totals: engine.totals(),
		});
		await journal.close();
		if (!reply.ok) throw new UserError(reply.text);
		return reply.text;
	} finally {
		lock.release();
	}
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
	running: () => [],
} as const;
