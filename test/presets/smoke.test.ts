import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {test} from 'node:test';
import {REPOSITORY} from '../helpers/repository.ts';

const SMOKE = join(REPOSITORY, 'presets', 'smoke', 'smoke');

test('prints the product, whose lowest value is 100 at (25, 25)', () => {
	// ((p1 - 25)² + 10) ((p2 - 25)² + 10)
	for (const [p1, p2, product] of [
		[25, 25, 100],
		[10, 10, 55_225],
		[100, 295, 410_847_850],
	] as const) {
		assert.equal(execFileSync(SMOKE, [String(p1), String(p2)], {encoding: 'utf8'}), `product=${product}\n`);
	}
});
