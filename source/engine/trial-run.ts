import {decodeNumber} from '../domain/number.ts';
import {own} from '../domain/record.ts';
import type {ExecutionState, Outcome, TrialRecord} from '../domain/trial.ts';
import {type Engineroom, released, STOPPED} from './engineroom.ts';
import {INFEASIBLE, type TrialResults} from './trial-results.ts';
import {nextStep, rolesOf} from './work-plan.ts';

/** Runs what is left of one trial, execution by execution, and records its end. */
export async function runTrial(room: Engineroom, number: number): Promise<void> {
	for (;;) {
		await released(room);
		const trial = trialOf(room, number);
		if (room.stopping?.now === true) return endTrial(room, trial, 'killed', STOPPED);
		const executions = trial.executions.filter(execution => execution.superseded !== true);
		const step = nextStep(room.sweep.run, executions);
		if (step.kind === 'complete') return endTrial(room, trial, 'complete');
		if (step.kind === 'failed') {
			return endTrial(room, trial, step.execution.outcome ?? 'failed', step.execution.why);
		}
		await takeSlot(room, number);
		await room.executions.run({
			trial: number,
			params: trial.params,
			execution: trial.executions.length + 1,
			role: step.role,
			attempt: step.attempt,
			onProcessEnded: () => {
				// The last samples of a slow sensor come a second later: the next trial need not wait for them.
				if (room.mayOverlapEnds && isLast(room, executions)) giveSlot(room, number);
			},
		});
	}
}

/** Holds a slot; one that was given back before a failure is waited for again. */
async function takeSlot(room: Engineroom, number: number): Promise<void> {
	while (!room.slots.has(number) && room.slots.size >= room.sweep.run.jobs) await room.wakened();
	room.slots.add(number);
}

/** Lets the next trial start. */
export function giveSlot(room: Engineroom, number: number): void {
	if (room.slots.delete(number)) room.wake();
}

function isLast(room: Engineroom, executions: readonly ExecutionState[]): boolean {
	const done = executions.filter(execution => execution.outcome === 'complete').length;
	return done + 1 >= rolesOf(room.sweep.run).length;
}

function trialOf(room: Engineroom, number: number): TrialRecord {
	const trial = room.ledger.state().trials[number - 1];
	if (trial === undefined) throw new Error(`trial ${number} has a slot but is not in the journal`);
	return trial;
}

function endTrial(room: Engineroom, trial: TrialRecord, state: Outcome, why?: string): void {
	const numbers = trial.executions
		.filter(e => e.superseded !== true && e.outcome === 'complete' && (e.role === 'measured' || e.role === 'anchor'))
		.map(e => ({
			metrics: e.metrics ?? {},
			telemetry: e.telemetry ?? {},
			missing: e.missing ?? {},
			flags: e.flags ?? [],
		}));
	const empty: TrialResults = {metrics: {}, telemetry: {}, missing: {}, flags: []};
	const results = state === 'complete' ? room.results.combine(trial.params, numbers) : empty;
	room.ledger.record({
		type: 'trial-ended',
		trial: trial.trial,
		state,
		...(why === undefined ? {} : {why}),
		metrics: results.metrics,
		telemetry: results.telemetry,
		...(Object.keys(results.missing).length === 0 ? {} : {missing: results.missing}),
		flags: results.flags,
	});
	tellSampler(room, trial, state, results);
	room.onProgress();
}

function tellSampler(room: Engineroom, trial: TrialRecord, state: Outcome, results: TrialResults): void {
	if (state === 'complete') {
		room.failuresInARow = 0;
		if (room.results.targetReached(trial.params, results)) room.targetReached = true;
	} else if (state !== 'killed' && state !== 'pruned') room.failuresInARow += 1;
	room.sampler.tell({
		trial: trial.trial,
		params: trial.params,
		state: state === 'complete' || state === 'pruned' ? state : 'failed',
		values: room.sweep.objectives.map(objective => decodeNumber(own(results.metrics, objective.metric))),
		feasible: !results.flags.includes(INFEASIBLE),
	});
}
