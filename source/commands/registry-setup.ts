import {type CommandDefinition, defineCommand} from './command.ts';

/** Commands about sweep files, this machine and this program. */
export const SETUP_COMMANDS: readonly CommandDefinition[] = [
	defineCommand({
		id: 'init',
		summary: 'begin a sweep file, from a command as it is run by hand',
		operands: {usage: '', minimum: 0, maximum: 0, places: []},
		passthrough: 'COMMAND …',
		flags: {
			minimize: {kind: 'text', value: 'METRIC', summary: 'what is searched for (default loss)'},
			maximize: {kind: 'text', value: 'METRIC', summary: 'the same, more is better'},
			output: {kind: 'text', value: 'PATH', summary: 'file to write (default sweep.toml); - is stdout'},
		},
		examples: [
			{
				line: 'sweeptop init -- python train.py --lr 0.01 --batch 32',
				does: 'parameters around these values, which come first',
			},
			{line: 'sweeptop init --maximize accuracy --output tune.toml -- ./tune lr=0.1', does: 'named, for a score'},
		],
		load: async () => (await import('./init.ts')).initCommand,
	}),
	defineCommand({
		id: 'check',
		summary: 'validate a sweep file, run nothing',
		operands: {usage: 'SWEEP', minimum: 1, maximum: 1, places: [{complete: 'sweep'}]},
		flags: {
			set: {kind: 'list', value: 'KEY=VALUE', summary: 'change a key of the sweep file first'},
			command: {kind: 'text', value: 'LINE', summary: 'what a foreign definition runs: "./train.py {args}"'},
		},
		examples: [
			{line: 'sweeptop check sweep.toml', does: 'exit 0 and one line, or exit 2 and file:line:column'},
			{line: 'sweeptop check sweep.yaml --set run.repeats=5', does: 'with one key changed'},
			{line: 'sweeptop check wandb.yaml', does: 'what is understood of the definition of another tool'},
		],
		load: async () => (await import('./check.ts')).checkCommand,
	}),
	defineCommand({
		id: 'schema',
		summary: "print the sweep file's JSON Schema",
		operands: {usage: '', minimum: 0, maximum: 0, places: []},
		flags: {text: {kind: 'switch', summary: 'every key, sampler and pruner in words, as Markdown'}},
		examples: [
			{line: 'sweeptop schema > sweep.schema.json', does: 'for an editor that completes and checks'},
			{line: 'sweeptop schema --text | less', does: 'every key of a sweep file, with what it means'},
		],
		load: async () => (await import('./schema.ts')).schemaCommand,
	}),
	defineCommand({
		id: 'probes',
		summary: 'every source of readings, and why others cannot be used',
		operands: {usage: '', minimum: 0, maximum: 0, places: []},
		flags: {
			watch: {kind: 'switch', summary: 'the values alone, anew every second'},
			json: {kind: 'switch', summary: 'sources, channels and totals as JSON'},
			overhead: {kind: 'switch', summary: 'also what reading costs, in CPU time and watts; takes 20 s'},
			selfTest: {kind: 'switch', summary: 'measure averaging windows by a load that comes and goes; takes 30 s'},
		},
		passthrough: 'LOAD …',
		examples: [
			{line: 'sweeptop probes', does: 'what can be read here, and the mend for what cannot'},
			{line: 'sweeptop probes --json', does: 'for a script'},
			{line: 'sweeptop probes --self-test', does: 'how each sensor averages, by a busy loop on every CPU'},
			{line: 'sweeptop probes --self-test -- ./gpu-burn 60', does: 'the same with a load for the GPU'},
		],
		load: async () => (await import('./probes.ts')).probesCommand,
	}),
	defineCommand({
		id: 'restore',
		summary: 'put back any hardware setting left by a run that died',
		operands: {usage: '', minimum: 0, maximum: 0, places: []},
		flags: {},
		examples: [{line: 'sweeptop restore', does: 'exit 3 where that needs commands of your own: they are printed'}],
		load: async () => (await import('./restore.ts')).restoreCommand,
	}),
	defineCommand({
		id: 'presets',
		summary: 'list the ready sweeps',
		operands: {usage: '', minimum: 0, maximum: 0, places: []},
		flags: {},
		examples: [{line: 'sweeptop presets', does: 'then: sweeptop run gemm'}],
		load: async () => (await import('./presets.ts')).presetsCommand,
	}),
	defineCommand({
		id: 'completion',
		summary: 'print a completion script for a shell',
		operands: {
			usage: 'SHELL',
			minimum: 1,
			maximum: 1,
			places: [{choices: {name: 'SHELL', words: ['bash', 'zsh', 'fish']}}],
		},
		flags: {},
		examples: [
			{line: 'source <(sweeptop completion bash)', does: 'in ~/.bashrc'},
			{line: 'source <(sweeptop completion zsh)', does: 'in ~/.zshrc, after compinit'},
			{line: 'sweeptop completion fish | source', does: 'in ~/.config/fish/config.fish'},
		],
		load: async () => (await import('./completion.ts')).completionCommand,
	}),
	defineCommand({
		id: 'reset',
		summary: 'put the terminal right after a screen was killed',
		operands: {usage: '', minimum: 0, maximum: 0, places: []},
		flags: {},
		examples: [{line: 'sweeptop reset', does: 'also when you cannot see what you type'}],
		load: async () => (await import('./reset.ts')).resetCommand,
	}),
];
