import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {openForeignSource} from '../../source/importers/foreign/foreign-source.ts';
import {foldImport, importSource} from '../helpers/imported.ts';
import {REPOSITORY} from '../helpers/repository.ts';

const FIXTURES = join(REPOSITORY, 'test', 'fixtures');

/** A sweep as its file has it: how many trials of each state, its objectives, its best trial (or its front) and that one's results. */
type Golden = {
	readonly trials: string;
	readonly objectives?: string;
	readonly best?: number | readonly number[];
	readonly values?: readonly number[];
};

const LR_SWEEP = {
	trials: '1 queued, 1 running, 5 complete, 1 failed, 3 pruned',
	objectives: 'minimize val_loss',
	best: 2,
	values: [0.105_266_936_013_427_74],
} as const;
const STUDIES: readonly Golden[] = [
	LR_SWEEP,
	{trials: '8 complete', objectives: 'maximize accuracy, minimize energy_j', best: [2, 3, 4, 8]},
	{trials: '1 complete', objectives: 'maximize value', best: 1, values: [812.5]},
];
const TIMINGS: Golden = {
	trials: '4 complete',
	objectives: 'minimize mean',
	best: 3,
	values: [0.017_256_550_200_000_005],
};
const REPORTS = 'minimize loss';

/** Every result among the fixtures. What is a part of a folder is read with the folder, and some also alone. */
const GOLDEN: Readonly<Record<string, readonly Golden[]>> = {
	'formats/optuna.sqlite3': STUDIES,
	'formats/optuna_journal.log': STUDIES,
	'formats/optuna5_tpe.log.json': [
		{
			trials: '30 complete',
			objectives: 'maximize accuracy, minimize average_bitwidth',
			best: [2, 3, 4, 5, 7, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 23, 24, 25, 26, 27, 28, 29],
		},
	],
	'formats/hyperfine.json': [TIMINGS],
	'formats/hyperfine.csv': [TIMINGS],
	'formats/gnu_parallel.joblog': [{trials: '4 complete, 2 failed'}],
	'formats/gnu_parallel_timeout.joblog': [{trials: '1 complete, 1 timed-out'}],
	'formats/gnu_parallel_newline.joblog': [{trials: '1 complete'}],
	'formats/gnu_parallel_results.csv': [{trials: '4 complete, 2 failed'}],
	'formats/kernel_tuner_cache_unclosed.json': [
		{trials: '2 complete, 1 failed', objectives: 'minimize time', best: 1, values: [3.165]},
	],
	'formats/kernel_tuner_1.5_cache.json': [
		{trials: '10 complete, 1 failed', objectives: 'minimize time', best: 4, values: [0.092_644_666_632_016_5]},
	],
	// Its last loss is NaN: it has no best.
	'formats/ray_tune': [{trials: '1 complete', objectives: REPORTS}],
	'formats/ray_tune/train_a1b2c_00000/progress.csv': [
		{trials: '2 complete', objectives: REPORTS, best: 1, values: [0.91]},
	],
	// The second trial's last loss is NaN, as its row says in lower case.
	'formats/mlcommons_logs': [{trials: '2 complete', objectives: 'minimize loss', best: 1, values: [0.29]}],
	'formats/mlcommons_logs/mnist_jax/run_2': [{trials: '1 complete', objectives: 'minimize loss'}],
	// Of its other runs one failed and one has a NaN.
	'formats/mlruns': [{trials: '2 complete, 1 failed', objectives: 'maximize acc', best: 1, values: [0.5]}],
	'formats/ray_tune_2.60': [
		{trials: '1 complete, 1 failed', objectives: REPORTS, best: 1, values: [0.583_333_333_333_333_3]},
	],
	'formats/lab3_grid_4x4.csv': [
		{trials: '16 complete', objectives: 'maximize accuracy', best: 12, values: [0.218_944]},
	],
	'systems/asap7/asap7-tuning-20220804141156': [
		{trials: '15 complete, 1 failed', objectives: 'maximize slack', best: 13, values: [64.653_662_152_762_45]},
	],
	'systems/asap7/asap7.csv': [
		{trials: '15 complete, 1 failed', objectives: 'minimize finish__design__instance__area', best: 12, values: [445]},
	],
	'systems/asap7/mmi_out_sample.ipynb': [
		{trials: '1 complete', objectives: 'maximize transmission_1550', best: 1, values: [0.181_956_055_016_774_5]},
	],
	'systems/asap7/orfs_metadata.json': [
		{trials: '1 complete', objectives: 'maximize finish__timing__setup__ws', best: 1, values: [11.75]},
	],
	// 9e+99 is a flow that failed.
	'systems/asap7/orfs_tune': [
		{trials: '2 complete, 1 failed', objectives: 'minimize metric', best: 3, values: [41_900.25]},
	],
	'systems/asap7/orfs_tune/tune-5ee7/variant-AutoTunerBase-0a1b2c3d-ray/result.json': [
		{trials: '1 complete', objectives: 'minimize metric', best: 1, values: [43_125.5]},
	],
	'systems/asap7/output.metrics': [
		{trials: '15 complete', objectives: 'maximize slack', best: 12, values: [64.653_662_152_762_45]},
	],
	'systems/asap7/vertex_hpt_job_console.txt': [{trials: ''}],
	'systems/asap7/vertex_hptuning_result.json': [
		{trials: '1 running, 1 complete, 1 failed, 1 pruned', objectives: 'maximize ws', best: 1, values: [-12.5]},
	],
	'systems/asap7/vertex_mmi_tuning_400trials.csv': [
		{trials: '400 complete', objectives: 'maximize transmission_1550', best: 353, values: [0.497_996]},
	],
	'systems/jetson/square_2021': [
		{trials: '54 complete', objectives: 'maximize flops_per_watt', best: 53, values: [50_582_757_480.611_44]},
	],
	'systems/jetson/square_2022': [
		{trials: '2 complete', objectives: 'maximize flops_per_watt', best: 2, values: [19_914_527_502.558_64]},
	],
	'systems/jetson/nonsquare_2021': [
		{trials: '2 complete', objectives: 'maximize flops_per_watt', best: 1, values: [14_867_043_228.718_527]},
	],
	'systems/jetson/xgboost': [{trials: '2 complete', objectives: 'minimize seconds', best: 1, values: [40]}],
	'systems/jetson/triton': [
		{trials: '7 complete', objectives: 'maximize inferences_per_joule', best: 7, values: [19.984_859_954_579_86]},
	],
	'systems/plaidml/eventlog.gz': [{trials: '', objectives: 'maximize total_s'}],
	'systems/plaidml/small_mobilenet_coco_log.gz': [
		{trials: '83 complete', objectives: 'maximize total_s', best: 1, values: [0.001_297_667]},
		{trials: '139 complete', objectives: 'maximize elapsed_s', best: 138, values: [4.935_542_756]},
		{trials: '1964 complete', objectives: 'maximize elapsed_s', best: 1161, values: [4.935_542_756]},
	],
	'systems/plaidml/small_mobilenet_coco_log.kernels.csv': [{trials: '83 complete'}],
	'systems/algoperf/logs_2022_03': [{trials: '2 complete', objectives: 'minimize loss', best: 1, values: [0.115_11]}],
	'systems/algoperf/logs_2022_03/all_metrics.csv': [
		{trials: '12 complete', objectives: 'maximize accuracy', best: 6, values: [0.9616]},
	],
	// Its metadata say what the target is of: the loss, which is there too, is not searched for.
	'systems/algoperf/study_2025': [
		{
			trials: '2 complete',
			objectives: 'maximize validation/mean_average_precision',
			best: 1,
			values: [0.290_089],
		},
	],
	'systems/algoperf/scoring': [
		{trials: '2 complete', objectives: 'minimize validation/loss', best: 1, values: [0.174_958_050_251_007_08]},
	],
};

/** Files of these folders that hold no result, and why they are there. */
const NO_RESULT: Readonly<Record<string, string>> = {
	'formats/hyperfine.md': 'a table for people in scaled units: its JSON is read',
};

describe('golden imports', () => {
	for (const [path, goldens] of Object.entries(GOLDEN)) {
		it(path, async () => {
			const {sweeps} = await importSource(openForeignSource(join(FIXTURES, path)));
			assert.equal(sweeps.length, goldens.length);
			for (const [index, sweep] of sweeps.entries()) {
				const state = foldImport(sweep);
				const {trials, objectives, best, values} = goldens[index] ?? assert.fail('no such sweep');
				const counts = Object.entries(state.counts).filter(([, count]) => count > 0);
				assert.equal(counts.map(([name, count]) => `${count} ${name}`).join(', '), trials);
				const wanted = state.sweep?.objectives ?? [];
				const said = wanted.map(({direction, metric}) => `${direction} ${metric}`).join(', ');
				assert.equal(said, objectives ?? '');
				const ranking = rankTrials(state);
				const front = ranking.pareto.toSorted((a, b) => a - b);
				assert.deepEqual(typeof best === 'object' ? front : ranking.best, best);
				if (values === undefined || typeof best !== 'number') continue;
				assert.deepEqual(
					wanted.map(({metric}) => state.trials[best - 1]?.metrics[metric]),
					values,
				);
			}
		});
	}

	it('has each file of the fixtures, alone or in a folder', () => {
		const known = [...Object.keys(GOLDEN), ...Object.keys(NO_RESULT)];
		const files = ['formats', 'systems'].flatMap(folder =>
			readdirSync(join(FIXTURES, folder), {recursive: true, withFileTypes: true}).flatMap(entry =>
				entry.isFile() ? [join(entry.parentPath, entry.name).slice(FIXTURES.length + 1)] : [],
			),
		);
		assert.ok(files.length > 100);
		const others = files.filter(file => !known.some(path => file === path || file.startsWith(`${path}/`)));
		assert.deepEqual(others, []);
	});
});
