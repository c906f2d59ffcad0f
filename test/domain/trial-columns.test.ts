import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isReservedColumn} from '../../source/domain/column/columns.ts';
import {executionColumns, trialColumns, unitOfColumn} from '../../source/domain/column/trial-columns.ts';
import {createRandom, fold, STARTED, toEvents, trialFacts} from '../journal/sample-run.ts';

const state = fold(toEvents([STARTED, ...trialFacts(1, createRandom(2))]));

test('columns know their group and unit', () => {
	const columns = trialColumns(state);
	const of = (name: string) => {
		const column = columns.find(candidate => candidate.name === name);
		return [column?.group, column?.unit];
	};
	assert.deepEqual(of('duration_s'), ['trial', 's']);
	assert.deepEqual(of('width.frac'), ['parameter', '']);
	assert.deepEqual(of('flops'), ['metric', 'FLOP/s']);
	assert.deepEqual(of('temp_max_c'), ['telemetry', '°C']);
	assert.deepEqual(of('power_scope'), ['telemetry', '']);
});

test('every column that is not of the sweep file is reserved, and no name stands twice', () => {
	for (const columns of [trialColumns(state), executionColumns(state)]) {
		const names = columns.map(column => column.name);
		assert.equal(new Set(names).size, names.length);
	}
	for (const {name, group} of trialColumns(state)) {
		assert.equal(isReservedColumn(name), group === 'trial' || group === 'telemetry', name);
	}
});

test('cells are numbers, texts, booleans or missing; NaN is a number', () => {
	const trial = state.trials[0] ?? assert.fail();
	const odd = {...trial, metrics: {flops: 'NaN' as const, loss: 'Infinity' as const}, flags: ['A', 'B']};
	const cells = Object.fromEntries(trialColumns(state).map(column => [column.name, column.cell(odd)]));
	assert.deepEqual(
		[cells['flops'], cells['loss'], cells['flops_per_watt'], cells['flags'], cells['tensor'], cells['width.bits']],
		[Number.NaN, Number.POSITIVE_INFINITY, undefined, 'A B', false, 16],
	);
	assert.equal(cells['executions'], 1);
	assert.equal(cells['confidence'], 'high');
});

test('names of the object prototype are no columns', () => {
	const trial = {...(state.trials[0] ?? assert.fail()), params: {}};
	const sweep = state.sweep ?? assert.fail();
	const parameters = [{name: 'constructor', domain: {kind: 'constant' as const, value: 1}}];
	const columns = trialColumns({...state, sweep: {...sweep, space: {parameters, exclude: []}}});
	assert.equal(columns.find(column => column.name === 'constructor')?.cell(trial), undefined);
});

test('units come from the last part of a name', () => {
	const names = ['energy_j', 'idle_w', 'temp_end_c', 'throttle_ms', 'clock_gpu_mhz_mean', 'n_eff', 'coverage', 'x_pct'];
	assert.deepEqual(names.map(unitOfColumn), ['J', 'W', '°C', 'ms', 'MHz', '', '', '%']);
});
