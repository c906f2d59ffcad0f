import assert from 'node:assert/strict';
import {test} from 'node:test';
import {channelsOf, channelValues} from '../../source/importers/algoperf/algoperf-channels.ts';

test('clocks in GHz or MHz by magnitude, GPU memory in MiB, utilisation as a share, a chip of any name', () => {
	const row = (clock: string): ReadonlyMap<string, string> =>
		new Map([
			['cpu.freq.current', clock],
			['gpu.1.mem.used', '10853.00'],
			['gpu.1.compute.util', '0.05'],
			['temp.nvme Composite.current', '33.5'],
			['gpu.count', '1.00'],
			['loss', '2.5'],
		]);
	for (const clock of ['2.67', '2670', '2670000000']) {
		const channels = channelsOf([row(clock)]);
		const named = channels.map(({channel}, index) => [channel.channel, channelValues(channels, row(clock))[index]]);
		assert.deepEqual(named, [
			['cpu.clock_hz', 2_670_000_000],
			['gpu1.mem_used_bytes', 10_853 * 1024 ** 2],
			['gpu1.util_pct', 5],
			['nvme_Composite.temp_c', 33.5],
		]);
	}
});

test('a blank cell is a missing reading', () => {
	const channels = channelsOf([new Map([['mem.used', '5']])]);
	assert.deepEqual(channelValues(channels, new Map()), [undefined]);
});
