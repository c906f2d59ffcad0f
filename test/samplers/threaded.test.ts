import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Worker} from 'node:worker_threads';
import {samplerWorkerUrl} from '../../source/commands/worker-url.ts';
import {UserError} from '../../source/domain/errors.ts';
import type {Sampler, SamplerContext, SamplerDefinition, Suggester, Told} from '../../source/domain/sampler.ts';
import type {Params} from '../../source/domain/space.ts';
import {auto} from '../../source/samplers/auto.ts';
import {gp} from '../../source/samplers/gp.ts';
import {random} from '../../source/samplers/random.ts';
import type {SamplerWorkerData} from '../../source/samplers/sampler-messages.ts';
import {createThreadedSampler} from '../../source/samplers/threaded.ts';
import {tpe} from '../../source/samplers/tpe.ts';
import {numberOf, realSpace, told} from './sampler-helpers.ts';

const context: SamplerContext = {
	space: realSpace(2, -1, 1),
	directions: ['minimize'],
	seed: 3,
	order: 'grid',
	visited: new Set(),
	budgetTrials: 100,
};

const score = (trial: number, params: Params): Told =>
	told(trial, params, (numberOf(params, 'x0') - 0.4) ** 2 + Math.abs(numberOf(params, 'x1')));

/** A sampler that may move to a thread, and how often it did. */
function threadedOf(
	definition: SamplerDefinition,
	before: readonly Told[] = [],
	changes: {readonly url?: URL; readonly stepMs?: () => number; readonly context?: SamplerContext} = {},
) {
	const {url = samplerWorkerUrl(), stepMs = () => 0} = changes;
	const workers: Worker[] = [];
	const notices: string[] = [];
	const used = changes.context ?? context;
	const local = definition.create(used, {});
	before.forEach(local.tell);
	let nowMs = 0;
	const sampler = createThreadedSampler({
		local,
		told: before,
		learns: definition.learns,
		createWorker: toldNow => {
			const data: SamplerWorkerData = {name: definition.id, context: used, options: {}, told: toldNow};
			const worker = new Worker(url, {workerData: data, stderr: true});
			workers.push(worker);
			return worker;
		},
		now: () => {
			nowMs += stepMs();
			return nowMs;
		},
		notice: text => void notices.push(text),
	});
	return {sampler, workers, notices};
}

/** Two trials at a time: each ends when the next but one has begun. */
async function runInPairs(
	sampler: Suggester | Sampler,
	from: number,
	to: number,
	first: readonly Told[] = [],
): Promise<Told[]> {
	const trials: Told[] = [];
	let open: Told | undefined = first[0];
	for (let trial = from; trial <= to; trial += 1) {
		const params = await sampler.ask({trial, running: open === undefined ? [] : [open.params]});
		if (params === undefined) break;
		if (open !== undefined) sampler.tell(open);
		open = score(trial, params);
		trials.push(open);
	}
	return trials;
}

for (const definition of [gp, auto, tpe] as const) {
	test(`${definition.id}: the same trials in a thread, without one, and when it is resumed`, async () => {
		const alone = await runInPairs(definition.create(context, {}), 1, 24);
		const {sampler, workers, notices} = threadedOf(definition, [], {stepMs: () => 10});
		assert.deepEqual(await runInPairs(sampler, 1, 24), alone);
		sampler.close?.();
		const resumed = threadedOf(definition, alone.slice(0, 15), {stepMs: () => 10});
		assert.deepEqual(await runInPairs(resumed.sampler, 17, 24, alone.slice(15)), alone.slice(16));
		resumed.sampler.close?.();
		assert.deepEqual([workers.length, resumed.workers.length], [1, 1]);
		assert.deepEqual([...notices, ...resumed.notices], []);
	});
}

test('a quick sampler stays where it is and answers at once; one that does not learn never moves', async () => {
	const quick = threadedOf(tpe);
	assert.ok(!(quick.sampler.ask({trial: 1, running: []}) instanceof Promise));
	assert.equal(quick.workers.length, 0);
	const steady = threadedOf(random, [], {stepMs: () => 1000});
	for (let trial = 1; trial <= 3; trial += 1) assert.ok(!(steady.sampler.ask({trial, running: []}) instanceof Promise));
	assert.equal(steady.workers.length, 0);
});

test('one slow answer is the machine, three in a row are the sampler', () => {
	let stepMs = 1000;
	const {sampler, workers} = threadedOf(tpe, [], {stepMs: () => stepMs});
	const isHere = (trial: number): boolean => !(sampler.ask({trial, running: []}) instanceof Promise);
	assert.ok(isHere(1) && isHere(2));
	stepMs = 1;
	assert.ok(isHere(3), 'a third one in its time begins the count anew');
	stepMs = 1000;
	assert.ok(isHere(4) && isHere(5) && isHere(6));
	assert.ok(!isHere(7));
	assert.equal(workers.length, 1);
	sampler.close?.();
});

test('nobody waits: timers go on while a process of 200 trials is fitted', async () => {
	const history = Array.from({length: 200}, (_, index) => {
		const x = Math.sin(index * 12.9898);
		return score(index + 1, {x0: x, x1: Math.cos(index * 78.233)});
	});
	const {sampler} = threadedOf(gp, history);
	let longestMs = 0;
	let last = performance.now();
	const timer = setInterval(() => {
		longestMs = Math.max(longestMs, performance.now() - last);
		last = performance.now();
	}, 2);
	const startedMs = performance.now();
	const params = await sampler.ask({trial: 201, running: []});
	const tookMs = performance.now() - startedMs;
	clearInterval(timer);
	sampler.close?.();
	assert.ok(params !== undefined);
	// Starting the thread costs this one a few ms; the fit takes hundreds.
	assert.ok(longestMs < Math.max(150, tookMs / 2), `the longest pause was ${longestMs} ms of ${tookMs} ms`);
});

test('a thread that breaks: one notice, and the same trials', async () => {
	const alone = await runInPairs(gp.create(context, {}), 1, 14);
	const broken = threadedOf(gp, [], {url: new URL('data:text/javascript,throw new Error("no thread here")')});
	assert.deepEqual(await runInPairs(broken.sampler, 1, 14), alone);
	assert.equal(broken.notices.length, 1);
	assert.match(broken.notices[0] ?? '', /no thread here.*in the engine itself/);
	const killed = threadedOf(gp);
	const early = await runInPairs(killed.sampler, 1, 8);
	await killed.workers[0]?.terminate();
	assert.deepEqual([...early, ...(await runInPairs(killed.sampler, 9, 14, early.slice(-1)))], alone);
	assert.match(killed.notices.join(), /the sampler's thread ended \(exit 1\)/);
});

test('a mistake of the person crosses the thread as one', async () => {
	const full: SamplerContext = {...context, space: {...context.space, exclude: ['x0 >= -1']}};
	const {sampler} = threadedOf(gp, [], {context: full});
	await assert.rejects(
		async () => sampler.ask({trial: 1, running: []}),
		(error: unknown) => error instanceof UserError && error.hint.includes('narrow the ranges'),
	);
	sampler.close?.();
});
