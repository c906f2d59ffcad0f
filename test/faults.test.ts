import assert from 'node:assert/strict';
import {globSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {assertNone} from './helpers/assert-none.ts';
import {REPOSITORY} from './helpers/repository.ts';

/** Ids of the table in docs/faults.md. */
const ids = readFileSync(join(REPOSITORY, 'docs/faults.md'), 'utf8').matchAll(/^\| (?<id>[A-Z]\d+) +\|/gm);

/** The first line of every test: its name. */
const names = globSync('test/**/*.test.{ts,tsx}', {cwd: REPOSITORY}).flatMap(path =>
	[...readFileSync(join(REPOSITORY, path), 'utf8').matchAll(/^\t*(?:test|it)\((?:\s*)(?<name>['"`].*)$/gm)].map(
		({groups}) => groups?.['name'] ?? '',
	),
);

test('every fault that is promised to be survived is injected by a test that carries its id', () => {
	const promised = [...ids].map(({groups}) => groups?.['id'] ?? '');
	assert.ok(promised.length > 60, `${promised.length} faults`);
	assert.deepEqual(new Set(promised).size, promised.length, 'an id stands twice');
	const missing = promised.filter(id => !names.some(name => new RegExp(`\\b${id}\\b`).test(name)));
	assertNone(missing, 'no test carries the id of these faults');
	for (const [letter, first, last] of [
		['A', 1, 7],
		['A', 13, 19],
		['B', 1, 11],
		['C', 1, 8],
		['D', 1, 4],
		['E', 1, 4],
		['F', 1, 10],
		['G', 1, 10],
		['H', 1, 8],
		['I', 1, 9],
	] as const) {
		for (let number = first; number <= last; number++)
			assert.ok(promised.includes(`${letter}${number}`), `${letter}${number}`);
	}
});
