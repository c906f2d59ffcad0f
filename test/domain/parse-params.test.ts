import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Space} from '../../source/domain/space.ts';
import {parseParams} from '../../source/domain/space/parse-params.ts';

const SPACE: Space = {
	parameters: [
		{name: 'optimizer', domain: {kind: 'choice', values: ['sgd', 'adam']}},
		{
			name: 'momentum',
			domain: {kind: 'real', min: 0, max: 0.99, scale: 'linear'},
			when: "optimizer == 'sgd'",
		},
		{name: 'batch', domain: {kind: 'integer', min: 8, max: 64, step: 8, scale: 'linear'}},
		{
			name: 'width',
			domain: {
				kind: 'tuple',
				fields: ['bits', 'frac'],
				values: [
					[16, 8],
					[8, 4],
				],
			},
		},
		{name: 'rounds', domain: {kind: 'constant', value: 8}},
	],
	exclude: ['batch == 64 and width.bits == 16'],
};

function refusedIn(texts: Readonly<Record<string, string>>): string | undefined {
	const parsed = parseParams(SPACE, texts);
	return 'problem' in parsed ? parsed.parameter : 'none';
}

function problemOf(texts: Readonly<Record<string, string>>): string {
	const parsed = parseParams(SPACE, texts);
	return 'problem' in parsed ? parsed.problem : 'accepted';
}

test('types every kind of value, fills constants, leaves out what is not active', () => {
	assert.deepEqual(parseParams(SPACE, {optimizer: 'adam', batch: '12', width: '(8, 4)'}), {
		params: {optimizer: 'adam', batch: 12, width: [8, 4], rounds: 8},
	});
	assert.deepEqual(parseParams(SPACE, {optimizer: 'sgd', momentum: '0.5', batch: '8', width: '(16,8)'}), {
		params: {optimizer: 'sgd', momentum: 0.5, batch: 8, width: [16, 8], rounds: 8},
	});
});

test('says what is wrong with the name and what is allowed', () => {
	assert.match(problemOf({lr: '1'}), /no parameter "lr"; there are optimizer, momentum, batch, width, rounds/);
	assert.match(problemOf({optimizer: 'rmsprop'}), /optimizer cannot be "rmsprop": one of sgd, adam/);
	assert.match(
		problemOf({optimizer: 'adam', batch: '8.5', width: '(8,4)'}),
		/batch cannot be "8.5": a whole number from 8 to 64/,
	);
	assert.match(problemOf({optimizer: 'adam', batch: '72', width: '(8,4)'}), /from 8 to 64/);
	assert.match(
		problemOf({optimizer: 'sgd', momentum: 'NaN', batch: '8', width: '(8,4)'}),
		/momentum cannot be "NaN": a number from 0 to 0.99/,
	);
	assert.match(problemOf({optimizer: 'adam', batch: '8', width: '8'}), /width cannot be "8": one of \(16,8\) \(8,4\)/);
	assert.match(
		problemOf({optimizer: 'adam', batch: '8', width: '(8,4)', rounds: '9'}),
		/rounds cannot be "9": always 8/,
	);
	assert.match(problemOf({optimizer: 'adam', width: '(8,4)'}), /batch needs a value: a whole number from 8 to 64/);
	assert.match(
		problemOf({optimizer: 'adam', momentum: '0.5', batch: '8', width: '(8,4)'}),
		/momentum has no part in this trial: it is there when optimizer == 'sgd'/,
	);
	assert.match(problemOf({optimizer: 'adam', batch: '64', width: '(16,8)'}), /excludes this point: batch == 64/);
});

test('says which parameter it is about', () => {
	const rest = {optimizer: 'adam', width: '(8,4)'};
	assert.equal(refusedIn({lr: '1'}), 'lr');
	assert.equal(refusedIn({...rest, batch: '72'}), 'batch');
	assert.equal(refusedIn(rest), 'batch');
	assert.equal(refusedIn({...rest, momentum: '0.5', batch: '8'}), 'momentum');
	assert.equal(refusedIn({...rest, batch: '64', width: '(16,8)'}), undefined);
});

test('names of the prototype are no parameters', () => {
	assert.match(problemOf({constructor: '1'}), /no parameter "constructor"/);
});
