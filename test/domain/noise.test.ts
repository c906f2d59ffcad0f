import assert from 'node:assert/strict';
import test from 'node:test';
import {isNoisy} from '../../source/domain/statistics/noise.ts';
import type {Telemetry, TrialRecord} from '../../source/domain/trial.ts';

type Repeat = {readonly durationS?: number; readonly watts?: number; readonly flops?: number};

/** A complete trial with these repeats. */
function trialOf(repeats: readonly Repeat[], telemetry: Telemetry = {}): TrialRecord {
	return {
		trial: 1,
		state: 'complete',
		by: 'grid',
		params: {},
		metrics: {},
		telemetry,
		flags: [],
		missing: {},
		curves: {},
		executions: repeats.map(({durationS, watts, flops}, index) => ({
			execution: index + 1,
			role: 'measured',
			attempt: 1,
			startedAt: '',
			startedMonoMs: 0,
			pid: 1,
			outcome: 'complete',
			...(durationS === undefined ? {} : {durationS}),
			metrics: flops === undefined ? {} : {flops},
			telemetry: watts === undefined ? {} : {power_mean_w: watts},
		})),
	};
}

/** Repeats around a mean, with a coefficient of variation of `share`. */
function around(key: keyof Repeat, mean: number, share: number): readonly Repeat[] {
	return [{[key]: mean * (1 - share)}, {[key]: mean}, {[key]: mean * (1 + share)}];
}

const STEADY = [0.02, 0.03, 0.02, 0.025, 0.03].map((share, index) => trialOf(around('durationS', index + 1, share)));

test('repeats that scatter three times as much as those of the others', () => {
	assert.equal(isNoisy(trialOf(around('durationS', 7, 0.2)), STEADY, []), true);
	assert.equal(isNoisy(trialOf(around('durationS', 7, 0.07)), STEADY, []), false, 'less than three times');
	const calm = STEADY.map(() => trialOf(around('durationS', 1, 0.001)));
	assert.equal(isNoisy(trialOf(around('durationS', 7, 0.04)), calm, []), false, 'too little to mind');
	const wild = STEADY.map(() => trialOf(around('durationS', 1, 0.2)));
	assert.equal(isNoisy(trialOf(around('durationS', 7, 0.2)), wild, []), false, 'so are the others');
});

test('each quantity beside the same one of the others: power, and metrics that are named', () => {
	const rest = STEADY.map(() =>
		trialOf([
			{watts: 10, flops: 1e9},
			{watts: 10.1, flops: 1e9},
			{watts: 9.9, flops: 1e9},
		]),
	);
	assert.equal(isNoisy(trialOf(around('watts', 12, 0.3)), rest, []), true);
	assert.equal(isNoisy(trialOf(around('flops', 2e9, 0.3)), rest, ['flops']), true);
	assert.equal(isNoisy(trialOf(around('flops', 2e9, 0.3)), rest, []), false);
});

test('what tells no spread: two repeats, values around zero, too few others', () => {
	assert.equal(isNoisy(trialOf(around('durationS', 7, 0.9).slice(0, 2)), STEADY, []), false);
	const rest = STEADY.map(() => trialOf(around('flops', 1, 0.01)));
	assert.equal(isNoisy(trialOf([{flops: -1}, {flops: 0}, {flops: 1}]), rest, ['flops']), false);
	assert.equal(isNoisy(trialOf(around('durationS', 7, 0.5)), STEADY.slice(1), []), false);
});

/** Energy of a single run with its doubt (one standard deviation, as a share) and its number of samples. */
function measured(doubt: number, samples: number, confidence = 'high'): TrialRecord {
	return trialOf([{durationS: 1}], {energy_j: 100, energy_hi_j: 100 * (1 + 2 * doubt), n_eff: samples, confidence});
}

test('samples of power that scatter: a short run is not noisy for being short', () => {
	const rest = [20, 80, 20, 40, 20].map(samples => measured(0.02 / Math.sqrt(samples), samples));
	assert.equal(isNoisy(measured(0.05, 16), rest, []), true);
	assert.equal(isNoisy(measured(0.015, 100), rest, []), false, 'the doubt about its energy is small');
	assert.equal(isNoisy(measured(0.05, 5, 'low'), rest, []), false, 'its confidence is low already');
	const alike = [20, 80, 20, 40, 20].map(samples => measured(0.2 / Math.sqrt(samples), samples));
	assert.equal(isNoisy(measured(0.2 / Math.sqrt(11), 11), alike, []), false, 'as the others, one by one');
});
