import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {SweepFact} from '../../source/domain/event.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {NOTE_COLUMNS, parseTags} from '../../source/domain/trial/trial-notes.ts';
import {foldFacts, SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

function given(command: string, args: Readonly<Record<string, unknown>>): SweepFact {
	return {type: 'command-given', command, arguments: args, by: 'user'};
}

function notesOf(state: SweepState, trial: number): readonly unknown[] {
	const record = state.trials[trial - 1] ?? assert.fail();
	return NOTE_COLUMNS.map(column => column.cell(record));
}

test('tags are added and removed, a note is set and taken away', () => {
	const tagged = [...SAMPLE_FACTS, given('tag-trial', {trials: [1, 3], add: ['night', 'gpu'], remove: []})];
	assert.deepEqual(notesOf(foldFacts(tagged), 1), ['night gpu', undefined]);
	const changed = [
		...tagged,
		given('tag-trial', {trials: [1], add: ['gpu', 'old'], remove: ['night']}),
		given('note-trial', {trials: [1], note: 'fan was off'}),
	];
	assert.deepEqual(notesOf(foldFacts(changed), 1), ['gpu old', 'fan was off']);
	assert.deepEqual(notesOf(foldFacts(changed), 3), ['night gpu', undefined]);
	const cleared = [
		...changed,
		given('tag-trial', {trials: [1], add: [], remove: ['gpu', 'old']}),
		given('note-trial', {trials: [1], note: ''}),
	];
	assert.deepEqual(notesOf(foldFacts(cleared), 1), [undefined, undefined]);
	assert.equal(Object.hasOwn(foldFacts(cleared).trials[0] ?? {}, 'tags'), false);
});

test('a trial that runs again keeps its notes; they change no result', () => {
	const facts = [...SAMPLE_FACTS, given('tag-trial', {trials: [2], add: ['night'], remove: []})];
	const before = foldFacts(SAMPLE_FACTS);
	const after = foldFacts(facts);
	assert.deepEqual({...after.trials[1], tags: undefined}, {...before.trials[1], tags: undefined});
	assert.notEqual(after.counts, before.counts);
	assert.deepEqual(after.counts, before.counts);
	const again = foldFacts([...facts, {type: 'trial-queued', trial: 2, params: {size: 64}, by: 'user'}]);
	assert.deepEqual(again.trials[1]?.tags, ['night']);
	assert.equal(again.trials[1].state, 'queued');
});

test('what a damaged journal holds in place of trials, tags or a note is left out', () => {
	const state = foldFacts([
		...SAMPLE_FACTS,
		given('tag-trial', {trials: 'all', add: ['x']}),
		given('tag-trial', {trials: [1, 99, 'x', 1.5], add: [7, 'ok', 'two words', '\u001B[2J', ''], remove: {}}),
		given('note-trial', {trials: [3], note: {}}),
	]);
	assert.deepEqual(notesOf(state, 1), ['ok', undefined]);
	assert.deepEqual(notesOf(state, 3), [undefined, undefined]);
	assert.equal(state.trials.length, 3);
});

test('words with a - in front are taken away, others given', () => {
	assert.deepEqual(parseTags(' night -day +gpu '), {add: ['night', 'gpu'], remove: ['day']});
	assert.equal(parseTags(''), undefined);
	assert.equal(parseTags('a|b'), undefined);
	assert.equal(parseTags('-'), undefined);
});
