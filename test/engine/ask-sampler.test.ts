import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setImmediate as yieldTurn} from 'node:timers/promises';
import type {Ask, Suggester} from '../../source/domain/sampler.ts';
import type {Params} from '../../source/domain/space.ts';
import {createBench, type End} from './engine-bench.ts';
import {engineSweep} from './sweep.ts';

const COMPLETE: End = {outcome: 'complete'};

/** A sampler that answers when the test says so. */
function createThinker() {
	const asked: Ask[] = [];
	const questions: PromiseWithResolvers<Params | undefined>[] = [];
	const sampler: Suggester = {
		size: undefined,
		ask: request => {
			assert.equal(questions.length, 0, 'one question at a time');
			asked.push(request);
			const question = Promise.withResolvers<Params | undefined>();
			questions.push(question);
			return question.promise;
		},
		tell: () => undefined,
	};
	const takeOpen = async () => {
		for (;;) {
			const question = questions.pop();
			if (question !== undefined) return question;
			await yieldTurn();
		}
	};
	return {
		sampler,
		asked,
		answer: async (params: Params | undefined) => (await takeOpen()).resolve(params),
		fail: async (error: Error) => (await takeOpen()).reject(error),
	};
}

test('a sampler that takes its time: trials run in the order of its answers, and its end is the end', async () => {
	const thinker = createThinker();
	const bench = createBench({}, () => COMPLETE, thinker.sampler);
	const done = bench.engine.run();
	await thinker.answer({i: 4, scale: 1});
	await thinker.answer({i: 2, scale: 1});
	await thinker.answer(undefined);
	assert.deepEqual(await done, {why: 'space exhausted 2'});
	assert.deepEqual(
		bench.state().trials.map(trial => trial?.params['i']),
		[4, 2],
	);
	assert.deepEqual(
		thinker.asked.map(({trial}) => trial),
		[1, 2, 3],
	);
});

test('while it thinks, trials end, a person enqueues one, and nobody takes the number that was asked for', async () => {
	const thinker = createThinker();
	const sweep = {run: {...engineSweep().run, jobs: 2}, budget: {trials: 3}};
	const bench = createBench(sweep, order => (order.trial === 1 ? undefined : COMPLETE), thinker.sampler);
	const done = bench.engine.run();
	await thinker.answer({i: 4, scale: 1});
	while (thinker.asked.length < 2) await yieldTurn();
	assert.deepEqual(thinker.asked[1], {trial: 2, running: [{i: 4, scale: 1}]});
	assert.equal(bench.engine.command({command: 'enqueue', params: {i: '9'}}, 'user').text, 'queued as #3');
	while (bench.state().trials[2]?.state !== 'complete') await yieldTurn();
	bench.open.get(1)?.(COMPLETE);
	while (bench.state().trials[0]?.state !== 'complete') await yieldTurn();
	await thinker.answer({i: 5, scale: 1});
	assert.equal((await done).why, 'trial budget spent (3)');
	assert.deepEqual(
		bench.state().trials.map(trial => trial?.params['i']),
		[4, 5, 9],
	);
});

test('a stop does not wait for it', async () => {
	const thinker = createThinker();
	const bench = createBench({}, () => COMPLETE, thinker.sampler);
	const done = bench.engine.run();
	while (thinker.asked.length < 1) await yieldTurn();
	bench.engine.stop('stopped by the user', false);
	assert.equal((await done).why, 'stopped by the user');
	assert.equal(bench.state().trials.length, 0);
});

test('what it fails with is said and ends the run', async () => {
	const thinker = createThinker();
	const bench = createBench({}, () => COMPLETE, thinker.sampler);
	const done = bench.engine.run();
	await thinker.fail(new Error('no idea'));
	await assert.rejects(done, /no idea/);
	assert.equal(bench.state().notices.at(-1)?.text, 'the sampler failed: no idea');
});
