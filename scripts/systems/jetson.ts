import type {SystemPage} from './row.ts';

const SQUARE = 'data/jetson/square_2021';

/** System 2. */
export const jetson: SystemPage = {
	title: '2 · Efficiency of matrix products on a Jetson board',
	about:
		'Folders of `.data` files whose names are the parameters: readings of a power meter, and the FLOPS in the last line.',
	rows: [
		{
			id: '2.1',
			asks: 'the plan: counts, product, time',
			run: ['sweeptop run jetson-gemm --dry-run'],
			lines: 24,
			by: 'the preset `jetson-gemm` on a machine that is no Jetson board',
		},
		{
			id: '2.2',
			asks: '14 clocks × 32 sizes × 2 × 3 = 2,688',
			by: 'the plan above: `{ min = 64, max = 2048, step = 64 }` includes 2048',
		},
		{id: '2.3', asks: 'the board in the record', by: '`metadata.json`: model, L4T release, power mode, driver'},
		{
			id: '2.4',
			asks: 'the CPU clock pinned, and put back',
			by: 'a parameter with `knob = "cpu.frequency"`; written, read back, restored on any end; `--dry-run` prints the writes',
		},
		{
			id: '2.5',
			asks: 'the GPU clock pinned',
			by: '`knob = "gpu.frequency"`: limits in the order that never crosses; `sweeptop restore` after a crash',
		},
		{
			id: '2.6',
			asks: 'only clocks that the board offers',
			by: '`values = "available"`; another value is refused with the list',
		},
		{
			id: '2.7',
			asks: 'no rights: the exact command',
			by: 'the message names the file and the `sudo` command; nothing asks behind the screen',
		},
		{
			id: '2.8',
			asks: 'a cool-down between trials',
			by: "`[gate] max_temperature = 48`: a countdown; the wait is not the trial's",
		},
		{
			id: '2.9',
			asks: 'power of each trial over time',
			run: [`sweeptop plot ${SQUARE} telemetry --y board.power_w --columns 78 --rows 12`],
			lines: 12,
		},
		{id: '2.10', asks: 'parameters from file names', run: [`sweeptop table ${SQUARE} --top 3`]},
		{
			id: '2.11',
			asks: 'all four generations',
			run: [
				'sweeptop table data/jetson/square_2022 --top 2',
				'sweeptop table data/jetson/xgboost --top 2',
				'sweeptop table data/jetson/triton --top 2 --columns gpu_frequency,batch_size,inferences_per_second,inferences_per_joule,power_mean_w',
			],
		},
		{id: '2.12', asks: 'FLOPS per watt, exact', run: [`sweeptop export ${SQUARE} --format csv`], lines: 2},
		{
			id: '2.13',
			asks: 'extremes and energy',
			run: [
				`sweeptop table ${SQUARE} --sort=-energy_j --columns matrix_size,datatype,power_min_w,power_p95_w,power_max_w,energy_j --top 2`,
			],
		},
		{
			id: '2.14',
			asks: 'lines along one parameter, others fixed',
			run: [
				`sweeptop plot ${SQUARE} slices --x matrix_size --y flops_per_watt --color gpu_frequency --fix datatype=float --fix tensor=true --columns 78 --rows 14`,
			],
			lines: 14,
		},
		{id: '2.15', asks: 'ticks as the width allows', by: 'every axis thins its labels'},
		{
			id: '2.16',
			asks: 'tensor over non-tensor, by size',
			run: [
				`sweeptop ratio ${SQUARE} --metric flops_per_watt --split tensor=true/false --where 'datatype == "float" and gpu_frequency == 1377000000' --lines --columns datatype,gpu_frequency,matrix_size`,
				`sweeptop ratio ${SQUARE} --metric flops_per_watt --split tensor=true/false --where 'datatype == "float" and gpu_frequency == 1377000000'`,
			],
		},
		{
			id: '2.17',
			asks: 'a heat map, and the front of FLOPS against watts',
			run: [
				`sweeptop plot ${SQUARE} heatmap --x matrix_size --y datatype --color flops --fix gpu_frequency=905250000 --fix tensor=true --columns 60 --rows 10`,
			],
			lines: 10,
			by: '`sweeptop plot RUN pareto --x power_mean_w --y flops`',
		},
		{id: '2.18', asks: '`START,…` and `DONE,…` on the console', by: '`sweeptop watch --parse matmul -- COMMAND`'},
		{id: '2.19', asks: 'a broken file is named', run: ['sweeptop table broken']},
	],
};
