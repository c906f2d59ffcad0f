import assert from 'node:assert/strict';
import {test} from 'node:test';
import {nearestName} from '../../source/domain/nearest.ts';

test('the nearest name allows for letters left out, added, replaced and swapped', () => {
	const names = ['run', 'resume', 'restore', 'export', 'enqueue'];
	assert.equal(nearestName('exprot', names), 'export');
	assert.equal(nearestName('resum', names), 'resume');
	assert.equal(nearestName('enqueu', names), 'enqueue');
	assert.equal(nearestName('RUN', names), 'run');
});

test('a name far from all gives none', () => {
	assert.equal(nearestName('zebra', ['run', 'export']), undefined);
	assert.equal(nearestName('x', []), undefined);
});

test('a beginning of a long name counts as near', () => {
	assert.equal(nearestName('comp', ['completion', 'check']), 'completion');
});
