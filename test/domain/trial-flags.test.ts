import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import type {Sweep} from '../../source/domain/sweep.ts';
import {asksForEnergy, createWarnings, FLAG_ROWS, orderFlags} from '../../source/domain/trial/trial-flags.ts';
import {foldPlotSweep} from '../helpers/plot-sweep.ts';
import {SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';

const TIMING: Sweep = {
	...SAMPLE_SWEEP,
	metrics: [{name: 'latency', reduce: 'last', stream: false}],
	objectives: [{metric: 'latency', direction: 'minimize'}],
	constraints: [],
	views: [],
};

test('flags of missing energy warn only where the sweep asks for energy or power', () => {
	const flags = ['SHORT', 'THERM', 'SHARED', 'GAP'];
	assert.deepEqual(createWarnings(TIMING)({flags}), ['THERM']);
	const asking: readonly Partial<Sweep>[] = [
		{objectives: [{metric: 'energy_j', direction: 'minimize'}]},
		{metrics: [{name: 'rate', reduce: 'last', stream: false, formula: 'flops / power_mean_w'}]},
		{constraints: ['vdd_in_power_mean_w <= 12']},
		{views: [{kind: 'scatter', x: 'energy_above_idle_j'}]},
	];
	for (const change of asking) {
		const sweep = {...TIMING, ...change};
		assert.ok(asksForEnergy(sweep), JSON.stringify(change));
		assert.deepEqual(createWarnings(sweep)({flags}), flags);
	}
	assert.ok(!asksForEnergy({...TIMING, constraints: ['free_energy_kj <= 3', 'power_users < 2']}));
});

test('what warns stands before what a narrow column may cut', () => {
	assert.deepEqual(orderFlags(['SHORT', 'NOISY', 'SHARED', 'THERM']), ['THERM', 'NOISY', 'SHORT', 'SHARED']);
	assert.deepEqual(orderFlags(['NOISY', 'THERM']), ['THERM', 'NOISY']);
});

test('every flag of the manual is explained, and none else', () => {
	const manual = readFileSync(new URL('../../docs/telemetry.md', import.meta.url), 'utf8');
	const rows = [...manual.matchAll(/^\| `([A-Z-]+)` +\| (?!from)/gm)].map(match => match[1]);
	const ofResults = new Set(['INFEASIBLE', 'UNCHECKED']);
	assert.deepEqual(
		FLAG_ROWS.flatMap(({id}) => (ofResults.has(id) ? [] : [id])),
		rows,
	);
	for (const {id, meaning} of FLAG_ROWS) assert.ok(meaning.length <= 60, id);
});

test('a fast benchmark has no warning for trials that are too short for energy', () => {
	const state = foldPlotSweep({
		parameters: [{name: 'n', domain: {kind: 'choice', values: [1, 2]}}],
		metrics: [{name: 'latency'}],
		objectives: [{metric: 'latency', direction: 'minimize'}],
		trials: [
			{params: {n: 1}, metrics: {latency: 1}, flags: ['SHORT']},
			{params: {n: 2}, state: 'failed', flags: ['SHORT', 'FOREIGN']},
		],
	});
	const warningsOf = createWarnings(state.sweep);
	assert.deepEqual(
		state.trials.map(trial => trial && warningsOf(trial)),
		[[], ['FOREIGN']],
	);
});
