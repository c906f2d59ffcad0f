import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {NameRoles} from '../../source/domain/listener.ts';
import {jsonLinesListener} from '../../source/listeners/json-lines.ts';
import {metricsListener} from '../../source/listeners/metrics.ts';
import {foldHeard, hearLines, ofKind} from './hearing.ts';

type Shape = {
	readonly title: string;
	readonly lines: readonly string[];
	readonly roles?: NameRoles;
	/** State, parameters and metrics of each trial; its name where it is not our number. */
	readonly trials: readonly (readonly [state: string, params: object, metrics: object, name?: string])[];
};

const GOAL: NameRoles = {params: [], metrics: [], goals: ['loss']};

/** What programs print, and the trials that it means. */
const SHAPES: readonly Shape[] = [
	{
		title: 'a start line and an end line',
		lines: ['{"trial":0,"params":{"lr":0.1}}', '{"trial":0,"loss":1}', '{"trial":1,"params":{"lr":0.2}}'],
		trials: [
			['complete', {lr: 0.1}, {loss: 1}],
			['running', {lr: 0.2}, {}],
		],
	},
	{
		title: 'the parameters again at the end',
		lines: ['{"trial":0,"params":{"lr":0.1}}', '{"trial":0,"params":{"lr":0.1},"loss":1,"acc":0.5}'],
		trials: [['complete', {lr: 0.1}, {loss: 1, acc: 0.5}]],
	},
	{
		title: 'steps, ended by the next trial and by the end of the program',
		lines: [0, 1].flatMap(trial =>
			[0, 1, 2].map(step => `{"trial":${trial},"params":{"lr":${trial}},"step":${step},"loss":${10 * trial - step}}`),
		),
		trials: [
			['complete', {lr: 0}, {loss: -2}],
			['complete', {lr: 1}, {loss: 8}],
		],
	},
	{
		title: 'steps and a last line without one, metrics nested in groups',
		lines: [
			'{"trial":1,"params":{"opt":{"name":"adam"}}}',
			'{"trial":1,"epoch":0,"metrics":{"val":{"loss":2}}}',
			'{"trial":1,"metrics":{"val":{"loss":1}},"seconds":3}',
		],
		trials: [['complete', {'opt.name': 'adam'}, {'val.loss': 1}]],
	},
	{
		title: 'states in several spellings, a reason',
		lines: [
			'{"trial":0,"event":"trial_started","params":{"lr":1}}',
			'{"trial":0,"state":"TrialState.COMPLETE","loss":1}',
			'{"trial":1,"state":"RUNNING"}',
			'{"trial":1,"status":"failed","reason":"out of memory"}',
			'{"trial":2,"state":"PRUNED","step":3,"loss":9}',
		],
		trials: [
			['complete', {lr: 1}, {loss: 1}],
			['failed', {}, {}],
			['pruned', {}, {loss: 9}],
		],
	},
	{
		title: 'metrics of one trial over several lines',
		lines: ['{"trial":0,"params":{"lr":1}}', '{"trial":0,"loss":1}', '{"trial":0,"acc":2}', '{"trial":0,"acc":3}'],
		trials: [['complete', {lr: 1}, {loss: 1, acc: 3}]],
	},
	{
		title: 'names that are texts, numbers that only identify',
		lines: [
			'{"trial_id":"a7f","params":{"lr":1}}',
			'{"trial_id":"b2c","params":{"lr":2}}',
			'{"trial_id":"a7f","loss":1}',
			'{"trial_id":"b2c","loss":2}',
			'{"trial_id":1732272000,"loss":3}',
		],
		trials: [
			['complete', {lr: 1}, {loss: 1}, 'a7f'],
			['complete', {lr: 2}, {loss: 2}, 'b2c'],
			['complete', {}, {loss: 3}, '1732272000'],
		],
	},
	{
		title: 'parallel workers: starts and ends interleaved',
		lines: [
			...[0, 1, 2].map(trial => `{"trial":${trial},"params":{"lr":${trial}}}`),
			...[1, 2, 0].map(trial => `{"trial":${trial},"loss":${trial * 10}}`),
		],
		trials: [0, 1, 2].map(trial => ['complete', {lr: trial}, {loss: trial * 10}]),
	},
	{
		title: 'without a name: a start and an end, told apart by their parameters',
		lines: [
			'{"params":{"lr":1}}',
			'{"params":{"lr":2}}',
			'{"params":{"lr":1},"loss":10}',
			'{"params":{"lr":2},"loss":20}',
			'{"params":{"lr":1},"loss":11}',
		],
		trials: [
			['complete', {lr: 1}, {loss: 10}],
			['complete', {lr: 2}, {loss: 20}],
			['complete', {lr: 1}, {loss: 11}],
		],
	},
	{
		title: 'without a name: parameters, then metrics line by line',
		lines: ['{"params":{"lr":1}}', '{"loss":1}', '{"acc":0.5}', '{"params":{"lr":2}}', '{"loss":2}'],
		trials: [
			['complete', {lr: 1}, {loss: 1, acc: 0.5}],
			['complete', {lr: 2}, {loss: 2}],
		],
	},
	{
		title: 'without a name: curves, also twice of the same parameters',
		lines: ['a', 'a', 'b'].flatMap((opt, index) =>
			[0, 1].map(step => `{"params":{"opt":"${opt}"},"step":${step},"loss":${index * 10 + step}}`),
		),
		trials: [
			['complete', {opt: 'a'}, {loss: 1}],
			['complete', {opt: 'a'}, {loss: 11}],
			['complete', {opt: 'b'}, {loss: 21}],
		],
	},
	{
		title: 'an iteration that counts the trials',
		lines: [0, 1, 2].map(index => `{"iteration":${index},"params":{"lr":${index}},"loss":${index * 2}}`),
		trials: [0, 1, 2].map(index => ['complete', {lr: index}, {loss: index * 2}]),
	},
	{
		title: 'flat: what is no result is a parameter where a result is known',
		lines: ['{"lr":0.1,"opt":"adam","loss":1,"ts":5}'],
		trials: [['complete', {lr: 0.1, opt: 'adam'}, {loss: 1}]],
	},
	{
		title: 'flat: by the objective',
		roles: {params: [], metrics: [], goals: ['cost']},
		lines: ['{"x":1,"y":2,"cost":3}', '{"x":2,"y":2,"cost":NaN}'],
		trials: [
			['complete', {x: 1, y: 2}, {cost: 3}],
			['complete', {x: 2, y: 2}, {cost: Number.NaN}],
		],
	},
	{
		title: 'flat: metrics beside a place for parameters stay metrics',
		lines: ['{"trial":1,"params":{"lr":1}}', '{"trial":1,"loss":2,"epochs":10}'],
		trials: [['complete', {lr: 1}, {loss: 2, epochs: 10}]],
	},
	{
		title: 'the trial as an object, values as a list',
		lines: ['{"trial":{"number":0,"params":{"lr":1},"values":[3,4]}}'],
		trials: [['complete', {lr: 1}, {values_0: 3, values_1: 4}]],
	},
	{
		title: 'lines about all trials are about none of them',
		lines: ['{"trial":0,"params":{"lr":1},"loss":2}', '{"best_loss":2,"elapsed":9}', '{"event":"done"}'],
		trials: [['complete', {lr: 1}, {loss: 2}]],
	},
];

for (const {title, lines, roles, trials} of SHAPES) {
	test(`JSON lines: ${title}`, () => {
		const found = [...foldHeard(hearLines(jsonLinesListener.create(roles), lines)).values()];
		const wanted = trials.map(([state, params, metrics, name]) => ({
			...(name === undefined ? {} : {name}),
			state,
			params,
			metrics,
		}));
		const plain = found.map(({steps: _steps, ...trial}) => trial);
		assert.deepEqual(plain, wanted);
	});
}

test('a failed program completes no trial that it did not', () => {
	const listener = jsonLinesListener.create();
	const lines = ['{"trial":0,"step":1,"loss":5}', '{"trial":0,"step":2,"loss":4}'];
	const heard = [...lines.flatMap(line => listener.line(line, {rewritten: false})), ...listener.end(false)];
	assert.equal(ofKind(heard, 'trial-ended').length, 0);
});

test('a program that says ends is not second-guessed: its silent trials stay open', () => {
	const lines = [
		'{"trial":0,"state":"running"}',
		'{"trial":0,"step":0,"loss":1}',
		'{"trial":0,"state":"complete","loss":1}',
		'{"trial":1,"step":0,"loss":3}',
		...[0, 1, 2, 3].map(step => `{"trial":2,"step":${step},"loss":${step}}`),
	];
	const trials = foldHeard(hearLines(jsonLinesListener.create(), lines));
	assert.deepEqual(
		[...trials.values()].map(({state}) => state),
		['complete', 'running', 'running'],
	);
});

test('one word a trial with a step: the eldest are over while the program runs', () => {
	const listener = jsonLinesListener.create();
	const heard = Array.from({length: 30}, (_, trial) =>
		listener.line(`{"trial":${trial},"epoch":10,"loss":${trial}}`, {rewritten: false}),
	).flat();
	const ended = ofKind(heard, 'trial-ended').map(({trial}) => trial);
	assert.deepEqual(
		ended,
		Array.from({length: ended.length}, (_, index) => index + 1),
	);
	assert.ok(ended.length >= 20, `${ended.length} of 30`);
});

test('name=value lines with a trial, parameters and an objective', () => {
	const lines = ['trial=0 lr=0.1 width=64 loss=2', 'trial=1 lr=0.2 width=32 loss=1'];
	const trials = [...foldHeard(hearLines(metricsListener.create(GOAL), lines)).values()];
	assert.deepEqual(
		trials.map(({state, params, metrics}) => [state, params, metrics]),
		[
			['complete', {lr: 0.1, width: 64}, {loss: 2}],
			['complete', {lr: 0.2, width: 32}, {loss: 1}],
		],
	);
	const roles: NameRoles = {params: ['opt'], metrics: []};
	const worded = [
		...foldHeard(hearLines(metricsListener.create(roles), ['opt=adam loss=2', 'opt=sgd loss=1'])).values(),
	];
	assert.deepEqual(
		worded.map(({params}) => params),
		[{opt: 'adam'}, {opt: 'sgd'}],
	);
});
