import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {before, test, type TestContext} from 'node:test';
import type {SamplerContext, SamplerHost, Told} from '../../source/domain/sampler.ts';
import type {Params, Space} from '../../source/domain/space.ts';
import {OPTUNA_SAMPLERS} from '../../source/samplers/optuna.ts';
import {tpe} from '../../source/samplers/tpe.ts';
import {findOptunaPython} from '../helpers/optuna-python.ts';
import {createTestHost, openOptuna, runSuggester} from './optuna-host.ts';
import {numberOf, realSpace, told} from './sampler-helpers.ts';

/** Names as a sweep file has them, with the options that make a short run show what the sampler does. */
const NAMES = {
	'optuna:TPESampler': {n_startup_trials: 4},
	'optuna:CmaEsSampler': {n_startup_trials: 1, popsize: 4},
	'optuna:NSGAIISampler': {population_size: 4},
	'optuna:NSGAIIISampler': {population_size: 4},
	'optuna:QMCSampler': {scramble: true},
	'optuna:RandomSampler': {},
} as const;

let python: string | undefined;
before(async () => {
	python = await findOptunaPython();
});

function skips(t: TestContext): boolean {
	if (python === undefined)
		t.skip('needs a Python with optuna, cmaes and scipy: SWEEPTOP_PYTHON or SWEEPTOP_TEST_PIP=1');
	return python === undefined;
}

function contextOf(space: Space, changes: Partial<SamplerContext> = {}): SamplerContext {
	return {space, directions: ['minimize'], seed: 11, order: 'grid', visited: new Set(), ...changes};
}

function hostWith(changes: Partial<SamplerHost> = {}) {
	return createTestHost({...changes, ...(python === undefined ? {} : {python})});
}

const bowl = (trial: number, params: Params): Told =>
	told(trial, params, (numberOf(params, 'x0') - 0.3) ** 2 + (numberOf(params, 'x1') + 0.2) ** 2);

test('every sampler of the bridge has a test and a native counterpart', () => {
	const ids = OPTUNA_SAMPLERS.map(({id}) => id);
	assert.deepEqual(
		ids.filter(id => id !== 'optuna:GPSampler'),
		Object.keys(NAMES),
	);
	for (const {id, create} of OPTUNA_SAMPLERS)
		for (const directions of [['minimize'], ['minimize', 'maximize']] as const)
			if (id !== 'optuna:CmaEsSampler' || directions.length === 1)
				assert.ok(create(contextOf(realSpace(2), {directions}), {}).ask({trial: 1, running: []}) !== undefined);
});

for (const [id, options] of Object.entries(NAMES)) {
	test(`${id}: the same trials when its process is killed and when the sweep is resumed`, async t => {
		if (skips(t)) return;
		const context = contextOf(realSpace(2, -1, 1));
		const name = id.replace('optuna:', '');
		const whole = hostWith();
		const first = openOptuna(name, context, whole.host, options);
		const trials = await runSuggester(first, {from: 1, to: 13}, bowl);
		first.close?.();
		assert.deepEqual(whole.notices, []);
		// A genetic algorithm may have a child that is its parent.
		assert.ok(new Set(trials.map(({params}) => JSON.stringify(params))).size > 9, 'its points differ');

		const killed = hostWith();
		const second = openOptuna(name, context, killed.host, options);
		const early = await runSuggester(second, {from: 1, to: 9}, bowl);
		killed.kill();
		const late = await runSuggester(second, {from: 10, to: 13}, bowl);
		second.close?.();
		assert.deepEqual([...early, ...late], trials);
		assert.equal(killed.starts(), 2);
		assert.equal(killed.notices.length, 1);
		assert.match(killed.notices[0] ?? '', /started anew/);

		// The last of them is of a suggestion that the engine did not live to run.
		const states = whole.remembered.filter(state => (state as {trial: number}).trial <= 11);
		const resumed = hostWith({remembered: states, unfinished: new Map([[10, trials[9]?.params ?? {}]])});
		const third = openOptuna(name, context, resumed.host, options);
		for (const trial of trials.slice(0, 9)) third.tell(trial);
		// The trial that ran when the engine died ends first.
		third.tell(trials[9] ?? told(10, {}));
		assert.deepEqual(await runSuggester(third, {from: 11, to: 13}, bowl), trials.slice(10));
		third.close?.();
	});
}

test('a suggestion is what Optuna itself gives for the same history and seed', async t => {
	if (skips(t) || python === undefined) return;
	const asked: {readonly trial: number; readonly seed: number}[] = [];
	const {host} = hostWith();
	const spying: SamplerHost = {
		...host,
		startProgram: argv => {
			const program = host.startProgram(argv);
			return {
				...program,
				request: message => {
					if (typeof message === 'object' && message !== null && 'seed' in message) asked.push(message as never);
					return program.request(message);
				},
			};
		},
	};
	const bridge = openOptuna('TPESampler', contextOf(realSpace(2, -1, 1)), spying, {n_startup_trials: 4});
	const trials = await runSuggester(bridge, {from: 1, to: 15}, bowl);
	bridge.close?.();
	const history = trials.slice(0, 14).map(({params, values}) => ({params, value: values[0]}));
	const script = `
import json, sys, optuna
optuna.logging.set_verbosity(optuna.logging.ERROR)
history, seed = json.loads(sys.argv[1])
axis = optuna.distributions.FloatDistribution(-1.0, 1.0)
study = optuna.create_study(sampler=optuna.samplers.TPESampler(n_startup_trials=4, seed=seed))
for trial in history:
    study.add_trial(optuna.trial.create_trial(params=trial["params"], distributions={"x0": axis, "x1": axis}, value=trial["value"]))
trial = study.ask()
print(json.dumps([trial.suggest_float("x0", -1.0, 1.0), trial.suggest_float("x1", -1.0, 1.0)]))`;
	const seed = asked.find(({trial}) => trial === 15)?.seed;
	const output = execFileSync(python, ['-W', 'ignore', '-c', script, JSON.stringify([history, seed])], {
		encoding: 'utf8',
	});
	const last = trials[14]?.params ?? {};
	assert.deepEqual(JSON.parse(output), [last['x0'], last['x1']]);
});

test('conditions, exclusions, steps, tuples, pruned, failed and infeasible trials, several objectives', async t => {
	if (skips(t)) return;
	const space: Space = {
		parameters: [
			{name: 'leaf', domain: {kind: 'integer', min: 1, max: 9, step: 2, scale: 'linear'}, when: "kind == 'tree'"},
			{name: 'kind', domain: {kind: 'choice', values: ['tree', 'line', true, 1]}},
			{name: 'rate', domain: {kind: 'real', min: 1e-4, max: 1, scale: 'log'}},
			{name: 'drop', domain: {kind: 'real', min: 0, max: 0.3, step: 0.1, scale: 'linear'}},
			{
				name: 'width',
				domain: {
					kind: 'tuple',
					fields: ['bits', 'frac'],
					values: [
						[8, 4],
						[16, 8],
					],
				},
			},
			{name: 'rounds', domain: {kind: 'constant', value: 3}},
		],
		exclude: ['rate > 0.1', "kind == 'line' and width.bits == 8"],
	};
	const {host, notices, starts} = hostWith();
	const context = contextOf(space, {directions: ['minimize', 'maximize']});
	const bridge = openOptuna('NSGAIISampler', context, host, {population_size: 5});
	const ends: readonly Partial<Told>[] = [
		{},
		{state: 'failed', values: [Number.NaN, 1]},
		{state: 'pruned', values: [Number.NaN, Number.NaN], last: {step: 3, value: 0.5}},
		{feasible: false, violation: 2.5},
		{values: [Number.POSITIVE_INFINITY, 0]},
	];
	const trials = await runSuggester(bridge, {from: 1, to: 20}, (trial, params) => ({
		...told(trial, params, numberOf(params, 'rate'), numberOf(params, 'drop')),
		...ends[trial % ends.length],
	}));
	bridge.close?.();
	assert.deepEqual(notices, []);
	assert.equal(starts(), 1);
	assert.equal(trials.length, 20);
	for (const {params} of trials) {
		assert.equal(Object.hasOwn(params, 'leaf'), params['kind'] === 'tree');
		assert.ok([undefined, 1, 3, 5, 7, 9].includes(params['leaf'] as number | undefined));
		assert.ok([0, 0.1, 0.2, 0.3].includes(numberOf(params, 'drop')));
		assert.ok(numberOf(params, 'rate') <= 0.1 && numberOf(params, 'rate') >= 1e-4);
		assert.ok(params['kind'] !== 'line' || JSON.stringify(params['width']) === '[16,8]');
		assert.equal(params['rounds'], 3);
	}
});

test('what Optuna refuses is said once, and the native sampler goes on with all that was told', async t => {
	if (skips(t)) return;
	const {host, notices} = hostWith();
	const context = contextOf(realSpace(2, -1, 1));
	const bridge = openOptuna('TPESampler', context, host, {n_ei_candidates: 'many'});
	const trials = await runSuggester(bridge, {from: 1, to: 14}, bowl);
	assert.equal(trials.length, 14);
	assert.equal(notices.length, 1);
	assert.match(notices[0] ?? '', /Error: .*goes on with the sampler tpe/);
	const native = tpe.create(context, {});
	for (const trial of trials.slice(0, 13)) native.tell(trial);
	assert.deepEqual(trials[13]?.params, native.ask({trial: 14, running: []}));
});
