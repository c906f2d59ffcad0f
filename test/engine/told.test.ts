import assert from 'node:assert/strict';
import {test} from 'node:test';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import type {TrialRecord} from '../../source/domain/trial.ts';
import {toldOf} from '../../source/engine/told.ts';
import {fold, STARTED, SWEEP, toEvents} from '../journal/sample-run.ts';

const sweep: Sweep = {
	...SWEEP,
	objectives: [
		{metric: 'duration_s', direction: 'minimize'},
		{metric: 'energy_j', direction: 'minimize'},
		{metric: 'loss', direction: 'minimize'},
	],
};

function trial(number: number, durationS: number, energyJ: number): TrialRecord {
	const empty = {flags: [], missing: {}, curves: {}, by: 'grid', params: {}, executions: []};
	return {...empty, trial: number, state: 'complete', durationS, metrics: {loss: 0.5}, telemetry: {energy_j: energyJ}};
}

test('a sampler is told durations and energies where those are objectives, as the ranking sees them', () => {
	assert.deepEqual(toldOf(sweep, trial(1, 2.5, 40)).values, [2.5, 40, 0.5]);
	const state = {
		...fold(toEvents([STARTED])),
		sweep: {...sweep, objectives: sweep.objectives.slice(0, 1)},
		trials: [trial(1, 2.5, 40), trial(2, 1.5, 50), trial(3, 2, 10)],
	};
	assert.deepEqual(rankTrials(state).order, [2, 3, 1]);
	assert.equal(rankTrials(state).best, 2);
});

test('a trial that breaks constraints is told by how much, as shares of the bounds', () => {
	const bound: Sweep = {...sweep, constraints: ['energy_j <= 40', 'loss <= 1', 'mean(loss) < 0.4']};
	const execution = {execution: 1, role: 'measured', attempt: 1, startedAt: '', startedMonoMs: 0, pid: 1} as const;
	const infeasible: TrialRecord = {
		...trial(1, 2, 50),
		flags: ['INFEASIBLE'],
		executions: [{...execution, outcome: 'complete', metrics: {loss: 0.5}}],
	};
	const told = toldOf(bound, infeasible);
	assert.equal(told.feasible, false);
	assert.ok(Math.abs((told.violation ?? 0) - (10 / 40 + 0.1 / 0.4)) < 1e-12, String(told.violation));
	assert.deepEqual(
		told.margins?.map(margin => Number(margin.toPrecision(12))),
		[10 / 40, -0.5, 0.25],
	);
	assert.equal(toldOf(bound, trial(2, 2, 10)).violation, undefined);
	// One of them is not known where nothing was measured; then none is told.
	assert.equal(toldOf(bound, trial(2, 2, 10)).margins, undefined);
	assert.equal(toldOf(sweep, trial(2, 2, 10)).margins, undefined);
});
