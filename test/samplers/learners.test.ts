import assert from 'node:assert/strict';
import {test} from 'node:test';
import {hypervolume} from '../../source/domain/front/hypervolume.ts';
import type {SamplerDefinition} from '../../source/domain/sampler.ts';
import {canonicalKey, type Domain, type Params, type Space} from '../../source/domain/space.ts';
import {auto} from '../../source/samplers/auto.ts';
import {cmaes} from '../../source/samplers/cmaes.ts';
import {gp} from '../../source/samplers/gp.ts';
import {fittedCount, selectObservations, targetsOf} from '../../source/samplers/gp/gp-targets.ts';
import {nsga2} from '../../source/samplers/nsga2.ts';
import {random} from '../../source/samplers/random.ts';
import {tpe} from '../../source/samplers/tpe.ts';
import {createFor, numberOf, realSpace, runTrials, spaceOf, told} from './sampler-helpers.ts';

const LEARNERS: readonly SamplerDefinition[] = [tpe, gp, cmaes, nsga2, auto];

const MIXED: Readonly<Record<string, Domain>> = {
	x: {kind: 'real', min: -3, max: 5, scale: 'linear'},
	lr: {kind: 'real', min: 1e-5, max: 1, scale: 'log'},
	n: {kind: 'integer', min: 1, max: 12, step: 1, scale: 'linear'},
	c: {kind: 'choice', values: ['a', 'b', 'c']},
	many: {kind: 'integer', min: 0, max: 1_000_000, step: 1, scale: 'linear'},
	pair: {
		kind: 'tuple',
		fields: ['bits', 'frac'],
		values: [
			[16, 8],
			[8, 4],
		],
	},
	fixed: {kind: 'constant', value: 7},
};
const CONDITIONAL: Space = {
	parameters: [
		...spaceOf(MIXED).parameters,
		{name: 'extra', domain: {kind: 'real', min: 0, max: 1, scale: 'linear'}, when: "c == 'b'"},
	],
	exclude: ["c == 'a' and n > 6"],
};

function mixedLoss(params: Params): number {
	const rate = Math.log10(numberOf(params, 'lr')) + 2;
	return (numberOf(params, 'x') - 1) ** 2 + Math.abs(rate) + (params['c'] === 'b' ? 0 : 1) + numberOf(params, 'n') / 9;
}

for (const definition of LEARNERS) {
	const {id} = definition;

	test(`${id}: points of a mixed space with conditions and exclusions are valid`, () => {
		const trials = runTrials(createFor(definition, CONDITIONAL), 40, params => [mixedLoss(params)]);
		assert.equal(trials.length, 40);
		for (const {params} of trials) {
			assert.equal(params['fixed'], 7);
			assert.equal(Object.hasOwn(params, 'extra'), params['c'] === 'b');
			assert.ok(!(params['c'] === 'a' && numberOf(params, 'n') > 6));
			assert.ok(Number.isInteger(numberOf(params, 'n')) && numberOf(params, 'n') >= 1 && numberOf(params, 'n') <= 12);
			assert.ok(numberOf(params, 'lr') >= 1e-5 && numberOf(params, 'lr') <= 1);
		}
	});

	test(`${id}: a suggestion hangs on the told and running sets alone`, () => {
		const space = spaceOf(MIXED);
		const sampler = createFor(definition, space);
		const trials = runTrials(sampler, 45, params => [mixedLoss(params)]);
		const running = [trials[0]?.params ?? {}, trials[1]?.params ?? {}];
		const expected = [46, 47, 52].map(trial => sampler.ask({trial, running}));
		const resumed = createFor(definition, space);
		for (const trial of trials.toSorted((a, b) => (a.values[0] ?? 0) - (b.values[0] ?? 0))) {
			// What is asked in between, and told twice, leaves no trace.
			resumed.ask({trial: 99, running: []});
			resumed.tell(trial);
		}
		if (trials[5] !== undefined) resumed.tell(trials[5]);
		const again = [52, 47, 46].map(trial => resumed.ask({trial, running: running.toReversed()}));
		assert.deepEqual(again.toReversed(), expected);
	});

	test(`${id}: two seeds differ, the same seed does not`, () => {
		const run = (seed: number): unknown => {
			return runTrials(createFor(definition, realSpace(3), {seed}), 20, p => [numberOf(p, 'x0')]);
		};
		assert.deepEqual(run(1), run(1));
		assert.notDeepEqual(run(1), run(2));
	});

	test(`${id}: maximising finds the top, minimising the bottom`, () => {
		for (const direction of ['minimize', 'maximize'] as const) {
			const sign = direction === 'minimize' ? 1 : -1;
			const sampler = createFor(definition, realSpace(3), {directions: [direction]});
			const trials = runTrials(sampler, 100, params => {
				return [sign * ['x0', 'x1', 'x2'].reduce((sum, name) => sum + (numberOf(params, name) - 0.3) ** 2, 0)];
			});
			const best = Math.min(...trials.map(({values}) => sign * (values[0] ?? 0)));
			assert.ok(best < 0.02, `${direction}: ${best}`);
		}
	});

	test(`${id}: a finite space runs dry, each point once`, () => {
		const space = spaceOf({
			a: {kind: 'choice', values: [1, 2, 4]},
			b: {kind: 'choice', values: ['x', 'y', 'z']},
			c: {kind: 'choice', values: [true, false]},
		});
		const trials = runTrials(createFor(definition, space, {budgetTrials: 10}), 40, params => [numberOf(params, 'a')]);
		assert.equal(trials.length, 18);
		assert.equal(new Set(trials.map(({params}) => canonicalKey(space, params))).size, 18);
	});

	test(`${id}: nothing to learn from still gives points`, () => {
		for (const change of [
			{state: 'failed'},
			{values: [1]},
			{values: [Number.NaN]},
			{values: [Number.POSITIVE_INFINITY]},
			{values: [9e99]},
			{feasible: false},
			{state: 'pruned', values: []},
		] as const) {
			const sampler = createFor(definition, spaceOf(MIXED));
			for (let trial = 1; trial <= 25; trial += 1) {
				const params = sampler.ask({trial, running: []});
				assert.ok(params !== undefined, JSON.stringify(change));
				sampler.tell({...told(trial, params, trial), ...change});
			}
		}
	});

	test(`${id}: tiny, huge and single-valued ranges`, () => {
		const space = spaceOf({
			tiny: {kind: 'real', min: 1e-300, max: 2e-300, scale: 'linear'},
			wide: {kind: 'real', min: -1e308, max: 1e308, scale: 'linear'},
			log: {kind: 'real', min: 1e-300, max: 1e300, scale: 'log'},
			one: {kind: 'choice', values: ['only']},
			same: {kind: 'integer', min: 2, max: 2, step: 1, scale: 'linear'},
		});
		const trials = runTrials(createFor(definition, space), 25, params => [Math.log(numberOf(params, 'log'))]);
		for (const {params} of trials) {
			assert.ok(numberOf(params, 'tiny') >= 1e-300 && numberOf(params, 'tiny') <= 2e-300);
			assert.ok(Math.abs(numberOf(params, 'wide')) <= 1e308);
			assert.ok(params['one'] === 'only' && params['same'] === 2);
		}
	});

	test(`${id}: no parameters but constants, one point`, () => {
		const space = spaceOf({fixed: {kind: 'constant', value: 1}});
		assert.deepEqual(
			runTrials(createFor(definition, space), 5, () => [1]).map(({params}) => params),
			[{fixed: 1}],
		);
	});
}

test('gp: many jobs at once ask for different points', () => {
	const sampler = createFor(gp, realSpace(2));
	const trials = runTrials(sampler, 15, params => [(numberOf(params, 'x0') - 0.6) ** 2 + numberOf(params, 'x1')]);
	assert.equal(trials.length, 15);
	const running: Params[] = [];
	for (let trial = 16; trial < 20; trial += 1) running.push(sampler.ask({trial, running}) ?? {});
	for (const [index, a] of running.entries()) {
		for (const b of running.slice(index + 1)) {
			const distance = Math.hypot(numberOf(a, 'x0') - numberOf(b, 'x0'), numberOf(a, 'x1') - numberOf(b, 'x1'));
			assert.ok(distance > 0, `${JSON.stringify(a)} and ${JSON.stringify(b)}`);
		}
	}
});

test('gp: what it is fitted to hangs on the count; the best and the newest stay', () => {
	assert.deepEqual([1, 19, 20, 21, 40, 43, 300].map(fittedCount), [1, 19, 20, 21, 39, 41, 287]);
	const observations = Array.from({length: 50}, (_, index) => {
		return {trial: index + 1, point: new Float64Array(1), losses: [index === 3 ? -1 : index], feasible: true};
	});
	const kept = selectObservations(observations, 10).map(({trial}) => trial);
	assert.deepEqual(kept, [1, 2, 3, 4, 5, 46, 47, 48, 49, 50]);
	const targets = targetsOf(observations);
	assert.ok(Math.abs(targets.reduce((a, b) => a + b, 0)) < 1e-9);
	assert.equal(targets.indexOf(Math.min(...targets)), 3);
	assert.deepEqual([...targetsOf(observations.slice(0, 2).map(one => ({...one, losses: [5]})))], [0, 0]);
});

test('nsga2: on a space of real axes no child is a point that was tried or runs, whatever its parents', () => {
	const space: Space = {
		parameters: [
			{name: 'c', domain: {kind: 'choice', values: ['sgd', 'adam']}},
			{name: 'lr', domain: {kind: 'real', min: 1e-5, max: 0.1, scale: 'log'}},
			{name: 'momentum', domain: {kind: 'real', min: 0, max: 0.99, scale: 'linear'}, when: "c == 'sgd'"},
		],
		exclude: [],
	};
	const front = (params: Params): number[] => [numberOf(params, 'lr'), params['c'] === 'sgd' ? 1 : 2];
	for (const [definition, options] of [
		[nsga2, {population: 4}],
		[auto, {}],
	] as const) {
		const changes = {directions: ['minimize', 'maximize'] as const, budgetTrials: 120};
		const sampler = createFor(definition, space, changes, options);
		const keys = runTrials(sampler, 120, front).map(({params}) => canonicalKey(space, params));
		assert.equal(new Set(keys).size, 120, definition.id);
		const running: Params[] = [];
		for (let trial = 121; trial <= 150; trial += 2) running.push(sampler.ask({trial, running}) ?? {});
		const all = [...keys, ...running.map(params => canonicalKey(space, params))];
		assert.equal(new Set(all).size, 135, definition.id);
	}
});

test('cmaes refuses several objectives, gp more than three, by name', () => {
	const directions = Array.from({length: 4}, () => 'minimize' as const);
	assert.throws(() => createFor(cmaes, realSpace(2), {directions}), /has one objective, the sweep has 4/);
	assert.throws(() => createFor(gp, realSpace(2), {directions}), /up to 3 objectives, the sweep has 4/);
});

test('gp: two and three objectives, one to be maximised: the front dominates more than at random', () => {
	for (const several of [2, 3]) {
		const directions = (['minimize', 'maximize', 'minimize'] as const).slice(0, several);
		const losses = (params: Params): number[] => {
			const [x, y] = [numberOf(params, 'x0'), numberOf(params, 'x1')];
			const off = (numberOf(params, 'x2') - 0.4) ** 2 + (numberOf(params, 'x3') - 0.4) ** 2;
			return [x + off, (1 - x) ** 2 + y * y + off, (x - 0.5) ** 2 + (1 - y) ** 2 + off].slice(0, several);
		};
		const volumeOf = (definition: SamplerDefinition): number => {
			const sampler = createFor(definition, realSpace(4), {directions});
			const trials = runTrials(sampler, 25, params => {
				return losses(params).map((loss, objective) => (directions[objective] === 'maximize' ? -loss : loss));
			});
			return hypervolume(
				trials.map(({params}) => losses(params)),
				[1, 1, 1].slice(0, several),
			);
		};
		const [found, drawn] = [volumeOf(gp), volumeOf(random)];
		assert.ok(found > 1.15 * drawn, `${several}: ${found} ${drawn}`);
	}
});

test('nsga2: the front of two objectives is approached; infeasible trials die out', () => {
	const sampler = createFor(nsga2, realSpace(6), {directions: ['minimize', 'minimize']}, {population: 20});
	const late: number[] = [];
	let infeasible = 0;
	for (let trial = 1; trial <= 300; trial += 1) {
		const params = sampler.ask({trial, running: []}) ?? {};
		const x = numberOf(params, 'x0');
		const rest = [1, 2, 3, 4, 5].reduce((sum, index) => sum + numberOf(params, `x${index}`), 0);
		const feasible = x > 0.1;
		sampler.tell({...told(trial, params, x + rest, 1 - x + rest), feasible, violation: Math.max(0, 0.1 - x)});
		if (trial > 250) late.push(rest);
		if (trial > 200 && !feasible) infeasible += 1;
	}
	const mean = late.reduce((a, b) => a + b, 0) / late.length;
	assert.ok(mean < 0.6, String(mean));
	assert.ok(infeasible < 15, String(infeasible));
});

test('auto: a grid where the budget covers it, the order of the file kept; a model where it does not', () => {
	const space = spaceOf({
		a: {kind: 'integer', min: 1, max: 6, step: 1, scale: 'linear'},
		b: {kind: 'choice', values: ['x', 'y']},
	});
	for (const budgetTrials of [undefined, 12, 500]) {
		const sampler = createFor(auto, space, budgetTrials === undefined ? {} : {budgetTrials});
		assert.equal(sampler.size?.count, 12n);
		assert.deepEqual(sampler.ask({trial: 1, running: []}), {a: 1, b: 'x'});
	}
	assert.equal(createFor(auto, space, {budgetTrials: 11}).size, undefined);
	assert.equal(createFor(auto, realSpace(2)).size, undefined);
});

test('auto: several objectives and conditions work too', () => {
	const two = createFor(auto, realSpace(2), {directions: ['minimize', 'maximize']});
	assert.equal(runTrials(two, 30, params => [numberOf(params, 'x0'), numberOf(params, 'x1')]).length, 30);
});
