import {isNoisy, NOISY} from '../domain/statistics/noise.ts';
import {measuredExecutions} from '../domain/trial/trial-fold.ts';
import {type ExecutionState, isAnchor, isFailure, type Outcome, STOPPED, type TrialRecord} from '../domain/trial.ts';
import {reportDrift} from './anchors.ts';
import {type Engineroom, type Prepared, released, SKIPPED} from './engineroom.ts';
import {blockOf, shareOut} from './iterations.ts';
import {isParted, part} from './parting.ts';
import {toldOf} from './told.ts';
import type {TelemetrySummary} from './telemetry-summary.ts';
import type {TrialResults} from './trial-results.ts';
import {nextStep, rolesOf} from './work-plan.ts';

/** The latest trials stand for all, so that the end of a trial costs the same in a sweep of a million. */
const COMPARED_TRIALS = 60;

/** Runs what is left of one trial, execution by execution, and records its end. */
export async function runTrial(room: Engineroom, number: number): Promise<void> {
	let flags: readonly string[] | undefined;
	let lastRun: number | undefined;
	for (;;) {
		const trial = trialOf(room, number);
		const executions = trial.executions.filter(execution => execution.superseded !== true);
		const step = nextStep(room.sweep.run, executions, {
			counting: isAnchor(trial) ? 'anchor' : 'measured',
			spacingMs: room.executions.meter.spacingMs(),
		});
		if (step.kind === 'complete') {
			const together = await measureTogether(room, executions);
			return endTrial(room, trial, {state: 'complete', flags, together});
		}
		if (step.kind === 'failed') {
			const {outcome = 'failed', why} = step.execution;
			return endTrial(room, trial, {state: outcome, why, flags});
		}
		const ran = lastRun === undefined ? undefined : executions.find(({execution}) => execution === lastRun);
		if (isParted(room, step, ran)) return part(room, trial, flags ?? []);
		// A sweep that is held starts nothing; what has run before that is recorded all the same.
		if (!(await released(room))) return endTrial(room, trial, {state: 'killed', why: STOPPED, flags});
		if (flags === undefined) {
			const prepared = await prepare(room, trial);
			if (prepared.kind === 'failed') return endTrial(room, trial, {state: 'failed', why: prepared.why});
			if (prepared.kind === 'skipped') return endTrial(room, trial, {state: 'killed', why: SKIPPED});
			flags = [...(room.partedFlags.get(number) ?? []), ...prepared.flags];
			continue;
		}
		lastRun = trial.executions.length + 1;
		await room.executions.run({
			trial: number,
			params: trial.params,
			execution: lastRun,
			role: step.role,
			attempt: step.attempt,
			slot: room.slots.get(number) ?? 1,
			onProcessEnded: outcome => {
				// The last samples of a slow sensor come a second later: the next trial need not wait for them.
				if (outcome === 'complete' && room.mayOverlapEnds && isLast(room, executions)) giveSlot(room, number);
			},
		});
	}
}

/** Sets the machine up for a trial; a stop at once and a skip of the trial break it off. */
export async function prepare(
	room: Engineroom,
	{trial, params}: TrialRecord,
): Promise<Prepared | {readonly kind: 'skipped'}> {
	if (room.preparation === undefined) return {kind: 'ready', flags: []};
	const controller = new AbortController();
	room.preparing.set(trial, controller);
	const done = room.preparation.prepare(trial, params, controller.signal).finally(() => room.preparing.delete(trial));
	while (room.preparing.has(trial)) {
		await Promise.race([done, room.wakened()]);
		if (room.stopping?.now === true) controller.abort();
	}
	const prepared = await done;
	return controller.signal.reason === SKIPPED ? {kind: 'skipped'} : prepared;
}

/** Lets the next trial start. */
function giveSlot(room: Engineroom, number: number): void {
	if (room.slots.delete(number)) room.wake();
}

/** Whether no execution follows the one that runs, whatever comes of it. */
function isLast(room: Engineroom, executions: readonly ExecutionState[]): boolean {
	if (room.sweep.run.minDuration !== undefined || room.sweep.run.order === 'interleave') return false;
	const done = executions.filter(execution => execution.outcome === 'complete').length;
	return done + 1 >= rolesOf(room.sweep.run).length;
}

/** The record of a trial that has a slot. */
export function trialOf(room: Engineroom, number: number): TrialRecord {
	const trial = room.ledger.state().trials[number - 1];
	if (trial === undefined) throw new Error(`trial ${number} has a slot but is not in the journal`);
	return trial;
}

/** How a trial ended; `flags` are those of its preparation. */
type End = {
	readonly state: Outcome;
	readonly why?: string | undefined;
	readonly flags?: readonly string[] | undefined;
	/** Telemetry of runs that are too short to have their own. */
	readonly together?: TelemetrySummary | undefined;
};

/** Telemetry of one of several runs that only together are long enough to be measured. */
async function measureTogether(
	room: Engineroom,
	executions: readonly ExecutionState[],
): Promise<TelemetrySummary | undefined> {
	const block = room.sweep.run.minDuration === undefined ? undefined : blockOf(executions);
	if (block === undefined) return undefined;
	return shareOut(await room.executions.meter.measure({...block, overlapping: false}), block);
}

/** Records the end of a trial, with what its measured executions add up to. The sampler is told of each trial once. */
export function endTrial(room: Engineroom, trial: TrialRecord, {state, why, flags = [], together}: End): void {
	const numbers = measuredExecutions(trial).map(e => ({
		metrics: e.metrics ?? {},
		telemetry: e.telemetry ?? {},
		missing: e.missing ?? {},
		flags: e.flags ?? [],
		...(e.durationS === undefined ? {} : {durationS: e.durationS}),
	}));
	const empty: TrialResults = {metrics: {}, telemetry: {}, missing: {}, flags: []};
	const results = state === 'complete' ? room.results.combine(trial.params, numbers, together) : empty;
	const noisy = state === 'complete' && isNoisyHere(room, trial, results) ? [NOISY] : [];
	const sweepJoules = room.energyJ();
	room.ledger.record({
		type: 'trial-ended',
		trial: trial.trial,
		state,
		...(why === undefined ? {} : {why}),
		metrics: results.metrics,
		telemetry: results.telemetry,
		...(Object.keys(results.missing).length === 0 ? {} : {missing: results.missing}),
		flags: [...new Set([...results.flags, ...noisy, ...flags])],
		...(sweepJoules === undefined ? {} : {sweep_energy_j: sweepJoules}),
	});
	room.partedFlags.delete(trial.trial);
	const ended = trialOf(room, trial.trial);
	if (isAnchor(ended)) reportDrift(room, ended);
	else if (trial.remeasured !== true) tellSampler(room, ended, results);
	room.onProgress();
}

/** Beside the latest trials that have completed; this one has not ended yet. */
function isNoisyHere(room: Engineroom, trial: TrialRecord, {telemetry}: TrialResults): boolean {
	const latest = room.ledger.state().trials.slice(-COMPARED_TRIALS);
	const rest = latest.flatMap(other => (other?.state === 'complete' ? other : []));
	const metrics = room.sweep.objectives.map(({metric}) => metric);
	return isNoisy({executions: trial.executions, telemetry}, rest, metrics);
}

function tellSampler(room: Engineroom, trial: TrialRecord, results: TrialResults): void {
	const {state} = trial;
	if (state === 'complete') {
		room.failuresInARow = 0;
		if (room.results.targetReached(trial.params, results)) room.targetReached = true;
	} else if (isFailure(state)) room.failuresInARow += 1;
	room.sampler.tell(toldOf(room.sweep, trial));
}
