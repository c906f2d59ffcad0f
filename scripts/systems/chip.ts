import type {SystemPage} from './row.ts';

const ASAP7 = 'data/asap7/asap7-tuning-20220804141156';

/** System 0. */
export const chip: SystemPage = {
	title: '0 · Tuning of a chip design in the cloud',
	about: 'Sixteen papermill notebooks, one a trial; a study of 400 trials; OpenROAD metrics and AutoTuner results.',
	rows: [
		{id: '0.1', asks: 'named settings with `${VAR}`; a missing variable is named', run: ['sweeptop check bucket.toml']},
		{
			id: '0.2',
			asks: 'trial numbers from 1, as given',
			run: [`sweeptop table ${ASAP7} --sort trial --columns trial,state,pipeline_stages --top 3`],
		},
		{
			id: '0.3',
			asks: 'a folder of notebooks in either layout, by number, not by text',
			run: [`sweeptop import ${ASAP7} --out asap7`],
			by: '`gs://` folders: copy them first with the command of the cloud (`gsutil -m cp -r`). What takes longer than a second says on stderr how far it is; 16 notebooks take 0.1 s.',
		},
		{
			id: '0.4',
			asks: 'scraps: json, text, data frames in Parquet, pictures',
			run: [
				'sweeptop table data/asap7/mmi_out_sample.ipynb',
				'sweeptop plot data/asap7/mmi_out_sample.ipynb curves --y s11a --rows 10',
			],
			lines: 12,
		},
		{
			id: '0.5',
			asks: 'the trial is the integer after the last `_`',
			by: "the same rule, else a folder above that is a number; it is the trial's label",
		},
		{
			id: '0.6',
			asks: 'parameters that arrive as text become numbers',
			run: [`sweeptop export ${ASAP7} --format ndjson | grep -o '"params":[^}]*}'`],
			lines: 2,
		},
		{
			id: '0.7',
			asks: 'constants apart from the columns',
			by: 'key `c` in the table of trials; `u` hides what never changes',
		},
		{
			id: '0.8',
			asks: 'a failed flow keeps its row and is never ranked',
			run: [`sweeptop table ${ASAP7} --where 'state == "failed"' --columns trial,state,pipeline_stages,slack`],
		},
		{
			id: '0.9',
			asks: 'derived metrics',
			run: [
				'sweeptop check derived.toml',
				`sweeptop table ${ASAP7} --formula 'util=finish__design__instance__utilization / 100' --sort=-util --columns pipeline_stages,util,slack --top 3`,
			],
			by: '`formula` of a metric in a sweep file; `--formula` over results of any kind',
		},
		{
			id: '0.10',
			asks: 'CSV by trial, full precision, empty for missing',
			run: [`sweeptop export ${ASAP7} --format csv`],
			lines: 3,
			by: 'the original table of this study is made byte for byte by `test/importers/scrapbook.test.ts`',
		},
		{
			id: '0.11',
			asks: 'sorted by several columns',
			run: [
				`sweeptop table ${ASAP7} --sort pipeline_stages,finish__timing__setup__ws --columns trial,pipeline_stages,finish__timing__setup__ws`,
			],
			lines: 18,
		},
		{
			id: '0.12',
			asks: 'a number format for each column',
			by: '`format = ".2%"` of a metric in the sweep file; on the screen `c`, then `d`: `.4f`, `.3g`, `.2e`',
		},
		{
			id: '0.13',
			asks: 'colour gradients in columns',
			by: 'in the table of trials: `c`, then `b` until the column is coloured by its value',
		},
		{id: '0.14', asks: 'bars in cells', by: '`c`, then `b`: a bar behind the digits of a column'},
		{
			id: '0.15',
			asks: 'ends of a bar chosen by hand (vmin, vmax)',
			by: '`c`, then `r`: values at the ends of bar and colours',
		},
		{
			id: '0.16',
			asks: 'every column against every other, histograms on the diagonal',
			run: [`sweeptop plot ${ASAP7} scatter-matrix --columns 78 --rows 22`],
			lines: 22,
		},
		{
			id: '0.17',
			asks: 'a scatter with a third column as colour',
			run: [`sweeptop plot ${ASAP7} scatter --x pipeline_stages --y slack --color delay --columns 78 --rows 16`],
			lines: 16,
		},
		{
			id: '0.18',
			asks: 'the study as an animation',
			by: '`sweeptop replay RUN` (space, `[`, `]`); `sweeptop export RUN --format asciicast`',
		},
		{
			id: '0.19',
			asks: 'pictures of the layouts',
			run: ['ls asap7/trials/000001/e01/artifacts asap7/trials/000012/e01/artifacts'],
			by: "`sweeptop view asap7`, key `3`: the picture stands in the trial's page",
		},
		{id: '0.20', asks: 'how many are complete', run: [`sweeptop import ${ASAP7} --out asap7-again`]},
		{
			id: '0.21',
			asks: 'launch: integer 1 to 16, 16 at a time, stop after 16 failures, grid',
			run: [
				'sweeptop run ppa.toml --dry-run',
				'sweeptop run ppa --reporter summary --out crc32 | head -n 1',
				'sweeptop table crc32 --pareto --columns trial,gates,stages,area,cells,depth,slack_ps',
				'ls crc32/trials/000009/e01/artifacts',
			],
			lines: 14,
			by: 'the preset `ppa` does the like with yosys on this machine',
		},
		{
			id: '0.22',
			asks: 'a study of 400 trials, 20 at a time',
			run: [
				'sweeptop run mmi.toml --dry-run',
				'sweeptop import data/asap7/vertex_mmi_tuning_400trials.csv --params width_mmi,length_mmi,gap_mmi,width_taper --maximize transmission_1550 --out mmi',
				'sweeptop table mmi --top 3',
			],
			lines: 14,
		},
		{
			id: '0.23',
			asks: 'metrics reported through a hypertune file',
			run: ['sweeptop table data/asap7/output.metrics --top 3'],
			by: 'live: each execution gets `CLOUD_ML_HP_METRIC_FILE` and `CLOUD_ML_TRIAL_ID`',
		},
		{
			id: '0.24',
			asks: 'states of a job, repeats collapsed',
			run: [
				'sweeptop table data/asap7/vertex_hptuning_result.json',
				'sweeptop import data/asap7/vertex_hpt_job_console.txt --out console',
				'grep -o "job states: [^\\"]*" console/journal.ndjson',
			],
		},
	],
};
