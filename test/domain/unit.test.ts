import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseDurationMs, parseEnergyJ, parseSizeBytes} from '../../source/domain/unit.ts';

test('durations, energies and sizes', () => {
	assert.deepEqual(
		['500ms', '10s', '5m', '2h', '1.5h', '1 d'].map(parseDurationMs),
		[500, 10_000, 300_000, 7_200_000, 5_400_000, 86_400_000],
	);
	assert.deepEqual(['500J', '50kJ', '2Wh', '1kWh'].map(parseEnergyJ), [500, 50_000, 7200, 3_600_000]);
	assert.deepEqual(['100MiB', '1.5KiB', '2GB', '7B'].map(parseSizeBytes), [104_857_600, 1536, 2_000_000_000, 7]);
});

test('a number without a unit, or anything else, is no amount', () => {
	for (const text of ['10', '', 's', '-1s', '1e3s', '10 sec', '1h30m', '٣s', ' 1s']) {
		assert.deepEqual(
			[parseDurationMs(text), parseEnergyJ(text), parseSizeBytes(text)],
			[undefined, undefined, undefined],
			text,
		);
	}
});
