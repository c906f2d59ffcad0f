import {AGGREGATES} from '../domain/view/aggregate.ts';
import {EXPORTER_IDS} from '../domain/exporter.ts';
import {PLOT_KINDS} from './results/plot-kinds.ts';
import {type CommandDefinition, defineCommand} from './command.ts';
import {READING_FLAGS} from './results/reading-flags.ts';

/** Commands about runs on disk. */
export const RESULT_COMMANDS: readonly CommandDefinition[] = [
	defineCommand({
		id: 'ls',
		summary: 'list live sweeps everywhere and finished ones in --runs',
		operands: {usage: '', minimum: 0, maximum: 0, places: []},
		flags: {json: {kind: 'switch', summary: 'one JSON array, newest first'}},
		examples: [
			{line: 'sweeptop ls', does: 'every live sweep, then what is in ./sweeps'},
			{line: 'sweeptop ls --runs /data/sweeps --json', does: 'for a script'},
		],
		load: async () => (await import('./ls.ts')).lsCommand,
	}),
	defineCommand({
		id: 'table',
		summary: 'the trials of a run, or of several as one, as a table, best first',
		operands: {usage: 'RUN …', minimum: 1, maximum: Number.POSITIVE_INFINITY, places: [{complete: 'run'}]},
		flags: {
			sort: {kind: 'text', value: 'COLUMNS', summary: 'most important first; a - before a name is descending'},
			where: {kind: 'text', value: 'EXPRESSION', summary: 'only trials for which it holds'},
			columns: {kind: 'text', value: 'NAMES', summary: 'which columns, or all'},
			top: {kind: 'integer', value: 'N', summary: 'so many rows at most', minimum: 1},
			pareto: {kind: 'switch', summary: 'only trials that no other one beats'},
			failIfNone: {kind: 'switch', summary: 'exit 1 where no trial is left to show: a gate for scripts'},
			json: {kind: 'switch', summary: 'an array of trials as in trials.json'},
			...READING_FLAGS,
		},
		examples: [
			{line: 'sweeptop table last --top 5', does: 'the best five'},
			{line: 'sweeptop table last --sort=-flops,size', does: 'by two columns, the first descending'},
			{line: `sweeptop table last --where 'size >= 256 and dtype == "half"'`, does: 'some of them'},
			{line: 'sweeptop table last --pareto --json', does: 'for a script'},
			{line: 'sweeptop table before after --columns run,loss,loss.std', does: 'two runs in one, with what repeats say'},
			{line: "sweeptop table last --where 'loss <= 0.3' --fail-if-none", does: 'exit 1 where none has reached it'},
			{
				line: `sweeptop table results.csv --formula 'util=utilization / 100' --sort=-util`,
				does: 'a metric of your own',
			},
		],
		load: async () => (await import('./table.ts')).tableCommand,
	}),
	defineCommand({
		id: 'plot',
		summary: 'print a plot of the screen, telemetry or sparklines as text',
		operands: {
			usage: 'RUN … KIND',
			minimum: 2,
			maximum: Number.POSITIVE_INFINITY,
			places: [{complete: 'run'}, {complete: 'run', choices: {name: 'KIND', words: PLOT_KINDS}}],
		},
		flags: {
			x: {
				kind: 'text',
				value: 'NAME',
				summary: 'a parameter or column; in history and curves time or what they run over',
			},
			y: {kind: 'text', value: 'NAME', summary: 'as x; a metric; histogram, ecdf or box; in telemetry channels'},
			color: {kind: 'text', value: 'NAME', summary: 'what the colour says; in a heatmap the value of the cells'},
			size: {kind: 'text', value: 'NAME', summary: 'what the size of a point says, in a scatter'},
			fix: {kind: 'list', value: 'KEY=VALUE', summary: 'keep a parameter at a value; in parallel also LOW..HIGH'},
			aggregate: {
				kind: 'text',
				value: 'HOW',
				summary: 'trials of one cell, bar or step become one',
				choices: AGGREGATES,
			},
			log: {kind: 'list', value: 'AXIS', summary: 'logarithmic x, y or color'},
			isolines: {kind: 'switch', summary: 'lines of equal value over a heatmap'},
			ratio: {kind: 'text', value: 'P=A/B', summary: 'the ratio of two values of a parameter, in a heatmap'},
			columns: {kind: 'integer', value: 'N', summary: 'width (default: the terminal, else 80)', minimum: 1},
			rows: {kind: 'integer', value: 'N', summary: 'height (default: the terminal, else 24)', minimum: 1},
			svg: {kind: 'text', value: 'FILE', summary: 'write a picture in place of text'},
			...READING_FLAGS,
		},
		examples: [
			{line: 'sweeptop plot last heatmap', does: 'the axes of the sweep file, else the most varied ones'},
			{line: 'sweeptop plot last heatmap --x size --y dtype --fix block=64', does: 'one slice'},
			{line: 'sweeptop plot last heatmap --ratio dtype=half/float', does: 'what one value gains over the other'},
			{line: 'sweeptop plot last scatter --x energy_j --y flops --log x', does: 'any two columns'},
			{line: 'sweeptop plot last history --x energy', does: 'the best so far over the joules spent'},
			{line: 'sweeptop plot RUN1 RUN2 history', does: 'the best so far of each, and the trials until what all reach'},
			{line: 'sweeptop plot last importance', does: 'which parameters decide who is among the best'},
			{line: 'sweeptop plot last distribution --color dtype', does: 'a box for each type'},
			{line: 'sweeptop plot last parallel --fix lr=1e-3..1e-2', does: 'the trials in a range of one parameter'},
			{line: 'sweeptop plot last telemetry --y cpu.power_w --svg power.svg', does: 'as a picture'},
		],
		load: async () => (await import('./plot.ts')).plotCommand,
	}),
	defineCommand({
		id: 'ratio',
		summary: 'one metric divided between two values of a parameter, or between two runs; a gate for scripts',
		operands: {usage: 'RUN …', minimum: 1, maximum: Number.POSITIVE_INFINITY, places: [{complete: 'run'}]},
		flags: {
			metric: {kind: 'text', value: 'NAME', summary: 'what is divided (default: the first objective)'},
			split: {
				kind: 'text',
				value: 'P=A/B',
				summary: 'the parameter, and its values above and below the line (default: the second run over the first)',
			},
			where: {kind: 'text', value: 'EXPRESSION', summary: 'only trials for which it holds'},
			best: {kind: 'switch', summary: 'only the best trial of each side: of two searches, which try different points'},
			failIf: {
				kind: 'list',
				value: 'LIMIT',
				summary: "exit 1 where a ratio passes it for certain: 'latency > 1.05'",
			},
			confidence: {kind: 'text', value: 'SHARE', summary: 'of the intervals of ratios (default 0.95)'},
			json: {kind: 'switch', summary: 'an array of pairs'},
			csv: {kind: 'switch', summary: 'pairs as CSV'},
			lines: {kind: 'switch', summary: 'bare lines: parameters and ratio with blanks between'},
			columns: {kind: 'text', value: 'NAMES', summary: 'which parameters stand in those lines, and their order'},
			...READING_FLAGS,
		},
		examples: [
			{line: 'sweeptop ratio last --metric flops --split dtype=float/half', does: 'for each size and block'},
			{line: 'sweeptop ratio before after', does: 'two runs, point by point, with intervals where there are repeats'},
			{
				line: "sweeptop ratio before after --fail-if 'duration_s > 1.05'",
				does: 'for CI: exit 1 where it became slower by more than 5 % for certain',
			},
			{
				line: "sweeptop ratio last-week this-week --best --fail-if 'loss > 1.02'",
				does: 'exit 1 where the best that was found is worse by more than 2 %',
			},
		],
		load: async () => (await import('./ratio.ts')).ratioCommand,
	}),
	defineCommand({
		id: 'export',
		summary: 'write the trials of a run, or of several as one, in another format',
		operands: {usage: 'RUN …', minimum: 1, maximum: Number.POSITIVE_INFINITY, places: [{complete: 'run'}]},
		flags: {
			format: {
				kind: 'text',
				value: 'FORMAT',
				summary: 'what to write',
				choices: [...EXPORTER_IDS, 'asciicast'],
			},
			output: {kind: 'text', value: 'PATH', summary: 'file or folder to write; - is stdout (default)'},
			telemetry: {kind: 'text', value: 'DIR', summary: 'also the samples of each trial, a CSV file each'},
			csvSafe: {kind: 'switch', summary: "prefix cells that a spreadsheet would run as a formula with '"},
			...READING_FLAGS,
		},
		examples: [
			{line: 'sweeptop export last --format csv > trials.csv', does: 'every trial, full precision'},
			{line: 'sweeptop export last --format json --output best.json', does: 'written whole or not at all'},
			{line: 'sweeptop export last --output report.html', does: 'one page with pictures and a table, to send on'},
			{
				line: 'sweeptop export last --format optuna-journal --output study.log',
				does: 'then: optuna-dashboard study.log',
			},
			{line: 'sweeptop export last --output run.cast', does: 'its replay, then: asciinema play run.cast'},
			{line: 'sweeptop export last --telemetry samples', does: 'power, temperature and clocks of each trial'},
		],
		load: async () => (await import('./export.ts')).exportCommand,
	}),
	defineCommand({
		id: 'rm',
		summary: 'remove finished runs',
		operands: {usage: 'RUN …', minimum: 1, maximum: Number.POSITIVE_INFINITY, places: [{complete: 'run'}]},
		flags: {yes: {kind: 'switch', summary: 'do not ask'}},
		examples: [
			{line: 'sweeptop rm gemm-20261121', does: 'asks first; a unique beginning is enough'},
			{line: 'sweeptop rm last --yes', does: 'in a script'},
		],
		load: async () => (await import('./rm.ts')).rmCommand,
	}),
];
