import type {SweepFact} from '../../domain/event.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../domain/sweep-state.ts';
import {ANCHOR, isAnchor, isTerminal} from '../../domain/trial.ts';
import {STOPPED} from '../../domain/trial.ts';
import type {Ledger} from '../../engine/ledger.ts';
import {type Damage, describeDamage} from '../../journal/damage.ts';
import {type JournalEnd, recoverJournal} from '../../journal/recover.ts';
import {holdsRun} from '../../journal/run-layout.ts';

/** What an engine finds in its run directory: nothing, or the journal of the engines before it. */
export type Recovered = {
	readonly state: SweepState;
	readonly after: JournalEnd | undefined;
	readonly damages: readonly Damage[];
};

/** Folds the journal of a run, after its torn end was cut off. The caller holds the lock. */
export async function recoverRun(directory: string): Promise<Recovered> {
	let state = createSweepState();
	if (!holdsRun(directory)) return {state, after: undefined, damages: []};
	const damages: Damage[] = [];
	const after = await recoverJournal(directory, {
		onEvent: event => {
			state = reduceSweep(state, event);
		},
		onDamage: damage => damages.push(damage),
	});
	return {state, after, damages};
}

/** Says what recovery found. */
export function reportDamages(ledger: Ledger, damages: readonly Damage[]): void {
	for (const damage of damages) ledger.notice('warning', describeDamage(damage), 'journal');
}

/**
 * Takes up what engines before this one left: executions that were in flight are lost and run once more, and so are
 * trials that a stop ended. Gives the numbers of the trials to run.
 */
export function takeUp(ledger: Ledger): readonly number[] {
	const numbers: number[] = [];
	for (const trial of ledger.state().trials) {
		if (trial === undefined) continue;
		const stopped = trial.state === 'killed' && trial.why === STOPPED;
		if (stopped)
			ledger.record({
				type: 'trial-queued',
				trial: trial.trial,
				params: trial.params,
				by: isAnchor(trial) ? ANCHOR : 'resume',
			});
		if (!stopped && isTerminal(trial.state)) continue;
		numbers.push(trial.trial);
		for (const {execution, outcome, superseded} of trial.executions) {
			if (outcome === undefined && superseded === undefined) ledger.record(lost(trial.trial, execution));
		}
	}
	return numbers;
}

function lost(trial: number, execution: number): SweepFact {
	return {
		type: 'execution-ended',
		trial,
		execution,
		outcome: 'lost',
		why: 'its engine died',
		duration_s: 0,
		metrics: {},
		telemetry: {},
		flags: [],
	};
}
