import assert from 'node:assert/strict';
import {test} from 'node:test';
import {orderChannels} from '../../source/domain/signal/channel-order.ts';

test('channels are in the order in which a person looks for them', () => {
	const asOpened = [
		'cpu.steal_pct',
		'mem.used_bytes',
		'oc3.event_count',
		'zone.tj.temp_c',
		'rail.vdd_in.power_w',
		'gpu0.clock_hz',
		'gpu0.temp_c',
		'cpu.util_pct',
		'cpu_gpu.power_w',
		'module.power_w',
	];
	assert.deepEqual(orderChannels(asOpened), [
		'module.power_w',
		'cpu_gpu.power_w',
		'gpu0.temp_c',
		'cpu.util_pct',
		'gpu0.clock_hz',
		'mem.used_bytes',
		'oc3.event_count',
		'rail.vdd_in.power_w',
		'zone.tj.temp_c',
		'cpu.steal_pct',
	]);
});

test('of one kind they stay as they came', () => {
	const gpus = ['gpu1.power_w', 'gpu0.power_w'];
	assert.deepEqual(orderChannels(gpus), gpus);
});
