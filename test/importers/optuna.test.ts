import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {createOptunaTimes, parseOptunaTime} from '../../source/importers/optuna/optuna-time.ts';
import {openFile} from '../helpers/foreign-files.ts';
import {foldImport, importedState, importSource, openFormat, trialsOf} from '../helpers/imported.ts';
import {REPOSITORY} from '../helpers/repository.ts';

function studyNamed(sweeps: Awaited<ReturnType<typeof importSource>>['sweeps'], name: string): SweepState {
	const found = sweeps.find(sweep => sweep.name === name);
	assert.ok(found, name);
	return foldImport(found);
}

/** Optuna counts trials from 0. */
function numbers(trials: readonly number[]): readonly number[] {
	return trials.map(trial => trial - 1).toSorted((a, b) => a - b);
}

for (const [file, id] of [
	['optuna_journal.log', 'optuna-journal'],
	['optuna.sqlite3', 'optuna-sqlite'],
] as const) {
	describe(`${id}: a recorded storage`, () => {
		it('holds three studies, the deleted one is gone', async () => {
			const {id: chosen, sweeps} = await importSource(openFormat(file));
			assert.equal(chosen, id);
			assert.deepEqual(
				sweeps.map(sweep => sweep.name),
				['lr-sweep', 'acc-vs-energy', 'grid-import'],
			);
		});

		it('reads states, values, curves and choices of one objective', async () => {
			const state = studyNamed((await importSource(openFormat(file))).sweeps, 'lr-sweep');
			const {complete, pruned, failed, running, queued} = state.counts;
			assert.deepEqual(
				{complete, pruned, failed, running, queued},
				{complete: 5, pruned: 3, failed: 1, running: 1, queued: 1},
			);
			assert.deepEqual(state.sweep?.objectives, [{metric: 'val_loss', direction: 'minimize'}]);
			const best = trialsOf(state)[(rankTrials(state).best ?? 0) - 1];
			assert.equal(best?.trial, 2);
			assert.equal(best.metrics['val_loss'], 0.105_266_936_013_427_74);
			assert.equal(best.by, 'optuna 1');
			assert.equal(trialsOf(state).filter(trial => trial.metrics['val_loss'] === 'Infinity').length, 1);
			assert.deepEqual(state.sweep?.space.parameters.find(({name}) => name === 'optimizer')?.domain, {
				kind: 'choice',
				values: ['sgd', 'adam', 'None', true, 3],
			});
			assert.equal(trialsOf(state)[0]?.params['optimizer'], 3, 'the choice, not its index');
			assert.ok(
				trialsOf(state).some(trial => (trial.curves['val_loss'] ?? []).some(point => Number.isNaN(point.value))),
			);
			assert.equal(state.sweep?.labels['owner'], 'bench');
			assert.equal(trialsOf(state)[0]?.telemetry['note'], 'unicode: µ°, "quoted"');
			assert.deepEqual(trialsOf(state).at(-1)?.params, {lr: 0.003}, 'an enqueued trial has its fixed parameters');
			assert.equal(trialsOf(state).at(-1)?.startedAt, undefined);
		});

		it('has the Pareto set of two objectives, one of which is a column of ours', async () => {
			const state = studyNamed((await importSource(openFormat(file))).sweeps, 'acc-vs-energy');
			assert.deepEqual(numbers(rankTrials(state).pareto), [1, 2, 3, 7]);
			assert.equal(typeof trialsOf(state)[0]?.telemetry['energy_j'], 'number');
		});

		it('takes a trial that was added whole with its curve', async () => {
			const state = studyNamed((await importSource(openFormat(file))).sweeps, 'grid-import');
			const [trial] = trialsOf(state);
			assert.deepEqual(trial?.params, {m: 1024, tc: true});
			assert.deepEqual(trial?.metrics, {value: 812.5, gflops_per_w: 55.1});
			assert.deepEqual(
				trial?.curves['value']?.map(({step, value}) => [step, value]),
				[
					[0, 1],
					[1, 2],
				],
			);
		});

		it('has times in UTC', async () => {
			const state = studyNamed((await importSource(openFormat(file))).sweeps, 'lr-sweep');
			assert.match(trialsOf(state)[0]?.startedAt ?? '', /^2026-11-21T19:27:4[78]\.\d{3}Z$/);
		});
	});
}

describe('optuna-journal: traps', () => {
	const START = '{"op_code":0,"worker_id":"w","study_name":"s","directions":[1]}\n';
	const CREATE = '{"op_code":4,"worker_id":"w","study_id":0,"datetime_start":"2026-01-01T00:00:00+00:00"}\n';
	const END =
		'{"op_code":6,"worker_id":"w","trial_id":0,"state":1,"values":[1.5],"datetime_complete":"2026-01-01T00:00:02+00:00"}\n';

	it('leaves out a half last line and says so', async t => {
		const source = openFile(t, 'study.log', `${START}${CREATE}${END}{"op_code":4,"worker_id":"w","stu`);
		const {sweeps} = await importSource(source);
		assert.match(sweeps[0]?.notes?.join(' ') ?? '', /last line is half/);
		const state = foldImport(sweeps[0] ?? assert.fail());
		assert.equal(state.trials.length, 1);
		assert.equal(trialsOf(state)[0]?.durationS, 2);
	});

	it('ignores updates to a finished trial, a second study of a name, and a contradicting distribution', async t => {
		const param = (choices: string): string =>
			`${JSON.stringify({
				op_code: 5,
				worker_id: 'w',
				trial_id: 0,
				param_name: 'p',
				param_value_internal: 0,
				distribution: `{"name": "CategoricalDistribution", "attributes": {"choices": ${choices}}}`,
			})}\n`;
		const text = [
			START,
			START,
			CREATE,
			param('["a", "b"]'),
			param('["c", "d"]'),
			END,
			END.replace('1.5', '7'),
			CREATE.replace('"study_id":0', '"study_id":1'),
		].join('');
		const state = await importedState(openFile(t, 'study.log', text));
		assert.equal(state.trials.length, 1, 'the second study was never made');
		assert.deepEqual(trialsOf(state)[0]?.params, {p: 'a'});
		assert.deepEqual(trialsOf(state)[0]?.metrics, {value: 1.5});
	});

	it('reads the older distributions, NaN, and the text NaN', async t => {
		const param = (name: string, distribution: string): string =>
			`${JSON.stringify({op_code: 5, worker_id: 'w', trial_id: 0, param_name: name, param_value_internal: 0.5, distribution})}\n`;
		const text = [
			START,
			CREATE,
			param('u', '{"name": "UniformDistribution", "attributes": {"low": 0, "high": 1}}'),
			param('l', '{"name": "LogUniformDistribution", "attributes": {"low": 0.1, "high": 1}}'),
			param('d', '{"name": "DiscreteUniformDistribution", "attributes": {"low": 0, "high": 1, "q": 0.25}}'),
			'{"op_code":8,"worker_id":"w","trial_id":0,"user_attr":{"text":"NaN, Infinity"}}\n',
			'{"op_code":7,"worker_id":"w","trial_id":0,"step":3,"intermediate_value":NaN}\n',
		].join('');
		const state = await importedState(openFile(t, 'study.log', text));
		assert.deepEqual(
			state.sweep?.space.parameters.map(({domain}) => domain),
			[
				{kind: 'real', min: 0, max: 1, scale: 'linear'},
				{kind: 'real', min: 0.1, max: 1, scale: 'log'},
				{kind: 'real', min: 0, max: 1, scale: 'linear', step: 0.25},
			],
		);
		assert.equal(trialsOf(state)[0]?.state, 'running');
		assert.ok(Number.isNaN(trialsOf(state)[0]?.curves['value']?.[0]?.value));
	});
});

describe('optuna-json: a recorded data frame', () => {
	it('has the sampled configuration as parameters and the measured metrics as objectives', async () => {
		const {id} = await importSource(openFormat('optuna5_tpe.log.json'));
		assert.equal(id, 'optuna-json');
		const state = await importedState(openFormat('optuna5_tpe.log.json'));
		assert.equal(state.counts.complete, 30);
		assert.deepEqual(state.sweep?.objectives, [
			{metric: 'accuracy', direction: 'maximize'},
			{metric: 'average_bitwidth', direction: 'minimize'},
		]);
		const [first] = trialsOf(state);
		assert.equal(first?.params['seq_blocks_2/config/weight_width'], 2);
		assert.equal(first?.params['seq_blocks_2/config/data_in_frac_width'], 'NA');
		assert.equal(first?.metrics['accuracy'], 0.692_871_093_8);
		assert.equal(first?.durationS, 0.255);
		assert.equal(first?.startedAt, new Date(1_795_289_375_907).toISOString());
	});

	it('tells µs from ms by size, and reads best.json', async t => {
		const row = {
			number: 4,
			value: [0.9, 0.4],
			software_metrics: {loss: 1, accuracy: 0.9},
			hardware_metrics: {average_bitwidth: 2},
			scaled_metrics: {accuracy: 0.9, average_bitwidth: 0.4},
			sampled_config: {layer: {config: {width: 4, frac: null}}},
			datetime_start: 1_795_289_375_907_000,
			datetime_complete: 1_795_289_376_162_000,
		};
		const state = await importedState(openFile(t, 'best.json', JSON.stringify({0: row})));
		const [trial] = trialsOf(state);
		assert.deepEqual(trial?.params, {'layer/config/width': 4, 'layer/config/frac': 'NA'});
		assert.equal(trial?.metrics['values_1'], 0.4);
		assert.equal(trial?.durationS, 0.255);
	});
});

describe('optuna-sqlite: other databases', () => {
	it('says what is missing in a database of another program, and of a damaged one', async t => {
		const {DatabaseSync} = await import('node:sqlite');
		const folder = openFile(t, 'x', '').location().replace(/\/x$/, '');
		const path = join(folder, 'other.db');
		const database = new DatabaseSync(path);
		database.exec('CREATE TABLE notes (text); CREATE VIEW studies AS SELECT 1 AS study_id');
		database.close();
		const {openForeignSource} = await import('../../source/importers/foreign/foreign-source.ts');
		await assert.rejects(importSource(openForeignSource(path)), /none of Optuna/);
		const whole = readFileSync(join(REPOSITORY, 'test/fixtures/formats/optuna.sqlite3'));
		await assert.rejects(
			importSource(openFile(t, 'cut.db', whole.subarray(0, 20_000))),
			/cannot be read as a database|none of Optuna/,
		);
	});

	it('I1: says which file holds a number that no double is', async t => {
		const {DatabaseSync} = await import('node:sqlite');
		const source = openFile(t, 'large.db', '');
		const database = new DatabaseSync(source.location());
		database.exec(`CREATE TABLE studies (study_id INTEGER PRIMARY KEY, study_name);
			CREATE TABLE trials (trial_id INTEGER PRIMARY KEY, number, study_id);
			INSERT INTO studies VALUES (1, 's'); INSERT INTO trials VALUES (1, 9007199254740993, 1)`);
		database.close();
		await assert.rejects(importSource(source), /large\.db cannot be read as a database: .*9007199254740993/);
	});
});

describe('createOptunaTimes', () => {
	const stamp = fc
		.date({min: new Date('1999-12-31T23:00Z'), max: new Date('2030-01-01T00:00Z'), noInvalidDate: true})
		.map(date => date.toISOString().slice(0, 19).replace('T', ' '));
	const fraction = fc.constantFrom('', '.5', '.123456', '.999999', '.12345x', '.1234567');

	for (const rule of ['utc', 'local'] as const) {
		it(`gives for each of many times what it is alone (${rule})`, () => {
			fc.assert(
				fc.property(fc.array(fc.tuple(stamp, fc.nat({max: 61}), fraction)), list => {
					const timeOf = createOptunaTimes(rule);
					for (const [day, second, rest] of list) {
						for (const text of [`${day}.000001`, `${day.slice(0, 17)}${String(second).padStart(2, '0')}${rest}`])
							assert.equal(timeOf(text), parseOptunaTime(text, rule), text);
					}
				}),
			);
		});
	}
});
