import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import fc from 'fast-check';
import {createEnumeration, type Enumeration, uncountableParameters} from '../../source/domain/space/enumerate.ts';
import {canonicalKey, type Domain, type Params, type Space} from '../../source/domain/space.ts';
import {bruteForce, smallSpace} from './space-arbitrary.ts';
import {cpuMs} from '../helpers/cpu-time.ts';

function enumerationOf(space: Space): Enumeration {
	const enumeration = createEnumeration(space);
	assert.ok(enumeration !== undefined);
	return enumeration;
}

function range(max: number): Domain {
	return {kind: 'integer', min: 1, max, step: 1, scale: 'linear'};
}

function cube(names: string, max: number, exclude: readonly string[] = []): Space {
	return {parameters: names.split(' ').map(name => ({name, domain: range(max)})), exclude};
}

test('counts, ranks and walks agree with brute force on small conditional spaces', () => {
	fc.assert(
		fc.property(smallSpace, space => {
			const expected = bruteForce(space);
			const enumeration = enumerationOf(space);
			assert.deepEqual(enumeration.size, {count: BigInt(expected.size), exact: true});
			const ranked: Params[] = [];
			for (let rank = 0n; rank < enumeration.size.count; rank += 1n) {
				const point = enumeration.unrank(rank);
				assert.ok(point !== undefined);
				ranked.push(point);
			}
			assert.deepEqual(new Set(ranked.map(point => canonicalKey(space, point))), new Set(expected.keys()));
			assert.deepEqual([...enumeration.walk()], ranked);
			assert.equal(enumeration.unrank(enumeration.size.count), undefined);
			assert.equal(enumeration.unrank(-1n), undefined);
		}),
		{numRuns: 400},
	);
});

test('the last parameter of the file varies fastest', () => {
	const space: Space = {
		parameters: [
			{name: 'dtype', domain: {kind: 'choice', values: ['half', 'float']}},
			{name: 'size', domain: range(2)},
		],
		exclude: [],
	};
	assert.deepEqual(
		[...enumerationOf(space).walk()],
		[
			{dtype: 'half', size: 1},
			{dtype: 'half', size: 2},
			{dtype: 'float', size: 1},
			{dtype: 'float', size: 2},
		],
	);
});

test('a parameter may hang on one further down, and on one that is inactive', () => {
	const space: Space = {
		parameters: [
			{name: 'momentum', domain: {kind: 'choice', values: [0.5, 0.9]}, when: "optimizer == 'sgd'"},
			{name: 'nesterov', domain: {kind: 'choice', values: [true, false]}, when: 'momentum > 0.6'},
			{name: 'optimizer', domain: {kind: 'choice', values: ['adam', 'sgd']}},
		],
		exclude: [],
	};
	assert.deepEqual(
		[...enumerationOf(space).walk()],
		[
			{optimizer: 'adam'},
			{momentum: 0.5, optimizer: 'sgd'},
			{momentum: 0.9, nesterov: true, optimizer: 'sgd'},
			{momentum: 0.9, nesterov: false, optimizer: 'sgd'},
		],
	);
});

test('the restrictions of a real convolution kernel are counted exactly', () => {
	const path = join(import.meta.dirname, '../fixtures/spec/bat_convolution_milo_T1.json');
	const kernel: {
		ConfigurationSpace: {TuningParameters: {Name: string; Values: string}[]; Conditions: {Expression: string}[]};
	} = JSON.parse(readFileSync(path, 'utf8'));
	const {TuningParameters: axes, Conditions: conditions} = kernel.ConfigurationSpace;
	const space: Space = {
		parameters: axes.map(({Name, Values}) => ({name: Name, domain: {kind: 'choice', values: JSON.parse(Values)}})),
		exclude: conditions.map(({Expression}) => `not (${Expression})`),
	};
	const enumeration = enumerationOf(space);
	assert.equal(enumeration.product, 10_240n);
	assert.deepEqual(enumeration.size, {count: BigInt(bruteForce(space).size), exact: true});
	// The published table of an A6000 has the 2,442 valid configurations with shared memory.
	const shared = enumerationOf({...space, exclude: [...space.exclude, 'use_shmem == 0']});
	assert.equal(shared.size.count, 2442n);
});

test('a grid of 10^18 points is counted and ranked at once', () => {
	const started = cpuMs();
	const enumeration = enumerationOf(cube('a b c', 1_000_000));
	assert.deepEqual(enumeration.size, {count: 10n ** 18n, exact: true});
	assert.deepEqual(enumeration.unrank(10n ** 18n - 1n), {a: 1_000_000, b: 1_000_000, c: 1_000_000});
	assert.deepEqual(enumeration.unrank(123_456_789_012_345_678n), {a: 123_457, b: 789_013, c: 345_679});
	assert.ok(cpuMs() - started < 20);
});

test('counts stay exact where only some axes are entangled', () => {
	const space: Space = {
		parameters: [...cube('a b', 300).parameters, {name: 'c', domain: range(1e12)}],
		exclude: ['a * b > 1000'],
	};
	let pairs = 0n;
	for (let a = 1; a <= 300; a += 1) pairs += BigInt(Math.min(300, Math.floor(1000 / a)));
	const enumeration = enumerationOf(space);
	assert.deepEqual(enumeration.size, {count: pairs * 10n ** 12n, exact: true});
	assert.deepEqual(enumeration.unrank(pairs * 10n ** 12n - 1n), {a: 300, b: 3, c: 1e12});
});

test('a count that would take too long is an upper bound; points are then skipped', () => {
	const space = cube('a b c', 100_000, ['a * b * c % 2 == 0']);
	const enumeration = enumerationOf(space);
	assert.deepEqual(enumeration.size, {count: 10n ** 15n, exact: false});
	assert.equal(enumeration.unrank(1n), undefined);
	assert.deepEqual(enumeration.unrank(0n), {a: 1, b: 1, c: 1});
	const walk = enumeration.walk();
	assert.deepEqual(
		[walk.next().value, walk.next().value, walk.next().value],
		[
			{a: 1, b: 1, c: 1},
			{a: 1, b: 1, c: 3},
			{a: 1, b: 1, c: 5},
		],
	);
});

test('inexact ranks give each point once, inactive parameters included', () => {
	const space: Space = {
		parameters: [
			{name: 'x', domain: range(1_100_000)},
			{name: 'y', domain: range(3), when: 'x % 2 == 0'},
		],
		exclude: ['x % 3 == 0'],
	};
	const enumeration = enumerationOf(space);
	assert.equal(enumeration.size.exact, false);
	const points = Array.from({length: 12}, (_, rank) => enumeration.unrank(BigInt(rank)));
	assert.deepEqual(
		points.filter(point => point !== undefined),
		[{x: 1}, {x: 2, y: 1}, {x: 2, y: 2}, {x: 2, y: 3}, {x: 4, y: 1}, {x: 4, y: 2}, {x: 4, y: 3}],
	);
});

test('__proto__ and constructor are ordinary names', () => {
	const [point] = [...enumerationOf(cube('__proto__ constructor', 1, ['__proto__ > 1 and constructor > 1'])).walk()];
	assert.deepEqual(Object.entries(point ?? {}), [
		['__proto__', 1],
		['constructor', 1],
	]);
});

test('exclusions without names, and of everything', () => {
	assert.equal(enumerationOf(cube('a', 3, ['true'])).size.count, 0n);
	assert.deepEqual([...enumerationOf(cube('a', 3, ['1 < 2'])).walk()], []);
	assert.equal(enumerationOf(cube('a', 3, ['false'])).size.count, 3n);
	assert.equal(enumerationOf(cube('a', 3, ['a > 0'])).size.count, 0n);
});

test('a real without step has no enumeration and is named', () => {
	const space: Space = {
		parameters: [{name: 'lr', domain: {kind: 'real', min: 0, max: 1, scale: 'linear'}}, ...cube('a', 2).parameters],
		exclude: [],
	};
	assert.equal(createEnumeration(space), undefined);
	assert.deepEqual(uncountableParameters(space), ['lr']);
});
