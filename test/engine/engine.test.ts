import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setImmediate as yieldTurn} from 'node:timers/promises';
import type {Sweep} from '../../source/domain/sweep.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {isAnchor} from '../../source/domain/trial.ts';
import {STOPPED} from '../../source/domain/trial.ts';
import {engineSweep} from './sweep.ts';
import {createBench, type End} from './engine-bench.ts';

const COMPLETE: End = {outcome: 'complete'};
const LOSS = {name: 'loss', reduce: 'last', stream: false} as const;
const LESS = {metric: 'loss', direction: 'minimize'} as const;
const run = (changes: Partial<Sweep['run']>): Partial<Sweep> => ({run: {...engineSweep().run, ...changes}});

test('a grid is run to its end, in order, and says so', async () => {
	const bench = createBench({}, () => COMPLETE);
	const end = await bench.engine.run();
	assert.deepEqual(end, {why: 'space exhausted 10/10'});
	assert.equal(bench.state().counts.complete, 10);
	assert.deepEqual(
		bench.state().trials.map(trial => trial?.params['i']),
		[1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
	);
	assert.equal(bench.facts.at(-1)?.type, 'sweep-ended');
	assert.equal(bench.mostAtOnce(), 1);
});

test('points of a person beside the grid are told from it', async () => {
	const bench = createBench({}, order => (order.trial === 10 ? undefined : COMPLETE));
	const done = bench.engine.run();
	while (!bench.open.has(10)) await yieldTurn();
	bench.engine.command({command: 'enqueue', params: {i: '3'}}, 'user');
	bench.open.get(10)?.(COMPLETE);
	assert.equal((await done).why, 'space exhausted 10/10 and 1 by hand');
});

test('points of the sweep file come first, within the budget, and once', async () => {
	const points = [
		{i: 7, scale: 1},
		{i: 3, scale: 1},
	] as const;
	const changes: Partial<Sweep> = {enqueue: points, budget: {trials: 4}};
	const bench = createBench(changes, order => (order.trial === 2 ? undefined : COMPLETE));
	void bench.engine.run();
	while (!bench.open.has(2)) await yieldTurn();
	bench.engine.stop('ended by SIGTERM', true);
	const again = createBench(changes, () => COMPLETE, undefined, bench.facts);
	assert.equal((await again.engine.run()).why, 'trial budget spent (4)');
	assert.deepEqual(
		again.state().trials.map(trial => [trial?.params['i'], trial?.by]),
		[
			[7, 'user'],
			[3, 'user'],
			[1, 'grid'],
			[2, 'grid'],
		],
	);
});

test('each trial ends with the joules of the whole sweep until then', async () => {
	let joules = 100;
	const bench = createBench(
		{budget: {trials: 2}},
		() => COMPLETE,
		undefined,
		[],
		() => (joules += 20),
	);
	await bench.engine.run();
	const totals = bench.facts.flatMap(fact => (fact.type === 'trial-ended' ? [fact.sweep_energy_j] : []));
	assert.deepEqual(totals, [120, 140]);
	assert.equal(bench.state().energyJ, 160, 'the end of the sweep has the last word');
});

test('as many trials at once as jobs', async () => {
	const bench = createBench(run({jobs: 3}), () => COMPLETE);
	await bench.engine.run();
	assert.equal(bench.mostAtOnce(), 3);
	assert.equal(bench.state().counts.complete, 10);
});

test('a trial budget ends it, and extending moves the end', async () => {
	const bench = createBench({budget: {trials: 4}}, order => (order.trial === 4 ? undefined : COMPLETE));
	const done = bench.engine.run();
	while (!bench.open.has(4)) await yieldTurn();
	assert.equal(bench.engine.command({command: 'extend', trials: 2}, 'user').ok, true);
	bench.open.get(4)?.(COMPLETE);
	const end = await done;
	assert.equal(end.why, 'trial budget spent (6)');
	assert.equal(bench.state().trials.length, 6);
});

test('a failed execution is tried again, then the trial failed', async () => {
	const bench = createBench({...run({retries: 2}), budget: {trials: 1}}, () => ({outcome: 'failed'}));
	await bench.engine.run();
	const trial = bench.state().trials[0];
	assert.equal(trial?.state, 'failed');
	assert.deepEqual(
		trial?.executions.map(e => e.attempt),
		[1, 2, 3],
	);
});

test('the failure limit ends the sweep as failed', async () => {
	const bench = createBench({budget: {failures: 3}}, order => (order.trial === 2 ? COMPLETE : {outcome: 'failed'}));
	const end = await bench.engine.run();
	assert.deepEqual(end, {why: '3 trials failed in a row'});
	assert.equal(bench.state().trials.length, 5);
});

test('a reached target ends the sweep', async () => {
	const bench = createBench(
		{metrics: [{name: 'loss', reduce: 'last', stream: false}], budget: {target: 'loss <= 0.7'}},
		order => ({outcome: 'complete', metrics: {loss: 1 - order.trial / 10}}),
	);
	const end = await bench.engine.run();
	assert.match(end.why, /^target reached: loss <= 0\.7/);
	assert.equal(bench.state().trials.length, 3);
});

test('pause lets what runs finish and starts nothing; resume goes on', async () => {
	const bench = createBench({}, order => (order.trial === 2 ? undefined : COMPLETE));
	const done = bench.engine.run();
	while (!bench.open.has(2)) await yieldTurn();
	assert.equal(bench.engine.command({command: 'pause'}, 'user').ok, true);
	bench.open.get(2)?.(COMPLETE);
	for (let turn = 0; turn < 20; turn++) await yieldTurn();
	assert.equal(bench.state().trials.length, 2);
	assert.equal(bench.state().phase, 'paused');
	assert.equal(bench.engine.command({command: 'resume'}, 'user').ok, true);
	assert.equal((await done).why, 'space exhausted 10/10');
});

test('stop drains, stop now ends what runs and leaves it to a resume', async () => {
	const bench = createBench({}, order => (order.trial === 3 ? undefined : COMPLETE));
	const done = bench.engine.run();
	while (!bench.open.has(3)) await yieldTurn();
	bench.engine.stop('ended by SIGINT', true);
	const end = await done;
	assert.deepEqual(end, {why: 'ended by SIGINT'});
	assert.equal(bench.state().trials[2]?.state, 'killed');
	const last = bench.facts.findLast(fact => fact.type === 'trial-ended');
	assert.equal(last?.type === 'trial-ended' ? last.why : '', STOPPED);
});

test('skip, rerun and enqueue by hand', async () => {
	const bench = createBench({}, order => (order.execution === 1 && order.trial === 10 ? undefined : COMPLETE));
	const done = bench.engine.run();
	while (!bench.open.has(10)) await yieldTurn();
	const refused = bench.engine.command({command: 'enqueue', params: {i: '99'}}, 'user');
	assert.equal(refused.ok, false);
	assert.match(refused.text, /i cannot be "99": a whole number from 1 to 10/);
	assert.deepEqual(bench.engine.command({command: 'enqueue', params: {i: '7'}}, 'user'), {
		ok: true,
		text: 'queued as #11',
	});
	assert.equal(bench.engine.command({command: 'rerun', trials: [2, 3]}, 'user').text, '#2 #3 queued again');
	assert.equal(bench.engine.command({command: 'skip-trial', trial: 10}, 'user').ok, true);
	await done;
	assert.equal(bench.state().trials[9]?.state, 'killed');
	assert.equal(bench.state().trials[10]?.params['i'], 7);
	assert.equal(bench.state().trials[1]?.executions.length, 2);
	assert.equal(bench.state().trials[1]?.executions[0]?.superseded, true);
	assert.equal(bench.state().counts.complete, 10);
});

test('what nobody would do any more is refused: after the end only notes are taken', async () => {
	const bench = createBench({}, () => COMPLETE);
	await bench.engine.run();
	for (const command of [
		{command: 'enqueue', params: {i: '7'}},
		{command: 'rerun', trials: [2]},
		{command: 'extend', trials: 2},
	] as const)
		assert.deepEqual(bench.engine.command(command, 'user'), {
			ok: false,
			leaving: true,
			text: 'the sweep has ended; its engine is about to go: try again',
		});
	assert.equal(bench.engine.command({command: 'note-trial', trials: [2], note: 'odd'}, 'user').ok, true);
	assert.equal(bench.state().trials.length, 10);
});

test('interleaved: each trial runs once, then each once more', async () => {
	const order: (readonly [trial: number, execution: number])[] = [];
	const changes = {...run({repeats: 3, order: 'interleave'}), budget: {trials: 3}};
	const bench = createBench(changes, ({trial, execution}) => {
		order.push([trial, execution]);
		return COMPLETE;
	});
	const end = await bench.engine.run();
	assert.equal(end.why, 'trial budget spent (3)');
	assert.deepEqual(
		order,
		[1, 2, 3].flatMap(execution => [1, 2, 3].map(trial => [trial, execution] as const)),
	);
	assert.equal(bench.state().counts.complete, 3);
});

test('an interleaved trial that fails is tried again at once, and a stop leaves the others waiting', async () => {
	const order: string[] = [];
	const changes = {...run({repeats: 2, order: 'interleave', retries: 1}), budget: {trials: 2}};
	const bench = createBench(changes, ({trial, execution}) => {
		order.push(`${trial}.${execution}`);
		if (trial === 1 && execution === 1) return {outcome: 'failed'};
		if (trial === 2 && execution === 1) bench.engine.stop('stopped', false);
		return COMPLETE;
	});
	const end = await bench.engine.run();
	assert.deepEqual(order.slice(0, 3), ['1.1', '1.2', '2.1']);
	assert.equal(end.why, 'stopped');
	assert.equal(bench.state().trials[0]?.state, 'waiting');
});

test('the first point is run again after every few trials; it is not ranked, told or counted', async () => {
	const bench = createBench(
		{...run({anchorEvery: 2}), budget: {trials: 5}, metrics: [LOSS], objectives: [LESS]},
		order => ({
			outcome: 'complete',
			metrics: {loss: order.role === 'anchor' ? 1.5 : 1 + order.trial / 100},
		}),
	);
	const end = await bench.engine.run();
	assert.equal(end.why, 'trial budget spent (5)');
	const trials = bench.state().trials.filter(trial => trial !== undefined);
	assert.deepEqual(
		trials.map(({by, params}) => [by, params['i']]),
		[
			['grid', 1],
			['grid', 2],
			['anchor', 1],
			['grid', 3],
			['grid', 4],
			['anchor', 1],
			['grid', 5],
		],
	);
	assert.deepEqual(
		trials.filter(isAnchor).flatMap(trial => trial.executions.map(execution => execution.role)),
		['anchor', 'anchor'],
	);
	const drift = bench.facts.find(fact => fact.type === 'notice');
	assert.equal(drift?.level, 'warning');
	assert.equal(drift?.text, 'anchor #3 beside #1: loss +48.5 % (1.010 → 1.500)');
	assert.equal(rankTrials(bench.state()).rankOf(3), undefined);
});
