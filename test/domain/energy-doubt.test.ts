import assert from 'node:assert/strict';
import {test} from 'node:test';
import {estimateDoubt} from '../../source/domain/energy/energy-doubt.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import {SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';

const minimizing = (metric: string): Sweep => ({...SAMPLE_SWEEP, objectives: [{metric, direction: 'minimize'}]});

test('a sweep that ranks by joules or watts is told what they are where no sensor measures them', () => {
	assert.equal(
		estimateDoubt(minimizing('energy_j')),
		'trials are ranked by energy that no sensor measures: it is estimated as 65 W × CPU use of the whole machine, other programs included; set [telemetry] cpu_tdp_watts to what your CPU takes, or name a meter',
	);
	const perWatt = {name: 'per_watt', formula: 'flops / power_mean_w', reduce: 'last', stream: false} as const;
	const derived = {...minimizing('per_watt'), metrics: [...SAMPLE_SWEEP.metrics, perWatt]};
	assert.match(estimateDoubt(derived) ?? '', /65 W/);
	assert.match(estimateDoubt({...SAMPLE_SWEEP, constraints: ['power_max_w <= 15']}) ?? '', /65 W/);
	assert.equal(estimateDoubt(SAMPLE_SWEEP), undefined);
	assert.equal(
		estimateDoubt({...derived, objectives: SAMPLE_SWEEP.objectives}),
		undefined,
		'a metric that ranks nothing',
	);
});
