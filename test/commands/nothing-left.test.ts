import assert from 'node:assert/strict';
import {test} from 'node:test';
import {findNothingLeft, type NothingLeft} from '../../source/commands/runs/nothing-left.ts';
import type {SweepFact} from '../../source/domain/event.ts';
import type {Extension} from '../../source/domain/sweep/extension.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {STOPPED} from '../../source/domain/trial.ts';
import {foldFacts, SAMPLE_FACTS, SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';

const RUN = {run: 'night', sweepFile: 'sweep.toml'};

/** What is left of a run of three trials and 28.4 J that ended so. */
function left(
	why: string,
	budget: Sweep['budget'] = {},
	extension: Extension = {},
	later: readonly SweepFact[] = [],
): NothingLeft | undefined {
	const ended: SweepFact = {type: 'sweep-ended', why, totals: {trials: 3, time_s: 3.5, energy_j: 28.4}};
	const state = foldFacts([...SAMPLE_FACTS.slice(0, -1), ended, ...later]);
	return findNothingLeft({...SAMPLE_SWEEP, budget}, state, extension, RUN);
}

test('a grid that was run to its end has nothing left, however many trials are granted', () => {
	assert.match(left('space exhausted 6/6')?.why ?? '', /^every point was run \(space exhausted 6\/6\)$/);
	assert.match(left('space exhausted 6/6', {}, {trials: 5})?.hint ?? '', /sweeptop enqueue night KEY=VALUE/);
});

test('each budget can be extended, by what is enough', () => {
	const trials = left('trial budget spent (3)', {trials: 3});
	assert.match(trials?.hint ?? '', /sweeptop resume night --trials \+10/);
	assert.equal(left('trial budget spent (3)', {trials: 3}, {trials: 1}), undefined);
	const energy = left('energy budget spent (5 J)', {energyJ: 5}, {trials: 4});
	assert.equal(energy?.why, 'energy budget spent (5 J): 28.4 J in all');
	assert.match(energy.hint, /sweeptop resume night --energy \+25J$/);
	assert.equal(left('energy budget spent (5 J)', {energyJ: 5}, {energy_j: 25}), undefined);
	assert.match(left('time budget spent (2 s)', {timeMs: 2000})?.hint ?? '', /sweeptop resume night --time \+12s$/);
	assert.equal(left('time budget spent (2 s)', {timeMs: 2000}, {time_ms: 12_000}), undefined);
	assert.equal(left('time budget spent (2 s)', {timeMs: 2000}, {time_ms: 100})?.why, 'time budget spent (2 s)');
});

test('what was stopped, or queued again since, is left', () => {
	assert.equal(left('stopped by the user'), undefined);
	const killed: SweepFact = {
		type: 'trial-ended',
		trial: 2,
		state: 'killed',
		why: STOPPED,
		metrics: {},
		telemetry: {},
		flags: [],
	};
	assert.equal(left('space exhausted 6/6', {}, {}, [killed]), undefined);
	const queued: SweepFact = {type: 'trial-queued', trial: 2, params: {dtype: 'half', size: 128}, by: 'user'};
	assert.equal(left('space exhausted 6/6', {}, {}, [queued]), undefined);
});
