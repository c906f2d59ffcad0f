import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {openFolder} from '../helpers/foreign-files.ts';
import {foldImport, importedState, importSource, openFormat, trialsOf} from '../helpers/imported.ts';

describe('a cache of Kernel Tuner 1.5, recorded', () => {
	it('has a list of objectives, and its errors under a name of their own', async () => {
		const source = openFormat('kernel_tuner_1.5_cache.json');
		assert.equal((await importSource(source)).id, 'kernel-tuner');
		const state = await importedState(source);
		assert.deepEqual(state.sweep?.objectives, [{metric: 'time', direction: 'minimize'}]);
		const trials = trialsOf(state);
		assert.equal(trials.length, 11);
		const failed = trials.filter(trial => trial.state === 'failed');
		assert.deepEqual(
			failed.map(({params, why, missing}) => [params, why, missing]),
			[[{block_size: 128, unroll: 3}, 'CompilationFailedConfig', {time: 'CompilationFailedConfig'}]],
		);
		assert.equal(trials[0]?.metrics['time'], 0.129_776_336_252_689_36);
		assert.equal(trials[0]?.executions.length, 3);
	});
});

describe('results of Ray Tune 2.60, recorded', () => {
	it('ended as the state of the experiment says: reports of a function never say done', async () => {
		const source = openFormat('ray_tune_2.60');
		assert.equal((await importSource(source)).id, 'ray-tune');
		const state = await importedState(source);
		assert.deepEqual(state.sweep?.objectives, [{metric: 'loss', direction: 'minimize'}]);
		const [first, second] = trialsOf(state);
		assert.equal(first?.state, 'complete');
		assert.deepEqual(first?.params, {lr: 0.01, width: 16});
		assert.equal(first?.curves['loss']?.length, 3);
		assert.deepEqual([second?.state, second?.why], ['failed', 'RuntimeError: diverged']);
	});

	it('without that state an error that lies beside the reports tells', async t => {
		const report = '{"loss": 1, "training_iteration": 1, "trial_id": "a", "done": false, "config": {"lr": 1}}\n';
		const source = openFolder(t, {
			'a/result.json': report,
			'a/error.txt': 'Traceback (most recent call last):\nValueError: bad\n',
			'b/result.json': report.replace('"a"', '"b"'),
			'experiment_state-1.json': '{"checkpoints": ["{\\"trial_id\\": \\"b\\", \\"status\\": \\"TERMINATED\\"}"]}',
			'experiment_state-2.json': '{"trial_data": [["{',
		});
		const {sweeps} = await importSource(source);
		const [first, second] = trialsOf(foldImport(sweeps[0] ?? assert.fail('no sweep')));
		assert.deepEqual([first?.state, first?.why], ['failed', 'ValueError: bad']);
		assert.equal(second?.state, 'complete');
	});
});
