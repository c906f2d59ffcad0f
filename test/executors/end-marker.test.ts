import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {createEndMarker} from '../../source/executors/end-marker.ts';

const nonce = '123456789012345678';

test('the marker is found and stripped however the stream is split', () => {
	const bytes = fc.uint8Array({maxLength: 60});
	const almost = fc.constantFrom('\x1b]777;', `\x1b]777;${nonce}`, '\x1b', `\x1b]777;${nonce.replace('1', '2')}\x07`);
	const output = fc
		.array(
			fc.oneof(
				bytes,
				almost.map(text => Buffer.from(text)),
			),
			{maxLength: 6},
		)
		.map(parts => Buffer.concat(parts));
	fc.assert(
		fc.property(output, bytes, fc.array(fc.nat(200), {maxLength: 8}), (before, after, cuts) => {
			const marker = createEndMarker(nonce);
			// Parts may happen to make up the whole marker, which no program knows.
			fc.pre(!before.includes(marker.bytes));
			const stream = Buffer.concat([before, marker.bytes, after]);
			const edges = [0, ...cuts.filter(cut => cut < stream.length).toSorted((a, b) => a - b), stream.length];
			const seen: Buffer[] = [];
			let isDone = false;
			for (let index = 1; index < edges.length && !isDone; index += 1) {
				const scanned = marker.scan(stream.subarray(edges[index - 1], edges[index]));
				seen.push(Buffer.from(scanned.output));
				isDone = scanned.done;
			}
			assert.ok(isDone);
			assert.deepEqual(Buffer.concat(seen), before);
		}),
	);
});

test('without the marker nothing is done, and all but its beginning is given out', () => {
	const marker = createEndMarker(nonce);
	assert.deepEqual(marker.scan(Buffer.from('abc\x1b]777')), {output: Buffer.from('abc'), done: false});
	assert.deepEqual(marker.scan(Buffer.from('x')), {output: Buffer.from('\x1b]777x'), done: false});
});
