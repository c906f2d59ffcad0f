import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Heard} from '../../../source/domain/listener.ts';
import {jsonLinesListener} from '../../../source/listeners/json-lines.ts';
import {ended, openRoom, WATCHED} from './watch-room.ts';

test('a trial that the next one only shows to be over has its own time, energy and output', async () => {
	const {ledger, prints, trials, parts} = openRoom();
	const hear = (line: string): readonly Heard[] => listener.line(line, {rewritten: false});
	const listener = jsonLinesListener.create();
	const lines = [0, 1].flatMap(trial =>
		[0, 1, 2].map(step => `{"trial":${trial},"step":${step},"loss":${9 - step}}\n`),
	);
	for (const [index, line] of lines.entries()) prints((index + 1) * 1000, line, hear);
	trials.hear(listener.end(true), 'test');
	await trials.finish('lost', 'gone');
	assert.deepEqual(
		ledger.state().trials.map(trial => [trial?.state, trial?.durationS, trial?.flags, trial?.metrics['loss']]),
		[
			['complete', 3, [], 7],
			['complete', 3, [], 7],
		],
	);
	assert.deepEqual(
		parts.map(({from, to}) => lines.join('').slice(from, to)),
		[lines.slice(0, 3).join(''), lines.slice(3).join('')],
	);
});

test('a trial that was taken for over and was not keeps its points and gets its last value', async () => {
	const {ledger, at, trials} = openRoom();
	at(
		1000,
		{kind: 'value', trial: 1, name: 'loss', value: 3, step: 0},
		{kind: 'trial-ended', trial: 1, state: 'complete'},
	);
	at(2000, {kind: 'value', trial: 1, name: 'loss', value: 2, step: 1});
	await trials.finish('lost', 'gone');
	const [trial] = ledger.state().trials;
	assert.deepEqual(trial?.metrics, {loss: 2});
	assert.deepEqual(
		trial.curves['loss']?.map(({step}) => step),
		[0, 1],
	);
});

test("a program's names of its trials are recorded, also behind a study", async () => {
	const {facts, at, trials} = openRoom();
	at(0, {kind: 'called', trial: 1, name: 'a7f'}, ended(1, 0.5), {kind: 'study', name: 'b'});
	at(1, {kind: 'called', trial: 1, name: '2'}, ended(1, 0.5));
	await trials.finish('complete', '');
	assert.deepEqual(
		facts.flatMap(fact => (fact.type === 'trial-queued' ? [fact.source_trial] : [])),
		['a7f', undefined],
	);
});

test('of a program that ran already, what ended before or began before has no time and no energy', async () => {
	const {ledger, at, trials} = openRoom(WATCHED, true);
	at(0, {...ended(1, 0.5), kind: 'trial-ended', state: 'complete', untimed: 'it ran before it was watched'});
	at(2000, ended(2, 0.5));
	at(3000, ended(3, 0.5));
	await trials.finish('lost', 'gone');
	assert.deepEqual(
		ledger.state().trials.map(trial => [trial?.durationS, trial?.missing['energy_j']]),
		[
			[undefined, 'it ran before it was watched'],
			[undefined, 'it began before it was watched'],
			[1, undefined],
		],
	);
});
