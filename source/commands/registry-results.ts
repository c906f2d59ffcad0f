import {EXPORTERS} from '../exporters/registry.ts';
import {AGGREGATES} from '../domain/aggregate.ts';
import {type CommandDefinition, defineCommand} from './command.ts';

/** Commands about runs on disk. */
export const RESULT_COMMANDS: readonly CommandDefinition[] = [
	defineCommand({
		id: 'ls',
		summary: 'list live sweeps everywhere and finished ones in --runs',
		operands: {usage: '', minimum: 0, maximum: 0},
		flags: {json: {kind: 'switch', summary: 'one JSON array, newest first'}},
		examples: [
			{line: 'sweeptop ls', does: 'every live sweep, then what is in ./sweeps'},
			{line: 'sweeptop ls --runs /data/sweeps --json', does: 'for a script'},
		],
		load: async () => (await import('./ls.ts')).lsCommand,
	}),
	defineCommand({
		id: 'table',
		summary: 'the trials of a run as a table, best first',
		operands: {usage: 'RUN', minimum: 1, maximum: 1, complete: 'run'},
		flags: {
			sort: {kind: 'text', value: 'COLUMNS', summary: 'most important first; a - before a name is descending'},
			where: {kind: 'text', value: 'EXPRESSION', summary: 'only trials for which it holds'},
			columns: {kind: 'text', value: 'NAMES', summary: 'which columns, or all'},
			top: {kind: 'integer', value: 'N', summary: 'so many rows at most', minimum: 1},
			pareto: {kind: 'switch', summary: 'only trials that no other one beats'},
			json: {kind: 'switch', summary: 'an array of trials as in trials.json'},
		},
		examples: [
			{line: 'sweeptop table last --top 5', does: 'the best five'},
			{line: 'sweeptop table last --sort=-flops,size', does: 'by two columns, the first descending'},
			{line: `sweeptop table last --where 'size >= 256 and dtype == "half"'`, does: 'some of them'},
			{line: 'sweeptop table last --pareto --json', does: 'for a script'},
		],
		load: async () => (await import('./table.ts')).tableCommand,
	}),
	defineCommand({
		id: 'plot',
		summary: 'print a heatmap, scatter, curves, telemetry or sparkline as text',
		operands: {usage: 'RUN KIND', minimum: 2, maximum: 2, complete: 'run'},
		flags: {
			x: {kind: 'text', value: 'NAME', summary: 'a parameter; in a scatter any column'},
			y: {kind: 'text', value: 'NAME', summary: 'as x; in curves a metric; in telemetry channels'},
			color: {kind: 'text', value: 'NAME', summary: 'what the colour says; in a heatmap the value of the cells'},
			fix: {kind: 'list', value: 'KEY=VALUE', summary: 'keep a parameter of a heatmap at a value'},
			aggregate: {kind: 'text', value: 'HOW', summary: 'trials of one cell become one', choices: AGGREGATES},
			log: {kind: 'list', value: 'AXIS', summary: 'logarithmic x, y or color'},
			columns: {kind: 'integer', value: 'N', summary: 'width (default: the terminal, else 80)', minimum: 1},
			rows: {kind: 'integer', value: 'N', summary: 'height (default: the terminal, else 24)', minimum: 1},
			svg: {kind: 'text', value: 'FILE', summary: 'write a picture in place of text'},
		},
		examples: [
			{line: 'sweeptop plot last heatmap', does: 'the axes of the sweep file, else the most varied ones'},
			{line: 'sweeptop plot last heatmap --x size --y dtype --fix block=64', does: 'one slice'},
			{line: 'sweeptop plot last scatter --x energy_j --y flops --log x', does: 'any two columns'},
			{line: 'sweeptop plot last telemetry --y cpu.power_w --svg power.svg', does: 'as a picture'},
		],
		load: async () => (await import('./plot.ts')).plotCommand,
	}),
	defineCommand({
		id: 'ratio',
		summary: 'one metric divided between two values of a parameter',
		operands: {usage: 'RUN', minimum: 1, maximum: 1, complete: 'run'},
		flags: {
			metric: {kind: 'text', value: 'NAME', summary: 'what is divided (default: the first objective)'},
			split: {kind: 'text', value: 'P=A/B', summary: 'the parameter, and its values above and below the line'},
			where: {kind: 'text', value: 'EXPRESSION', summary: 'only trials for which it holds'},
			json: {kind: 'switch', summary: 'an array of pairs'},
		},
		examples: [{line: 'sweeptop ratio last --metric flops --split dtype=float/half', does: 'for each size and block'}],
		load: async () => (await import('./ratio.ts')).ratioCommand,
	}),
	defineCommand({
		id: 'export',
		summary: 'write the trials of a run in another format',
		operands: {usage: 'RUN', minimum: 1, maximum: 1, complete: 'run'},
		flags: {
			format: {
				kind: 'text',
				value: 'FORMAT',
				summary: 'what to write',
				choices: EXPORTERS.map(exporter => exporter.id),
			},
			output: {kind: 'text', value: 'PATH', summary: 'file to write; - is stdout (default)'},
			csvSafe: {kind: 'switch', summary: "prefix cells that a spreadsheet would run as a formula with '"},
		},
		examples: [
			{line: 'sweeptop export last --format csv > trials.csv', does: 'every trial, full precision'},
			{line: 'sweeptop export last --format json --output best.json', does: 'written whole or not at all'},
		],
		load: async () => (await import('./export.ts')).exportCommand,
	}),
	defineCommand({
		id: 'rm',
		summary: 'remove finished runs',
		operands: {usage: 'RUN …', minimum: 1, maximum: Number.POSITIVE_INFINITY, complete: 'run'},
		flags: {yes: {kind: 'switch', summary: 'do not ask'}},
		examples: [
			{line: 'sweeptop rm gemm-20261121', does: 'asks first; a unique beginning is enough'},
			{line: 'sweeptop rm last --yes', does: 'in a script'},
		],
		load: async () => (await import('./rm.ts')).rmCommand,
	}),
];
