import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {openFolder} from '../helpers/foreign-files.ts';
import {importedState, importSource, openFormat, trialsOf} from '../helpers/imported.ts';

const RUN = 'status: 3\nstart_time: 1000\nend_time: 3500\nlifecycle_stage: active\n';

describe('mlflow', () => {
	it('reads runs in the order of their start: parameters, last values, curves, states', async () => {
		assert.equal((await importSource(openFormat('mlruns'))).id, 'mlflow');
		const state = await importedState(openFormat('mlruns'));
		assert.equal(state.sweep?.name, 'lr-search');
		const trials = trialsOf(state);
		assert.deepEqual(
			trials.map(trial => [trial.sourceTrial, trial.state, trial.params['lr'], trial.params['opt/name']]),
			[
				['trial-0', 'complete', 0.1, 'sgd'],
				['trial-1', 'complete', 0.01, 'adam'],
				['trial-2', 'failed', 0.001, 'adam'],
			],
			'the run that holds them is none of them',
		);
		const [first, second] = trials;
		assert.deepEqual([first?.params['amp'], first?.params['layers']], [true, 1]);
		assert.deepEqual(
			first?.curves['val/loss']?.map(({step, value}) => [step, value]),
			[
				[0, 1.1],
				[1, 0.6],
				[2, 0.433_333_333_333_333_35],
			],
		);
		assert.equal(first?.metrics['val/loss'], 0.433_333_333_333_333_35);
		assert.equal(second?.metrics['acc'], 'NaN');
		assert.equal(first?.startedAt?.slice(0, 10), '2026-11-22');
	});

	it('is a sweep for each experiment; one that was deleted is left out', async t => {
		const source = openFolder(t, {
			'0/meta.yaml': "experiment_id: '0'\nname: 'it''s one'\n",
			'0/a/meta.yaml': `run_id: a\nrun_name: ''\n${RUN}`,
			'0/a/params/lr': '1e-3',
			'0/a/metrics/loss': '2000 0.5 7 name digest\n1500 0.9 3\nhalf a li',
			'1/meta.yaml': 'name: two\n',
			'1/b/meta.yaml': `run_uuid: b\n${RUN}`.replace('3', '5'),
			'1/b/params/__proto__': 'x',
			'1/c/meta.yaml': `run_id: c\n${RUN.replace('active', 'deleted')}`,
		});
		const {sweeps} = await importSource(source);
		assert.deepEqual(
			sweeps.map(({name, trials}) => [name, [...trials].length]),
			[
				['it-s-one', 1],
				['two', 1],
			],
		);
		const [[one], [two]] = [[...(sweeps[0]?.trials ?? [])], [...(sweeps[1]?.trials ?? [])]];
		assert.deepEqual([one?.params, one?.metrics, one?.durationS], [{lr: 0.001}, {loss: 0.5}, 2.5]);
		assert.deepEqual(
			one?.curve?.map(({step}) => step),
			[3, 7],
		);
		assert.deepEqual([two?.state, Object.hasOwn(two?.params ?? {}, '__proto__')], ['killed', true]);
	});

	it('names may have slashes, and the words of its folders in them', async t => {
		const source = openFolder(t, {
			'0/meta.yaml': 'name: yolo\n',
			'0/a/meta.yaml': `run_id: a\n${RUN}`,
			'0/a/metrics/metrics/mAP50B': '1000 0.7 0',
			'0/a/metrics/lr/pg0': '1000 0.01 0',
			'0/a/metrics/val/tags/loss': '1000 0.2 0',
			'0/a/params/metrics/x': '3',
			'0/a/params/params/y': '4',
			'0/a/artifacts/params/z': '5',
		});
		const [sweep] = (await importSource(source)).sweeps;
		const [trial] = [...(sweep?.trials ?? [])];
		assert.deepEqual(trial?.metrics, {'lr/pg0': 0.01, 'metrics/mAP50B': 0.7, 'val/tags/loss': 0.2});
		assert.deepEqual(trial?.params, {'metrics/x': 3, 'params/y': 4});
	});

	it('a parameter that may be a name stays text', async t => {
		const params = {id: '007', build: '1_000', long: '12345678901234567890', gap: 'nan', most: 'inf', amp: 'False'};
		const files = Object.entries(params).map(([name, text]) => [`a/params/${name}`, text] as const);
		const source = openFolder(t, {
			'a/meta.yaml': `run_id: a\n${RUN}`,
			'a/params/lr': '1e-3',
			...Object.fromEntries(files),
		});
		const [trial] = [...((await importSource(source)).sweeps[0]?.trials ?? [])];
		assert.deepEqual(trial?.params, {...params, amp: false, lr: 0.001});
	});

	it('a folder with another meta.yaml is none of it; one with deleted runs alone says so', async t => {
		await assert.rejects(importSource(openFolder(t, {'meta.yaml': 'name: x\n', 'a/meta.yaml': 'id: 3\n'})));
		const gone = openFolder(t, {'0/c/meta.yaml': `run_id: c\n${RUN.replace('active', 'deleted')}`});
		await assert.rejects(importSource(gone), /holds no run of MLflow\nRuns that were deleted are left out/);
	});
});
