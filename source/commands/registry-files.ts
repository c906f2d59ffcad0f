import {IMPORTER_IDS} from '../domain/importer.ts';
import {type CommandDefinition, defineCommand} from './command.ts';
import {READING_FLAGS} from './results/reading-flags.ts';

/** Commands about files of other programs. */
export const FILE_COMMANDS: readonly CommandDefinition[] = [
	defineCommand({
		id: 'import',
		summary: 'results of another program, or of several as one, as a run: journal, tables, telemetry',
		operands: {usage: 'PATH …', minimum: 1, maximum: Number.POSITIVE_INFINITY, places: [{complete: 'file'}]},
		flags: {
			from: {
				kind: 'text',
				value: 'KIND',
				summary: 'what it is, where its content does not say',
				choices: IMPORTER_IDS,
			},
			out: {kind: 'text', value: 'DIR', summary: 'folder of the run; with several sweeps, of a run for each'},
			study: {kind: 'text', value: 'NAME', summary: 'one of several sweeps in it (or PATH#NAME)'},
			params: {kind: 'text', value: 'NAMES', summary: 'columns that are parameters; the others are metrics'},
			metrics: {kind: 'text', value: 'NAMES', summary: 'columns that are metrics'},
			times: {
				kind: 'text',
				value: 'ZONE',
				summary: 'how times without a zone are meant, where the file does not say',
				choices: ['utc', 'local'],
			},
			...READING_FLAGS,
		},
		examples: [
			{line: 'sweeptop import optuna.db --study lr-sweep --out runs/lr', does: 'one study of an Optuna storage'},
			{line: 'sweeptop import results.csv --params lr,width --maximize accuracy --out runs/a', does: 'any table'},
			{
				line: 'sweeptop import cache.json --from kernel-tuner --out runs/k',
				does: 'a kind that its content does not say',
			},
			{
				line: "sweeptop import monday.csv 'optuna.db#lr-sweep' --out runs/both",
				does: 'one run of several sources; a column says which',
			},
		],
		load: async () => (await import('./import.ts')).importCommand,
	}),
	defineCommand({
		id: 'concat',
		summary: 'join the CSV files of a folder: union of their columns, one for the source',
		operands: {usage: 'DIR', minimum: 1, maximum: 1, places: [{complete: 'folder'}]},
		flags: {
			name: {kind: 'text', value: 'GLOB', summary: 'which files (default: *.csv, in every folder below)'},
			output: {kind: 'text', value: 'PATH', summary: 'file to write; - is stdout (default)'},
		},
		examples: [
			{line: 'sweeptop concat logs/mnist_jax --name metrics.csv > all_metrics.csv', does: 'every run of a log tree'},
		],
		load: async () => (await import('./concat.ts')).concatCommand,
	}),
];
