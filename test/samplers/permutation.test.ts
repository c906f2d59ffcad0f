import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {createPermutation} from '../../source/samplers/permutation.ts';

function places(count: number, seed: number): readonly number[] {
	const placeOf = createPermutation(BigInt(count), seed);
	return Array.from({length: count}, (_, index) => Number(placeOf(BigInt(index))));
}

test('every index has a place of its own', () => {
	fc.assert(
		fc.property(fc.integer({min: 1, max: 700}), fc.integer({min: 0, max: 0xffffffff}), (count, seed) => {
			const all = places(count, seed);
			assert.deepEqual(
				all.toSorted((a, b) => a - b),
				Array.from({length: count}, (_, index) => index),
			);
		}),
	);
});

test('seeds give different orders, one seed always the same', () => {
	assert.deepEqual(places(100, 1), places(100, 1));
	assert.notDeepEqual(places(100, 1), places(100, 2));
});

test('neighbours are scattered: mean distance is that of a random order', () => {
	const count = 10_000;
	const all = places(count, 42);
	const distance =
		all.slice(1).reduce((sum, place, index) => sum + Math.abs(place - (all[index] ?? 0)), 0) / (count - 1);
	// For two uniform draws it is a third of the range; its standard error here is 24.
	assert.ok(Math.abs(distance - count / 3) < 120, String(distance));
});

test('counts beyond doubles: places are inside, apart and walked back by nothing', () => {
	for (const count of [10n ** 18n, 2n ** 64n + 1n, 10n ** 30n, 10n ** 60n]) {
		const placeOf = createPermutation(count, 7);
		const found = Array.from({length: 200}, (_, index) => placeOf(BigInt(index)));
		assert.ok(found.every(place => place >= 0n && place < count));
		assert.equal(new Set(found).size, found.length);
		const high = found.filter(place => place > count / 2n).length;
		assert.ok(high > 60 && high < 140, `${high} of 200 in the upper half of ${count}`);
	}
});

test('the wide network is a permutation too', () => {
	// 2^53 is the first size whose halves do not fit: take a slice of its indexes and see that none falls on another.
	const placeOf = createPermutation(2n ** 53n, 3);
	const found = new Set(Array.from({length: 5000}, (_, index) => placeOf(BigInt(index))));
	assert.equal(found.size, 5000);
});
