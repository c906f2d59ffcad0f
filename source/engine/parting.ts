import type {ExecutionState, TrialRecord} from '../domain/trial.ts';
import type {Engineroom} from './engineroom.ts';
import type {NextStep} from './work-plan.ts';

/**
 * Whether a trial gives way to the others now: in an interleaved sweep each one runs once, then each one once more, so
 * that a drift of the machine does not fall on single trials. A retry is run at once.
 */
export function isParted(
	{sweep}: Pick<Engineroom, 'sweep'>,
	step: NextStep,
	lastRun: ExecutionState | undefined,
): boolean {
	if (sweep.run.order !== 'interleave' || step.kind !== 'run' || step.attempt > 1) return false;
	return lastRun?.outcome === 'complete' && (lastRun.role === 'measured' || lastRun.role === 'anchor');
}

/** Leaves what is left of a trial for later. */
export function part(room: Engineroom, {trial}: TrialRecord, flags: readonly string[]): void {
	room.ledger.record({type: 'gate-waiting', trial, why: 'its next run, interleaved with the other trials'});
	room.partedFlags.set(trial, flags);
	room.later.push(trial);
}
