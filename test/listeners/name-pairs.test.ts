import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Heard, NameRoles} from '../../source/domain/listener.ts';
import {createAutoListener} from '../../source/listeners/auto.ts';
import {metricsListener} from '../../source/listeners/metrics.ts';
import {LISTENERS} from '../../source/listeners/registry.ts';
import {foldHeard, hearLines, type HeardTrial, ofKind} from './hearing.ts';

type Roles = Partial<NameRoles>;

function rolesOf({params = [], metrics = [], goals = []}: Roles): NameRoles {
	return {params, metrics, goals};
}

/** The trials that the automatic choice makes of lines, and whom it chose, in order. */
function hearAuto(
	lines: readonly string[],
	roles?: Roles,
	isStored = false,
): {
	readonly heard: readonly Heard[];
	readonly trials: readonly Pick<HeardTrial, 'state' | 'params' | 'metrics'>[];
	readonly chosen: readonly string[];
} {
	const chosen: string[] = [];
	const auto = createAutoListener(LISTENERS, ({id}) => chosen.push(id), {
		isStored: () => isStored,
		...(roles === undefined ? {} : {roles: rolesOf(roles)}),
	});
	const heard = hearLines(auto.listener, lines);
	const trials = [...foldHeard(heard).values()].map(({state, params, metrics}) => ({state, params, metrics}));
	return {heard, trials, chosen};
}

const complete = (
	params: HeardTrial['params'],
	metrics: HeardTrial['metrics'],
): Pick<HeardTrial, 'state' | 'params' | 'metrics'> => ({state: 'complete', params, metrics});

const TWO = [complete({lr: 0.1}, {loss: 0.5}), complete({lr: 0.2}, {loss: 0.4})];

const HEARD_UNASKED: readonly (readonly [
	what: string,
	lines: readonly string[],
	trials: readonly Pick<HeardTrial, 'state' | 'params' | 'metrics'>[],
])[] = [
	['a trial a line', ['trial=0 lr=0.1 loss=0.5', 'trial=1 lr=0.2 loss=0.4'], TWO],
	['without a number', ['lr=0.1 loss=0.5', 'lr=0.2, loss=0.4'], TWO],
	[
		'behind the words of a logger',
		['2026-11-21 19:29:36,162 INFO lr=0.1 loss=0.5', '[19:29] INFO:root:lr=0.2 loss=0.4'],
		TWO,
	],
	['a text beside numbers', ['lr=0.1 opt=adam loss=0.5'], [complete({lr: 0.1, opt: 'adam'}, {loss: 0.5})]],
	[
		'a curve of a numbered trial',
		['trial=0 step=1 loss=1.0', 'trial=0 step=2 loss=0.5', 'trial=1 step=1 loss=0.9', 'trial=1 step=2 loss=0.4'],
		[complete({}, {loss: 0.5}), complete({}, {loss: 0.4})],
	],
	[
		'curves',
		['step=1 loss=1', 'step=2 loss=0.5', 'step=1 loss=0.9'],
		[complete({}, {loss: 0.5}), complete({}, {loss: 0.9})],
	],
	['an epoch of several', ['Epoch [1/2], Loss: 0.9', 'Epoch [2/2], Loss: 0.5'], [complete({}, {Loss: 0.5})]],
	['blanks', ['step 3 loss 0.5', 'step 4 loss 0.25'], [complete({}, {loss: 0.25})]],
	[
		'blanks behind the start of a trial',
		['trial 2 lr=0.1', 'step 3 loss 0.9', 'step 4 loss 0.5', 'trial 3 lr=0.2', 'step 3 loss 0.8', 'step 4 loss 0.4'],
		TWO,
	],
	[
		'the state of a trial',
		['trial=0 lr=0.1 loss=0.5', 'trial=1 state=failed'],
		[complete({lr: 0.1}, {loss: 0.5}), {state: 'failed', params: {}, metrics: {}}],
	],
];

for (const [what, lines, trials] of HEARD_UNASKED) {
	test(`auto reads pairs that can only be a trial's: ${what}`, () => {
		const {chosen, trials: found} = hearAuto(lines);
		assert.deepEqual(chosen, ['metrics']);
		assert.deepEqual(found, trials);
	});
}

const OTHER_LINES = [
	'INFO lr=0.1',
	'lr=0.1',
	'lr=0.1 width=64',
	'loss=0.5',
	'loss=0.5 accuracy=0.9',
	'x=3 y=4',
	'size=100 time=3.5',
	'gpu=0 temp=56 power=12.5',
	'worker=3 score=5',
	'batch=7 loss=0.5',
	'iteration 3 of training gives 0.3',
	'Loading took time=3 size=100',
	'Best so far: lr=0.1 loss=0.5',
	'Namespace(lr=0.1, loss=mse)',
	'retry: 3 errors: 0',
	'player 3 score 5',
	'trial 3',
	'trial 3 took 5 seconds',
	'step 3',
	'http://host:80/step=3',
	'100%|█████| 3/3 [00:01<00:00, 2.9it/s, step=3, loss=0.5]',
];

test('lines with a pair or two of another kind are not taken for trials, before and behind lines of trials', () => {
	for (const line of OTHER_LINES) assert.equal(metricsListener.recognise(line), false, line);
	assert.deepEqual(hearAuto(OTHER_LINES).heard, []);
	const among = ['lr=0.1 loss=0.5', ...OTHER_LINES, 'lr=0.2 loss=0.4', ...OTHER_LINES];
	assert.deepEqual(hearAuto(among).trials, TWO);
});

test('a name that the person gave is enough, in any line that has it', () => {
	const named = hearAuto(['now at lr=0.1', 'got cost: 0.5', 'now at lr=0.2', 'got cost: 0.4', 'best cost: 0.4'], {
		params: ['lr'],
		goals: ['cost'],
	});
	assert.deepEqual(named.trials, [complete({lr: 0.1}, {cost: 0.5}), complete({lr: 0.2}, {cost: 0.4})]);
	const blank = hearAuto(['trial 4', 'step 1 cost 9', 'step 2 cost 0.5 (down)'], {goals: ['cost']});
	assert.deepEqual(blank.trials, [complete({}, {cost: 0.5})]);
	assert.deepEqual(
		ofKind(blank.heard, 'value').map(({step, value}) => [step, value]),
		[
			[1, 9],
			[2, 0.5],
		],
	);
	const start = hearAuto(['trial=0 anything=3', 'trial=0 cost=0.5'], {goals: ['cost']});
	assert.deepEqual(start.trials, [complete({anything: 3}, {cost: 0.5})]);
});

test('a parameter that the program only mentions makes no trial', () => {
	const lines = ['INFO lr=0.7', 'lr=0.1 loss=0.5', 'INFO lr=0.7', 'lr=0.2 loss=0.4', 'INFO lr=0.7'];
	const roles = {params: ['lr'], goals: ['loss']};
	assert.deepEqual(hearAuto(lines, roles).trials, TWO);
	// A logger that tells all of it.
	const logged = ['INFO:root:lr=0.1', 'INFO:root:loss=0.5', 'INFO:root:lr=0.2', 'INFO:root:loss=0.4'];
	assert.deepEqual(hearAuto(logged, roles).trials, TWO);
	const numbered = hearAuto(['trial=0 loss=0.5', 'INFO lr=0.7', 'trial=1 loss=0.4'], roles).trials;
	assert.deepEqual(numbered, [complete({}, {loss: 0.5}), complete({}, {loss: 0.4})]);
});

test('a listener that is sure takes over from pairs that told no value, and not from those that did', () => {
	const optuna = "[I 2026-11-21 19:29:36,162] Trial 0 finished with value: 0.5 and parameters: {'lr': 0.1}.";
	const roles = {params: ['lr'], goals: ['loss']};
	const over = hearAuto(['lr=0.7', optuna], roles);
	assert.deepEqual(over.chosen, ['metrics', 'optuna']);
	assert.equal(ofKind(over.heard, 'trial-ended').length, 1);
	assert.deepEqual(hearAuto(['loss=0.5', optuna, 'loss=0.4'], roles).chosen, ['metrics']);
	assert.deepEqual(hearAuto([optuna, 'lr=0.1 loss=0.5'], roles).chosen, ['optuna']);
});

test('where a storage tells the trials, pairs on the terminal are not told a second time', () => {
	assert.deepEqual(hearAuto(['lr=0.1 loss=0.5'], undefined, true), {heard: [], trials: [], chosen: []});
});

test('the longest of lines is read at once', () => {
	const long = [
		'a'.repeat(65_536),
		' '.repeat(65_536),
		'='.repeat(65_536),
		'a=1 '.repeat(16_384),
		'step 1 '.repeat(9000),
	];
	const {user} = process.cpuUsage();
	for (const line of long) hearLines(metricsListener.create(), [line]);
	for (const line of long) metricsListener.recognise(line);
	assert.ok(process.cpuUsage().user - user < 5e6);
});
