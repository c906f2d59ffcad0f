import assert from 'node:assert/strict';
import test from 'node:test';
import {costOfSearch} from '../../source/domain/ranking/search-cost.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {foldPlotSweep, type PlotTrial} from '../helpers/plot-sweep.ts';

const OBJECTIVE = {metric: 'value', direction: 'maximize'} as const;

/** A sweep of these values, each of 10 J, or as the trial says. */
function searchOf(
	trials: readonly (number | PlotTrial)[],
	objectives: readonly {readonly metric: string; readonly direction: 'maximize' | 'minimize'}[] = [OBJECTIVE],
): SweepState {
	return foldPlotSweep({
		parameters: [],
		metrics: [{name: 'value'}, {name: 'other'}],
		objectives,
		trials: trials.map(trial =>
			typeof trial === 'number' ? {params: {}, metrics: {value: trial}, telemetry: {energy_j: 10}} : trial,
		),
	});
}

test('joules of all trials, of an improvement, and after the last gain of 1 %', () => {
	assert.deepEqual(costOfSearch(searchOf([100, 90, 120, 120.5, 110])), {
		joules: 50,
		improvements: 3,
		joulesPerImprovement: 50 / 3,
		lastGainTrial: 3,
		joulesAfterLastGain: 20,
	});
});

test('small steps add up to a gain; a minimum of negative values', () => {
	const steps = costOfSearch(searchOf([100, 100.4, 100.8, 101.2, 101.3]));
	assert.deepEqual([steps?.improvements, steps?.lastGainTrial, steps?.joulesAfterLastGain], [5, 4, 10]);
	const minimum = searchOf([-5, -5.01, -6, -6], [{metric: 'value', direction: 'minimize'}]);
	assert.deepEqual(costOfSearch(minimum)?.lastGainTrial, 3);
	assert.deepEqual(costOfSearch(minimum)?.joulesAfterLastGain, 10);
});

test('what failed or may not be best costs all the same', () => {
	const telemetry = {energy_j: 10};
	const cost = costOfSearch(
		searchOf([
			100,
			{params: {}, state: 'failed', telemetry},
			{params: {}, metrics: {value: 900}, flags: ['INFEASIBLE'], telemetry},
			{params: {}, metrics: {value: 9e99}, telemetry},
			{params: {}, state: 'queued'},
		]),
	);
	assert.equal(cost?.improvements, 1);
	assert.equal(cost?.joules, 10 + (cost?.joulesAfterLastGain ?? 0));
});

test('nothing is said without energies, without a value, or with several objectives', () => {
	assert.equal(costOfSearch(searchOf([100, {params: {}, metrics: {value: 1}}])), undefined);
	assert.equal(costOfSearch(searchOf([])), undefined);
	assert.equal(costOfSearch(searchOf([Number.NaN])), undefined);
	const both = searchOf([1, 2], [OBJECTIVE, {metric: 'other', direction: 'minimize'}]);
	assert.equal(costOfSearch(both), undefined);
});
