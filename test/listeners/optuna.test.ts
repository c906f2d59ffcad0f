import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createAutoListener} from '../../source/listeners/auto.ts';
import {maseListener} from '../../source/listeners/mase.ts';
import {optunaListener} from '../../source/listeners/optuna.ts';
import {withPlan} from '../../source/listeners/plan-bar.ts';
import {LISTENERS} from '../../source/listeners/registry.ts';
import {parseBar} from '../../source/listeners/tqdm-bar.ts';
import {tqdmListener} from '../../source/listeners/tqdm.ts';
import {hearBytes, hearLines, ofKind, readRecording} from './hearing.ts';

const STAMP = '[I 2026-11-21 19:29:36,162] ';

test('optuna: every shape of a line', () => {
	const heard = hearLines(optunaListener.create(), [
		`${STAMP}A new study created in RDB with name: no-name-2e19cd05`,
		`${STAMP}Trial 0 finished with value: 0.5 and parameters: {'lr': 0.01, 'opt': 'adam', 'nest': True, 'none': None}. Best is trial 0 with value: 0.5.`,
		`${STAMP}Trial 1 finished with value: 0.25 and parameters: {'lr': 1e-05}. Best is trial 1 with value: 0.25.`,
		`${STAMP}Trial 2 pruned. `,
		"[W 2026-11-21 19:29:37,001] Trial 3 failed with parameters: {'lr': 0.1} because of the following error: ValueError('no: {')",
		'Traceback (most recent call last):',
		'[W 2026-11-21 19:29:37,002] Trial 3 failed with value None.',
		'INFO:optuna.study.study:Trial 4 finished with values: [0.7, inf] and parameters: {}.',
		`${STAMP}Trial 5 finished with values: {'loss': 0.1, 'acc': nan} and parameters: {'k': (16, 8)}.`,
	]);
	assert.deepEqual(ofKind(heard, 'study'), [{kind: 'study', name: 'no-name-2e19cd05'}]);
	assert.deepEqual(ofKind(heard, 'objective'), [{kind: 'objective', metric: 'value', direction: 'minimize'}]);
	const ended = ofKind(heard, 'trial-ended');
	assert.deepEqual(
		ended.map(({trial, state}) => [trial, state]),
		[
			[1, 'complete'],
			[2, 'complete'],
			[3, 'pruned'],
			[4, 'failed'],
			[4, 'failed'],
			[5, 'complete'],
			[6, 'complete'],
		],
	);
	assert.deepEqual(ended[0]?.params, {lr: 0.01, opt: 'adam', nest: true, none: 'None'});
	assert.deepEqual(ended[1]?.params, {lr: 1e-5});
	assert.equal(ended[3]?.why, "ValueError('no: {')");
	assert.deepEqual(ended[3]?.params, {lr: 0.1});
	assert.deepEqual(
		ended[5]?.metrics,
		new Map([
			['values_0', 0.7],
			['values_1', Number.POSITIVE_INFINITY],
		]),
	);
	assert.deepEqual(
		ended[6]?.metrics,
		new Map([
			['loss', 0.1],
			['acc', Number.NaN],
		]),
	);
	assert.deepEqual(ended[6]?.params, {k: '(16,8)'});
});

test('optuna: which end is the good one follows from the best so far', () => {
	const direction = (first: number, second: number, best: number): unknown => {
		const heard = hearLines(optunaListener.create(), [
			`${STAMP}Trial 0 finished with value: ${first} and parameters: {}. Best is trial 0 with value: ${first}.`,
			`${STAMP}Trial 1 finished with value: ${second} and parameters: {}. Best is trial ${best} with value: ${[first, second][best]}.`,
		]);
		return ofKind(heard, 'objective')[0]?.direction;
	};
	assert.equal(direction(1, 2, 0), 'minimize');
	assert.equal(direction(1, 2, 1), 'maximize');
	assert.equal(direction(2, 1, 1), 'minimize');
	assert.equal(direction(2, 1, 0), 'maximize');
	assert.equal(direction(1, 1, 0), undefined);
});

for (const size of [7, 4096, 1_000_000]) {
	test(`mase: a recorded search with its rewritten bars and its table, ${size} bytes at a time`, () => {
		const chosen: string[] = [];
		const auto = createAutoListener(LISTENERS, definition => chosen.push(definition.id));
		const heard = hearBytes(withPlan(auto.listener), readRecording('optuna5_tpe_pty.raw'), size);
		assert.deepEqual(chosen, ['optuna']);
		const ended = ofKind(heard, 'trial-ended');
		assert.deepEqual(
			ended.map(({trial}) => trial),
			Array.from({length: 30}, (_, index) => index + 1),
		);
		assert.deepEqual(
			ended[0]?.metrics,
			new Map([
				['values_0', 0.69287109375],
				['values_1', 0.4],
			]),
		);
		assert.equal(Object.keys(ended[0]?.params ?? {}).length, 7);
		assert.deepEqual(ofKind(heard, 'plan'), [{kind: 'plan', trials: 30}]);
		// The table names what the lines leave out, for the 23 trials of the front.
		const rows = ofKind(heard, 'value');
		assert.equal(new Set(rows.map(({trial}) => trial)).size, 23);
		assert.deepEqual(
			rows.filter(({trial}) => trial === 12).map(({name, value}) => [name, value]),
			[
				['loss', 0.26],
				['accuracy', 0.977],
				['average_bitwidth', 8],
				['memory_density', 4],
				['scaled.accuracy', 0.977],
				['scaled.average_bitwidth', 1.6],
			],
		);
	});
}

test('mase: a search whose log is silent is counted by its bar, and ends when the space is exhausted', () => {
	const listener = withPlan(maseListener.create());
	const frame = (done: number): string =>
		` 60%|█████████████▏        | ${done}/30 [00:18<00:12,  1.04s/it, 18.66/20000 seconds]`;
	const heard = [
		...listener.line('INFO     Building search space...', {rewritten: false}),
		...listener.line('  0%|          | 0/30 [00:00<?, ?it/s]', {rewritten: true}),
		...listener.line(frame(1), {rewritten: true}),
		...listener.line(frame(18), {rewritten: false}),
		...hearLines(listener, [
			'Best trial(s):',
			'|    |   number | software_metrics                   | hardware_metrics          | scaled_metrics      |',
			'|----+----------+------------------------------------+---------------------------+---------------------|',
			"|  0 |        3 | {'loss': 1.067, 'accuracy': 0.607} | {'average_bitwidth': 4.0} | {'accuracy': 0.607} |",
		]),
	];
	assert.deepEqual(ofKind(heard, 'plan'), [{kind: 'plan', trials: 30}]);
	assert.equal(ofKind(heard, 'trial-ended').length, 18);
	assert.deepEqual(
		ofKind(heard, 'value').map(({trial, name, value}) => [trial, name, value]),
		[
			[4, 'loss', 1.067],
			[4, 'accuracy', 0.607],
			[4, 'average_bitwidth', 4],
			[4, 'scaled.accuracy', 0.607],
		],
	);
});

test('mase: blocks of averages are trials, with their units', () => {
	const block = (latency: string): readonly string[] => [
		'Average Accuracy per Batch: 0.1591',
		`Average Latency per Batch: ${latency} nanoseconds`,
		'Average CPU Power Usage per Batch: 10.29W',
	];
	assert.ok(maseListener.recognise('Average Accuracy per Batch: 0.1591'));
	const heard = hearLines(maseListener.create(), [...block('676.12'), ...block('700')]);
	assert.equal(ofKind(heard, 'trial-ended').length, 2);
	assert.deepEqual(
		ofKind(heard, 'value').map(({name, value}) => `${name}=${value}`),
		['accuracy=0.1591', 'latency=676.12', 'cpu_power=10.29', 'accuracy=0.1591', 'latency=700', 'cpu_power=10.29'],
	);
	assert.deepEqual(
		[...new Set(ofKind(heard, 'unit').map(({metric, unit}) => `${metric} ${unit}`))],
		['latency ns', 'cpu_power W'],
	);
});

test('tqdm: frames of bars, as its format_meter draws them', () => {
	assert.deepEqual(parseBar(' 60%|█████████████▏        | 18/30 [00:18<00:12,  1.04s/it, 18.66/20000 seconds]'), {
		description: '',
		done: 18,
		total: 30,
		elapsedS: 18,
		postfix: '18.66/20000 seconds',
	});
	assert.deepEqual(parseBar('Best trial: 3. Best value: 0.5:   3%|#3        | 1/30 [1:00:07<?, ?it/s]'), {
		description: 'Best trial: 3. Best value: 0.5',
		done: 1,
		total: 30,
		elapsedS: 3607,
		postfix: '',
	});
	assert.equal(parseBar('epochs:  10%|█         | 1.50k/15.0k [00:01<00:09, 1.50kit/s]')?.total, 15_000);
	assert.deepEqual(parseBar('12it [00:03,  3.99it/s, loss=0.3]'), {
		description: '',
		done: 12,
		total: undefined,
		elapsedS: 3,
		postfix: 'loss=0.3',
	});
	for (const line of ['', '[I 2026-11-21] a log line', 'array([0, 1]) 3/4 [x]', '|    |   number |']) {
		assert.equal(parseBar(line), undefined, line);
	}
	const heard = hearLines(tqdmListener.create(), [
		'  0%|          | 0/3 [00:00<?, ?it/s]',
		'inner:  50%|█████     | 1/2 [00:00<00:01, 1.00it/s]',
		' 33%|███▎      | 1/3 [00:01<00:02, 1.00s/it, loss=0.5]',
		' 33%|███▎      | 1/3 [00:01<00:02, 1.00s/it, loss=0.5]',
		'100%|██████████| 3/3 [00:03<00:00, 1.00s/it, loss=0.25]',
	]);
	assert.deepEqual(
		ofKind(heard, 'trial-ended').map(({trial, metrics}) => [trial, metrics?.get('loss')]),
		[
			[1, 0.5],
			[2, undefined],
			[3, 0.25],
		],
	);
});

test('a bar within a trial says nothing of the plan', () => {
	const listener = withPlan(optunaListener.create());
	const heard = hearLines(listener, [
		`${STAMP}Trial 0 finished with value: 1.0 and parameters: {}. Best is trial 0 with value: 1.0.`,
		'epoch:  20%|██        | 2/10 [00:01<00:04,  2.00it/s]',
		` 10%|█         | 1/20 [00:01<00:19,  1.00it/s]`,
		` 20%|██        | 4/20 [00:01<00:19,  1.00it/s]`,
	]);
	assert.deepEqual(ofKind(heard, 'plan'), [{kind: 'plan', trials: 20}]);
});
