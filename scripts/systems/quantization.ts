import type {SystemPage} from './row.ts';

const GRID = 'formats/lab3_grid_4x4.csv';
const GRID_OPTIONS = '--params data_in_width,data_in_frac_width,weight_width,weight_frac_width --maximize accuracy';
const TPE = 'formats/optuna5_tpe.log.json';

/** System 1. */
export const quantization: SystemPage = {
	title: '1 · Search for bit widths of a small network',
	about: 'A grid of 4 × 4 pairs of widths with latency and power; an Optuna search in the layout of MASE.',
	rows: [
		{
			id: '1.1',
			asks: 'metrics with unit and goal',
			run: [`sweeptop import ${GRID} ${GRID_OPTIONS} --out grid`, 'sweeptop table grid --top 3'],
		},
		{
			id: '1.2',
			asks: 'which metrics say the same',
			run: [`sweeptop plot grid correlation --columns 78 --rows 16`],
			lines: 16,
		},
		{id: '1.3', asks: 'pairs as one parameter, order kept', run: ['sweeptop run pairs.toml --dry-run'], lines: 14},
		{
			id: '1.4',
			asks: 'a figure over two parameters',
			run: [`sweeptop plot grid heatmap --x data_in_width --y weight_width --color accuracy --columns 60 --rows 14`],
			lines: 14,
		},
		{id: '1.5', asks: 'several runs of each point', by: '`[run] repeats = 5`'},
		{
			id: '1.6',
			asks: 'power of every GPU, and the sum',
			by: '`sweeptop probes`: NVML, else one `nvidia-smi` stream; `[N/A]` is a missing reading with its reason',
		},
		{
			id: '1.7',
			asks: 'no GPU: says so and goes on',
			by: '`sweeptop probes` names every source that is not usable, why, and the mend; a sweep goes on without it',
			lines: 6,
		},
		{
			id: '1.8',
			asks: 'CPU utilisation from differences, the first left out',
			by: 'channel `cpu.util_pct`, from `/proc/stat`',
		},
		{
			id: '1.9',
			asks: 'CPU power as an estimate',
			by: '`[telemetry] cpu_tdp_watts`; labelled `est` everywhere, and only where no sensor exists',
		},
		{
			id: '1.10',
			asks: 'power above idle',
			by: 'columns `energy_above_idle_j` and `idle_w`: the baseline is measured before the first trial',
		},
		{id: '1.11', asks: 'warm-up', by: '`[run] warmup = 10`; it counts in no metric'},
		{
			id: '1.12',
			asks: 'latency of each batch, its unit kept',
			by: '`latency = { unit = "ms", stream = true }`: the unit stands beside every value; `reduce = "median"` over the batches of an execution',
		},
		{id: '1.13', asks: 'averages at the end', by: '`--reporter summary`; `sweeptop table RUN`'},
		{id: '1.14', asks: 'plots only of what was measured', by: 'a plot without values says what it waits for'},
		{id: '1.15', asks: 'samplers by name; an unknown one lists them', run: ['sweeptop check sampler.toml']},
		{
			id: '1.16',
			asks: 'a MASE TOML as a sweep',
			run: ['sweeptop run definitions/mase.toml --dry-run --command "./quantise {args}"'],
			lines: 16,
		},
		{
			id: '1.17',
			asks: 'tqdm bars and log lines of a search',
			by: "`sweeptop watch -- COMMAND` reads Optuna's and MASE's lines and the bar; 18/30 with exit 0 is done",
		},
		{
			id: '1.18',
			asks: 'a space smaller than the number of trials',
			run: [
				'sweeptop run exhausted.toml --reporter summary --out exhausted | head -n 2',
				'sweeptop table exhausted --columns trial,data_in,weight,bias,loss --top 3',
			],
		},
		{id: '1.19', asks: 'a time budget', by: '`[budget] time = "2h"` or `--time 2h`: a gauge on the overview'},
		{
			id: '1.20',
			asks: 'the best trials of two objectives, ties kept',
			run: [`sweeptop table ${TPE} --pareto --columns trial,values_0,values_1`],
			lines: 6,
		},
		{id: '1.21', asks: 'scaled metrics', by: 'a metric with `formula = "0.2 * average_bitwidth"`; both columns stay'},
		{
			id: '1.22',
			asks: 'log.json in and out',
			run: [
				`sweeptop table ${TPE} --top 3`,
				`sweeptop export ${TPE} --format optuna-json --output out.log.json`,
				`sweeptop export ${TPE} --format optuna-best | head -n 6`,
			],
			by: '`log.json` and `best.json`, as MASE writes them',
		},
		{
			id: '1.23',
			asks: 'two searches compared',
			run: [
				'sweeptop run quantization --reporter silent --set parameters.seconds=0.1 --out all-pairs',
				'sweeptop run quantization --reporter silent --set parameters.seconds=0.1 --set sampler.name=tpe --trials 10 --out some-pairs',
				...['all-pairs', 'some-pairs'].map(
					run => `sweeptop table ${run} --pareto --columns trial,data.width,weight.width,accuracy,average_bitwidth`,
				),
				`sweeptop plot ${TPE} history --columns 78 --rows 14`,
			],
			lines: 14,
			by: 'the preset `quantization`, all 16 pairs against 10 that a sampler chooses; `sweeptop view A B` shows several runs',
		},
		{
			id: '1.24',
			asks: 'trials, seconds, best, and when it came',
			run: [`sweeptop table ${TPE} --sort=-values_0,trial --columns trial,values_0,duration_s --top 1`],
		},
		{id: '1.25', asks: 'points that were tried twice', run: [`sweeptop import ${TPE} --out tpe`]},
	],
};
