import type {SweepState} from '../sweep-state.ts';
import type {TrialRecord} from '../trial.ts';

/** What the words for a trial depend on beside the trial. */
export type Standing = Pick<SweepState, 'phase' | 'sweep'>;

/**
 * Where a trial stands, in a word for people: its state, but for one that a pause holds between two of its executions.
 * Nothing of it runs for as long as the pause lasts: `paused 1/3`, with the executions that are done of those planned.
 */
export function standingOf(trial: TrialRecord, {phase, sweep}: Standing): string {
	if (trial.state !== 'running' || phase !== 'paused') return trial.state;
	const executions = trial.executions.filter(({superseded}) => superseded !== true);
	if (executions.length === 0 || executions.some(({outcome}) => outcome === undefined)) return trial.state;
	const done = executions.filter(({outcome}) => outcome === 'complete').length;
	const {repeats = 1, warmup = 0, minDuration} = sweep?.run ?? {};
	const planned = warmup + repeats;
	if (done < planned) return `paused ${done}/${planned}`;
	// What has run as often as planned is about to end, unless it is one that is measured once more.
	return trial.remeasured === true || minDuration !== undefined ? 'paused' : trial.state;
}
