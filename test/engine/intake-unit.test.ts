import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Metric} from '../../source/domain/metric.ts';
import {metric, openIntake} from './open-intake.ts';

/** Values and the units of another quantity that lines give one metric. */
function read(text: string, changes: Partial<Metric> = {}) {
	const others: (readonly [string, string])[] = [];
	const {intake, seen} = openIntake([metric('time', {unit: 'ms', ...changes})], {
		onOtherUnit: (name, printed) => void others.push([name, printed]),
	});
	intake.feed(Buffer.from(text));
	intake.finish();
	return {values: seen.map(([, value]) => value), others};
}

test('a value in another unit of the same quantity is converted to the unit of its metric', () => {
	const cases: readonly (readonly [string, readonly number[]])[] = [
		['time: 900 us', [0.9]],
		['time=0.02 s', [20]],
		['time: 12.5 ms', [12.5]],
		['time = 4.35\tsec, done', [4350]],
		['time: 2 min', [120_000]],
		['[time=1 s] time: 3 µs.', [1000, 0.003]],
		['time=900us', [0.9]],
		['time=12ms', [12]],
	];
	for (const [text, values] of cases) assert.deepEqual(read(text), {values, others: []}, text);
	assert.deepEqual(read('time = 3.2 GB/s', {unit: 'MB/s'}).values, [3200]);
});

test('a word that is no unit, a name or the least of several leaves the number as it is', () => {
	for (const text of [
		'time: 12',
		'time: 12 (avg)',
		'time: 12 avg',
		'time: 12 s=3',
		'time: 12 s: 3',
		'time: 12 s_total',
		'time: 12. s',
		'time: 12 min 14 avg 19 max',
		'time: 12 s/it',
		'{"time": 12, "unit": "s"}',
	])
		assert.deepEqual(read(text), {values: [12], others: []}, text);
});

test('a metric without a unit, or with one of its own, takes every number as it is', () => {
	for (const unit of ['', 'items', 'ms/step'])
		assert.deepEqual(read('time: 12 s', {unit}), {values: [12], others: []}, unit);
	const unitless = openIntake([metric('time')]);
	unitless.intake.feed(Buffer.from('time: 12 s\n'));
	assert.deepEqual(unitless.seen, [['time', 12]]);
});

test('a unit of another quantity is told and the number taken as it is', () => {
	assert.deepEqual(read('time: 12 J'), {values: [12], others: [['time', 'J']]});
	assert.deepEqual(read('time: 12J'), {values: [], others: []}, 'right behind it, it is no number as before');
});

test('a pattern may name the unit', () => {
	const pattern = String.raw`took (?<value>[\d.]+) ?(?<unit>\w*)`;
	assert.deepEqual(read('took 0.02 s\ntook 12\ntook 900us\ntook 5 steps\ntook 3 W', {pattern}), {
		values: [20, 12, 0.9, 5, 3],
		others: [['time', 'W']],
	});
	assert.deepEqual(read('took 0.02 s', {pattern: String.raw`took (?<value>[\d.]+) s`}).values, [0.02]);
});
