import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createSweepState} from '../../source/domain/sweep-state.ts';
import {createSampleStore} from '../../source/store/samples.ts';
import {selectSignals} from '../../source/store/signals.ts';
import {foldImport} from '../helpers/imported.ts';

test('what this machine has no source for is told, and not of the results of another program', () => {
	const samples = createSampleStore();
	assert.deepEqual(selectSignals(createSweepState(), samples).missing, ['cpu', 'gpu', 'temp']);
	const trials = [{params: {lr: 0.1}, state: 'complete', metrics: {loss: 1}}] as const;
	const imported = foldImport({name: 'results', objectives: [], trials});
	assert.deepEqual(selectSignals(imported, samples).missing, []);
	const command = {kind: 'shell', script: './train'} as const;
	const own = {...imported, sweep: imported.sweep && {...imported.sweep, command}};
	assert.deepEqual(selectSignals(own, samples).missing, ['cpu', 'gpu', 'temp']);
});

/** The labels of the rows of a machine whose sources have these channels, chief ones apart. */
function labelsOf(channels: readonly string[]): {
	readonly chief: readonly string[];
	readonly further: readonly string[];
} {
	const samples = createSampleStore();
	const row = channels.map(() => 1);
	samples.add({t0: 0, channels: ['t', ...channels], rows: [[0, ...row]]});
	const {chief, further} = selectSignals(createSweepState(), samples);
	return {chief: chief.map(({label}) => label), further: further.map(({label}) => label)};
}

test('the power that joules are of stands first, where one sensor sees all of it', () => {
	const orinNano = ['cpu_gpu.power_w', 'gpu0.util_pct', 'cpu.temp_c', 'gpu0.temp_c', 'module.power_w'];
	assert.deepEqual(labelsOf(orinNano).chief, ['module', 'cpu+gpu', 'gpu', 'temp', 'duration']);
	const thor = ['board.power_w', 'module.power_w', 'cpu.power_w', 'gpu0.power_w', 'gpu0.temp_c'];
	assert.deepEqual(labelsOf(thor).chief, ['board', 'cpu', 'gpu', 'temp', 'duration']);
	assert.deepEqual(labelsOf([...thor, 'meter.power_w']).chief[0], 'meter');
	assert.deepEqual(labelsOf(thor).further, ['module'], 'the narrower ones have rows where there is room');
	assert.deepEqual(labelsOf([...thor, 'meter.power_w']).further, ['board', 'module']);
	assert.deepEqual(labelsOf(['cpu.power_w', 'gpu0.power_w', 'gpu0.temp_c']).chief, ['cpu', 'gpu', 'temp', 'duration']);
});

test('of several GPUs each has its rows, and its number', () => {
	const quantities = ['power_w', 'util_pct', 'temp_c', 'mem_used_bytes', 'clock_hz'];
	const two = [0, 1].flatMap(gpu => quantities.map(quantity => `gpu${gpu}.${quantity}`));
	const {chief, further} = labelsOf(['cpu.power_w', ...two]);
	assert.deepEqual(chief, ['cpu', 'gpu0', 'temp0', 'duration']);
	const each = ['gpu1', 'gpu0 use', 'gpu1 use', 'temp1', 'gpu0 mem', 'gpu1 mem', 'gpu0 clk', 'gpu1 clk'];
	assert.deepEqual(further, each);
});
