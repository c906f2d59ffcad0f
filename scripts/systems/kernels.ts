import type {SystemPage} from './row.ts';

const LOG = 'data/plaidml/small_mobilenet_coco_log.gz';
const COLUMNS = 'kernel,count,total_s,mean_s,min_s,max_s,p95_s,share';

/** System 3. */
export const kernels: SystemPage = {
	title: "3 · Kernels in a compiler's event log",
	about:
		'A PlaidML event log of either schema, or a Chrome trace: `LOG#kernels`, `LOG#invocations`, `LOG#timeline`. `sweeptop run kernels` is a program of this kind: each of its trials leaves a trace in its artifacts.',
	rows: [
		{
			id: '3.1',
			asks: 'a log that the program writes when it is ended',
			by: '`sweeptop watch -- env PLAIDML_EVENTLOG_FILENAME=eventlog.gz python3 train.py`: SIGINT is passed on; then open `eventlog.gz`',
		},
		{id: '3.2', asks: 'where the log is', by: 'its path is the operand of every command'},
		{
			id: '3.3',
			asks: 'both schemas, also cut at the end',
			run: ['sweeptop table data/plaidml/eventlog.gz', `sweeptop table ${LOG}`],
		},
		{
			id: '3.4',
			asks: 'clocks aligned',
			run: [
				`sweeptop import ${LOG} --study kernels --out kernels`,
				'grep -o "clock [^\\"]*added" kernels/journal.ndjson',
			],
		},
		{
			id: '3.5',
			asks: 'kernels: runs, total, mean, extremes, share',
			run: [`sweeptop table '${LOG}#kernels' --columns ${COLUMNS} --top 5`],
		},
		{
			id: '3.6',
			asks: 'facts of a kernel from above it',
			by: 'looked up on the activity, else on its parent, and so on up',
		},
		{id: '3.7', asks: 'runs whose kernel is not told', by: 'one row `unresolved`, and a notice with the count'},
		{
			id: '3.8',
			asks: 'ranked by mean',
			run: [`sweeptop table '${LOG}#kernels' --sort=-mean_s --columns kernel,count,mean_s --top 5`],
		},
		{
			id: '3.9',
			asks: 'bars by mean',
			run: [`sweeptop plot '${LOG}#kernels' bars --y mean_s --columns 78 --rows 10`],
			lines: 10,
		},
		{id: '3.10', asks: 'source of the worst kernel', run: ['head -n 4 kernels/trials/000004/e01/artifacts/source.txt']},
		{
			id: '3.11',
			asks: 'the program that it comes from',
			run: ['head -n 3 kernels/trials/000004/e01/artifacts/program.txt'],
		},
		{
			id: '3.12',
			asks: 'bars by total',
			run: [`sweeptop plot '${LOG}#kernels' bars --y total_s --aggregate sum --columns 78 --rows 10`],
			lines: 10,
		},
		{
			id: '3.13',
			asks: 'source of the greatest total',
			run: ['head -n 4 kernels/trials/000001/e01/artifacts/source.txt'],
		},
		{
			id: '3.14',
			asks: 'temporary memory: sum and sizes',
			run: ['cat kernels/trials/000001/e01/artifacts/memory.txt'],
			lines: 9,
		},
		{
			id: '3.15',
			asks: 'invocations by start',
			run: [`sweeptop table '${LOG}#invocations' --where 'invocation == 10 or invocation == 137'`],
		},
		{
			id: '3.16',
			asks: 'what belongs to an invocation',
			by: 'its tree, and the `tile::MapCurrent` spans up to the next one; after the last one to the end of the log',
		},
		{
			id: '3.17',
			asks: 'its spans in order of the tree',
			run: [
				`sweeptop table '${LOG}#timeline' --where 'invocation == 10' --sort trial --columns depth,verb,kernel,elapsed_s --top 6`,
			],
		},
		{
			id: '3.18',
			asks: 'its timeline',
			run: [`sweeptop plot '${LOG}#timeline' gantt --fix invocation=10 --columns 90 --rows 22`],
			lines: 22,
			by: 'in `sweeptop view` the keys `+ - < >` zoom and pan',
		},
		{
			id: '3.19',
			asks: 'its longest kernel',
			run: [
				`sweeptop table '${LOG}#invocations' --where 'invocation == 10' --columns invocation,longest_kernel,longest_kernel_s`,
			],
		},
		{
			id: '3.20',
			asks: 'devices',
			run: ['grep -E "\\"(name|vendor|compute_units|clock_mhz)\\"" kernels/metadata.json'],
			lines: 9,
		},
		{
			id: '3.21',
			asks: 'FLOP/s and bytes/s of each kernel; CSV',
			run: [
				`sweeptop table '${LOG}#kernels' --sort=-flops_per_second --columns kernel,type,flops_per_second,bytes_per_second --top 3`,
				`sweeptop export '${LOG}#kernels' --format csv`,
				`sweeptop export '${LOG}#timeline' --format dot`,
			],
			lines: 6,
			by: 'calls, totals, children and per call as a graph for Graphviz (`| dot -Tsvg > calls.svg`)',
		},
	],
};
