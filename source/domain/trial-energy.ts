import {own} from './record.ts';
import type {SweepState} from './sweep-state.ts';

/** What the trials of a sweep have used of its energy; the rest went by idle, in gates and in pauses. */
export type TrialEnergy = {
	/** Of all executions that have an energy: warm-ups, failures and earlier runs, too. */
	readonly joules: number;
	/** Executions that ran without an energy of their own: too short, or beside others. */
	readonly unmeasured: number;
};

/** Sums up the energy of all executions; where runs were measured together, the share of one for each of them. */
export function energyOfTrials(trials: SweepState['trials']): TrialEnergy {
	let [joules, unmeasured] = [0, 0];
	for (const trial of trials) {
		if (trial === undefined) continue;
		const share = own(trial.telemetry, 'energy_j');
		for (const {outcome, telemetry, superseded, durationS = 0} of trial.executions) {
			if (outcome === undefined) continue;
			const used = own(telemetry ?? {}, 'energy_j') ?? (superseded === true ? undefined : share);
			if (typeof used === 'number') joules += used;
			else if (durationS > 0) unmeasured += 1;
		}
	}
	return {joules, unmeasured};
}
