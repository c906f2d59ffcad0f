import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setImmediate as settled} from 'node:timers/promises';
import type {Heard} from '../../../source/domain/listener.ts';
import type {Span} from '../../../source/engine/telemetry-draft.ts';
import {createImpliedStarts} from '../../../source/engine/watch/implied-starts.ts';
import {ended, openRoom, WALL_MS, WATCHED} from './watch-room.ts';

test('trials that are heard of at their end began when the one before ended; energy is that of the slice', async () => {
	const {ledger, at, trials} = openRoom();
	at(500, {kind: 'study', name: 's'});
	at(1500, ended(1, 0.5));
	at(4000, ended(2, 0.25), ended(2, 0.9));
	await trials.finish('lost', 'gone');
	const state = ledger.state();
	assert.equal(state.counts.complete, 2);
	assert.deepEqual(
		state.trials.map(trial => [
			trial?.durationS,
			trial?.telemetry['energy_j'],
			trial?.metrics['loss'],
			trial?.startedAt,
		]),
		[
			[1, 1, 0.5, '2026-11-21T20:00:00.500Z'],
			[2.5, 2.5, 0.25, '2026-11-21T20:00:01.500Z'],
		],
	);
	assert.deepEqual(state.sweep?.space.parameters, [{name: 'lr', domain: {kind: 'choice', values: [0.025, 0.05]}}]);
	assert.deepEqual(state.sweep?.objectives, [{metric: 'loss', direction: 'minimize'}]);
	assert.ok(state.notices.some(({text}) => text.startsWith('ranked by loss, smaller is better: a guess')));
});

test('trials are recorded in the order of their ends, also when the samples of an earlier one come later', async () => {
	const samples = Promise.withResolvers<void>();
	const isLong = ({fromMs, toMs}: Span): boolean => toMs - fromMs > 1000;
	const {facts, at, trials} = openRoom(WATCHED, false, async span => {
		if (isLong(span)) await samples.promise;
	});
	const ends = (): number[] => facts.flatMap(fact => (fact.type === 'trial-ended' ? [fact.trial] : []));
	at(2000, ended(1, 0.5));
	at(2100, ended(2, 0.25), ended(3, 0.9));
	await settled();
	assert.deepEqual(ends(), []);
	samples.resolve();
	await trials.finish('lost', 'gone');
	assert.deepEqual(ends(), [1, 2, 3]);
});

test('what a person says of a direction wins over a guess and over the program', async () => {
	const goals = [{metric: 'loss', direction: 'maximize'}] as const;
	const {ledger, at, trials} = openRoom({...WATCHED, watched: {listener: 'auto', goals}});
	at(1, {kind: 'objective', metric: 'loss', direction: 'minimize'}, ended(1, 0.5));
	await trials.finish('lost', 'gone');
	assert.deepEqual(ledger.state().sweep?.objectives, goals);
});

test('a trial that runs, its curve, its point told late, and an afterthought', async () => {
	const {ledger, at, trials} = openRoom();
	at(1000, {kind: 'trial-started', trial: 1, params: {a: 1}, timeMs: WALL_MS + 400});
	assert.equal(ledger.state().trials[0]?.state, 'running');
	assert.equal(ledger.state().trials[0]?.startedAt, '2026-11-21T20:00:00.400Z');
	at(1100, {kind: 'value', name: 'loss', value: 0.9, step: 1});
	at(1200, {kind: 'value', name: 'loss', value: Number.NaN, step: 2});
	at(1300, {kind: 'params', params: {b: 'x'}});
	at(2000, {kind: 'trial-ended', state: 'complete', late: true});
	at(2100, {kind: 'value', trial: 1, name: 'accuracy', value: 0.75});
	await trials.finish('lost', 'gone');
	const [trial] = ledger.state().trials;
	assert.deepEqual(trial?.params, {a: 1, b: 'x'});
	assert.deepEqual(trial?.metrics, {loss: 'NaN', accuracy: 0.75});
	assert.equal(trial?.curves['loss']?.length, 2);
	assert.ok(Math.abs((trial?.durationS ?? 0) - 0.8) < 1e-9, 'until the last word about it');
});

test('a parameter that is no number of JSON stands by its name, in the trials and in the space', async () => {
	const {ledger, at, trials} = openRoom();
	at(1000, {kind: 'trial-started', trial: 1, params: {clip: Number.POSITIVE_INFINITY}});
	at(1100, {kind: 'params', params: {drop: Number.NaN}}, {kind: 'value', name: 'loss', value: 1, step: Number.NaN});
	at(2000, {kind: 'trial-ended', state: 'complete'});
	await trials.finish('lost', 'gone');
	const {sweep, trials: records} = ledger.state();
	assert.deepEqual(records[0]?.params, {clip: 'Infinity', drop: 'NaN'});
	assert.deepEqual(records[0]?.curves, {});
	assert.deepEqual(
		sweep?.space.parameters.map(({domain}) => domain),
		['Infinity', 'NaN'].map(value => ({kind: 'choice', values: [value]})),
	);
});

test('trials side by side share their energy, and those left open end as the program did', async () => {
	const {ledger, at, trials} = openRoom();
	at(0, {kind: 'trial-started', trial: 1}, {kind: 'trial-started', trial: 2});
	at(1000, ended(2, 0.5));
	await trials.finish('killed', 'stopped by the user');
	const state = ledger.state();
	assert.deepEqual(
		state.trials.map(trial => [trial?.state, trial?.flags, trial?.why]),
		[
			['killed', ['SHARED'], 'stopped by the user'],
			['complete', ['SHARED'], undefined],
		],
	);
});

test('a second study goes on behind the first, and no leap of numbers makes a hole of millions', async () => {
	const {ledger, at, trials} = openRoom();
	at(1, {kind: 'study', name: 'a'}, ended(1, 0.5), ended(2, 0.5));
	at(2, {kind: 'study', name: 'b'}, ended(1, 0.25), ended(9_000_000, 0.1));
	await trials.finish('lost', 'gone');
	assert.equal(ledger.state().trials.length, 3);
	assert.equal(ledger.state().trials[2]?.metrics['loss'], 0.25);
	assert.ok(ledger.state().notices.some(({text}) => text.includes('cannot follow')));
});

test('trials of before the watch have no telemetry, and say so', async () => {
	const {ledger, at, trials} = openRoom();
	at(100, {
		...ended(1, 0.5),
		kind: 'trial-ended',
		state: 'complete',
		startedMs: WALL_MS - 60_000,
		endedMs: WALL_MS - 58_000,
	});
	await trials.finish('lost', 'gone');
	const [trial] = ledger.state().trials;
	assert.equal(trial?.durationS, 2);
	assert.deepEqual(trial.telemetry, {});
	assert.equal(trial.missing['energy_j'], 'it ran before it was watched');
});

test('starts that are implied: n at a time, in the order of numbers', () => {
	const one = createImpliedStarts(0);
	assert.deepEqual(one.end(1, 10), {startMs: 0, overlapped: false});
	assert.deepEqual(one.end(2, 25), {startMs: 10, overlapped: false});
	const two = createImpliedStarts(0);
	assert.deepEqual(two.end(2, 10), {startMs: 0, overlapped: true}, 'with the first one');
	assert.deepEqual(two.end(1, 12), {startMs: 0, overlapped: true});
	assert.deepEqual(two.end(3, 20), {startMs: 10, overlapped: true});
	assert.deepEqual(two.end(4, 22), {startMs: 12, overlapped: true});
	const resumed = createImpliedStarts(0);
	assert.deepEqual(resumed.end(5001, 10), {startMs: 0, overlapped: false}, 'a study that was gone on with');
});

test('each trial gets its own part of the console: its first line to the line that ends it', async () => {
	const {prints, trials, parts} = openRoom();
	const text = 'setup\nstart 1\na\nend 1\nstart 2\nb\nend 2\nbye\n';
	const hear = (line: string): readonly Heard[] => {
		const [word, number] = line.split(' ');
		if (word === 'start') return [{kind: 'trial-started', trial: Number(number)}];
		return word === 'end' ? [ended(Number(number), 1)] : [];
	};
	prints(100, text.slice(0, 20), hear);
	prints(100, text.slice(20), hear);
	await trials.finish('lost', 'gone');
	assert.deepEqual(
		parts.map(({trial, from, to}) => `${trial}: ${text.slice(from, to)}`),
		['1: start 1\na\nend 1\n', '2: start 2\nb\nend 2\n'],
	);
});

test('a trial that is heard of at its end has what was printed since the one before, in one piece or in several', async () => {
	const {prints, trials, parts} = openRoom();
	const hear = (line: string): readonly Heard[] => (line.startsWith('Trial ') ? [ended(Number(line.slice(6)), 1)] : []);
	prints(10, 'hello\nTrial 1\nx\nTrial 2\nTri', hear);
	prints(500, 'al 3\nwarn', hear);
	prints(900, 'ing\nTrial 4\n', hear);
	await trials.finish('lost', 'gone');
	const text = 'hello\nTrial 1\nx\nTrial 2\nTrial 3\nwarning\nTrial 4\n';
	assert.deepEqual(
		parts.map(({from, to}) => text.slice(from, to)),
		['hello\nTrial 1\n', 'x\nTrial 2\n', 'Trial 3\n', 'warning\nTrial 4\n'],
	);
});

test('trials that a storage tells of are cut by time, and overlapping ones say so', async () => {
	const {at, prints, trials, parts} = openRoom();
	const lines = ['first\n', 'second\n', 'third\n'];
	for (const [index, line] of lines.entries()) prints((index + 1) * 1000, line, () => []);
	const run = (trial: number, fromMs: number, toMs: number): Heard => ({
		kind: 'trial-ended',
		trial,
		state: 'complete',
		startedMs: WALL_MS + fromMs,
		endedMs: WALL_MS + toMs,
	});
	at(3500, {kind: 'trial-started', trial: 2, timeMs: WALL_MS + 1500}, run(1, 500, 2500), run(2, 1500, 3500));
	await trials.finish('lost', 'gone');
	assert.deepEqual(
		parts.map(({from, to, overlapping}) => [lines.join('').slice(from, to), overlapping]),
		[
			['first\nsecond\n', true],
			['second\nthird\n', true],
		],
	);
});

test("the program's own numbers are recorded where they are not ours, also of a second study", async () => {
	const {facts, trials, at} = openRoom();
	at(0, {kind: 'numbering', first: 0}, ended(1, 0.5), ended(2, 0.4));
	at(10, {kind: 'study', name: 'second'}, ended(1, 0.3));
	await trials.finish('complete', '');
	assert.deepEqual(
		facts.flatMap(fact => (fact.type === 'trial-queued' ? [[fact.trial, fact.source_trial]] : [])),
		[
			[1, '0'],
			[2, '1'],
			[3, '0'],
		],
	);
});

test('a program that counts from 1 as we do has no other numbers', async () => {
	const {facts, trials, at} = openRoom();
	at(0, ended(1, 0.5), ended(2, 0.4));
	await trials.finish('complete', '');
	assert.deepEqual(
		facts.flatMap(fact => (fact.type === 'trial-queued' ? [fact.source_trial] : [])),
		[undefined, undefined],
	);
});
