import type {SystemPage} from './row.ts';

const LOGS = 'data/algoperf/logs_2022_03';

/** System 4. */
export const training: SystemPage = {
	title: '4 · Experiments with training algorithms',
	about: "Log folders of MLCommons' algorithmic-efficiency benchmark, in three generations.",
	rows: [
		{
			id: '4.1',
			asks: 'one command from start to plot',
			by: '`sweeptop run SWEEP --out DIR` ends on the first of `[[views]]`; the preset `training` on this machine, its log folder and the losses of its best trial',
			run: [
				'sweeptop run training --reporter summary --out digits | head -n 1',
				'sweeptop export digits --format algoperf --output digits-logs && find digits-logs -type f | sort -V | head -n 4',
				'sweeptop table digits --columns trial,learning_rate,one_minus_beta_1,epsilon,loss,accuracy,steps_taken --top 3',
			],
		},
		{
			id: '4.2',
			asks: 'the log folder is made; an old one is not overwritten',
			by: '`--out DIR` of a run is refused, and `sweeptop resume DIR` named',
		},
		{
			id: '4.3',
			asks: 'two trials from a tuning_search_space.json',
			run: [
				'sweeptop run definitions/mlcommons_tuning_search_space.json --dry-run --trials 2 --command "./train {args}"',
			],
			lines: 16,
		},
		{
			id: '4.4',
			asks: 'the console in a file',
			by: '`trials/000001/e01/output.log`; of a watched program `console.log`, and in each trial its own part of it',
		},
		{
			id: '4.5',
			asks: 'the same tree of logs',
			run: [`sweeptop export ${LOGS} --format algoperf --output tree`, 'find tree -type f'],
			lines: 6,
		},
		{
			id: '4.6',
			asks: 'the machine in metadata.json, no host name',
			by: '`metadata.json` of every run; imported ones keep what their file says',
		},
		{
			id: '4.7',
			asks: 'one row an evaluation, a half row is no error',
			run: [`sweeptop table ${LOGS} --columns trial,learning_rate,loss,accuracy,global_step,time_to_target_s`],
		},
		{
			id: '4.8',
			asks: 'a row of 46 columns',
			run: [`sweeptop table ${LOGS}/mnist_jax/run_1/metrics.csv --top 1 --columns global_step,loss,accuracy`],
		},
		{
			id: '4.9',
			asks: 'the machine beside the loss',
			run: [`sweeptop plot ${LOGS} telemetry --y gpu0.util_pct --columns 78 --rows 10`],
			lines: 10,
		},
		{id: '4.10', asks: 'packages', by: '`packages.txt` of every run'},
		{
			id: '4.11',
			asks: 'one trial, transposed',
			by: 'key `3`: every figure of a trial, in significant digits; `sweeptop table RUN --top 1 --json`',
		},
		{id: '4.12', asks: 'CSVs joined', run: [`sweeptop concat ${LOGS} --name metrics.csv`], lines: 2},
		{id: '4.13', asks: 'extra facts', by: '`--label`, `--extra` or `--extra_metadata key=value`, repeatable'},
		{
			id: '4.14',
			asks: 'loss over steps',
			run: [`sweeptop plot ${LOGS} curves --y loss --columns 78 --rows 14`],
			lines: 14,
		},
		{
			id: '4.15',
			asks: 'the target, and the time to it',
			run: [`sweeptop table ${LOGS} --columns trial,time_to_target_s,accumulated_submission_time`],
		},
		{
			id: '4.16',
			asks: 'the final score',
			run: [`sweeptop import ${LOGS} --out mnist`, 'grep -o "final score: [^\\"]*" mnist/journal.ndjson'],
		},
	],
};
