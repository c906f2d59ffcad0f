import assert from 'node:assert/strict';
import {gunzipSync} from 'node:zlib';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {alignCommands} from '../../source/importers/align-commands.ts';
import {openForeignSource} from '../../source/importers/foreign/foreign-source.ts';
import {openFile, openSystem} from '../helpers/foreign-files.ts';
import {importedState, importSource, openFormat, trialsOf} from '../helpers/imported.ts';
import {REPOSITORY} from '../helpers/repository.ts';

describe('hyperfine', () => {
	it('reads every timing of the JSON', async () => {
		assert.equal((await importSource(openFormat('hyperfine.json'))).id, 'hyperfine');
		const state = await importedState(openFormat('hyperfine.json'));
		assert.equal(state.trials.length, 4);
		const [first] = trialsOf(state);
		assert.deepEqual(first?.params, {mode: 'a', size: 1});
		assert.equal(first?.metrics['mean'], 0.018_066_865_2);
		assert.deepEqual(
			first?.executions.map(execution => execution.durationS),
			[0.014_454_24, 0.019_948_655_000_000_003, 0.018_343_649, 0.017_595_84, 0.019_991_942_000_000_002],
		);
		assert.equal(first?.startedAt, undefined, 'the file does not say when');
	});

	it('takes 0 in the CSV for no standard deviation, and a null in the JSON', async t => {
		const csv = openFile(t, 'h.csv', 'command,mean,stddev,median,user,system,min,max\nls,0.5,0,0.5,0.1,0,0.5,0.5\n');
		const [row] = trialsOf(await importedState(csv));
		assert.deepEqual(row?.params, {command: 'ls'});
		assert.equal(row?.metrics['stddev'], undefined);
		assert.match(row?.missing['stddev'] ?? '', /single run/);
		assert.equal(row?.metrics['system'], 0);
		const json = {
			results: [
				{
					command: 'ls',
					mean: 1,
					stddev: null,
					median: 1,
					user: 0,
					system: 0,
					min: 1,
					max: 1,
					times: [1],
					exit_codes: [3],
				},
			],
		};
		const [trial] = trialsOf(await importedState(openFile(t, 'h.json', JSON.stringify(json))));
		assert.equal(trial?.metrics['stddev'], undefined);
		assert.deepEqual(trial?.flags, ['NONZERO_EXIT']);
		assert.equal(trial?.executions[0]?.code, 3);
	});

	it('has the same parameters in its recorded CSV', async () => {
		const [json, csv] = await Promise.all(
			['hyperfine.json', 'hyperfine.csv'].map(file => importedState(openFormat(file))),
		);
		assert.deepEqual(
			trialsOf(csv ?? assert.fail()).map(trial => trial.params),
			trialsOf(json ?? assert.fail()).map(trial => trial.params),
		);
		await assert.rejects(importSource(openFormat('hyperfine.md')), /not recognised/);
	});
});

describe('gnu-parallel', () => {
	it('recovers parameters from the commands of a joblog', async () => {
		assert.equal((await importSource(openFormat('gnu_parallel.joblog'))).id, 'gnu-parallel');
		const state = await importedState(openFormat('gnu_parallel.joblog'));
		assert.deepEqual(state.counts.complete, 4);
		assert.deepEqual(state.counts.failed, 2);
		const [first] = trialsOf(state);
		assert.deepEqual(first?.params, {sleep: 0.1, size: 1, tc: 0});
		assert.equal(first?.durationS, 0.1);
		assert.equal(first?.startedAt, new Date(1_795_289_233_696).toISOString());
		assert.equal(trialsOf(state)[4]?.why, 'exit 1');
	});

	it('has inputs and outputs in the results, with line ends in cells', async () => {
		const state = await importedState(openFormat('gnu_parallel_results.csv'));
		assert.equal(state.trials.length, 6);
		assert.deepEqual(trialsOf(state)[0]?.params, {V1: 1, V2: 0});
		assert.deepEqual(trialsOf(state)[0]?.metrics, {runtime: 0.1, size: 1, tc: 0});
	});

	it('knows a timeout, a NUL for a line end, and that the last of several attempts counts', async t => {
		const timeout = trialsOf(await importedState(openFormat('gnu_parallel_timeout.joblog')));
		assert.deepEqual(
			timeout.map(trial => trial.state),
			['complete', 'timed-out'],
		);
		const {sweeps} = await importSource(openFormat('gnu_parallel_newline.joblog'));
		assert.match([...(sweeps[0]?.trials ?? [])][0]?.argv?.[0] ?? '', /\n/);
		const header = 'Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand\n';
		const rows = [
			'2\t:\t20.0\t     1.000\t0\t0\t1\t0\trun 2',
			'1\t:\t10.0\t     1.000\t0\t0\t0\t0\trun 1',
			'2\t:\t30.0\t     2.000\t0\t0\t0\t0\trun 2',
		];
		const state = await importedState(openFile(t, 'jobs.log', `${header}${rows.join('\n')}\n3\t:\t30.0\t`));
		assert.deepEqual(
			trialsOf(state).map(trial => [trial.state, trial.executions.length, trial.params['run']]),
			[
				['complete', 1, 1],
				['complete', 2, 2],
			],
		);
	});

	it('gives commands of different shapes one parameter', () => {
		assert.deepEqual(alignCommands(['a --n 1', 'b']), [{command: 'a --n 1'}, {command: 'b'}]);
		assert.deepEqual(alignCommands(['./f --n=1 8 8', './f --n=2 9 9']), [
			{n: 1, arg2: 8},
			{n: 2, arg2: 9},
		]);
	});
});

describe('kernel-tuner', () => {
	it('closes a cache that was not, and knows failures', async t => {
		assert.equal((await importSource(openFormat('kernel_tuner_cache_unclosed.json'))).id, 'kernel-tuner');
		const state = await importedState(openFormat('kernel_tuner_cache_unclosed.json'));
		assert.deepEqual(
			trialsOf(state).map(trial => [trial.params['block_size_x'], trial.state, trial.why]),
			[
				[128, 'complete', undefined],
				[192, 'complete', undefined],
				[256, 'failed', 'RuntimeFailedConfig'],
			],
		);
		assert.deepEqual(
			trialsOf(state)[0]?.executions.map(execution => execution.metrics),
			[{time: 3.209}, {time: 3.169}],
		);
		assert.equal(state.sweep?.metrics.find(({name}) => name === 'time')?.unit, 'ms');
		const text = readFileSync(join(REPOSITORY, 'test/fixtures/formats/kernel_tuner_cache_unclosed.json'), 'utf8');
		const torn = openFile(t, 'cache.json', text.slice(0, text.indexOf('"RuntimeFailedConfig')));
		assert.equal((await importedState(torn)).trials.length, 2, 'a configuration that is half is left out');
		const sentinel = openFile(t, 'cache.json', text.replace('"RuntimeFailedConfig"', '1e20'));
		assert.equal(trialsOf(await importedState(sentinel))[2]?.state, 'failed');
	});
});

describe('t4', () => {
	const open = (name: string) => openForeignSource(join(REPOSITORY, 'test/fixtures/samplers/tables', name));

	it('has the counts and the best of the measured tables', async () => {
		assert.equal((await importSource(open('bat_convolution_A6000_original_T4.json.gz'))).id, 't4');
		const convolution = await importedState(open('bat_convolution_A6000_original_T4.json.gz'));
		assert.deepEqual([convolution.trials.length, convolution.counts.complete], [2442, 2266]);
		const best = trialsOf(convolution)[(rankTrials(convolution).best ?? 0) - 1];
		assert.equal(best?.metrics['time'], 0.774_652_987_718_582_2);
		assert.deepEqual(best.params, {
			block_size_x: 16,
			block_size_y: 2,
			tile_size_x: 2,
			tile_size_y: 4,
			read_only: 1,
			use_padding: 0,
		});
		assert.equal(best.executions.length, 32);
	});

	it('ranks by the value, which is not the mean of the repeats, and lets invalidity win over repeats', async () => {
		const state = await importedState(open('bat_pnpoly_RTX3090_T4.json.gz'));
		assert.deepEqual([state.trials.length, state.counts.complete, state.counts.failed], [4092, 3762, 330]);
		const best = trialsOf(state)[(rankTrials(state).best ?? 0) - 1];
		assert.equal(best?.metrics['time'], 7.224_192);
		assert.notEqual(best.metrics['runtime'], best.metrics['time']);
		assert.equal(
			trialsOf(state).filter(trial => trial.state === 'failed' && trial.executions.length === 10).length,
			12,
		);
	});

	it('inflates what it reads to what gunzip gives', () => {
		const source = open('bat_pnpoly_RTX3090_T4.json.gz');
		const path = join(REPOSITORY, 'test/fixtures/samplers/tables/bat_pnpoly_RTX3090_T4.json.gz');
		assert.deepEqual(Buffer.from(source.bytes()), gunzipSync(readFileSync(path)));
	});
});

describe('ray-tune', () => {
	it('reads the last report with its curve, NaN as given, and no name of a machine', async () => {
		assert.equal((await importSource(openFormat('ray_tune'))).id, 'ray-tune');
		const state = await importedState(openFormat('ray_tune'));
		const [trial] = trialsOf(state);
		assert.deepEqual(trial?.params, {lr: 0.001, batch_size: 64, 'optimizer/name': 'adam'});
		assert.deepEqual(trial?.metrics, {loss: 'NaN', accuracy: 0.11});
		assert.equal(trial?.curves['accuracy']?.length, 2);
		assert.equal(trial?.durationS, 20.3);
		assert.doesNotMatch(JSON.stringify(state), /"agx"|192\.168\.1\.5/);
	});

	it('leaves progress.csv to the CSV importer, with config/x as parameters', async () => {
		const {id, sweeps} = await importSource(openFormat('ray_tune/train_a1b2c_00000/progress.csv'));
		assert.equal(id, 'csv');
		const [row] = [...(sweeps[0]?.trials ?? [])];
		assert.deepEqual(row?.params, {lr: 0.001, batch_size: 64, 'optimizer.name': 'adam'});
	});
});

describe('hypertune', () => {
	it('reads values that are texts, a trial a number', async () => {
		assert.equal((await importSource(openSystem('asap7/output.metrics'))).id, 'hypertune');
		const state = await importedState(openSystem('asap7/output.metrics'));
		assert.equal(state.trials.length, 15);
		assert.equal(trialsOf(state)[0]?.metrics['slack'], -249.305_622_305_922_95);
		assert.equal(trialsOf(state)[0]?.by, 'import 1');
	});

	it('says by what it guessed the objective, as other formats do', async t => {
		const report = {global_step: '1', timestamp: 1.5e9, trial: '1', depth: '3', loss: '0.5'};
		const source = openFile(t, 'output.metrics', JSON.stringify(report));
		const [guessed] = (await importSource(source)).sweeps;
		assert.deepEqual(guessed?.objectives, [{metric: 'loss', direction: 'minimize'}]);
		assert.equal(guessed?.notes?.[0], 'taken for the objective by its name: minimize loss');
		const objectives = [{metric: 'depth', direction: 'maximize'}] as const;
		const [named] = (await importSource(source, {objectives})).sweeps;
		assert.deepEqual(named?.objectives, objectives);
		assert.doesNotMatch(String(named?.notes), /by its name/);
	});

	it('counts reports that were given no step, which its writer says as 0', async t => {
		const stepsOf = async (name: string, steps: readonly string[]): Promise<unknown> => {
			const report = {timestamp: 1.5e9, trial: '1', loss: '0.5'};
			const lines = steps.map(step => `${JSON.stringify({global_step: step, ...report})}\n`);
			const [trial] = trialsOf(await importedState(openFile(t, name, lines.join(''))));
			return trial?.curves['loss']?.map(({step}) => step);
		};
		assert.deepEqual(await stepsOf('a.metrics', ['0', '0', '0']), [0, 1, 2]);
		assert.deepEqual(await stepsOf('b.metrics', ['0', '100', '200', '0']), [0, 100, 200, 0]);
	});
});
