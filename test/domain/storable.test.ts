import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readOptunaDistribution} from '../../source/domain/foreign/optuna-distribution.ts';
import {storableDomain, storableParams} from '../../source/domain/space/storable.ts';

test('params without a number that JSON lacks stay the same object', () => {
	const params = {a: 1, b: 'NaN', c: [1, 'x', true]};
	assert.equal(storableParams(params), params);
	assert.deepEqual(storableParams({a: -Infinity, b: [Number.NaN, 2]}), {
		a: '-Infinity',
		b: ['NaN', 2],
	});
});

test('a range without ends is none that a journal can hold', () => {
	const range = {kind: 'integer', min: 0, max: 8, step: 2, scale: 'linear'} as const;
	assert.equal(storableDomain(range), range);
	assert.equal(storableDomain({...range, max: Number.POSITIVE_INFINITY}), undefined);
	assert.equal(storableDomain({...range, step: Number.NaN}), undefined);
	assert.deepEqual(storableDomain({kind: 'constant', value: Number.NaN}), {kind: 'constant', value: 'NaN'});
});

test('a choice of Optuna that is infinite is its name, in the space and in a trial', () => {
	const choices = [0.5, Number.POSITIVE_INFINITY, null];
	const read = readOptunaDistribution({name: 'CategoricalDistribution', attributes: {choices}});
	assert.deepEqual(read?.domain, {kind: 'choice', values: [0.5, 'Infinity', 'None']});
	assert.equal(read?.valueOf(1), 'Infinity');
});
