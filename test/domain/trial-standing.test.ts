import assert from 'node:assert/strict';
import {test} from 'node:test';
import {standingOf} from '../../source/domain/trial/trial-standing.ts';
import type {Outcome, TrialRecord} from '../../source/domain/trial.ts';
import {foldFacts, SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

const {sweep, trials} = foldFacts(SAMPLE_FACTS);

/** A trial with executions that ended so; undefined is one that runs. */
function trialOf(...outcomes: readonly (Outcome | undefined)[]): TrialRecord {
	const [first] = trials;
	const [run] = first?.executions ?? [];
	assert.ok(first !== undefined && run !== undefined);
	return {
		...first,
		state: 'running',
		executions: outcomes.map((outcome, index) => {
			const {outcome: _ended, ...rest} = run;
			return {...rest, execution: index + 1, ...(outcome === undefined ? {} : {outcome})};
		}),
	};
}

function wordOf(trial: TrialRecord, phase: 'running' | 'paused' = 'paused'): string {
	assert.ok(sweep !== undefined);
	return standingOf(trial, {phase, sweep: {...sweep, run: {...sweep.run, repeats: 3, warmup: 0}}});
}

test('a trial that a pause holds between two executions is paused, with how many are done', () => {
	assert.equal(wordOf(trialOf('complete')), 'paused 1/3');
	assert.equal(wordOf(trialOf('complete', 'failed', 'complete')), 'paused 2/3', 'a failure is tried again');
});

test('a trial is running while an execution of it runs, when its last one has ended, and without a pause', () => {
	assert.equal(wordOf(trialOf('complete', undefined)), 'running');
	assert.equal(wordOf(trialOf('complete', 'complete', 'complete')), 'running', 'its end is about to be told');
	assert.equal(wordOf(trialOf('complete'), 'running'), 'running');
	assert.equal(wordOf({...trialOf('complete'), state: 'killed'}), 'killed');
});

test('what was done before a trial was queued again counts no more; one that is measured once more has no count', () => {
	const again = trialOf('complete', 'complete');
	const executions = again.executions.map((run, index) => (index === 0 ? {...run, superseded: true as const} : run));
	assert.equal(wordOf({...again, executions}), 'paused 1/3');
	assert.equal(wordOf({...trialOf('complete', 'complete', 'complete'), remeasured: true}), 'paused');
});
