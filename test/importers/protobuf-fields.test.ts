import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {readFields, readVarint, WireError} from '../../source/importers/tfevents/protobuf-fields.ts';
import {message} from '../helpers/event-log-writer.ts';

function fieldsOf(bytes: Uint8Array): readonly (readonly [number, string, number])[] {
	const fields: (readonly [number, string, number])[] = [];
	readFields(bytes, 0, bytes.length, ({number, kind, value}) => fields.push([number, kind, value]));
	return fields;
}

test('reads what another library wrote: varints, bytes, fixed numbers', () => {
	fc.assert(
		fc.property(fc.nat(Number.MAX_SAFE_INTEGER), fc.uint8Array({maxLength: 300}), (number, bytes) => {
			const written = message(writer => {
				writer.writeVarintField(1, number);
				writer.writeBytesField(17, bytes);
				writer.writeDoubleField(3, 1.5);
				writer.writeFixed32Field(4, 7);
			});
			assert.deepEqual(fieldsOf(written), [
				[1, 'varint', number],
				[17, 'bytes', bytes.length],
				[3, 'fixed', 0],
				[4, 'fixed', 0],
			]);
		}),
	);
});

test('a negative number takes ten bytes and keeps its digits', () => {
	for (const number of [-1, -5, -123_456_789, Number.MIN_SAFE_INTEGER]) {
		assert.deepEqual(fieldsOf(message(writer => writer.writeVarintField(1, number))), [[1, 'varint', number]]);
	}
});

test('I5: a length of 2^31, a varint without an end, a cut number, an unknown wire type: refused, never read past the end', () => {
	for (const bytes of [
		[0x12, 0xff, 0xff, 0xff, 0xff, 0x07, 1],
		[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
		[0x08, 0x80],
		[0x0d, 1, 2],
		[0x09, 1, 2, 3],
		[0x0e],
		[0x00],
	])
		assert.throws(() => fieldsOf(Uint8Array.from(bytes)), WireError);
	assert.throws(() => readVarint(Uint8Array.from([0x80]), 0, 1), WireError);
});

test('I5: groups are stepped over, and 100,000 of them inside each other are refused without recursion', () => {
	assert.deepEqual(fieldsOf(Uint8Array.from([0x0b, 0x10, 5, 0x0c, 0x10, 6])), [[2, 'varint', 6]]);
	assert.throws(() => fieldsOf(new Uint8Array(100_000).fill(0x0b)), /groups/);
	assert.throws(() => fieldsOf(Uint8Array.from([0x0b])), /does not end/);
	assert.throws(() => fieldsOf(Uint8Array.from([0x0c])), /do not match/);
});

test('any bytes are read or refused, nothing else', () => {
	fc.assert(
		fc.property(fc.uint8Array({maxLength: 64}), bytes => {
			try {
				readFields(bytes, 0, bytes.length, ({from, to}) => assert.ok(from <= to && to <= bytes.length));
			} catch (error) {
				assert.ok(error instanceof WireError);
			}
		}),
	);
});
