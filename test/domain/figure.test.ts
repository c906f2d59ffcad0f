import assert from 'node:assert/strict';
import {test} from 'node:test';
import {findMetric, unitOfFigure} from '../../source/domain/ranking/figure.ts';
import {hasNumber} from '../../source/domain/ranking/metric-value.ts';
import {createPowerTest} from '../../source/domain/energy/power-estimate.ts';
import {SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';

const SWEEP = {
	...SAMPLE_SWEEP,
	metrics: [
		{name: 'flops', unit: 'FLOP/s', reduce: 'last', stream: false},
		{name: 'energy_left_j', reduce: 'last', stream: false},
		{name: 'per_rail', formula: 'flops / vdd_in_power_mean_w', reduce: 'last', stream: false},
		{name: 'flops_per_watt', formula: 'flops / power_mean_w', reduce: 'last', stream: false},
	],
} as const;

test('the unit of a metric is what the file says, none included; of a column of ours what its name says', () => {
	assert.equal(unitOfFigure(SWEEP, 'flops'), 'FLOP/s');
	assert.equal(unitOfFigure(SWEEP, 'energy_left_j'), '', 'a metric of the person');
	assert.equal(unitOfFigure(SWEEP, 'duration_s'), 's');
	assert.equal(unitOfFigure(undefined, 'energy_j'), 'J');
	assert.equal(findMetric(SWEEP, 'duration_s'), undefined);
});

test('what comes from power: columns of ours and formulas over them, no metric that is only called so', () => {
	const comesFromPower = createPowerTest(SWEEP);
	for (const [column, expected] of [
		['energy_j', true],
		['vdd_in_power_mean_w', true],
		['per_rail', true],
		['flops_per_watt', true],
		['flops', false],
		['energy_left_j', false],
		['duration_s', false],
	] as const)
		assert.equal(comesFromPower(column), expected, column);
});

test('a number that was reported is one, NaN included; the duration and telemetry count', () => {
	const trial = {metrics: {loss: 'NaN'}, telemetry: {energy_j: 3}, durationS: 2} as const;
	for (const name of ['loss', 'energy_j', 'duration_s']) assert.ok(hasNumber(trial, name), name);
	for (const name of ['acc', 'power_mean_w', 'constructor']) assert.ok(!hasNumber(trial, name), name);
});
