import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {WatchPattern} from '../../source/domain/sweep.ts';
import {createPatternListener} from '../../source/listeners/patterns.ts';
import {foldHeard, hearLines, ofKind} from './hearing.ts';

function pattern(event: WatchPattern['event'], source: string, params: readonly string[] = []): WatchPattern {
	return {name: event, pattern: source, event, params};
}

const START = pattern('start', String.raw`^try (?<trial>\d+) lr=(?<lr>\S+)`, ['lr']);
const NAMELESS = pattern('start', String.raw`^with (?<lr>\S+)`, ['lr']);
const VALUE = pattern('value', String.raw`^step (?<step>\d+) loss (?<loss>\S+)`);

/** State, parameters and metrics of each trial. */
function trialsOf(patterns: readonly WatchPattern[], lines: readonly string[]): readonly (readonly unknown[])[] {
	return [...foldHeard(hearLines(createPatternListener(patterns), lines)).values()].map(
		({state, params, metrics, steps}) => [state, params, metrics, steps],
	);
}

test('patterns without an end: a numbered trial is over when the next one has shown it, and at a clean end', () => {
	const lines = [0, 1, 2].flatMap(trial => [
		`try ${trial} lr=0.${trial}`,
		`step 1 loss ${9 - trial}`,
		`step 2 loss ${5 - trial}`,
	]);
	assert.deepEqual(trialsOf([START, VALUE], lines), [
		['complete', {lr: 0}, {loss: 5}, [1, 2]],
		['complete', {lr: 0.1}, {loss: 4}, [1, 2]],
		['complete', {lr: 0.2}, {loss: 3}, [1, 2]],
	]);
	const listener = createPatternListener([START, VALUE]);
	for (const line of lines) listener.line(line, {rewritten: false});
	assert.deepEqual(listener.end(false), [], 'of a program that failed the last trial is not complete');
});

test('patterns without an end: a trial without a number is over when the next one begins', () => {
	const listener = createPatternListener([NAMELESS, VALUE]);
	const say = (line: string) => listener.line(line, {rewritten: false});
	assert.deepEqual(say('with 0.1'), [{kind: 'trial-started', params: {lr: 0.1}}]);
	say('step 1 loss 5');
	assert.deepEqual(say('with 0.2'), [
		{kind: 'trial-ended', state: 'complete', late: true},
		{kind: 'trial-started', params: {lr: 0.2}},
	]);
	assert.deepEqual(
		say('with 0.3'),
		[{kind: 'trial-started', params: {lr: 0.3}}],
		'nothing was heard of the one before',
	);
	assert.deepEqual(listener.end(true), []);
});

test('patterns without an end: trials side by side, by the numbers of their values', () => {
	const value = pattern('value', String.raw`^(?<trial>\d+): step (?<step>\d+) loss (?<loss>\S+)`);
	const lines = [
		'try 1 lr=1',
		'try 2 lr=2',
		...[1, 2, 3].flatMap(step => [`1: step ${step} loss ${step}`, `2: step ${step} loss ${9 - step}`]),
	];
	const heard = hearLines(createPatternListener([START, value]), lines);
	const [first, second] = foldHeard(heard).values();
	assert.deepEqual([first?.metrics, second?.metrics], [{loss: 3}, {loss: 6}]);
	assert.deepEqual([first?.state, second?.state], ['complete', 'complete']);
	const ends = heard.slice(heard.findIndex(({kind}) => kind === 'trial-ended'));
	assert.deepEqual(
		ends.map(({kind}) => kind),
		['trial-ended', 'trial-ended'],
		'neither is over before the program is',
	);
	assert.deepEqual(trialsOf([value], ['7: step 1 loss 3', '7: step 2 loss 2']).at(0)?.[0], 'complete');
});

test('patterns of failures alone: what did not fail is complete', () => {
	const fail = pattern('fail', '^died: (?<why>.*)');
	const lines = ['try 0 lr=1', 'step 1 loss 5', 'died: oom', 'try 1 lr=2', 'step 1 loss 4'];
	assert.deepEqual(trialsOf([START, VALUE, fail], lines), [
		['failed', {lr: 1}, {loss: 5}, [1]],
		['complete', {lr: 2}, {loss: 4}, [1]],
	]);
});

test('patterns of values alone: a trial is over when a name comes again or its steps begin anew', () => {
	const both = pattern('value', String.raw`lr (?<lr>\S+) gives (?<loss>\S+)`, ['lr']);
	assert.deepEqual(trialsOf([both], ['lr 0.1 gives 5', 'lr 0.2 gives 4']), [
		['complete', {lr: 0.1}, {loss: 5}, []],
		['complete', {lr: 0.2}, {loss: 4}, []],
	]);
	assert.deepEqual(trialsOf([VALUE], ['step 1 loss 5', 'step 2 loss 4', 'step 1 loss 7']), [
		['complete', {}, {loss: 4}, [1, 2]],
		['complete', {}, {loss: 7}, [1]],
	]);
});

test('all patterns that match a line read it: an end behind the general pattern of values too', () => {
	const end = pattern('end', '^step 2 ');
	const heard = hearLines(createPatternListener([START, VALUE, end]), ['try 0 lr=1', 'step 1 loss 5', 'step 2 loss 4']);
	assert.deepEqual(heard.slice(-2), [
		{kind: 'value', name: 'loss', value: 4, step: 2},
		{kind: 'trial-ended', state: 'complete', params: {}, metrics: new Map()},
	]);
	const two = [pattern('value', String.raw`loss (?<loss>\S+)`), pattern('value', String.raw`acc (?<acc>\S+)`)];
	assert.deepEqual(
		ofKind(hearLines(createPatternListener(two), ['loss 0.5 acc 0.9']), 'value').map(({name, value}) => [name, value]),
		[
			['loss', 0.5],
			['acc', 0.9],
		],
	);
});

test('what one pattern has named no other names again, behind an end nothing is read, and a number is of the whole line', () => {
	const any = pattern('value', String.raw`(?<name>\w+)=(?<value>\S+)`);
	assert.deepEqual(hearLines(createPatternListener([any, START, pattern('end', '^bye')]), ['try 3 lr=0.5']), [
		{kind: 'trial-started', trial: 3, params: {lr: 0.5}},
	]);
	const done = pattern('end', String.raw`^run (?<trial>\d+) done (?<loss>\S+)`);
	const again = pattern('start', String.raw`^run (?<trial>\d+)`);
	assert.deepEqual(
		hearLines(createPatternListener([done, again]), ['run 1', 'run 1 done 5']).map(({kind}) => kind),
		['trial-started', 'trial-ended'],
	);
	const numberless = pattern('value', String.raw`cost (?<cost>\S+)`);
	assert.deepEqual(
		ofKind(hearLines(createPatternListener([numberless, START, done]), ['try 2 lr=1, cost 3']), 'value'),
		[{kind: 'value', trial: 2, name: 'cost', value: 3}],
	);
});
