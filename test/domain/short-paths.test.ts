import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {shortPaths} from '../../source/domain/text/short-paths.ts';

test('the last part, and more where it does not tell them apart', () => {
	assert.deepEqual(shortPaths(['/w/a.csv', '/w/b.csv']), ['a.csv', 'b.csv']);
	assert.deepEqual(shortPaths(['/w/a/r.csv', '/w/b/r.csv', '/w/c.csv']), ['a/r.csv', 'b/r.csv', 'w/c.csv']);
	assert.deepEqual(shortPaths(['/w/s.db#x', '/w/s.db#y']), ['s.db#x', 's.db#y']);
	assert.deepEqual(shortPaths(['/w/a.csv', '/w/a.csv']), ['a.csv', 'a.csv']);
	assert.deepEqual(shortPaths(['/a', '/x/a']), ['a', 'x/a']);
	assert.deepEqual(shortPaths([]), []);
});

test('different paths have different names, each an end of its path', () => {
	const part = fc.constantFrom('a', 'b', 'c');
	const path = fc.array(part, {minLength: 1, maxLength: 4}).map(parts => `/${parts.join('/')}`);
	fc.assert(
		fc.property(fc.uniqueArray(path, {maxLength: 6}), paths => {
			const names = shortPaths(paths);
			assert.equal(new Set(names).size, paths.length);
			names.forEach((name, index) => assert.ok(paths[index]?.endsWith(`/${name}`)));
		}),
	);
});
