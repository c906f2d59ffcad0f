import assert from 'node:assert/strict';
import {test} from 'node:test';
import {rayListener} from '../../source/listeners/ray.ts';
import {hearLines, ofKind} from './hearing.ts';

const OLD_TABLE = (first: string, second: string): readonly string[] => [
	'== Status ==',
	'Number of trials: 2/4 (1 PENDING, 1 RUNNING)',
	'+-------------------+------------+-----------------+------+--------+------------------+',
	'| Trial name        | status     | loc             |   lr |   iter |   total time (s) |',
	'|-------------------+------------+-----------------+------+--------+------------------|',
	first,
	second,
	'+-------------------+------------+-----------------+------+--------+------------------+',
];

test('ray: a table that is printed again and again', () => {
	assert.ok(rayListener.recognise('Number of trials: 2/4 (1 PENDING, 1 RUNNING)'));
	const heard = hearLines(rayListener.create(), [
		...OLD_TABLE(
			'| train_a1b2c_00000 | RUNNING    | 127.0.0.1:12345 | 0.01 |        |                  |',
			'| train_a1b2c_00001 | PENDING    |                 | 0.1  |        |                  |',
		),
		...OLD_TABLE(
			'| train_a1b2c_00000 | TERMINATED | 127.0.0.1:12345 | 0.01 |      3 |              1.5 |',
			'| train_a1b2c_00001 | ERROR      | 127.0.0.1:12346 | 0.1  |      1 |              0.5 |',
		),
	]);
	assert.deepEqual(
		ofKind(heard, 'trial-started').map(({trial}) => trial),
		[1, 2],
	);
	assert.deepEqual(
		ofKind(heard, 'params').map(({trial, params}) => [trial, params]),
		[
			[1, {lr: 0.01}],
			[1, {lr: 0.01}],
			[2, {lr: 0.1}],
		],
	);
	const ended = ofKind(heard, 'trial-ended');
	assert.deepEqual(
		ended.map(({trial, state}) => [trial, state]),
		[
			[1, 'complete'],
			[2, 'failed'],
		],
	);
	assert.deepEqual(
		ended[0]?.metrics,
		new Map([
			['training_iteration', 3],
			['time_total_s', 1.5],
		]),
	);
	assert.deepEqual(ofKind(heard, 'plan')[0], {kind: 'plan', trials: 4});
});

test('ray: lines about single trials with their small tables, and the drawn status table', () => {
	const heard = hearLines(rayListener.create(), [
		'Trial train_x_00000 started with configuration:',
		'╭──────────────────────────────────╮',
		'│ Trial train_x_00000 config       │',
		'├──────────────────────────────────┤',
		'│ lr                          0.01 │',
		'│ optimizer                   adam │',
		'╰──────────────────────────────────╯',
		'Trial status: 1 RUNNING',
		'╭────────────────────────────────────────────────────────────────────╮',
		'│ Trial name          status       lr     iter     total time (s)    │',
		'├────────────────────────────────────────────────────────────────────┤',
		'│ train_x_00000       RUNNING    0.01        2                0.8    │',
		'╰────────────────────────────────────────────────────────────────────╯',
		'Trial train_x_00000 completed after 3 iterations at 2026-11-21 12:00:00. Total running time: 5s',
		'╭──────────────────────────────────╮',
		'│ Trial train_x_00000 result       │',
		'├──────────────────────────────────┤',
		'│ loss                       0.125 │',
		'│ training_iteration             3 │',
		'╰──────────────────────────────────╯',
		'Trial train_x_00001 errored after 0 iterations at 2026-11-21 12:00:01. Total running time: 6s',
	]);
	assert.deepEqual(
		ofKind(heard, 'trial-started').map(({trial}) => trial),
		[1],
	);
	assert.deepEqual(Object.assign({}, ...ofKind(heard, 'params').map(({params}) => params)), {
		lr: 0.01,
		optimizer: 'adam',
	});
	assert.deepEqual(
		ofKind(heard, 'trial-ended').map(({trial, state}) => [trial, state]),
		[
			[1, 'complete'],
			[2, 'failed'],
		],
	);
	assert.deepEqual(
		ofKind(heard, 'value').map(({trial, name, value}) => [trial, name, value]),
		[
			[1, 'loss', 0.125],
			[1, 'training_iteration', 3],
		],
	);
});

test('ray: reports of a verbose run are points of curves', () => {
	const report = (iteration: number, loss: number, done: boolean): readonly string[] => [
		'Result for train_a_00000:',
		'  date: 2026-11-21_12-00-00',
		`  done: ${done}`,
		`  loss: ${loss}`,
		'  pid: 1234',
		`  training_iteration: ${iteration}`,
		'',
	];
	const heard = hearLines(rayListener.create(), [...report(1, 0.5, false), ...report(2, 0.25, true)]);
	assert.deepEqual(
		ofKind(heard, 'value').map(({trial, name, value, step}) => [trial, name, value, step]),
		[
			[1, 'loss', 0.5, 1],
			[1, 'loss', 0.25, 2],
		],
	);
	assert.deepEqual(
		ofKind(heard, 'trial-ended').map(({trial, state}) => [trial, state]),
		[[1, 'complete']],
	);
});
