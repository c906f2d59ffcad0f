import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {abslListener} from '../../source/listeners/absl.ts';
import {hypertuneListener} from '../../source/listeners/hypertune.ts';
import {jsonLinesListener} from '../../source/listeners/json-lines.ts';
import {kernelTunerListener} from '../../source/listeners/kernel-tuner.ts';
import {matmulListener} from '../../source/listeners/matmul.ts';
import {metricsListener} from '../../source/listeners/metrics.ts';
import {REPOSITORY} from '../helpers/repository.ts';
import {cutLines, hearBytes, hearLines, ofKind} from './hearing.ts';

const SYSTEMS = join(REPOSITORY, 'test', 'fixtures', 'systems');

test('absl: the log of 2022, whose second run only a path tells', () => {
	const log = readFileSync(join(SYSTEMS, 'algoperf', 'logs_2022_03', 'console_output.log'));
	assert.ok(cutLines(log).some(({text}) => abslListener.recognise(text)));
	const heard = hearBytes(abslListener.create(), log);
	assert.deepEqual(ofKind(heard, 'plan'), [{kind: 'plan', trials: 2}]);
	assert.deepEqual(
		ofKind(heard, 'trial-started').map(({trial}) => trial),
		[1, 2],
	);
	const losses = ofKind(heard, 'value').filter(({name}) => name === 'loss');
	assert.equal(losses.length, 12);
	// The values in order: six of the first run, then six of the second.
	const second = heard.findIndex(item => item.kind === 'trial-started' && item.trial === 2);
	assert.deepEqual(
		ofKind(heard.slice(0, second), 'value')
			.filter(({name}) => name === 'loss')
			.map(({step, value}) => [step, value]),
		[
			[1, 2.56],
			[740, 0.43827],
			[1480, 0.31323],
			[2220, 0.22246],
			[2960, 0.15366],
			[3700, 0.11511],
		],
	);
	assert.deepEqual(
		ofKind(heard, 'trial-ended').map(({trial, state}) => [trial, state]),
		[
			[1, 'complete'],
			[2, 'complete'],
		],
	);
	assert.deepEqual(ofKind(heard, 'params'), [
		{kind: 'params', trial: 1, params: {learning_rate: 0.0031417, one_minus_beta_1: 0.93172, epsilon: 1e-8}},
	]);
	assert.deepEqual(ofKind(heard, 'note'), [{kind: 'note', text: 'final score of mnist_jax: 52.670000'}]);
});

test('absl: lines of later years, with arrays, step metrics and the summary of each trial', () => {
	const prefix = 'I0304 20:59:52.100000 140 submission_runner.py:251] ';
	const heard = hearLines(abslListener.create(), [
		`${prefix}--- Tuning run 1/2 ---`,
		`${prefix}Time since start: 12.50s, \tStep: 1, \t{'train/accuracy': array(0.09, dtype=float32), 'loss': nan}`,
		'I0304 20:59:53.100000 140 logging_writer.py:48] [10] loss=0.5, grad=1e-3',
		`${prefix}Tuning trial 1/2`,
		`${prefix}Hyperparameters: Hyperparamters(learning_rate=0.01, name='adam')`,
		`${prefix}Metrics: {'eval_results': [(1, {'loss': 0.5})]}`,
		`${prefix}Timing: 52.67`,
		`${prefix}====================`,
		`${prefix}--- Tuning run 2/2 ---`,
	]);
	assert.deepEqual(
		ofKind(heard, 'value').map(({trial, name, value, step}) => [trial, name, value, step]),
		[
			[undefined, 'train/accuracy', 0.09, 1],
			[undefined, 'loss', Number.NaN, 1],
			[undefined, 'accumulated_submission_time', 12.5, 1],
			[undefined, 'loss', 0.5, 10],
			[undefined, 'grad', 0.001, 10],
			[1, 'score', 52.67, undefined],
		],
	);
	assert.deepEqual(ofKind(heard, 'params')[0]?.params, {learning_rate: 0.01, name: 'adam'});
	assert.deepEqual(
		ofKind(heard, 'trial-ended').map(({trial, late}) => [trial, late]),
		[
			[1, true],
			[2, true],
		],
	);
});

test('matmul: results with their context, START and DONE', () => {
	const heard = hearLines(matmulListener.create(), [
		'Connecting to server... Connected',
		'Starting HALF',
		'Allocating array... Done',
		'Running GEMM... Matrix 64 (Non-tensor) - 21410832272.156654 FLOPS (20.000123 seconds, 816332 iterations)',
		'Small cooling between matrix size...',
		'Matrix 64x128 (Tensor) - nan FLOPS',
		'Done HALF',
		'START,float,256,nontensor,1377000000',
		'DONE,21410832272.156654',
		'START,float,320,tensor,1377000000',
		'DONE,out of memory',
	]);
	const ended = ofKind(heard, 'trial-ended');
	assert.deepEqual(ended[0], {
		kind: 'trial-ended',
		state: 'complete',
		params: {datatype: 'half', matrix_size: 64, tensor: 'nontensor'},
		metrics: new Map([
			['flops', 21410832272.156654],
			['iterations', 816332],
			['seconds', 20.000123],
		]),
		durationS: 20.000123,
	});
	assert.deepEqual(ended[1]?.params, {datatype: 'half', rows: 64, cols: 128, tensor: 'tensor'});
	assert.deepEqual(ofKind(heard, 'trial-started')[0]?.params, {
		datatype: 'float',
		matrix_size: 256,
		tensor: 'nontensor',
		gpu_frequency: 1377000000,
	});
	assert.deepEqual(ended[2]?.metrics, new Map([['flops', 21410832272.156654]]));
	assert.deepEqual([ended[3]?.state, ended[3]?.why], ['failed', 'out of memory']);
	assert.deepEqual(ofKind(heard, 'objective'), [{kind: 'objective', metric: 'flops', direction: 'maximize'}]);
});

test('kernel-tuner: configurations, failures and the best one said twice', () => {
	const line = 'block_size_x=128, block_size_y=1, time=0.091ms, GFLOP/s=12.5';
	assert.ok(kernelTunerListener.recognise(line));
	const heard = hearLines(kernelTunerListener.create(), [
		'Using: NVIDIA A100',
		line,
		'block_size_x=256, block_size_y=2, time=RuntimeFailedConfig',
		'skipping config 1024_32 reason: too much shared memory used',
		'best performing configuration:',
		line,
	]);
	const ended = ofKind(heard, 'trial-ended');
	assert.deepEqual(
		ended.map(({state, why, params}) => [state, why, params]),
		[
			['complete', undefined, {block_size_x: 128, block_size_y: 1}],
			['failed', 'RuntimeFailedConfig', {block_size_x: 256, block_size_y: 2}],
			['failed', 'too much shared memory used', {block_size_x: 1024, block_size_y: 32}],
		],
	);
	assert.deepEqual(
		ended[0]?.metrics,
		new Map([
			['time', 0.091],
			['GFLOP/s', 12.5],
		]),
	);
	assert.deepEqual(ofKind(heard, 'unit'), [{kind: 'unit', metric: 'time', unit: 'ms'}]);
	assert.deepEqual(ofKind(heard, 'objective')[0]?.direction, 'minimize');
});

test('hypertune: reports, and the states of a job said once each', () => {
	const heard = hearLines(hypertuneListener.create(), [
		'reporting metric: slack -249.30562230592295',
		'reporting metric: area 12',
		'reporting metric: slack 54.3',
	]);
	assert.deepEqual(
		ofKind(heard, 'value').map(({name, value}) => [name, value]),
		[
			['slack', -249.30562230592295],
			['area', 12],
			['slack', 54.3],
		],
	);
	assert.equal(ofKind(heard, 'trial-ended').length, 2);
	const job = hearBytes(hypertuneListener.create(), readFileSync(join(SYSTEMS, 'asap7', 'vertex_hpt_job_console.txt')));
	assert.deepEqual(
		ofKind(job, 'note').map(({text}) => text),
		['the job is pending', 'the job is running'],
	);
});

test('json: whole trials, curves, starts and ends, bare NaN', () => {
	const heard = hearLines(jsonLinesListener.create(), [
		'{"trial": 0, "params": {"lr": 0.1, "opt": {"name": "adam"}}, "metrics": {"loss": NaN}}',
		'{"trial": 1, "event": "start", "params": {"lr": 0.2}}',
		'{"trial": 1, "step": 1, "loss": 0.5, "note": "text"}',
		'{"trial": 1, "state": "FAILED", "error": "out of memory"}',
		'{"loss": 0.25, "timestamp": 12}',
		'{not json}',
	]);
	const ended = ofKind(heard, 'trial-ended');
	assert.deepEqual(ended[0]?.params, {lr: 0.1, 'opt.name': 'adam'});
	assert.deepEqual([ended[0]?.trial, ended[0]?.metrics], [1, new Map([['loss', Number.NaN]])]);
	assert.deepEqual(ofKind(heard, 'trial-started'), [{kind: 'trial-started', trial: 2, params: {lr: 0.2}}]);
	assert.deepEqual(ofKind(heard, 'value'), [{kind: 'value', trial: 2, name: 'loss', value: 0.5, step: 1}]);
	assert.deepEqual([ended[1]?.trial, ended[1]?.state, ended[1]?.why], [2, 'failed', 'out of memory']);
	assert.equal(ended.length, 2, 'a line about no trial of a program that names them');
	assert.deepEqual(hearLines(jsonLinesListener.create(), ['{"loss": 0.25, "timestamp": 12}']), [
		{kind: 'trial-ended', state: 'complete', metrics: new Map([['loss', 0.25]])},
	]);
	assert.equal(jsonLinesListener.recognise('{"level": "info", "msg": "started", "port": 80}'), false);
});

test('metrics: name=value and name: value, a trial ends where a name comes again', () => {
	const heard = hearLines(metricsListener.create(), [
		'Validation-accuracy=0.9 loss: 0.5',
		'at 12:30:15 --lr=0.1 http://x:80/',
		'step=2 loss=0.4',
		'step=3 loss=0.3',
		'step=1 loss=0.9',
	]);
	assert.deepEqual(
		ofKind(heard, 'value').map(({name, value, step}) => [name, value, step]),
		[
			['Validation-accuracy', 0.9, undefined],
			['loss', 0.5, undefined],
			['loss', 0.4, 2],
			['loss', 0.3, 3],
			['loss', 0.9, 1],
		],
	);
	assert.equal(ofKind(heard, 'trial-ended').length, 2);
});
