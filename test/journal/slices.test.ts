import assert from 'node:assert/strict';
import {test} from 'node:test';
import {inSlices} from '../../source/journal/slices.ts';

test('all items come in their order, and the loop gets its turn between slices', async () => {
	const items = Array.from({length: 2345}, (_, index) => index);
	let turns = 0;
	const watch = (): void => {
		turns += 1;
		turning = setImmediate(watch);
	};
	let turning = setImmediate(watch);
	const slices: (readonly number[])[] = [];
	for await (const slice of inSlices(items)) slices.push(slice);
	clearImmediate(turning);
	assert.deepEqual(slices.flat(), items);
	assert.ok(slices.length > 2 && slices.every(slice => slice.length > 0));
	assert.ok(turns >= slices.length - 1, `${turns} turns between ${slices.length} slices`);
	for await (const slice of inSlices([])) assert.fail(`a slice of nothing: ${slice.length}`);
});

test('a source that is read no further is closed', async () => {
	let isClosed = false;
	function* endless(): Generator<number> {
		try {
			for (let index = 0; ; index += 1) yield index;
		} finally {
			isClosed = true;
		}
	}
	for await (const slice of inSlices(endless())) if (slice.includes(700)) break;
	assert.ok(isClosed);
});
