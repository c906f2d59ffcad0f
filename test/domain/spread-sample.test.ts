import assert from 'node:assert/strict';
import {test} from 'node:test';
import {spreadSample} from '../../source/domain/importance/spread-sample.ts';

const NUMBERS = Array.from({length: 62_208}, (_, index) => index);

test('all of few, else exactly as many as asked for, in their order', () => {
	assert.deepEqual(spreadSample([3, 1, 2], 3), [3, 1, 2]);
	assert.deepEqual(spreadSample([3, 1, 2], 0), []);
	for (const most of [1, 1000, 10_000, 62_207]) {
		const sample = spreadSample(NUMBERS, most);
		assert.equal(sample.length, most);
		assert.deepEqual(
			sample,
			sample.toSorted((a, b) => a - b),
		);
	}
});

test('spread over the whole list and over every loop of a grid', () => {
	const sample = spreadSample(NUMBERS, 1000);
	for (const count of [2, 3, 4, 6, 7, 12, 36, 63]) {
		// By the place in an inner loop of so many values, and by the part of the list.
		for (const partOf of [(n: number) => n % count, (n: number) => Math.floor((n * count) / NUMBERS.length)]) {
			const parts = Array.from({length: count}, (_, part) => sample.filter(n => partOf(n) === part).length);
			const expected = sample.length / count;
			assert.ok(
				Math.min(...parts) > 0.6 * expected && Math.max(...parts) < 1.4 * expected,
				`${count}: ${parts.join(' ')}`,
			);
		}
	}
});

test('a list that has grown keeps nearly all of its sample', () => {
	const before = new Set(spreadSample(NUMBERS.slice(0, 60_000), 10_000));
	const kept = spreadSample(NUMBERS.slice(0, 60_010), 10_000).filter(n => before.has(n)).length;
	assert.ok(kept > 9990, `${kept}`);
});
