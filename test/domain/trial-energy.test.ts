import assert from 'node:assert/strict';
import {test} from 'node:test';
import {energyOfTrials, joulesOfExecution} from '../../source/domain/energy/trial-energy.ts';
import type {ExecutionState, TrialRecord} from '../../source/domain/trial.ts';

const RUN: ExecutionState = {
	execution: 1,
	role: 'measured',
	attempt: 1,
	startedAt: '',
	startedMonoMs: 0,
	pid: 1,
	outcome: 'complete',
};

function trial(executions: readonly ExecutionState[], telemetry: TrialRecord['telemetry'] = {}): TrialRecord {
	const durations = executions.flatMap(({durationS}) => durationS ?? []);
	return {
		trial: 1,
		state: 'complete',
		by: 'grid',
		params: {},
		metrics: {},
		telemetry,
		flags: [],
		missing: {},
		executions,
		curves: {},
		durationS: durations.reduce((sum, seconds) => sum + seconds, 0) / durations.length,
	};
}

test('a run without joules of its own has as long a part of its trial’s, a superseded one none', () => {
	const own = {...RUN, durationS: 3, telemetry: {energy_j: 30}};
	const short = {...RUN, durationS: 1};
	const former = {...RUN, durationS: 2, superseded: true as const};
	const measured = trial([own, short], {energy_j: 20});
	assert.equal(joulesOfExecution(measured, own), 30);
	assert.equal(joulesOfExecution(measured, short), 10);
	assert.equal(joulesOfExecution(measured, former), undefined);
	assert.deepEqual(energyOfTrials([measured, undefined, trial([short, former])]), {joules: 40, unmeasured: 2});
	assert.equal(joulesOfExecution(trial([{...RUN}], {energy_j: 20}), RUN), 20, 'where it is not known how long it was');
});
