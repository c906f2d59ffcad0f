import assert from 'node:assert/strict';
import {it} from 'node:test';
import fc from 'fast-check';
import {own, recordOf} from '../../source/domain/record.ts';

const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '0'));

it('a record of entries is that of Object.fromEntries, whatever the names', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(name, fc.integer())), entries => {
			const record = recordOf(entries);
			assert.deepEqual(Object.entries(record), Object.entries(Object.fromEntries(entries)));
			assert.equal(Object.getPrototypeOf(record), Object.prototype);
		}),
	);
});

it('finds what a record has of its own and nothing that it inherits', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(name, fc.integer())), name, (entries, key) => {
			assert.equal(own(recordOf(entries), key), new Map(entries).get(key));
		}),
	);
	for (const key of Object.getOwnPropertyNames(Object.prototype)) assert.equal(own({}, key), undefined);
});
