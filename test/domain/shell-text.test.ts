import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';
import fc from 'fast-check';
import {shellLine, shellWord} from '../../source/domain/text/shell-text.ts';

test('plain words stay as they are, others are quoted', () => {
	assert.equal(shellLine(['./train', '--lr=1e-05', 'a b', "it's", '']), `./train --lr=1e-05 'a b' 'it'\\''s' ''`);
	assert.equal(shellWord('$HOME'), `'$HOME'`);
});

test('a shell takes back each word', () => {
	const word = fc.string().filter(text => !text.includes('\0'));
	const words = fc.sample(fc.array(word, {minLength: 20, maxLength: 40}), 5);
	for (const given of words) {
		const out = execFileSync('sh', ['-c', `printf '%s\\0' ${shellLine(given)}`], {encoding: 'utf8'});
		assert.deepEqual(out.split('\0').slice(0, -1), given);
	}
});
