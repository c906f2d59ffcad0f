import {numberNamed} from '../domain/ranking/metric-value.ts';
import {own} from '../domain/record.ts';
import type {Told} from '../domain/sampler.ts';
import type {Sweep} from '../domain/sweep.ts';
import {marginsOf, violationOf} from '../domain/constraint/trial-margins.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {INFEASIBLE} from '../domain/ranking/rank.ts';

/** What a sampler is told of a trial that has ended; the same at its end and at a resume. */
export function toldOf(sweep: Sweep, trial: TrialRecord): Told {
	const first = sweep.objectives[0];
	const last = first === undefined ? undefined : own(trial.curves, first.metric)?.at(-1);
	const feasible = !trial.flags.includes(INFEASIBLE);
	const violation = feasible ? undefined : violationOf(sweep, trial);
	const margins = sweep.constraints.length === 0 ? undefined : marginsOf(sweep, trial);
	return {
		trial: trial.trial,
		params: trial.params,
		state: trial.remeasured
			? 'complete'
			: trial.state === 'complete' || trial.state === 'pruned'
				? trial.state
				: 'failed',
		values: sweep.objectives.map(objective => numberNamed(trial, objective.metric)),
		feasible,
		...(violation === undefined ? {} : {violation}),
		...(margins === undefined ? {} : {margins}),
		...(last === undefined ? {} : {last: {step: last.step, value: last.value}}),
	};
}
