import assert from 'node:assert/strict';
import {test} from 'node:test';
import {algoperf} from '../../source/importers/algoperf.ts';
import {cellNumber, readMetricRows} from '../../source/importers/algoperf/algoperf-table.ts';
import {openFolder, openSystem} from '../helpers/foreign-files.ts';
import {importSource} from '../helpers/imported.ts';

test('2022-03: two trials of six rows; hyperparameters, last values, curves, the machine', () => {
	const source = openSystem('algoperf/logs_2022_03');
	assert.equal(algoperf.recognise(source), 'sure');
	const [sweep, ...others] = algoperf.read(source);
	assert.equal(others.length, 0);
	assert.deepEqual([sweep?.name, sweep?.objectives], ['mnist_jax', [{metric: 'loss', direction: 'minimize'}]]);
	const [first, second] = sweep?.trials ?? [];
	assert.deepEqual(first?.params, {
		batch_size: 1024,
		learning_rate: 0.0031417,
		one_minus_beta_1: 0.93172,
		epsilon: 1e-8,
	});
	assert.deepEqual(
		[first?.metrics['loss'], first?.metrics['global_step'], first?.metrics['accumulated_submission_time']],
		[0.11511, 3700, 52.67],
	);
	const losses = first?.curve?.filter(point => point.name === 'loss');
	assert.deepEqual([losses?.length, losses?.[0]?.step, losses?.[0]?.value, losses?.at(-1)?.step], [6, 1, 2.56, 3700]);
	assert.equal(first?.startedMs, 1_646_427_004_120);
	assert.equal(second?.label, '2');
	assert.ok(sweep?.notes?.includes('target of the workload: 0.3'));
	assert.ok(sweep?.notes?.includes('final score: 52.670000 s of submission time'));
	assert.equal(first?.metrics['time_to_target_s'], 32.65);
	assert.equal(sweep?.target, 'loss <= 0.3');
	assert.equal(sweep?.host?.['python_version'], '3.8.10');
	assert.deepEqual(
		sweep?.telemetry?.channels.map(({channel}) => channel),
		[
			'cpu.util_pct',
			'cpu.clock_hz',
			'k10temp.temp_c',
			'mem.used_bytes',
			'disk.read_bytes',
			'disk.written_bytes',
			'net.sent_bytes',
			'net.received_bytes',
			'gpu0.util_pct',
			'gpu0.mem_used_bytes',
			'gpu0.temp_c',
		],
	);
	const [row] = sweep?.telemetry?.rows ?? [];
	assert.deepEqual(row?.values.slice(0, 3), [32.2, 2_670_000_000, 33.5]);
	assert.equal([...(sweep?.telemetry?.rows ?? [])].length, 12);
});

test('current layout: trials count from 0, step axes differ twentyfold', () => {
	const [sweep] = algoperf.read(openSystem('algoperf/scoring'));
	const [first, second] = sweep?.trials ?? [];
	assert.deepEqual([first?.label, second?.label], ['0', '1']);
	assert.deepEqual([first?.metrics['global_step'], second?.metrics['global_step']], [4275, 93_156]);
	assert.ok(Math.abs(Number(first?.metrics['validation/accuracy']) - 0.9491) < 5e-5);
	assert.ok(Math.abs(Number(second?.metrics['validation/accuracy']) - 0.9122) < 5e-5);
	assert.ok(Math.abs(Number(first?.metrics['score']) - 37.042) < 5e-4);
	assert.ok(Math.abs(Number(second?.metrics['score']) - 417.348) < 5e-4);
	const accuracies = first?.curve?.filter(point => point.name === 'validation/accuracy') ?? [];
	const best = accuracies.toSorted((a, b) => Number(b.value) - Number(a.value))[0];
	assert.deepEqual([best?.step, Number(best?.value).toFixed(4)], [4174, '0.9506']);
	assert.equal(second?.curve?.filter(point => point.name === 'validation/accuracy').length, 42);
	assert.deepEqual(sweep?.objectives, [{metric: 'validation/loss', direction: 'minimize'}]);
});

test('current layout: hparams.json, the score alone in the last row of measurements.csv, preemptions', t => {
	const evaluations =
		'accumulated_submission_time,global_step,validation/loss,extra.note\n1.5,10,nan,\n3.5,20,0.5,a=b\n';
	const source = openFolder(t, {
		'study_0/mnist_jax/trial_1/eval_measurements.csv': evaluations,
		'study_0/mnist_jax/trial_1/measurements.csv': 'global_step,loss,score\n10,1.0,\n20,0.9,\n,,3.25\n',
		'study_0/mnist_jax/trial_1/hparams.json': '{"learning_rate": 0.01, "beta2": 0.999, "layers": [1]}',
		'study_0/mnist_jax/trial_1/meta_data_0.json': '{"workload.validation_target_value": 0.6, "gpu_count": 4}',
		'study_0/mnist_jax/trial_1/meta_data_1.json': '{}',
	});
	const [sweep] = algoperf.read(source);
	const [trial] = sweep?.trials ?? [];
	assert.deepEqual(trial?.params, {learning_rate: 0.01, beta2: 0.999, 'extra.note': 'a=b'});
	assert.deepEqual([trial?.metrics['score'], trial?.metrics['time_to_target_s']], [3.25, 3.5]);
	assert.deepEqual(
		trial?.curve?.filter(point => point.name === 'validation/loss').map(({step, value}) => [step, value]),
		[
			[10, 'NaN'],
			[20, 0.5],
		],
	);
	assert.ok(sweep?.notes?.includes('1 preemptions: the trials went on afterwards'));
	assert.equal(sweep?.host?.['gpu_count'], 4);
});

test('current layout: the metadata say what the target is of, and that it is reached', () => {
	const [sweep] = algoperf.read(openSystem('algoperf/study_2025'));
	assert.deepEqual(
		[sweep?.name, sweep?.objectives],
		['ogbg_jax', [{metric: 'validation/mean_average_precision', direction: 'maximize'}]],
	);
	const [first, second] = sweep?.trials ?? [];
	assert.deepEqual(first?.params, {learning_rate: 0.0025, one_minus_beta1: 0.1, weight_decay: 0.05, dropout_rate: 0.1});
	// Its loss falls below the number of the target at once; what the target is of rises to it in the last row.
	assert.equal(first?.metrics['time_to_target_s'], 304.75);
	assert.deepEqual(second?.missing, {time_to_target_s: 'the target was not reached'});
	assert.equal(sweep?.target, '`validation/mean_average_precision` >= 0.28');
	assert.equal(sweep?.host?.['cpu.freq.current'], 2100.5);
	assert.equal(sweep?.host?.['gpu_count'], 1);
	assert.deepEqual(sweep?.metrics?.find(({name}) => name === 'train/mean_average_precision')?.goal, 'maximize');
});

test('metadata alone are no results, and the folder that has them is asked for', async () => {
	const alone = openSystem('algoperf/study_2025/ogbg_jax/trial_1/meta_data_0.json');
	await assert.rejects(importSource(alone), /meta_data_0\.json holds no records\n.*name that folder/);
});

test('the folder of one trial is read by itself, with the number in its name', () => {
	const [current, ...others] = algoperf.read(openSystem('algoperf/study_2025/ogbg_jax/trial_2'));
	assert.equal(others.length, 0);
	const [trial] = current?.trials ?? [];
	assert.deepEqual([current?.name, trial?.label, trial?.params['learning_rate']], ['trial_2', '2', 0.0008]);
	const [old] = algoperf.read(openSystem('algoperf/logs_2022_03/mnist_jax/run_1'));
	assert.deepEqual(old?.trials[Symbol.iterator]().next().value?.metrics['loss'], 0.11511);
});

test('2022-04: eval_results.csv with trial_results.json', t => {
	const source = openFolder(t, {
		'wmt/trial_2/eval_results.csv':
			'trial_idx,accumulated_submission_time,global_step,accuracy,hparam.epsilon\n2,4,7,0.5,1e-08\n',
		'wmt/trial_2/trial_results.json': '{"score": 12.5, "hyperparameters": {"learning_rate": 0.1}}',
	});
	const [sweep] = algoperf.read(source);
	const [trial] = sweep?.trials ?? [];
	assert.deepEqual(trial?.params, {epsilon: 1e-8, learning_rate: 0.1});
	assert.deepEqual(trial?.metrics, {accumulated_submission_time: 4, global_step: 7, accuracy: 0.5, score: 12.5});
	assert.deepEqual(sweep?.labels, {layout: 'algoperf 2022-04'});
});

test('a half last line is held back, late columns and booleans of all spellings are read', () => {
	const rows = readMetricRows('a,b,c\n1,True,3\n4,FALSE\n5,6', 'metrics.csv');
	assert.deepEqual(
		rows.map(row => [...row]),
		[
			[
				['a', '1'],
				['b', 'True'],
				['c', '3'],
			],
			[
				['a', '4'],
				['b', 'FALSE'],
			],
		],
	);
	assert.deepEqual(['True', 'FALSE', 'nan', 'x', undefined].map(cellNumber), [1, 0, Number.NaN, undefined, undefined]);
	assert.throws(() => readMetricRows('a\n"b', 'run_1/metrics.csv'), /run_1\/metrics\.csv is no CSV/);
});

test('another folder is no log tree', t => {
	assert.equal(algoperf.recognise(openFolder(t, {'run_1/other.csv': 'a\n1\n'})), undefined);
});
