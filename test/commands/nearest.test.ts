import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseQuery} from '../../source/domain/query/query.ts';
import {nameHint, nearestName, writtenName} from '../../source/domain/text/nearest.ts';

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

test('a name that an expression would divide is shown as it must be written', () => {
	const names = ['lr', 'val/loss', 'train loss', 'accuracy'];
	const quoted = 'Write such a name between backquotes: `val/loss`.';
	assert.equal(nameHint('val', names), quoted);
	assert.equal(nameHint('loss', ['val/loss']), quoted);
	assert.equal(nameHint('train', names), 'Write such a name between backquotes: `train loss`.');
	assert.equal(nameHint('acuracy', names), 'Did you mean "accuracy"?');
	assert.equal(nameHint('val/lss', names), quoted);
	assert.equal(nameHint('zebra', names), undefined);
});

test('a name is read back as it is written', () => {
	for (const name of ['lr', 'a.b.1', 'élan', 'val/loss', 'train loss', '2fast', 'a-b', 'x.', '.x', 'width..bits'])
		assert.deepEqual(parseQuery(`${writtenName(name)} > 0`).names, [name]);
});
