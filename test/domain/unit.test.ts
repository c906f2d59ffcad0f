import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseDurationMs, parseEnergyJ, parseSizeBytes, writeDuration, writeEnergy} from '../../source/domain/unit.ts';

test('durations, energies and sizes', () => {
	assert.deepEqual(
		['500ms', '10s', '5m', '2h', '1.5h', '1 d'].map(parseDurationMs),
		[500, 10_000, 300_000, 7_200_000, 5_400_000, 86_400_000],
	);
	assert.deepEqual(
		[
			'10min',
			'10 minutes',
			'90 sec',
			'1 hour',
			'2hrs',
			'1 day',
			'250 milliseconds',
			'1h30m',
			'1h 30 min',
			'2m1.5s',
		].map(parseDurationMs),
		[600_000, 600_000, 90_000, 3_600_000, 7_200_000, 86_400_000, 250, 5_400_000, 5_400_000, 121_500],
	);
	assert.deepEqual(['500J', '50kJ', '2Wh', '1kWh'].map(parseEnergyJ), [500, 50_000, 7200, 3_600_000]);
	assert.deepEqual(['100MiB', '1.5KiB', '2GB', '7B'].map(parseSizeBytes), [104_857_600, 1536, 2_000_000_000, 7]);
});

test('a duration and an energy are written so that they are read back', () => {
	assert.deepEqual([90_000, 7_200_000, 1500, 86_400_000, 0].map(writeDuration), ['90s', '2h', '1500ms', '1d', '0ms']);
	assert.deepEqual([5000, 28.4, 1, 2_000_000].map(writeEnergy), ['5kJ', '28.4J', '1J', '2MJ']);
	for (const amount of [1, 59_000, 3_600_000, 12_345]) {
		assert.equal(parseDurationMs(writeDuration(amount)), amount);
		assert.equal(parseEnergyJ(writeEnergy(amount)), amount);
	}
});

test('a number without a unit, or anything else, is no amount', () => {
	for (const text of ['10', '', 's', '-1s', '1e3s', '10 Sec', '1h30', '5 fortnights', '10M', '٣s', ' 1s', '1s ']) {
		assert.deepEqual(
			[parseDurationMs(text), parseEnergyJ(text), parseSizeBytes(text)],
			[undefined, undefined, undefined],
			text,
		);
	}
});
