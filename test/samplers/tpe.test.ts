import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import type {Direction} from '../../source/domain/metric.ts';
import type {Told} from '../../source/domain/sampler.ts';
import {canonicalKey, type Domain, type Params, type Space} from '../../source/domain/space.ts';
import {createBox} from '../../source/samplers/box.ts';
import {tpe} from '../../source/samplers/tpe.ts';
import {createDensity, logDensities} from '../../source/samplers/tpe/tpe-density.ts';
import {createKernels, popKernel, pushKernel, setSide} from '../../source/samplers/tpe/tpe-kernels.ts';
import {insertScore, type Score, scoreOf, splitScores} from '../../source/samplers/tpe/tpe-split.ts';
import {createFor, numberOf, readGolden, realSpace, runTrials, spaceOf, told} from './sampler-helpers.ts';

type Columns = Readonly<Record<string, readonly number[]>>;
type Golden = {
	readonly densities: readonly {
		readonly space: string;
		readonly observations: Columns;
		readonly points: Columns;
		readonly log_pdf: readonly number[];
	}[];
	readonly splits: readonly {
		readonly directions: readonly Direction[];
		readonly told: readonly (Omit<Told, 'last'> & {readonly last?: readonly [number, number | 'NaN']})[];
		readonly below: readonly number[];
	}[];
};
const golden: Golden = readGolden('tpe.json.gz');

const REAL: Domain = {kind: 'real', min: -3, max: 5, scale: 'linear'};
const LOG: Domain = {kind: 'real', min: 1e-5, max: 1, scale: 'log'};
const INTEGER: Domain = {kind: 'integer', min: 1, max: 12, step: 1, scale: 'linear'};
const SPACES: Readonly<Record<string, Readonly<Record<string, Domain>>>> = {
	real: {x: REAL},
	log: {x: LOG},
	step: {x: {kind: 'real', min: 0, max: 2, step: 0.25, scale: 'linear'}},
	integer: {n: INTEGER},
	log_integer: {n: {kind: 'integer', min: 1, max: 100, step: 1, scale: 'log'}},
	wide: {n: {kind: 'integer', min: 0, max: 1000, step: 1, scale: 'linear'}},
	choice: {c: {kind: 'choice', values: ['a', 'b', 'c', 'd']}},
	all: {x: REAL, lr: LOG, n: INTEGER, c: {kind: 'choice', values: ['a', 'b', 'c']}},
};

/** A row of the oracle's columns; choices are indexes there. */
function rowOf(domains: Readonly<Record<string, Domain>>, columns: Columns, row: number): Params {
	return Object.fromEntries(
		Object.entries(domains).map(([name, domain]) => {
			const value = columns[name]?.[row] ?? Number.NaN;
			return [name, domain.kind === 'choice' ? (domain.values[value] ?? '') : value];
		}),
	);
}

test('densities as Optuna 5, to 1e-9: each kind of parameter, 0 to 101 observations', () => {
	for (const {space, observations, points, log_pdf} of golden.densities) {
		const domains = SPACES[space] ?? {};
		const box = createBox(spaceOf(domains));
		const kernels = createKernels(box.axes);
		const count = Object.values(observations)[0]?.length ?? 0;
		for (let row = 0; row < count; row += 1) {
			const point = box.encode(rowOf(domains, observations, row));
			assert.ok(point !== undefined);
			pushKernel(kernels, point, row);
		}
		const cells = log_pdf.map((_, row) => {
			const point = box.encode(rowOf(domains, points, row)) ?? new Float64Array();
			return point.map((coordinate, axis) => {
				const description = box.axes[axis];
				return description?.kind === 'ordered' ? description.cellOf(coordinate) : coordinate;
			});
		});
		const ours = logDensities(createDensity(kernels, 0, [...box.axes.keys()], false), cells);
		// Theirs is a density per unit of x or of its logarithm, ours per range.
		const scale = Object.values(domains).reduce((total, domain) => {
			if (domain.kind !== 'real' || domain.step !== undefined) return total;
			return total + Math.log(domain.scale === 'log' ? Math.log(domain.max / domain.min) : domain.max - domain.min);
		}, 0);
		for (const [row, expected] of log_pdf.entries()) {
			const value = (ours[row] ?? Number.NaN) - scale;
			assert.ok(Math.abs(value - expected) < 1e-9, `${space}, ${count} observations: ${value}, not ${expected}`);
		}
	}
});

test('splits as Optuna 5: pruned, infeasible, several objectives, ties', () => {
	for (const {directions, told: trials, below} of golden.splits) {
		const scores: Score[] = [];
		for (const trial of trials) {
			const {last, ...rest} = trial;
			const score = scoreOf(
				{
					...rest,
					params: {},
					feasible: trial.violation === 0,
					...(last === undefined ? {} : {last: {step: last[0], value: Number(last[1])}}),
				},
				directions,
			);
			if (score !== undefined) insertScore(scores, score);
		}
		const ours = splitScores(scores, directions.length).toSorted((a, b) => a - b);
		assert.deepEqual(ours, below);
	}
});

const MIXED = spaceOf({
	x: REAL,
	lr: LOG,
	n: INTEGER,
	c: {kind: 'choice', values: ['a', 'b', 'c']},
	many: {kind: 'integer', min: 0, max: 1_000_000, step: 1, scale: 'linear'},
});

function mixedLoss(params: Params): number {
	const x = numberOf(params, 'x') - 1;
	return (
		x * x + Math.abs(Math.log10(numberOf(params, 'lr')) + 2) + (params['c'] === 'b' ? 0 : 1) + numberOf(params, 'n') / 9
	);
}

test('kernels after any coming, going and changing of sides are those of a fresh start', () => {
	const box = createBox(MIXED);
	const random = createFor(tpe, MIXED, {}, {startup: 1000});
	const points = Array.from({length: 150}, (_, index) => {
		return box.encode(random.ask({trial: index + 1, running: []}) ?? {}) ?? new Float64Array();
	});
	const actions = fc.array(fc.tuple(fc.nat(3), fc.nat(149)), {maxLength: 400});
	fc.assert(
		fc.property(actions, list => {
			const kernels = createKernels(box.axes);
			const sides: (0 | 1)[] = [];
			const keys: number[] = [];
			for (const [action, number] of list) {
				if (action < 2 && keys.length < 150) {
					const key = number + keys.length / 1000;
					pushKernel(kernels, points[keys.length] ?? new Float64Array(), key);
					keys.push(key);
					sides.push(0);
				} else if (action === 2 && keys.length > 0) {
					popKernel(kernels);
					keys.pop();
					sides.pop();
				} else if (keys.length > 0) {
					const slot = number % keys.length;
					const side = sides[slot] === 1 ? 0 : 1;
					setSide(kernels, slot, side);
					sides[slot] = side;
				}
			}
			const fresh = createKernels(box.axes);
			const order = [...keys.keys()].toSorted((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
			for (const slot of order) {
				const placed = pushKernel(fresh, points[slot] ?? new Float64Array(), keys[slot] ?? 0);
				setSide(fresh, placed, sides[slot] ?? 0);
			}
			const candidates = [new Float64Array([0.3, 0.6, 4, 1, 1000]), new Float64Array([0.9, 0.1, 0, 2, 999_999])];
			for (const side of [0, 1] as const) {
				const [a, b] = [kernels, fresh].map(k =>
					logDensities(createDensity(k, side, [0, 1, 2, 3, 4], false), candidates),
				);
				assert.deepEqual(a, b);
			}
		}),
		{numRuns: 60},
	);
});

test('a suggestion hangs on the told set alone: not on the order of tells, nor on what was asked before', () => {
	const sampler = createFor(tpe, MIXED);
	const trials = runTrials(sampler, 60, params => [mixedLoss(params)]);
	const running = [trials[3]?.params ?? {}, {x: 0.5, lr: 0.01, n: 3, c: 'a', many: 5}];
	const expected = sampler.ask({trial: 61, running});
	const resumed = createFor(tpe, MIXED);
	for (const trial of trials.toReversed()) resumed.tell(trial);
	assert.deepEqual(resumed.ask({trial: 61, running: running.toReversed()}), expected);
	assert.deepEqual(resumed.ask({trial: 61, running}), expected);
	assert.notDeepEqual(resumed.ask({trial: 61, running: []}), resumed.ask({trial: 62, running: []}));
});

test('it learns: far better than random on a sphere of ten parameters', () => {
	const trials = runTrials(createFor(tpe, realSpace(10, -5, 5)), 200, params => {
		return [Object.values(params).reduce<number>((sum, value) => sum + (Number(value) - 1.3) ** 2, 0)];
	});
	const best = Math.min(...trials.map(trial => trial.values[0] ?? Number.NaN));
	assert.ok(best < 6, String(best));
});

test('conditional parameters: only active ones are given, and the branch with the optimum is found', () => {
	const space: Space = {
		parameters: [
			{name: 'kind', domain: {kind: 'choice', values: ['a', 'b']}},
			{name: 'y', domain: REAL, when: "kind == 'a'"},
			{name: 'z', domain: REAL, when: "kind == 'b'"},
		],
		exclude: ["kind == 'b' and z > 4"],
	};
	const trials = runTrials(createFor(tpe, space), 80, params => {
		return [params['kind'] === 'a' ? 1 + (numberOf(params, 'y') - 1) ** 2 : (numberOf(params, 'z') - 2) ** 2];
	});
	for (const {params} of trials) {
		assert.deepEqual(Object.keys(params), params['kind'] === 'a' ? ['kind', 'y'] : ['kind', 'z']);
		assert.ok(!(numberOf(params, 'z') > 4));
	}
	const last = trials.slice(-30).filter(({params}) => params['kind'] === 'b').length;
	assert.ok(last > 15, String(last));
	assert.ok(Math.min(...trials.map(trial => trial.values[0] ?? 1)) < 0.05);
});

test('several objectives: the front of a trade-off is approached', () => {
	const space = realSpace(4);
	const sampler = createFor(tpe, space, {directions: ['minimize', 'maximize']});
	const trials = runTrials(sampler, 120, params => {
		const rest = ['x1', 'x2', 'x3'].reduce((sum, name) => sum + numberOf(params, name), 0);
		return [numberOf(params, 'x0') + rest, Math.sqrt(numberOf(params, 'x0')) - rest];
	});
	const spread = (part: readonly Told[]): number => {
		return part.reduce((sum, {params}) => sum + numberOf(params, 'x1') + numberOf(params, 'x2'), 0) / part.length;
	};
	assert.ok(spread(trials.slice(-30)) < 0.5 * spread(trials.slice(0, 30)));
});

test('constraints: infeasible trials are avoided', () => {
	const sampler = createFor(tpe, realSpace(2));
	let feasible = 0;
	for (let trial = 1; trial <= 80; trial += 1) {
		const params = sampler.ask({trial, running: []}) ?? {};
		const x = numberOf(params, 'x0');
		const isFeasible = x < 0.3;
		if (trial > 50 && isFeasible) feasible += 1;
		sampler.tell({...told(trial, params, 1 - x), feasible: isFeasible, violation: Math.max(0, x - 0.3)});
	}
	assert.ok(feasible > 15, String(feasible));
});

test('a finite space runs dry: every point once, then none', () => {
	const space = spaceOf({
		a: {kind: 'choice', values: [1, 2, 3]},
		b: {kind: 'choice', values: ['x', 'y', 'z']},
		c: {kind: 'choice', values: [true, false]},
	});
	const trials = runTrials(createFor(tpe, space), 30, params => [numberOf(params, 'a')]);
	assert.equal(trials.length, 18);
	assert.equal(new Set(trials.map(({params}) => canonicalKey(space, params))).size, 18);
});

for (const [about, change] of [
	['all failed', {state: 'failed'}],
	['all equal', {values: [1]}],
	['NaN only', {values: [Number.NaN]}],
	['infinite only', {values: [Number.NEGATIVE_INFINITY]}],
	['infeasible only', {feasible: false}],
	['pruned only', {state: 'pruned', values: []}],
] as const) {
	test(`trials without guidance (${about}) still give points`, () => {
		const sampler = createFor(tpe, MIXED);
		for (let trial = 1; trial <= 30; trial += 1) {
			const params = sampler.ask({trial, running: []});
			assert.ok(params !== undefined);
			sampler.tell({...told(trial, params, trial), ...change});
		}
	});
}

test('a trial told twice counts once', () => {
	const once = createFor(tpe, MIXED);
	const trials = runTrials(once, 20, params => [mixedLoss(params)]);
	const twice = createFor(tpe, MIXED);
	for (const trial of [...trials, ...trials]) twice.tell(trial);
	assert.deepEqual(twice.ask({trial: 21, running: []}), once.ask({trial: 21, running: []}));
});

test('one point only: it is suggested once', () => {
	const space = spaceOf({a: {kind: 'choice', values: ['only']}, b: {kind: 'constant', value: 2}});
	const trials = runTrials(createFor(tpe, space), 5, () => [1]);
	assert.deepEqual(
		trials.map(({params}) => params),
		[{a: 'only', b: 2}],
	);
});

test('options are checked', () => {
	assert.throws(() => createFor(tpe, MIXED, {}, {gamma: 1}), /options: startup, candidates, model/);
	assert.throws(() => createFor(tpe, MIXED, {}, {startup: -1}), /whole number of at least 0/);
	assert.throws(() => createFor(tpe, MIXED, {}, {model: 'both'}), /valid: auto, joint, separate/);
});
