import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Heard} from '../../source/domain/listener.ts';
import {kernelTunerListener} from '../../source/listeners/kernel-tuner.ts';
import {rayListener} from '../../source/listeners/ray.ts';
import {createAutoListener} from '../../source/listeners/auto.ts';
import {LISTENERS} from '../../source/listeners/registry.ts';
import {cutLines, hearBytes, hearLines, ofKind, readRecording} from './hearing.ts';

/** What the automatic choice hears of a recorded terminal, and whom it chose. */
function hearAuto(bytes: Uint8Array): {readonly heard: readonly Heard[]; readonly chosen: string | undefined} {
	const auto = createAutoListener(LISTENERS, () => undefined);
	return {heard: hearBytes(auto.listener, bytes), chosen: auto.chosen()};
}

/** State, reason and point of each trial that ended. */
function endsOf(heard: readonly Heard[]): readonly (readonly [string, ...unknown[]])[] {
	return ofKind(heard, 'trial-ended').map(({state, why, params}) => [state, why, params]);
}

test('Kernel Tuner 1.5, recorded: a configuration without a time could not be compiled', () => {
	const {heard, chosen} = hearAuto(readRecording('kernel_tuner_pty.raw'));
	assert.equal(chosen, 'kernel-tuner');
	const ended = ofKind(heard, 'trial-ended');
	assert.equal(ended.length, 11);
	assert.deepEqual(ended[0]?.metrics, new Map(Object.entries({time: 0.103, 'GFLOP/s': 0.968})));
	assert.deepEqual(
		endsOf(heard).filter(([state]) => state === 'failed'),
		[['failed', 'it could not be compiled or run', {block_size: 128, unroll: 3}]],
	);
	assert.deepEqual(ofKind(heard, 'objective'), [{kind: 'objective', metric: 'time', direction: 'minimize'}]);
});

test('Kernel Tuner 1.5, recorded with verbose=True: the reason stands before, and is no trial of its own', () => {
	const {heard, chosen} = hearAuto(readRecording('kernel_tuner_verbose_pty.raw'));
	assert.equal(chosen, 'kernel-tuner');
	assert.equal(ofKind(heard, 'trial-ended').length, 11);
	assert.deepEqual(endsOf(heard)[8], ['failed', 'too much shared memory used', {block_size: 128, unroll: 3}]);
});

test('kernel-tuner: several searches of one program, restrictions, a skipped one that is never printed', () => {
	const heard = hearLines(kernelTunerListener.create(), [
		'Using: NVIDIA A100',
		'skipping config 32_8, reason: config fails restriction block_size*unroll<=128',
		'skipping config 32_1 reason: too many threads per block',
		'skipping config 32_1 reason: too many threads per block',
		'block_size=32, unroll=1',
		'block_size=32, unroll=2, time=1.500ms',
		'skipping config 64_1 reason: too many threads per block',
		'block_size=64, unroll=2, time=1.400ms',
		'',
		'BEST PERFORMING CONFIGURATION FOR OBJECTIVE time:',
		'block_size=64, unroll=2, time=1.400ms',
		'Using: NVIDIA A100',
		'tile=8, time=2.000ms',
	]);
	assert.deepEqual(endsOf(heard), [
		['failed', 'too many threads per block', {block_size: 32, unroll: 1}],
		['complete', undefined, {block_size: 32, unroll: 2}],
		['failed', 'too many threads per block', {block_size: 64, unroll: 1}],
		['complete', undefined, {block_size: 64, unroll: 2}],
		['complete', undefined, {tile: 8}],
	]);
});

test('kernel-tuner: lines of a training program are not taken for configurations', () => {
	for (const line of [
		'epoch=1, loss=0.300, time=1.234',
		'step=100, time=0.125',
		'loss=0.300, acc=0.500, time=1.234, lr=0.1',
		'lr=0.1, time=12s',
		'Using: cuda',
	])
		assert.equal(kernelTunerListener.recognise(line), false, line);
});

const RAY_POINTS = [
	{lr: 0.001, width: 16},
	{lr: 0.01, width: 16},
	{lr: 0.001, width: 32},
	{lr: 0.01, width: 32},
];

for (const [name, losses] of [
	['ray_2.60_pty.raw', [1.39333, 0.583333, 2.31, 1.5]],
	['ray_2.60_verbose_pty.raw', [1.39333, 0.583333, 2.31, 1.5]],
	['ray_2.60_old_output_pty.raw', [1.39333, 0.583333, 2.31, 1.5]],
] as const) {
	test(`Ray Tune 2.60, recorded: ${name}`, () => {
		const bytes = readRecording(name);
		assert.ok(cutLines(bytes).some(({text}) => rayListener.recognise(text)));
		const {heard, chosen} = hearAuto(bytes);
		assert.equal(chosen, 'ray');
		assert.equal(ofKind(heard, 'plan')[0]?.trials, 4);
		const ended = ofKind(heard, 'trial-ended').toSorted((a, b) => (a.trial ?? 0) - (b.trial ?? 0));
		assert.deepEqual(
			ended.map(({state, why}) => [state, why]),
			[
				['complete', undefined],
				['complete', undefined],
				['failed', 'RuntimeError: diverged'],
				['failed', 'RuntimeError: diverged'],
			],
		);
		for (const [index, point] of RAY_POINTS.entries()) {
			const trial = index + 1;
			const params = ofKind(heard, 'params').filter(item => item.trial === trial);
			assert.deepEqual(Object.assign({}, ...params.map(item => item.params)), point);
			const values = ofKind(heard, 'value').filter(item => item.trial === trial && item.name === 'loss');
			assert.equal(values.at(-1)?.value, losses[index]);
		}
	});
}

test('Ray Tune 2.60, recorded with verbose=2: each report is a point of a curve', () => {
	const heard = hearBytes(rayListener.create(), readRecording('ray_2.60_verbose_pty.raw'));
	const curve = ofKind(heard, 'value').filter(
		({trial, name, step}) => trial === 2 && name === 'loss' && step !== undefined,
	);
	assert.deepEqual(
		curve.map(({step, value}) => [step, value]),
		[
			[1, 1.25],
			[2, 0.75],
			[3, 0.58333],
		],
	);
});

test('ray: what a table says of an ended trial again and again is heard once', () => {
	const row = '| t_1 | TERMINATED | 127.0.0.1:1 | 0.01 |      3 | 1.5 |';
	const table = ['| Trial name | status | loc | lr |   iter | loss |', row, ''];
	const heard = hearLines(rayListener.create(), [
		"Trial t_1 reported loss=1.52 with parameters={'lr': 0.01}. This trial completed.",
		...table,
		...table,
		...table,
	]);
	assert.deepEqual(
		ofKind(heard, 'value').map(({name, value}) => [name, value]),
		[
			['training_iteration', 3],
			['loss', 1.5],
		],
	);
});
