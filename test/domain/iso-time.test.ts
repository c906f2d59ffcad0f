import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {createIsoWriter} from '../../source/domain/text/iso-time.ts';

test('times are written as a Date writes them, whatever the writer wrote before', () => {
	const times = fc.array(
		fc.oneof(
			fc.maxSafeInteger().map(whole => whole % 8.64e15),
			fc.double({min: -1e13, max: 1e13, noNaN: true}),
		),
	);
	fc.assert(
		fc.property(times, list => {
			const write = createIsoWriter();
			for (const timeMs of list) {
				assert.equal(write(timeMs), new Date(timeMs).toISOString());
				assert.equal(write(timeMs + 1.5), new Date(timeMs + 1.5).toISOString());
			}
		}),
	);
});

test('a time that no date has is refused', () => {
	assert.throws(() => createIsoWriter()(Number.NaN), RangeError);
	assert.throws(() => createIsoWriter()(9e15), RangeError);
});
