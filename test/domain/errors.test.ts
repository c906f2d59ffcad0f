import assert from 'node:assert/strict';
import {test} from 'node:test';
import {errnoOf} from '../../source/domain/errors.ts';

test('an error of the system has the name of its errno, also where Node has none for it', () => {
	const failed = (code: unknown, errno?: number): Error => Object.assign(new Error('x'), {code, errno});
	assert.equal(errnoOf(failed('ENOENT', -2)), 'ENOENT');
	assert.equal(errnoOf(failed('Unknown system error -122', -122)), 'EDQUOT');
	assert.equal(errnoOf(failed('Unknown system error -116', -116)), 'ESTALE');
	assert.equal(errnoOf(failed('EIO')), 'EIO');
	assert.equal(errnoOf(failed(5)), undefined);
	assert.equal(errnoOf(new Error('x')), undefined);
	assert.equal(errnoOf('ENOENT'), undefined);
});
