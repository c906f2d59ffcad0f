import assert from 'node:assert/strict';
import {test} from 'node:test';
import {collapseStates} from '../../source/importers/vertex-console.ts';
import {vertexTrials} from '../../source/importers/vertex-trials.ts';
import {openFile, openSystem} from '../helpers/foreign-files.ts';

test('a job with four trials: each state, an infeasible one without a measurement, a stopping one with its last', () => {
	const source = openSystem('asap7/vertex_hptuning_result.json');
	assert.equal(vertexTrials.recognise(source), 'sure');
	const [sweep] = vertexTrials.read(source);
	assert.deepEqual(sweep?.objectives, [{metric: 'ws', direction: 'maximize'}]);
	assert.equal(sweep?.name, 'asap7-tuning-20220804141156');
	assert.deepEqual(
		[...(sweep?.trials ?? [])].map(({label, state, why, params, metrics}) => [label, state, why, params, metrics]),
		[
			['1', 'complete', undefined, {pipeline_stages: 4}, {ws: -12.5}],
			['2', 'failed', 'placement failed', {pipeline_stages: 8}, {}],
			['3', 'pruned', undefined, {pipeline_stages: 1}, {ws: -80}],
			['4', 'running', undefined, {pipeline_stages: 2}, {}],
		],
	);
	const [first, , third] = sweep?.trials ?? [];
	assert.deepEqual([first?.startedMs, first?.durationS], [Date.UTC(2022, 7, 4, 14, 12, 1), 1689]);
	assert.deepEqual([third?.durationS, third?.curve], [61.5, [{name: 'ws', step: 1, value: -80}]]);
});

test('snake_case, integers as text, a bare list, an unset goal', t => {
	const trials = [
		{
			id: 7,
			state: 'SUCCEEDED',
			parameters: [
				{parameter_id: 'stages', value: '8'},
				{parameter_id: 'mode', value: 'fast'},
				{parameter_id: 'at', value: '0:30'},
			],
			final_measurement: {step_count: '3', metrics: [{metric_id: 'slack', value: 2.5}]},
		},
	];
	const source = openFile(t, 'trials.json', JSON.stringify(trials));
	assert.equal(vertexTrials.recognise(source), 'likely');
	const [sweep] = vertexTrials.read(source);
	const [trial] = sweep?.trials ?? [];
	assert.deepEqual(
		[trial?.label, trial?.params, trial?.metrics],
		['7', {stages: 8, mode: 'fast', at: '0:30'}, {slack: 2.5}],
	);
	assert.deepEqual(sweep?.objectives, [{metric: 'slack', direction: 'maximize'}]);
	assert.deepEqual(sweep?.notes, ['the list names no goal: each metric is maximised, as an unset goal is']);
});

test('a category is its text, also where that reads as a number; of an undeclared parameter a name stays one', t => {
	const declared = [
		{
			parameterId: 'seed',
			categoricalValueSpec: {values: ['8', '007']},
			conditionalParameterSpecs: [{parameterSpec: {parameterId: 'rate', categoricalValueSpec: {values: ['1.0']}}}],
		},
		{parameterId: 'depth', discreteValueSpec: {values: [2, 4]}},
	];
	const values = {
		seed: '8',
		rate: '1.0',
		depth: '4',
		code: '007',
		size: '1_000',
		kind: 'nan',
		id: '12345678901234567890',
	};
	const parameters = Object.entries(values).map(([parameterId, value]) => ({parameterId, value}));
	const trials = [{id: '1', parameters, finalMeasurement: {metrics: [{metricId: 'ws', value: 'NaN'}]}}];
	const job = {studySpec: {metrics: [{metricId: 'ws'}], parameters: declared}, trials};
	const [sweep] = vertexTrials.read(openFile(t, 'job.json', JSON.stringify(job)));
	const [trial] = sweep?.trials ?? [];
	assert.deepEqual(trial?.params, {...values, depth: 4});
	assert.deepEqual(trial?.metrics, {ws: 'NaN'});
});

test('measurements without a step stand in their order', t => {
	const measurements = [3, 2, 1].map(value => ({metrics: [{metricId: 'loss', value}]}));
	const trials = [{id: '1', parameters: [{parameterId: 'lr', value: 0.1}], measurements}];
	const [sweep] = vertexTrials.read(openFile(t, 'trials.json', JSON.stringify(trials)));
	const [trial] = sweep?.trials ?? [];
	assert.deepEqual(
		trial?.curve?.map(({step, value}) => [step, value]),
		[
			[0, 3],
			[1, 2],
			[2, 1],
		],
	);
});

test('a console text that is cut inside a line: 1 pending, 35 running', () => {
	const source = openSystem('asap7/vertex_hpt_job_console.txt');
	assert.equal(vertexTrials.recognise(source), 'sure');
	assert.deepEqual(collapseStates(source.text()), [
		{state: 'PENDING', count: 1},
		{state: 'RUNNING', count: 35},
	]);
	const [sweep] = vertexTrials.read(source);
	assert.deepEqual([...(sweep?.trials ?? [])], []);
	assert.match(sweep?.labels?.['resource'] ?? '', /hyperparameterTuningJobs\/5383503598707539968$/);
	assert.equal(sweep?.notes?.[0], 'job states: PENDING × 1, RUNNING × 35');
});

test('other files are none', t => {
	for (const text of ['{"trials": []}', 'hello', '[1, 2]'])
		assert.equal(vertexTrials.recognise(openFile(t, 'x.json', text)), undefined, text);
});
