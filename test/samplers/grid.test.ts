import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {UserError} from '../../source/domain/errors.ts';
import type {Sampler, SamplerContext} from '../../source/domain/sampler.ts';
import {canonicalKey, type Params, type Space} from '../../source/domain/space.ts';
import {auto} from '../../source/samplers/auto.ts';
import {grid} from '../../source/samplers/grid.ts';
import {bruteForce, smallSpace} from '../domain/space-arbitrary.ts';
import {cpuMs} from '../helpers/cpu-time.ts';
import {createFor, runTrials} from './sampler-helpers.ts';

const SPACE: Space = {
	parameters: [
		{name: 'a', domain: {kind: 'choice', values: ['x', 'y']}},
		{name: 'b', domain: {kind: 'integer', min: 1, max: 5, step: 1, scale: 'linear'}},
	],
	exclude: ["a == 'y' and b == 3"],
};

function contextOf(changes: Partial<SamplerContext> = {}): SamplerContext {
	return {space: SPACE, directions: ['minimize'], seed: 11, order: 'grid', visited: new Set(), ...changes};
}

/** Asks and tells until the end, from a trial number on. */
function drain(sampler: Sampler, from = 1): readonly Params[] {
	const points: Params[] = [];
	for (let trial = from; ; trial += 1) {
		const params = sampler.ask({trial, running: []});
		if (params === undefined) return points;
		points.push(params);
		sampler.tell({trial, params, state: 'complete', values: [0], feasible: true});
	}
}

test('every point once, in the order of the file', () => {
	const sampler = grid.create(contextOf(), {});
	assert.deepEqual(sampler.size, {count: 9n, exact: true});
	const points = drain(sampler);
	assert.deepEqual(
		points.map(point => `${String(point['a'])}${String(point['b'])}`),
		['x1', 'x2', 'x3', 'x4', 'x5', 'y1', 'y2', 'y4', 'y5'],
	);
});

for (const order of ['grid', 'shuffle', 'interleave'] as const) {
	test(`${order}: every point of random spaces once; a resume goes on where it stopped`, () => {
		fc.assert(
			fc.property(smallSpace, fc.nat({max: 20}), fc.nat({max: 0xffffffff}), (space, cut, seed) => {
				const whole = drain(grid.create(contextOf({space, order, seed}), {}));
				const keys = whole.map(point => canonicalKey(space, point));
				assert.deepEqual(new Set(keys), new Set(bruteForce(space).keys()));
				assert.equal(new Set(keys).size, keys.length);
				const visited = new Set(keys.slice(0, cut));
				const rest = drain(grid.create(contextOf({space, order, seed, visited}), {}), visited.size + 1);
				assert.deepEqual(rest, whole.slice(visited.size));
			}),
			{numRuns: 150},
		);
	});
}

test('a shuffle differs from the file order and by seed', () => {
	const shuffled = (seed: number): string =>
		JSON.stringify(drain(grid.create(contextOf({order: 'shuffle', seed}), {})));
	assert.equal(shuffled(1), shuffled(1));
	assert.notEqual(shuffled(1), shuffled(2));
	assert.notEqual(shuffled(1), JSON.stringify(drain(grid.create(contextOf(), {}))));
});

test('a point that a person enqueued is not suggested again, told or still running', () => {
	const sampler = grid.create(contextOf(), {});
	sampler.ask({trial: 1, running: []});
	sampler.tell({trial: 2, params: {a: 'x', b: 2}, state: 'complete', values: [0], feasible: true});
	assert.deepEqual(sampler.ask({trial: 3, running: [{a: 'x', b: 3}]}), {a: 'x', b: 4});
});

test('auto is the grid where the space is finite', () => {
	assert.deepEqual(drain(auto.create(contextOf(), {})), drain(grid.create(contextOf(), {})));
});

test('unknown options are refused with the valid ones', () => {
	assert.throws(
		() => grid.create(contextOf(), {seeed: 3}),
		(error: unknown) =>
			error instanceof UserError && /grid.*"seeed"/.test(error.problem) && error.hint === 'options: none',
	);
});

test('a real without step is refused by name', () => {
	const space: Space = {
		parameters: [{name: 'lr', domain: {kind: 'real', min: 0, max: 1, scale: 'linear'}}],
		exclude: [],
	};
	assert.throws(
		() => grid.create(contextOf({space}), {}),
		(error: unknown) => error instanceof UserError && /lr/.test(error.problem),
	);
});

test('10^9 points: a suggestion takes at most 4 µs of CPU, a resume of 10^5 trials at most 400 ms', () => {
	const space: Space = {
		parameters: ['a', 'b', 'c'].map(name => ({
			name,
			domain: {kind: 'integer', min: 1, max: 1000, step: 1, scale: 'linear'},
		})),
		exclude: [],
	};
	const timeOf = (order: 'grid' | 'shuffle'): number => {
		const sampler = grid.create(contextOf({space, order}), {});
		const count = 50_000;
		const started = cpuMs();
		for (let trial = 1; trial <= count; trial += 1) sampler.ask({trial, running: []});
		return ((cpuMs() - started) * 1000) / count;
	};
	// The fastest of three: the machine is shared.
	const fastest = (order: 'grid' | 'shuffle'): number => Math.min(timeOf(order), timeOf(order), timeOf(order));
	const [inOrder, shuffled] = [fastest('grid'), fastest('shuffle')];
	assert.ok(inOrder <= 4, `${inOrder} µs in order`);
	assert.ok(shuffled <= 6, `${shuffled} µs shuffled`);
	const first = grid.create(contextOf({space}), {});
	const visited = new Set(
		Array.from({length: 100_000}, (_, index) => canonicalKey(space, first.ask({trial: index + 1, running: []}) ?? {})),
	);
	const resume = (): number => {
		const started = cpuMs();
		const next = grid.create(contextOf({space, visited}), {}).ask({trial: 100_001, running: []});
		assert.deepEqual(next, {a: 1, b: 101, c: 1});
		return cpuMs() - started;
	};
	const resumed = Math.min(resume(), resume(), resume());
	assert.ok(resumed <= 400, `${resumed} ms`);
});

test('a resumed grid goes on where it stood, whatever was tried before and in whatever order', () => {
	const space: Space = {
		parameters: [
			{name: 'kind', domain: {kind: 'choice', values: ['a', 'b']}},
			{name: 'toString', domain: {kind: 'integer', min: 1, max: 4, step: 1, scale: 'linear'}, when: "kind == 'b'"},
			{
				name: 'pair',
				domain: {
					kind: 'tuple',
					fields: ['x', 'y'],
					values: [
						[1, 2],
						[3, 4],
					],
				},
			},
		],
		exclude: [],
	};
	for (const order of ['grid', 'shuffle'] as const) {
		const all = runTrials(createFor(grid, space, {order}), 100, () => [0]).map(({params}) => params);
		assert.equal(all.length, 10);
		const resumedAfter = (walked: readonly Params[]): readonly Params[] => {
			const copies: readonly Params[] = JSON.parse(JSON.stringify(walked));
			const visited = new Set(copies.map(params => canonicalKey(space, params)));
			const sampler = createFor(grid, space, {order, visited, walked: copies});
			return runTrials(sampler, 100, () => [0]).map(({params}) => params);
		};
		for (let done = 0; done <= all.length; done += 1) {
			assert.deepEqual(resumedAfter(all.slice(0, done)), all.slice(done));
			// One that a person enqueued stands among them, and comes up later.
			const [last] = all.slice(-1);
			if (last === undefined || done === all.length) continue;
			assert.deepEqual(resumedAfter([...all.slice(0, done), last]), all.slice(done, -1));
			assert.deepEqual(resumedAfter([last, ...all.slice(0, done)]), all.slice(done, -1));
			assert.deepEqual(resumedAfter(all.slice(0, done).toReversed()), all.slice(done));
			assert.deepEqual(resumedAfter([...all.slice(0, done), ...all.slice(0, done)]), all.slice(done));
		}
	}
});
