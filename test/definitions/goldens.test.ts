import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {REPOSITORY} from '../helpers/repository.ts';
import {planFixture, pointsOf, sizeOf} from './plan.ts';

/** A search as its file has it: which tool's, its axes, its points (or that it is endless), who asks, for what, how long. */
type Golden = {
	readonly title: string;
	readonly parameters: string;
	/** Absent where an axis is a range of real numbers. */
	readonly size?: bigint;
	readonly sampler: string;
	readonly objectives?: string;
	readonly trials?: number;
	/** The first point that it asks for, or a part of it. */
	readonly first?: Readonly<Record<string, unknown>>;
};

const ALGOPERF = 'MLCommons AlgoPerf tuning search space';
const NNI =
	'dropout_rate conv_size hidden_size width learning_rate batch momentum clip decay steps layer0 layer0.Conv.kernel_size layer0.Max_pool.pooling_size';

/** A number of AlgoPerf's own sequence, as NumPy computes it, on the logarithmic scale between two ends. */
function logarithmic(share: number, min: number, max: number): number {
	return min * Math.exp(share * Math.log(max / min));
}

/** Every definition among the fixtures. */
const GOLDEN: Readonly<Record<string, Golden>> = {
	'autotuner.json': {
		title: 'OpenROAD AutoTuner parameters',
		parameters: '_SDC_CLK_PERIOD PLACE_DENSITY_LB_ADDON CTS_CLUSTER_SIZE',
		sampler: 'tpe',
		trials: 100,
	},
	'autotuner_sweep.json': {
		title: 'OpenROAD AutoTuner parameters',
		parameters: 'PLACE_DENSITY_LB_ADDON',
		size: 4n,
		sampler: 'grid',
		first: {PLACE_DENSITY_LB_ADDON: 0},
	},
	'hyperfine.json': {
		title: 'hyperfine parameter scan',
		parameters: 'point',
		size: 4n,
		sampler: 'grid',
		objectives: 'minimize duration_s',
		first: {point: ['a', '1']},
	},
	'katib_experiment.yaml': {
		title: 'Katib experiment',
		parameters: 'lr layers width optimizer',
		sampler: 'tpe',
		objectives: 'maximize accuracy',
		trials: 12,
	},
	'mase.toml': {
		title: 'MASE search',
		parameters: ['name', 'data_in_width', 'data_in_frac_width', 'weight_width', 'bias_width']
			.map(name => `seq_blocks_2/config/${name}`)
			.join(' '),
		size: 18n,
		sampler: 'tpe',
		objectives: 'maximize accuracy, minimize average_bitwidth',
		trials: 30,
	},
	'mlcommons_adamw.tuning_search_space.json': {
		title: ALGOPERF,
		parameters: 'learning_rate one_minus_beta1 beta2 warmup_factor weight_decay label_smoothing dropout_rate',
		sampler: 'halton',
		trials: 20,
		first: {beta2: 0.999, warmup_factor: 0.05, label_smoothing: 0.1, dropout_rate: 0},
	},
	'mlcommons_mnist.tuning_search_space.json': {
		title: ALGOPERF,
		parameters: 'learning_rate one_minus_beta_1 epsilon',
		sampler: 'halton',
		trials: 20,
		first: {
			learning_rate: logarithmic(0.137_146_069_644_684_23, 1e-4, 1e-2),
			one_minus_beta_1: logarithmic(0.273_974_437_265_336_3, 0.9, 0.999),
			epsilon: 1e-8,
		},
	},
	'mlcommons_tuning_search_space.json': {
		title: ALGOPERF,
		parameters: 'learning_rate one_minus_beta_1 warmup_factor epsilon',
		sampler: 'halton',
		trials: 20,
		first: {learning_rate: logarithmic(0.691_447_593_354_588_5, 1e-4, 1e-2)},
	},
	'mlcommons_tuning_search_space_list.json': {
		title: ALGOPERF,
		parameters: 'point',
		size: 2n,
		sampler: 'grid',
		first: {point: [0, 0.001_308_209_823_469_072, 0.026_866_630_61, 0.163_753_112_337_743_34]},
	},
	'nni_config.yml': {
		title: 'NNI experiment or search space',
		parameters: NNI,
		sampler: 'tpe',
		objectives: 'maximize default',
		trials: 100,
	},
	// Which of its tuners is to search says the other file.
	'nni_search_space.json': {title: 'NNI experiment or search space', parameters: NNI, sampler: 'auto', trials: 100},
	'vertex_hptuning_config.yaml': {
		title: 'Vertex AI / Vizier study',
		parameters: 'pipeline_stages target_density clock_period die_width optimizer crc32_rounds',
		sampler: 'auto',
		objectives: 'maximize finish__timing__setup__ws, minimize power',
		trials: 16,
	},
	'wandb_sweep_bayes.yaml': {
		title: 'W&B sweep',
		parameters:
			'learning_rate weight_decay dropout layers batch_size optimizer data_width momentum epochs augment.flip augment.crop',
		sampler: 'gp',
		objectives: 'minimize val_loss',
		trials: 40,
	},
	'wandb_sweep_grid.yaml': {
		title: 'W&B sweep',
		parameters: 'dtype gpu_freq size tensor_cores',
		size: 72n,
		sampler: 'grid',
		objectives: 'maximize gflops',
		first: {dtype: 'half', gpu_freq: 114_750_000, size: 128, tensor_cores: 0},
	},
};

/** Files beside them that are no definition, and what they are. */
const NO_DEFINITION: Readonly<Record<string, string>> = {
	'make-wandb-quantiles.py': 'computes the next one',
	'wandb_quantiles.json': 'what SciPy says of the distributions of W&B',
};

describe('golden definitions', () => {
	for (const [name, golden] of Object.entries(GOLDEN)) {
		it(name, () => {
			const planned = planFixture(name);
			const {space, sampler, objectives, budget} = planned.sweep;
			assert.deepEqual(
				{
					title: planned.title,
					parameters: space.parameters.map(parameter => parameter.name).join(' '),
					size: sizeOf(planned),
					sampler: sampler.name,
					objectives: objectives.map(({direction, metric}) => `${direction} ${metric}`).join(', '),
					trials: budget.trials,
				},
				{
					title: golden.title,
					parameters: golden.parameters,
					size: golden.size,
					sampler: golden.sampler,
					objectives: golden.objectives ?? '',
					trials: golden.trials,
				},
			);
			const [first = {}] = pointsOf(planned, 1);
			for (const [parameter, value] of Object.entries(golden.first ?? {})) assert.deepEqual(first[parameter], value);
		});
	}

	it('has each file of the fixtures', () => {
		const known = [...Object.keys(GOLDEN), ...Object.keys(NO_DEFINITION)];
		const files = readdirSync(join(REPOSITORY, 'test', 'fixtures', 'definitions'));
		assert.deepEqual(
			files.filter(file => !known.includes(file)),
			[],
		);
	});
});
