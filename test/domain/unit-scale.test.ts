import assert from 'node:assert/strict';
import {test} from 'node:test';
import {convertUnit, parseUnit} from '../../source/domain/unit-scale.ts';

function convert(value: number, from: string, to: string): number | undefined {
	const [printed, own] = [parseUnit(from), parseUnit(to)];
	assert.ok(printed !== undefined && own !== undefined, `${from} and ${to} are units`);
	return printed.quantity === own.quantity ? convertUnit(value, printed, own) : undefined;
}

test('units of one quantity, to the decimal', () => {
	const cases = [
		[900, 'us', 'ms', 0.9],
		[900, 'µs', 'ms', 0.9],
		[0.02, 's', 'ms', 20],
		[4.35, 's', 'ms', 4350],
		[1.005, 's', 'us', 1_005_000],
		[1e-7, 's', 'ns', 100],
		[2.5, 'min', 's', 150],
		[90, 'minutes', 'h', 1.5],
		[3.2, 'GB/s', 'MB/s', 3200],
		[3.2, 'GBps', 'MB/sec', 3200],
		[1, 'KB', 'B', 1000],
		[1, 'KiB', 'B', 1024],
		[1.5, 'GiB', 'MiB', 1536],
		[1, 'MiB', 'MB', 1.048576],
		[250, 'Mbits/sec', 'Gbit/s', 0.25],
		[1.7, 'GHz', 'MHz', 1700],
		[12.5, 'kWh', 'MJ', 45],
		[430, 'mW', 'W', 0.43],
		[12, 'Gflops', 'GFLOP/s', 12],
		[8.1, 'TFLOPS', 'GFLOPS', 8100],
		[3, 'mJ/token', 'J/token', 0.003],
		[6, 'B/min', 'B/s', 0.1],
	] as const;
	for (const [value, from, to, wanted] of cases) assert.equal(convert(value, from, to), wanted, `${value} ${from}`);
});

test('units of different quantities have no value in each other', () => {
	for (const [from, to] of [
		['J', 's'],
		['MB', 'MB/s'],
		['Mbit/s', 'MB/s'],
		['ms/step', 'ms'],
	] as const)
		assert.equal(convert(1, from, to), undefined, `${from} and ${to}`);
});

test('other words are no units', () => {
	for (const word of ['', 'avg', 'items', 'm', 'Ms', 'mB', '%', 's/', '/s', 'B/s/s', 'FLOPs', 'constructor'])
		assert.equal(parseUnit(word), undefined, word);
});

test('what stands for no result stays it', () => {
	assert.equal(convert(9e99, 'us', 's'), 9e99);
	assert.equal(convert(Infinity, 'us', 's'), Infinity);
	assert.ok(Number.isNaN(convert(NaN, 'us', 's')));
	assert.ok(Object.is(convert(-0, 'us', 's'), -0));
});
