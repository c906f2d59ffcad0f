import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {setTimer} from '../../source/commands/clock.ts';
import {startLineProgram} from '../../source/commands/engine/line-program.ts';
import {UserError} from '../../source/domain/errors.ts';
import type {LineProgram, SamplerContext} from '../../source/domain/sampler.ts';
import type {Domain} from '../../source/domain/space.ts';
import {createOptunaParameter} from '../../source/samplers/optuna/optuna-parameter.ts';
import {findSampler} from '../../source/samplers/registry.ts';
import {tpe} from '../../source/samplers/tpe.ts';
import {createTestHost, openOptuna, runSuggester} from './optuna-host.ts';
import {numberOf, realSpace, told} from './sampler-helpers.ts';

const context: SamplerContext = {
	space: realSpace(2, -1, 1),
	directions: ['minimize'],
	seed: 5,
	order: 'grid',
	visited: new Set(),
};

/** A program in Node that reads the lines of the bridge; `body` has `read` (next message) and `say`. */
function fakeProgram(body: string): readonly string[] {
	const script = `
		const lines = require('node:readline').createInterface({input: process.stdin})[Symbol.asyncIterator]();
		const read = async () => { const {value, done} = await lines.next(); if (done) process.exit(); return JSON.parse(value); };
		const say = message => process.stdout.write(JSON.stringify(message) + '\\n');
		const suggest = async value => {
			const question = await read(); say({asked: question.trial});
			const {parameters} = await read(); say({values: parameters.map(() => value)});
			await read(); say({attributes: {}, study: {}});
			return question;
		};
		(async () => { ${body} })();`;
	return [process.execPath, '-e', script];
}

function start(argv: readonly string[], patienceMs = 20_000): LineProgram {
	return startLineProgram(argv, {environment: process.env, patienceMs, setTimer});
}

test('a Python that is not there: one notice, and the native counterpart from the first trial on', async () => {
	const {host, notices} = createTestHost({python: '/nowhere/python3'});
	const bridge = openOptuna('TPESampler', context, host);
	const score = (trial: number, params: Parameters<typeof told>[1]) => told(trial, params, numberOf(params, 'x0') ** 2);
	const trials = await runSuggester(bridge, {from: 1, to: 15}, score);
	assert.deepEqual(trials, await runSuggester(tpe.create(context, {}), {from: 1, to: 15}, score));
	assert.equal(notices.length, 1);
	assert.match(
		notices[0] ?? '',
		/optuna:TPESampler does not run \(.*ENOENT.*\): the sweep goes on with the sampler tpe/,
	);
});

test('a Python without Optuna says so in its own words', async () => {
	const {host, notices} = createTestHost({
		startProgram: () =>
			start(fakeProgram(`await read(); say({refused: "ModuleNotFoundError: No module named 'optuna'"})`)),
	});
	const bridge = openOptuna('CmaEsSampler', context, host);
	assert.ok((await bridge.ask({trial: 1, running: []})) !== undefined);
	assert.match(notices.join(), /\(ModuleNotFoundError: No module named 'optuna'\).*with the sampler cmaes/);
});

test('a process that dies after an answer is started anew and told all; one that dies again is given up', async () => {
	const bodies = [
		'await read(); say({version: "fake"}); await suggest(0.25); process.exit(3)',
		'await read(); say({version: "fake"}); const q = await suggest(0.5); if (q.trials.length !== 1) throw q; await suggest(0.75); process.kill(process.pid, "SIGKILL")',
		'await read(); say({version: "fake"}); const q = await suggest(-0.5); if (q.trials.length !== 3) throw q; await suggest(1)',
	];
	const {host, notices} = createTestHost({startProgram: () => start(fakeProgram(bodies.shift() ?? ''))});
	const bridge = openOptuna('TPESampler', context, host);
	const trials = await runSuggester(bridge, {from: 1, to: 5}, (trial, params) => told(trial, params, trial));
	bridge.close?.();
	assert.deepEqual(
		trials.map(({params}) => params['x0']),
		[0.25, 0.5, 0.75, -0.5, 1],
	);
	assert.match(notices.join('\n'), /\(exit 3\): it is started anew.*\n.*\(signal SIGKILL\): it is started anew/);
});

test('garbage, silence and half an answer end the bridge, never the sweep', async () => {
	const bodies = {
		garbage: `process.stdout.write('Segmentation fault\\n')`,
		silence: 'await read(); await new Promise(resolve => setTimeout(resolve, 60_000))',
		numbers: 'await read(); say(17)',
		values: 'await read(); say({}); await read(); say({}); await read(); say({values: [1]})',
		words: 'await read(); say({}); await read(); say({}); await read(); say({values: ["a", "b"]})',
	};
	for (const [what, body] of Object.entries(bodies)) {
		const {host, notices} = createTestHost({startProgram: () => start(fakeProgram(body), 500)});
		const bridge = openOptuna('RandomSampler', context, host);
		assert.ok((await bridge.ask({trial: 1, running: []})) !== undefined, what);
		assert.equal(notices.length, 1, what);
		assert.match(notices[0] ?? '', /goes on with the sampler random/, what);
	}
});

test('a trial that ends while a question is open is told after it', async () => {
	const body = `await read(); say({}); await suggest(0.5); const q = await read();
		if (q.trials.some(({trial, end}) => trial === 1 && end)) process.exit(1);
		say({}); const {parameters} = await read(); setTimeout(async () => { say({values: parameters.map(() => 0.1)}); await read(); say({});
		const later = await suggest(later => 0); }, 50)`;
	const {host, notices} = createTestHost({startProgram: () => start(fakeProgram(body))});
	const bridge = openOptuna('TPESampler', context, host);
	const first = await bridge.ask({trial: 1, running: []});
	const second = bridge.ask({trial: 2, running: [first ?? {}]});
	bridge.tell(told(1, first ?? {}, 1));
	assert.equal((await second)?.['x0'], 0.1);
	bridge.close?.();
	assert.deepEqual(notices, []);
});

test('closing it while it thinks answers with nothing and says nothing', async () => {
	const {host, notices} = createTestHost({startProgram: () => start(fakeProgram('await read(); await read()'))});
	const bridge = openOptuna('TPESampler', context, host);
	const answer = bridge.ask({trial: 1, running: []});
	bridge.close?.();
	assert.equal(await answer, undefined);
	assert.deepEqual(notices, []);
});

test('unknown samplers and options are refused with those that there are', () => {
	const refusal = (problem: RegExp, hint: RegExp) => (error: unknown) =>
		error instanceof UserError && problem.test(error.problem) && hint.test(error.hint);
	assert.throws(
		() => findSampler('optuna:TPESampeler'),
		refusal(/no sampler "optuna:TPESampeler"/, /mean "optuna:TPESampler"/),
	);
	const {host} = createTestHost();
	assert.throws(
		() => openOptuna('TPESampler', context, host, {startup: 3}),
		refusal(/"optuna:TPESampler" has no option "startup"/, /n_startup_trials/),
	);
});

test('values cross the bridge both ways', () => {
	const domains: readonly Domain[] = [
		{kind: 'choice', values: ['a', 1, true, '1']},
		{
			kind: 'tuple',
			fields: ['a', 'b'],
			values: [
				[1, 2],
				['x', false],
			],
		},
		{kind: 'integer', min: -3, max: 20, step: 5, scale: 'linear'},
		{kind: 'integer', min: 1, max: 1000, step: 3, scale: 'log'},
		{kind: 'real', min: 0, max: 1, step: 0.1, scale: 'linear'},
		{kind: 'real', min: 0.1, max: 10, step: 0.3, scale: 'log'},
		{kind: 'real', min: 1e-300, max: 1, scale: 'log'},
		{kind: 'real', min: -2, max: 5, scale: 'linear', quantum: {unit: 0.25, clip: true}},
	];
	for (const domain of domains) {
		const {form, fromOptuna, toOptuna} = createOptunaParameter({name: 'p', domain});
		assert.ok(form !== undefined);
		const last = form.kind === 'category' ? form.count - 1 : form.high;
		const first = form.kind === 'category' ? 0 : form.low;
		fc.assert(
			fc.property(fc.double({min: 0, max: 1, noNaN: true}), share => {
				const suggested = first + share * (last - first);
				const value = fromOptuna(form.kind === 'float' ? suggested : Math.round(suggested));
				const back = toOptuna(value);
				assert.ok(back !== undefined && back >= first && back <= last, `${JSON.stringify(domain)} ${String(value)}`);
				assert.deepEqual(fromOptuna(back), value);
			}),
			{numRuns: 50},
		);
		assert.equal(toOptuna('no such value'), undefined);
	}
});
