import assert from 'node:assert/strict';
import {globSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {REPOSITORY} from '../helpers/repository.ts';

const FIXTURES = join(REPOSITORY, 'test', 'fixtures');

/**
 * The formats that are promised to be read: each kind of file, with the fixtures that stand for it and how many they are.
 * What is among `formats` and `systems` has a row in the golden imports, what is among `definitions` one in the golden
 * definitions: those tests go through the folders. What a terminal showed is read in the tests of `watch`.
 */
const FORMATS: Readonly<Record<string, readonly [pattern: string, count: number]>> = {
	'GNU parallel joblogs': ['formats/gnu_parallel*.joblog', 3],
	'GNU parallel results': ['formats/gnu_parallel_results.csv', 1],
	'hyperfine results': ['formats/hyperfine.{json,csv}', 2],
	'hyperfine table': ['formats/hyperfine.md', 1],
	'Katib experiment': ['definitions/katib_experiment.yaml', 1],
	'Kernel Tuner cache, unclosed': ['formats/kernel_tuner_cache_unclosed.json', 1],
	'Kernel Tuner cache': ['formats/kernel_tuner_1.5_cache.json', 1],
	'AlgoPerf logs, fewer columns, a NaN': ['formats/mlcommons_logs/mnist_jax/**/*.{json,txt,csv}', 4],
	'AlgoPerf search space': ['definitions/mlcommons_tuning_search_space.json', 1],
	'AlgoPerf search space, points': ['definitions/mlcommons_tuning_search_space_list.json', 1],
	'AlgoPerf search spaces of submissions': ['definitions/mlcommons_{adamw,mnist}.tuning_search_space.json', 2],
	'AlgoPerf logs of 2022': ['systems/algoperf/logs_2022_03/**/*.{json,txt,csv,log}', 6],
	'AlgoPerf scores': ['systems/algoperf/scoring/mnist_jax/trial_{0,1}/eval_measurements.csv', 2],
	'AlgoPerf metadata of today': ['systems/algoperf/study_2025/ogbg_jax/trial_*/meta_data_0.json', 2],
	'NNI experiment': ['definitions/nni_config.yml', 1],
	'NNI search space': ['definitions/nni_search_space.json', 1],
	'Optuna SQLite': ['formats/optuna.sqlite3', 1],
	'Optuna journal': ['formats/optuna_journal.log', 1],
	'Ray Tune trial': ['formats/ray_tune/train_a1b2c_00000/*', 3],
	'Ray Tune experiment': ['formats/ray_tune_2.60/experiment_state-*.json', 1],
	'Vertex study': ['definitions/vertex_hptuning_config.yaml', 1],
	'Vertex trials': ['systems/asap7/vertex_hptuning_result.json', 1],
	'Vertex console': ['systems/asap7/vertex_hpt_job_console.txt', 1],
	'W&B sweeps': ['definitions/wandb_sweep_*.yaml', 2],
	'scrapbook notebooks of a study': ['systems/asap7/asap7-tuning-20220804141156/*.ipynb', 16],
	'scrapbook notebook with a data frame': ['systems/asap7/mmi_out_sample.ipynb', 1],
	'table of a study': ['systems/asap7/{asap7,vertex_mmi_tuning_400trials}.csv', 2],
	'hypertune lines': ['systems/asap7/output.metrics', 1],
	'OpenROAD metrics': ['systems/asap7/orfs_metadata.json', 1],
	'OpenROAD AutoTuner parameters': ['definitions/autotuner*.json', 2],
	'OpenROAD AutoTuner results': ['systems/asap7/orfs_tune/tune-*/*/result.json', 3],
	'MASE definition': ['definitions/mase.toml', 1],
	'MASE log.json': ['formats/optuna5_tpe.log.json', 1],
	'MASE grid': ['formats/lab3_grid_4x4.csv', 1],
	'terminal of a search': ['watch/optuna5_tpe_pty.raw', 1],
	'Jetson power of 2021': ['systems/jetson/square_2021/*.data', 54],
	'Jetson power of 2021, not square': ['systems/jetson/nonsquare_2021/*.data', 2],
	'Jetson power of 2022': ['systems/jetson/square_2022/*.data', 2],
	'Jetson power of xgboost': ['systems/jetson/xgboost/*.data', 2],
	'Jetson power of Triton': ['systems/jetson/triton/*_{data,power,timings}.csv', 6],
	'PlaidML event logs': ['systems/plaidml/*.gz', 2],
	'PlaidML kernels': ['systems/plaidml/*.kernels.csv', 1],
};

describe('the list of formats', () => {
	for (const [name, [pattern, count]] of Object.entries(FORMATS)) {
		it(name, () => {
			const files = globSync(pattern, {cwd: FIXTURES, withFileTypes: true}).filter(entry => entry.isFile());
			assert.equal(files.length, count, pattern);
		});
	}
});
