import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {evaluate, parseExpression} from '../../source/domain/expression/expression.ts';
import {UserError} from '../../source/domain/errors.ts';
import type {Sampler, SamplerContext} from '../../source/domain/sampler.ts';
import {
	canonicalKey,
	type Domain,
	flattenParams,
	type Params,
	type ParameterValue,
	type Space,
} from '../../source/domain/space.ts';
import {random} from '../../source/samplers/random.ts';
import {findSampler, SAMPLERS} from '../../source/samplers/registry.ts';
import {bruteForce, smallSpace} from '../domain/space-arbitrary.ts';

function create(space: Space, changes: Partial<SamplerContext> = {}): Sampler {
	return random.create({space, directions: [], seed: 5, order: 'grid', visited: new Set(), ...changes}, {});
}

function one(domain: Domain): Space {
	return {parameters: [{name: 'x', domain}], exclude: []};
}

function draws(space: Space, count: number): readonly Params[] {
	const sampler = create(space);
	return Array.from({length: count}, (_, index) => sampler.ask({trial: index + 1, running: []}) ?? {});
}

function values(domain: Domain, count: number): readonly (ParameterValue | undefined)[] {
	return draws(one(domain), count).map(point => point['x']);
}

const NUMERIC: readonly (readonly [string, Domain, (value: number) => boolean])[] = [
	['real', {kind: 'real', min: -1, max: 3, scale: 'linear'}, x => x >= -1 && x <= 3],
	['real, log', {kind: 'real', min: 1e-6, max: 1, scale: 'log'}, x => x >= 1e-6 && x <= 1],
	[
		'real, step',
		{kind: 'real', min: 0, max: 1, step: 0.1, scale: 'linear'},
		x => Number.isInteger(x * 10) || Math.abs(x * 10 - Math.round(x * 10)) < 1e-9,
	],
	['integer', {kind: 'integer', min: 3, max: 9, step: 2, scale: 'linear'}, x => [3, 5, 7, 9].includes(x)],
	[
		'integer, log',
		{kind: 'integer', min: 1, max: 1000, step: 1, scale: 'log'},
		x => Number.isInteger(x) && x >= 1 && x <= 1000,
	],
];

for (const [about, domain, fits] of NUMERIC) {
	test(`${about}: within bounds and on the grid`, () => {
		for (const value of values(domain, 2000)) assert.ok(typeof value === 'number' && fits(value), String(value));
	});
}

test('uniform: a chi-square over 10 equal parts', () => {
	const parts = (domain: Domain, share: (x: number) => number): number => {
		const counts = Array.from({length: 10}, () => 0);
		for (const value of values(domain, 10_000)) {
			const part = Math.min(9, Math.floor(share(Number(value)) * 10));
			counts[part] = (counts[part] ?? 0) + 1;
		}
		return counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
	};
	// 9 degrees of freedom: 27.9 is passed once in a thousand; the seed is fixed.
	assert.ok(parts({kind: 'real', min: 2, max: 4, scale: 'linear'}, x => (x - 2) / 2) < 27.9);
	assert.ok(parts({kind: 'real', min: 1e-4, max: 1, scale: 'log'}, x => 1 + Math.log10(x) / 4) < 27.9);
	assert.ok(parts({kind: 'integer', min: 0, max: 9, step: 1, scale: 'linear'}, x => x / 10) < 27.9);
	assert.ok(parts({kind: 'choice', values: Array.from({length: 10}, (_, index) => index)}, x => x / 10) < 27.9);
});

test('parameters are independent: no correlation of two uniform ones', () => {
	const real: Domain = {kind: 'real', min: -1, max: 1, scale: 'linear'};
	const points = draws(
		{
			parameters: [
				{name: 'a', domain: real},
				{name: 'b', domain: real},
			],
			exclude: [],
		},
		4000,
	);
	const correlation = (points.reduce((sum, {a = 0, b = 0}) => sum + Number(a) * Number(b), 0) / 4000) * 3;
	assert.ok(Math.abs(correlation) < 0.06, String(correlation));
});

test('a suggestion is a function of seed, trial and parameter alone', () => {
	const domain: Domain = {kind: 'real', min: 0, max: 1, scale: 'linear'};
	const space = one(domain);
	const sampler = create(space);
	const forward = Array.from({length: 20}, (_, index) => sampler.ask({trial: index + 1, running: []}));
	for (let trial = 20; trial >= 1; trial -= 1) {
		assert.deepEqual(create(space).ask({trial, running: [{x: 0.5}]}), forward[trial - 1]);
	}
	assert.notDeepEqual(create(space, {seed: 6}).ask({trial: 1, running: []}), forward[0]);
	const wider: Space = {parameters: [{name: 'new', domain}, ...space.parameters], exclude: []};
	assert.equal(
		create(wider).ask({trial: 3, running: []})?.['x'],
		forward[2]?.['x'],
		'another parameter changes nothing',
	);
});

test('the sequence is pinned, so that a resume with another version draws the same', () => {
	assert.deepEqual(
		values({kind: 'integer', min: 0, max: 999, step: 1, scale: 'linear'}, 8),
		[904, 69, 918, 655, 972, 738, 897, 600],
	);
});

test('conditions and exclusions hold in every point of random spaces', () => {
	fc.assert(
		fc.property(smallSpace, space => {
			const points = bruteForce(space);
			fc.pre(points.size > 0);
			const sampler = create(space);
			for (let trial = 1; trial <= 20; trial += 1) {
				const params = sampler.ask({trial, running: []});
				assert.ok(params !== undefined && points.has(canonicalKey(space, params)), JSON.stringify(params));
			}
		}),
		{numRuns: 150},
	);
});

test('a needle in a finite space is found by its rank; an endless one ends with a message', () => {
	const integer: Domain = {kind: 'integer', min: 1, max: 900, step: 1, scale: 'linear'};
	const needle: Space = {
		parameters: [
			{name: 'x', domain: integer},
			{name: 'y', domain: integer},
		],
		exclude: ['not (x == 77 and y == 5)'],
	};
	assert.deepEqual(create(needle).ask({trial: 1, running: []}), {x: 77, y: 5});
	const endless: Space = {...one({kind: 'real', min: 0, max: 1, scale: 'linear'}), exclude: ['x >= 0']};
	assert.throws(
		() => create(endless).ask({trial: 1, running: []}),
		(error: unknown) => error instanceof UserError && /10000 random points/.test(error.problem),
	);
});

test('exclusions read the same flat columns as expressions elsewhere', () => {
	const space: Space = {
		parameters: [
			{
				name: 'w',
				domain: {
					kind: 'tuple',
					fields: ['bits', 'frac'],
					values: [
						[16, 8],
						[8, 4],
					],
				},
			},
		],
		exclude: ['w.bits > 8'],
	};
	for (const params of draws(space, 20)) {
		const flat = flattenParams(space, params);
		assert.equal(
			evaluate(parseExpression('w.bits'), name => flat.get(name)),
			8,
		);
	}
});

test('samplers are found by id and alias; others are refused with the nearest', () => {
	assert.equal(findSampler('brute_force').id, 'grid');
	for (const {id, aliases} of SAMPLERS) for (const name of [id, ...aliases]) assert.equal(findSampler(name).id, id);
	assert.throws(
		() => findSampler('randon'),
		(error: unknown) =>
			error instanceof UserError &&
			error.hint.startsWith('did you mean "random"? samplers: auto, grid, brute_force, random,'),
	);
});

test('a parameter may be called anything', () => {
	const domain: Domain = {kind: 'real', min: 0, max: 1, scale: 'linear'};
	const names = ['__proto__', 'constructor', '10', '2', ''];
	const space: Space = {parameters: names.map(name => ({name, domain})), exclude: []};
	for (const id of ['random', 'sobol', 'halton']) {
		const sampler = findSampler(id).create({space, directions: [], seed: 5, order: 'grid', visited: new Set()}, {});
		const [first, second] = [1, 2].map(trial => sampler.ask({trial, running: []}) ?? {});
		assert.deepEqual(Object.keys(first ?? {}), ['2', '10', '__proto__', 'constructor', '']);
		assert.notEqual(Object.getOwnPropertyDescriptor(first, '__proto__')?.value, undefined);
		assert.notDeepEqual(Object.values(first ?? {}), Object.values(second ?? {}));
		assert.equal(Object.getPrototypeOf(first), Object.prototype);
	}
});
