import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {stableOrder} from '../../source/domain/statistics/stable-order.ts';

const key = fc.oneof(fc.double({noNaN: true}), fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity, Number.MIN_VALUE));

test('the order is that of a stable sort by comparison', () => {
	fc.assert(
		fc.property(fc.array(key, {maxLength: 200}), keys => {
			const expected = keys.map((_, index) => index).sort((a, b) => compare(keys[a] ?? 0, keys[b] ?? 0) || a - b);
			assert.deepEqual([...stableOrder(Float64Array.from(keys))], expected);
		}),
	);
});

/** Infinity minus infinity would be no order. */
function compare(a: number, b: number): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}
