import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import {REPOSITORY} from '../helpers/repository.ts';
import {commandsOf, plan, planFixture, pointsOf, sizeOf} from './plan.ts';

const json = (value: unknown): string => JSON.stringify(value);
const refuses = (run: () => unknown, expected: RegExp): void => {
	assert.throws(run, (error: unknown) => error instanceof UserError && expected.test(error.message));
};

const CONVOLUTION = {
	General: {BenchmarkName: 'convolution'},
	ConfigurationSpace: {
		TuningParameters: [
			{Name: 'block_size_x', Type: 'int', Values: '[16 * i for i in range(1, 17)]', Default: 16},
			{Name: 'block_size_y', Type: 'int', Values: '[1] + [2, 4, 8, 16]', Default: 16},
			{Name: 'tile_size_x', Type: 'int', Values: 'list(range(1, 5))', Default: 1},
			{Name: 'tile_size_y', Type: 'int', Values: '[1, 2, 3, 4]', Default: 1},
			{Name: 'read_only', Type: 'int', Values: '[0, 1]', Default: 0},
			{Name: 'use_padding', Type: 'int', Values: '[0, 1]', Default: 1},
			{Name: 'use_shmem', Type: 'int', Values: '[0, 1]', Default: 1},
			{Name: 'filter', Type: 'int', Values: '[15]', Default: 15},
		],
		Conditions: [
			{Expression: 'use_padding==0 or block_size_x % 32 != 0'},
			{Expression: 'block_size_x*block_size_y<=1024'},
			{Expression: 'use_padding==0 or use_shmem != 0'},
			{
				Expression:
					'use_shmem == 0 or (((block_size_x*tile_size_x+(filter-1)))*((block_size_y*tile_size_y+(filter-1)))) < 12*1024',
			},
		],
	},
};

test('autotuning-t1: values and conditions are Python that is read and never run; 4362 of 10240 points', () => {
	const planned = plan(json(CONVOLUTION), {path: '/srv/t1.json'});
	assert.equal(sizeOf({...planned, sweep: {...planned.sweep, space: {...planned.sweep.space, exclude: []}}}), 10_240n);
	assert.equal(sizeOf(planned), 4362n);
	const milo = readFileSync(join(REPOSITORY, 'test/fixtures/spec/bat_convolution_milo_T1.json'), 'utf8');
	const real = plan(milo, {path: '/srv/milo.json'});
	assert.equal(sizeOf(real), 4362n);
	// The benchmark's own table of results has exactly the points that use shared memory.
	assert.equal(pointsOf(real, 5000).filter(point => point['use_shmem'] === 1).length, 2442);
	const hostile = {ConfigurationSpace: {TuningParameters: [{Name: 'x', Values: "__import__('os').system('id')"}]}};
	refuses(() => plan(json(hostile), {path: '/srv/t1.json'}), /this Python is not understood/);
	for (const Values of [
		'[[i for i in range(999999)] for j in range(999999)]',
		'range(10 ** 12)',
		'('.repeat(99),
		'range(1, 2, 0)',
	]) {
		const bomb = {ConfigurationSpace: {TuningParameters: [{Name: 'x', Values}]}};
		refuses(() => plan(json(bomb), {path: '/srv/t1.json'}), /this Python is not understood/);
	}
});

test('kernel-tuner: tune_params with restrictions; // and % follow Python', () => {
	const planned = plan(
		json({
			kernel_name: 'add',
			objective: 'time',
			tune_params: {a: [1, 2, 3, 4, 5, 6], b: [2, 3]},
			restrictions: ['a // b == 1', '-a % b in (0, 1)'],
		}),
		{path: '/srv/kt.json'},
	);
	const points = pointsOf(planned, 20).map(point => [point['a'], point['b']]);
	assert.deepEqual(points, [
		[2, 2],
		[3, 2],
		[3, 3],
		[5, 3],
	]);
	assert.deepEqual(planned.sweep.objectives, [{metric: 'time', direction: 'minimize'}]);
});

test('kernel-tuner: a cache file that is still open gives its search space', () => {
	const open =
		'{"kernel_name": "add",\n"tune_params": {"a": [1, 2], "b": [3]},\n"objective": "time",\n"cache": {\n"1,3": {"a": 1, "b": 3, "time": 3.1},\n';
	assert.equal(sizeOf(plan(open, {path: '/srv/cache.json'})), 2n);
	assert.throws(() => plan(open.slice(0, -10), {path: '/srv/cache.json'}), /no definition was recognised/);
});

test('autotuner: a range with a step is a grid', () => {
	const planned = plan(json({D: {type: 'float', minmax: [0, 0.2], step: 0.05}}), {path: '/srv/a.json'});
	assert.deepEqual(
		pointsOf(planned, 9).map(point => point['D']),
		[0, 0.05, 0.1, 0.15, 0.2],
	);
});

test('hyperfine: a command line, its first parameter fastest; its results, the command worked out', () => {
	const script =
		"#!/bin/sh\nhyperfine -w 2 -r 3 -L mode a,b \\\n  -P size 1 3 --export-json x.json 'sleep 0.0{size}; echo {mode} ${HOME}'\n";
	const planned = plan(script, {path: '/srv/scan.sh'});
	assert.deepEqual(commandsOf(planned, 2), [
		['sh', '-c', 'sleep 0.01; echo a ${HOME}'],
		['sh', '-c', 'sleep 0.01; echo b ${HOME}'],
	]);
	assert.equal(sizeOf(planned), 6n);
	assert.deepEqual([planned.sweep.run.warmup, planned.sweep.run.repeats], [2, 3]);
	assert.deepEqual(planned.sweep.objectives, [{metric: 'duration_s', direction: 'minimize'}]);
	const results = planFixture('hyperfine.json');
	assert.deepEqual(
		commandsOf(results, 9).map(argv => argv[2]),
		[
			'sh -c "sleep 0.01; echo a"',
			'sh -c "sleep 0.02; echo a"',
			'sh -c "sleep 0.01; echo b"',
			'sh -c "sleep 0.02; echo b"',
		],
	);
	assert.deepEqual(
		plan("hyperfine -L n 1,2 -p 'make clean; echo {n} ${HOME}' 'make -j {n}'\n", {path: '/srv/scan.sh'}).sweep.run
			.prepare,
		{kind: 'argv', argv: ['sh', '-c', 'make clean; echo {n} ${{HOME}}']},
	);
	assert.deepEqual(plan("hyperfine -L n 1,2 --setup 'make N={n}' ./n\n", {path: '/srv/scan.sh'}).sweep.run.setup, {
		kind: 'argv',
		argv: ['sh', '-c', 'make N={n}'],
	});
	refuses(
		() => plan("hyperfine -p sync -p true 'make' 'ninja'\n", {path: '/srv/scan.sh'}),
		/only one --prepare is taken, for all commands/,
	);
	for (const option of ['--conclude', '--cleanup', '--input'])
		refuses(
			() => plan(`hyperfine ${option} sync 'make'\n`, {path: '/srv/scan.sh'}),
			new RegExp(`${option} of hyperfine has no counterpart\n`),
		);
	const compared = plan("hyperfine -r 3 'sort {a}' 'sort -u b'\n", {path: '/srv/compare.sh'});
	assert.deepEqual(commandsOf(compared, 9), [
		['sh', '-c', 'sort {a}'],
		['sh', '-c', 'sort -u b'],
	]);
	refuses(
		() => plan("hyperfine -P n 1 8 'make -j {n}' 'ninja -j {n}'\n", {path: '/srv/scan.sh'}),
		/several commands with parameters are several sweeps/,
	);
	const decimals = plan("hyperfine -P t 0.5 2 -D 0.5 'sleep {t}'\n", {path: '/srv/scan.sh'});
	assert.deepEqual(
		pointsOf(decimals, 9).map(point => point['t']),
		[0.5, 1, 1.5, 2],
	);
});

test('a definition without a program wants --command to run, and none to be planned', () => {
	refuses(() => planFixture('nni_search_space.json', {isRun: true, trials: 3}), /names no program to run\n.*--command/);
	const planned = planFixture('nni_search_space.json', {
		isRun: true,
		trials: 3,
		command: "python t.py --lr {learning_rate} 'a b'",
	});
	const [argv = []] = commandsOf(planned, 1);
	assert.deepEqual([argv.slice(0, 3), argv[4]], [['python', 't.py', '--lr'], 'a b']);
	refuses(
		() => plan('{"command": ["x"], "parameters": {"a": [1]}}', {path: '/srv/own.json', command: 'y'}),
		/--command is for definitions/,
	);
});
