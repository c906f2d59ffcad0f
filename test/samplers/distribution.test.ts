import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {Domain} from '../../source/domain/space.ts';
import {createBox} from '../../source/samplers/box.ts';
import {createDistribution, drawWeighted, roundTo} from '../../source/samplers/distribution.ts';
import {createDraw} from '../../source/samplers/draw.ts';
import {gp} from '../../source/samplers/gp.ts';
import {halton} from '../../source/samplers/halton.ts';
import {nsga2} from '../../source/samplers/nsga2.ts';
import {random} from '../../source/samplers/random.ts';
import {sobol} from '../../source/samplers/sobol.ts';
import {tpe} from '../../source/samplers/tpe.ts';
import {cmaes} from '../../source/samplers/cmaes.ts';
import {createFor, numberOf, runTrials, spaceOf} from './sampler-helpers.ts';

type Real = Extract<Domain, {kind: 'real'}>;

const NORMAL: Real = {
	kind: 'real',
	min: -16.6,
	max: 16.6,
	scale: 'linear',
	distribution: {kind: 'normal', mu: 0, sigma: 2},
};
const SHAPES: Readonly<Record<string, Real>> = {
	normal: NORMAL,
	'log-normal': {
		kind: 'real',
		min: Math.exp(-9.3),
		max: Math.exp(7.3),
		scale: 'log',
		distribution: {kind: 'log-normal', mu: -1, sigma: 1},
	},
	beta: {kind: 'real', min: 0, max: 1, scale: 'linear', distribution: {kind: 'beta', alpha: 2, beta: 0.5}},
	'reverse-log': {kind: 'real', min: 0.1, max: 10, scale: 'linear', distribution: {kind: 'reverse-log'}},
};

for (const [name, domain] of Object.entries(SHAPES)) {
	test(`${name}: a value is where it was drawn from, and larger ones are farther`, () => {
		const {draw, place} = createDistribution(domain);
		fc.assert(
			fc.property(
				fc.double({min: 1e-9, max: 1 - 1e-9, noNaN: true}),
				fc.double({min: 1e-9, max: 1 - 1e-9, noNaN: true}),
				(a, b) => {
					const at = place(draw(a));
					assert.ok(at !== undefined && Math.abs(at - a) < 1e-7, `${a} came back as ${at}`);
					if (a < b) assert.ok(draw(a) <= draw(b));
					assert.ok(draw(a) >= domain.min && draw(a) <= domain.max);
				},
			),
			{numRuns: 200},
		);
		assert.equal(place(domain.max + 1), undefined);
	});
}

test('quantiles of the textbook: normal, log-normal, beta(2, 1/2), and the reverse of a logarithm', () => {
	const at = (name: string, p: number): number => createDistribution(SHAPES[name] ?? NORMAL).draw(p);
	assert.ok(Math.abs(at('normal', 0.975) - 2 * 1.959963984540054) < 1e-12);
	assert.ok(Math.abs(at('log-normal', 0.5) - Math.exp(-1)) < 1e-12);
	// I(x; 2, 1/2) = 1 - (1 + x/2) √(1 - x).
	const half = at('beta', 0.5);
	assert.ok(Math.abs(1 - (1 + half / 2) * Math.sqrt(1 - half) - 0.5) < 1e-12);
	// Vizier: half of the unit interval leads to max + min - √(max · min).
	assert.ok(Math.abs(at('reverse-log', 0.5) - (10.1 - 1)) < 1e-12);
});

test('multiples are exact decimals, halves go to the even one, and minus zero is zero', () => {
	assert.deepEqual(
		[0.29, 0.31, 0.35].map(value => roundTo(value, {unit: 0.1, clip: false})),
		[0.3, 0.3, 0.3],
	);
	assert.deepEqual(
		[0.5, 1.5, 2.5, -0.5, -0.2].map(value => roundTo(value, {unit: 1, clip: false})),
		[0, 2, 2, 0, 0],
	);
});

test('rounded draws: clipped or not, each value with the share of what rounds to it', () => {
	const range = {kind: 'real', min: 2, max: 10, scale: 'linear'} as const;
	const shares = (domain: Real): ReadonlyMap<number, number> => {
		const counts = new Map<number, number>();
		const {draw} = createDistribution(domain);
		for (let index = 0; index < 8000; index += 1) {
			const value = draw((index + 0.5) / 8000);
			counts.set(value, (counts.get(value) ?? 0) + 1 / 8000);
		}
		return counts;
	};
	const clipped = shares({...range, quantum: {unit: 5, clip: true}});
	assert.deepEqual([...clipped.keys()], [2, 5, 10]);
	assert.ok(Math.abs((clipped.get(2) ?? 0) - 0.0625) < 1e-3 && Math.abs((clipped.get(5) ?? 0) - 0.625) < 1e-3);
	assert.deepEqual([...shares({...range, quantum: {unit: 5, clip: false}}).keys()], [0, 5, 10]);
});

test('weights: a value is drawn as often as its share says', () => {
	const draw = drawWeighted(['a', 'b', 'c'], [1, 2, 1]);
	assert.deepEqual([0, 0.2499, 0.25, 0.7499, 0.75, 0.999999].map(draw), ['a', 'a', 'b', 'b', 'c', 'c']);
	const space = spaceOf({x: {kind: 'choice', values: [4, 8], weights: [1, 3]}});
	const eights = runTrials(createFor(random, space), 2000, () => [0]).filter(({params}) => params['x'] === 8).length;
	assert.ok(Math.abs(eights / 2000 - 0.75) < 0.04, String(eights));
});

test('a box computes in probabilities: what it encodes it decodes, rounded values too', () => {
	const space = spaceOf({...SHAPES, steps: {...NORMAL, quantum: {unit: 0.5, clip: false}}});
	const box = createBox(space);
	const draws = Object.fromEntries(space.parameters.map(({name, domain}) => [name, createDraw(domain)(0.3)]));
	const point = box.encode(draws);
	assert.ok(point !== undefined);
	for (const [index, axis] of box.axes.entries()) {
		assert.ok(Math.abs((point[index] ?? 0) - 0.3) < 0.06, axis.name);
		assert.deepEqual(axis.decode(point[index] ?? 0), axis.name === 'steps' ? draws['steps'] : axis.decode(0.3));
	}
});

for (const sampler of [random, sobol, halton, tpe, gp, cmaes, nsga2])
	test(`${sampler.id} searches a normal and a rounded parameter`, () => {
		const space = spaceOf({
			x: NORMAL,
			n: {kind: 'real', min: 1, max: 64, scale: 'log', quantum: {unit: 8, clip: true}},
		});
		const trials = runTrials(createFor(sampler, space), 30, params => [
			(numberOf(params, 'x') - 1) ** 2 + numberOf(params, 'n'),
		]);
		assert.equal(trials.length, 30);
		for (const {params} of trials) {
			assert.ok(Math.abs(numberOf(params, 'x')) <= 16.6);
			const n = numberOf(params, 'n');
			assert.ok(n === 1 || (n % 8 === 0 && n <= 64), String(n));
		}
	});
