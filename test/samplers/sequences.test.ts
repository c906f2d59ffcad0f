import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Space} from '../../source/domain/space.ts';
import {halton} from '../../source/samplers/halton.ts';
import {createHalton, createMlcommonsHalton, MLCOMMONS_FIRST} from '../../source/samplers/halton-sequence.ts';
import {createMersenneTwister} from '../../source/samplers/mersenne-twister.ts';
import {random} from '../../source/samplers/random.ts';
import {sobol} from '../../source/samplers/sobol.ts';
import {createSobol, type UnitSequence} from '../../source/samplers/sobol-sequence.ts';
import {createFor, numberOf, readGolden, realSpace, spaceOf} from './sampler-helpers.ts';

type Golden = {
	readonly sobol: Readonly<Record<string, readonly number[]>>;
	readonly sobol_sums: readonly number[];
	readonly sobol_256_at_100000: readonly number[];
	readonly halton: Readonly<Record<string, readonly number[]>>;
	readonly mlcommons_4: readonly (readonly number[])[];
};
const golden: Golden = readGolden('qmc.json');

function pointOf(sequence: UnitSequence, index: number, dimensions: number): number[] {
	const point = new Float64Array(dimensions);
	sequence(index, point);
	return [...point];
}

test('Sobol, plain: 64 dimensions as SciPy, bit for bit', () => {
	const sequence = createSobol(64, undefined);
	for (const [index, point] of Object.entries(golden.sobol)) {
		assert.deepEqual(pointOf(sequence, Number(index), 64), point, `point ${index}`);
	}
	const sums = new Float64Array(64);
	for (let index = 0; index < 4096; index += 1) {
		for (const [dimension, value] of pointOf(sequence, index, 64).entries())
			sums[dimension] = (sums[dimension] ?? 0) + value;
	}
	assert.deepEqual([...sums], golden.sobol_sums);
	assert.deepEqual(pointOf(createSobol(256, undefined), 100_000, 256), golden.sobol_256_at_100000);
});

test('Halton, plain: 64 dimensions as SciPy, to one unit in the last place', () => {
	const sequence = createHalton(64, undefined);
	for (const [index, point] of Object.entries(golden.halton)) {
		for (const [dimension, value] of pointOf(sequence, Number(index), 64).entries()) {
			const expected = point[dimension] ?? Number.NaN;
			assert.ok(Math.abs(value - expected) <= 2 ** -53 * 2, `point ${index}, dimension ${dimension}: ${value}`);
		}
	}
});

test('Halton of MLCommons: bit for bit, digits and shift from the Mersenne Twister', () => {
	const sequence = createMlcommonsHalton(4);
	for (const [place, point] of golden.mlcommons_4.entries()) {
		assert.deepEqual(pointOf(sequence, MLCOMMONS_FIRST + place, 4), point);
	}
	assert.deepEqual(
		pointOf(sequence, 101, 4),
		[0.6914475933545885, 0.13714606964468423, 0.2739744372653363, 0.28612427728381884],
	);
});

test('Mersenne Twister: RandomState(5489).random_sample() of NumPy', () => {
	const generator = createMersenneTwister(5489);
	assert.equal(generator.unit(), 0.8147236863931789);
	assert.equal(generator.unit(), 0.9057919370756192);
});

for (const [name, create] of [
	['Sobol', createSobol],
	['Halton', createHalton],
] as const) {
	test(`${name}, scrambled: strata stay full, seeds differ`, () => {
		const sequence = create(3, 11);
		const parts = name === 'Sobol' ? [64, 64, 64] : [64, 27, 25];
		for (const [dimension, count] of parts.entries()) {
			const hits = new Uint8Array(count);
			for (let index = 0; index < count; index += 1) {
				const coordinate = pointOf(sequence, index, 3)[dimension] ?? Number.NaN;
				assert.ok(coordinate >= 0 && coordinate < 1);
				const cell = Math.floor(coordinate * count);
				hits[cell] = (hits[cell] ?? 0) + 1;
			}
			assert.ok(
				hits.every(hit => hit === 1),
				`${name}, dimension ${dimension}`,
			);
		}
		assert.notDeepEqual(pointOf(sequence, 1, 3), pointOf(create(3, 12), 1, 3));
	});
}

test('Sobol, scrambled: a two-dimensional net, one point in each elementary box', () => {
	const sequence = createSobol(2, 99);
	const points = Array.from({length: 64}, (_, index) => pointOf(sequence, index, 2));
	for (let bits = 0; bits <= 6; bits += 1) {
		const boxes = new Set(
			points.map(([x = 0, y = 0]) => `${Math.floor(x * 2 ** bits)},${Math.floor(y * 2 ** (6 - bits))}`),
		);
		assert.equal(boxes.size, 64, `2^${bits} × 2^${6 - bits}`);
	}
});

test('a trial has its own point: no history, no order', () => {
	for (const definition of [sobol, halton]) {
		const space = realSpace(5);
		const inOrder = createFor(definition, space);
		const points = Array.from({length: 20}, (_, index) => inOrder.ask({trial: index + 1, running: []}));
		const backwards = createFor(definition, space);
		for (let trial = 20; trial >= 1; trial -= 1) {
			assert.deepEqual(backwards.ask({trial, running: [{x0: 0.5}]}), points[trial - 1]);
		}
	}
});

test('excluded points are skipped, inactive parameters left out', () => {
	const space: Space = {
		parameters: [
			{name: 'kind', domain: {kind: 'choice', values: ['a', 'b']}},
			{name: 'x', domain: {kind: 'real', min: 0, max: 1, scale: 'linear'}, when: "kind == 'a'"},
			{name: 'n', domain: {kind: 'integer', min: 1, max: 8, step: 1, scale: 'linear'}},
			{name: 'fixed', domain: {kind: 'constant', value: 3}},
		],
		exclude: ['n > 4'],
	};
	for (const definition of [sobol, halton]) {
		const sampler = createFor(definition, space);
		const points = Array.from({length: 64}, (_, index) => sampler.ask({trial: index + 1, running: []}) ?? {});
		assert.ok(points.every(point => numberOf(point, 'n') <= 4 && point['fixed'] === 3));
		assert.ok(points.every(point => Object.hasOwn(point, 'x') === (point['kind'] === 'a')));
		const withA = points.filter(point => point['kind'] === 'a').length;
		assert.ok(withA >= 28 && withA <= 36, String(withA));
		assert.deepEqual(Object.keys(points.find(point => point['kind'] === 'a') ?? {}), ['kind', 'x', 'n', 'fixed']);
	}
});

test('an empty space ends with a sentence', () => {
	const space = {...realSpace(1), exclude: ['x0 >= 0']};
	assert.throws(() => createFor(sobol, space).ask({trial: 1, running: []}), /points in a row were excluded/);
});

test('options: unknown names and values are refused with the valid ones', () => {
	assert.throws(() => createFor(sobol, realSpace(1), {}, {scrambled: true}), /did you mean "scramble"/);
	assert.throws(() => createFor(sobol, realSpace(1), {}, {scramble: 'yes'}), /must be true or false/);
	assert.throws(() => createFor(halton, realSpace(1), {}, {scramble: 'mlcomons'}), /valid: owen, none, mlcommons/);
	assert.throws(() => createFor(sobol, realSpace(257)), /256 dimensions/);
	assert.ok(createFor(halton, realSpace(257)).ask({trial: 1, running: []}));
});

test('tiny, huge and single-valued ranges stay inside', () => {
	const space = spaceOf({
		tiny: {kind: 'real', min: 1e-300, max: 2e-300, scale: 'linear'},
		wide: {kind: 'real', min: -1e308, max: 1e308, scale: 'linear'},
		log: {kind: 'real', min: 1e-300, max: 1e300, scale: 'log'},
		one: {kind: 'choice', values: ['only']},
		same: {kind: 'real', min: 2, max: 2, scale: 'linear'},
		many: {kind: 'integer', min: 0, max: 1e6, step: 1, scale: 'linear'},
	});
	for (const definition of [random, sobol, halton]) {
		const sampler = createFor(definition, space);
		for (let trial = 1; trial <= 100; trial += 1) {
			const point = sampler.ask({trial, running: []}) ?? {};
			assert.ok(numberOf(point, 'tiny') >= 1e-300 && numberOf(point, 'tiny') <= 2e-300);
			assert.ok(Math.abs(numberOf(point, 'wide')) <= 1e308);
			assert.ok(numberOf(point, 'log') >= 1e-300 && numberOf(point, 'log') <= 1e300);
			assert.equal(point['one'], 'only');
			assert.equal(point['same'], 2);
			assert.ok(Number.isInteger(numberOf(point, 'many')));
		}
	}
});
