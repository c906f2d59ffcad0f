import {numberNamed} from '../domain/metric-value.ts';
import {own} from '../domain/record.ts';
import type {Told} from '../domain/sampler.ts';
import type {Sweep} from '../domain/sweep.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {INFEASIBLE} from './trial-results.ts';

/** What a sampler is told of a trial that has ended; the same at its end and at a resume. */
export function toldOf(sweep: Sweep, trial: TrialRecord): Told {
	const first = sweep.objectives[0];
	const last = first === undefined ? undefined : own(trial.curves, first.metric)?.at(-1);
	return {
		trial: trial.trial,
		params: trial.params,
		state: trial.state === 'complete' || trial.state === 'pruned' ? trial.state : 'failed',
		values: sweep.objectives.map(objective => numberNamed(trial, objective.metric)),
		feasible: !trial.flags.includes(INFEASIBLE),
		...(last === undefined ? {} : {last: {step: last.step, value: last.value}}),
	};
}
