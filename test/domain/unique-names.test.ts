import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {uniqueNames} from '../../source/domain/text/unique-names.ts';

const dotted = (name: string, count: number): string => `${name}.${count}`;

test('names that stand again are numbered; a number that makes the name of another is passed over', () => {
	assert.deepEqual(uniqueNames(['a', 'b', 'a', 'a'], dotted), ['a', 'b', 'a.2', 'a.3']);
	assert.deepEqual(uniqueNames(['a', 'a', 'a.2'], dotted), ['a', 'a.3', 'a.2']);
	assert.deepEqual(uniqueNames(['a.2', 'a', 'a', 'a.2'], dotted), ['a.2', 'a', 'a.3', 'a.2.2']);
});

test('no two are the same, and the first of each keeps its own', () => {
	const name = fc.constantFrom('a', 'a.2', 'a.3', 'a.2.2', 'b', '__proto__');
	fc.assert(
		fc.property(fc.array(name, {maxLength: 12}), names => {
			const unique = uniqueNames(names, dotted);
			assert.equal(new Set(unique).size, names.length);
			for (const [index, given] of names.entries())
				if (names.indexOf(given) === index) assert.equal(unique[index], given);
		}),
	);
});
