import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Metric} from '../../source/domain/metric.ts';
import {INFEASIBLE} from '../../source/domain/ranking/rank.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {
	createTrialResults,
	type ExecutionNumbers,
	requiredMetrics,
	UNCHECKED,
} from '../../source/engine/trial-results.ts';
import {engineSweep} from './sweep.ts';

const metric = (name: string, more: Partial<Metric> = {}): Metric => ({name, reduce: 'last', stream: false, ...more});

function execution(
	metrics: ExecutionNumbers['metrics'],
	telemetry: ExecutionNumbers['telemetry'] = {},
	missing = {},
): ExecutionNumbers {
	return {metrics, telemetry, missing, flags: []};
}

function sweepWith(changes: Partial<Sweep>): Sweep {
	return {...engineSweep(), ...changes};
}

test('metrics are means over measured executions, formulas see means, parameters and telemetry', () => {
	const sweep = sweepWith({
		metrics: [metric('flops'), metric('per_watt', {formula: 'flops / power_mean_w * scale'})],
	});
	const {combine} = createTrialResults(sweep);
	const results = combine({i: 1, scale: 2}, [
		execution({flops: 10}, {power_mean_w: 4}),
		execution({flops: 30}, {power_mean_w: 6}),
	]);
	assert.deepEqual(results.metrics, {flops: 20, per_watt: 8});
	assert.equal(results.telemetry['power_mean_w'], 5);
});

test('mean and std range over executions', () => {
	const sweep = sweepWith({metrics: [metric('loss'), metric('noise', {formula: 'std(loss)'})]});
	const results = createTrialResults(sweep).combine({i: 1, scale: 1}, [execution({loss: 1}), execution({loss: 3})]);
	assert.ok(Math.abs(Number(results.metrics['noise']) - Math.SQRT2) < 1e-12);
});

test('formulas, constraints and the target know how long a trial took', () => {
	const sweep = sweepWith({
		metrics: [metric('took', {formula: 'duration_s'}), metric('jitter', {formula: 'std(duration_s)'})],
		constraints: ['duration_s < 3'],
		budget: {...engineSweep().budget, target: 'duration_s <= 2'},
	});
	const {combine, targetReached} = createTrialResults(sweep);
	const params = {i: 1, scale: 1};
	const results = combine(params, [
		{...execution({}), durationS: 1},
		{...execution({}), durationS: 3},
	]);
	assert.equal(results.metrics['took'], 2);
	assert.ok(Math.abs(Number(results.metrics['jitter']) - Math.SQRT2) < 1e-12);
	assert.deepEqual(results.flags, []);
	assert.equal(targetReached(params, results), true);
	const unknown = combine(params, [execution({})]);
	assert.equal(unknown.missing['took'], 'no value for duration_s');
	assert.deepEqual(unknown.flags, [UNCHECKED]);
});

test('a formula without its column is missing, with the reason of the column', () => {
	const sweep = sweepWith({metrics: [metric('flops'), metric('per_watt', {formula: 'flops / power_mean_w'})]});
	const results = createTrialResults(sweep).combine({i: 1, scale: 1}, [
		execution({flops: 10}, {}, {power_mean_w: 'no power source'}),
	]);
	assert.deepEqual(results.metrics, {flops: 10});
	assert.equal(results.missing['per_watt'], 'no value for power_mean_w: no power source');
});

test('non-finite metrics survive as given', () => {
	const sweep = sweepWith({metrics: [metric('loss')]});
	const {combine} = createTrialResults(sweep);
	assert.deepEqual(combine({i: 1, scale: 1}, [execution({loss: 'NaN'})]).metrics, {loss: 'NaN'});
	assert.deepEqual(combine({i: 1, scale: 1}, [execution({loss: '-Infinity'})]).metrics, {loss: '-Infinity'});
});

test('the hottest, the highest, the first and the last are no means', () => {
	const {combine} = createTrialResults(sweepWith({}));
	const {telemetry} = combine({i: 1, scale: 1}, [
		execution({}, {temp_max_c: 50, temp_start_c: 40, temp_end_c: 49, power_max_w: 7, power_scope: 'package'}),
		execution({}, {temp_max_c: 60, temp_start_c: 48, temp_end_c: 55, power_max_w: 9, power_scope: 'package'}),
	]);
	assert.deepEqual(telemetry, {
		temp_max_c: 60,
		temp_start_c: 40,
		temp_end_c: 55,
		power_max_w: 9,
		power_scope: 'package',
	});
});

test('a constraint that is false marks the trial, one without an answer says so', () => {
	const sweep = sweepWith({constraints: ['temp_max_c <= 85']});
	const {combine} = createTrialResults(sweep);
	assert.deepEqual(combine({i: 1, scale: 1}, [execution({}, {temp_max_c: 90})]).flags, [INFEASIBLE]);
	assert.deepEqual(combine({i: 1, scale: 1}, [execution({}, {temp_max_c: 80})]).flags, []);
	assert.deepEqual(combine({i: 1, scale: 1}, [execution({})]).flags, [UNCHECKED]);
});

test('only what objectives rest on is required, through formulas', () => {
	const sweep = sweepWith({
		metrics: [
			metric('flops'),
			metric('loss'),
			metric('noted'),
			metric('per_watt', {formula: 'flops / power_mean_w'}),
			metric('cost', {formula: 'per_watt + loss'}),
		],
		objectives: [{metric: 'cost', direction: 'minimize'}],
	});
	assert.deepEqual([...requiredMetrics(sweep)].sort(), ['flops', 'loss']);
	assert.deepEqual(requiredMetrics({...sweep, objectives: []}), []);
});

test('the target is asked with metrics, parameters and telemetry', () => {
	const sweep = sweepWith({metrics: [metric('loss')], budget: {target: 'loss <= 0.3'}});
	const {targetReached} = createTrialResults(sweep);
	assert.equal(targetReached({i: 1, scale: 1}, execution({loss: 0.2})), true);
	assert.equal(targetReached({i: 1, scale: 1}, execution({loss: 0.4})), false);
	assert.equal(targetReached({i: 1, scale: 1}, execution({})), false);
});
