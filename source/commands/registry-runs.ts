import {REPORTER_IDS} from '../domain/reporter.ts';
import {type CommandDefinition, defineCommand, type Flags} from './command.ts';
import {READING_FLAGS} from './results/reading-flags.ts';

const SCREEN_FLAGS = {
	fps: {kind: 'integer', value: 'N', summary: 'frames a second at most', minimum: 1},
} as const satisfies Flags;

const NOTIFY_FLAGS = {
	notify: {
		kind: 'list',
		value: 'COMMAND',
		summary: "run on completion, failure, new best and heat: 'notify-send {text}'; or bell, osc",
	},
} as const satisfies Flags;

const HEADLESS_FLAGS = {
	headless: {kind: 'switch', summary: 'no screen (also when stdin or stdout is no terminal)'},
	reporter: {
		kind: 'text',
		value: 'KIND',
		summary: `what is printed without a screen (default ${REPORTER_IDS[0]})`,
		choices: REPORTER_IDS,
	},
} as const satisfies Flags;

/** Commands that start, follow and steer a sweep. */
export const RUN_COMMANDS: readonly CommandDefinition[] = [
	defineCommand({
		id: 'run',
		summary: 'run a sweep file, a preset or the definition of another tool, or compare commands',
		operands: {usage: '[SWEEP]', minimum: 0, maximum: Number.POSITIVE_INFINITY, places: [{complete: 'sweep'}, {}]},
		flags: {
			...HEADLESS_FLAGS,
			out: {kind: 'text', value: 'DIR', summary: 'the run directory itself'},
			resume: {
				kind: 'switch',
				summary: 'where --out holds a run of this sweep already, go on with it: one line for a job script',
			},
			dryRun: {kind: 'switch', summary: 'print the plan and run nothing'},
			detach: {kind: 'switch', summary: 'start it and return at once; sweeptop attach shows it'},
			seed: {kind: 'integer', value: 'N', summary: 'seed of the sampler and of SWEEP_SEED (default 0)'},
			trials: {kind: 'integer', value: 'N', summary: 'trials at most', minimum: 1},
			jobs: {kind: 'integer', value: 'N', summary: 'trials at a time', minimum: 1},
			time: {kind: 'text', value: '2h', summary: 'no new trial after this time'},
			energy: {kind: 'text', value: '50kJ', summary: 'no new trial after this energy'},
			set: {kind: 'list', value: 'KEY=VALUE', summary: 'replace a key of the sweep file: run.repeats=3'},
			label: {
				kind: 'list',
				value: 'KEY=VALUE',
				summary: 'kept in metadata.json',
				aliases: ['extra', 'extra_metadata'],
			},
			command: {
				kind: 'list',
				value: 'LINE',
				summary: 'what a foreign definition runs: "./train.py {args}"; without SWEEP a command to be compared',
			},
			repeats: {kind: 'integer', value: 'N', summary: 'measured runs of each trial', minimum: 1},
			warmup: {kind: 'integer', value: 'N', summary: 'runs before them that do not count'},
			setup: {kind: 'text', value: 'LINE', summary: 'a shell command before the runs of each trial, unmeasured'},
			prepare: {kind: 'text', value: 'LINE', summary: 'a shell command before each of these runs, unmeasured'},
			showOutput: {
				kind: 'switch',
				summary: 'of commands that are compared: what they print is seen and kept, and its time counts',
			},
			yes: {kind: 'switch', summary: 'run a sweep file that belongs to somebody else'},
			...NOTIFY_FLAGS,
			...SCREEN_FLAGS,
		},
		examples: [
			{line: 'sweeptop run gemm', does: 'the preset: a matrix multiplication on this machine'},
			{line: 'sweeptop run sweep.toml --dry-run', does: 'every axis, the count, the first commands'},
			{line: 'sweeptop run sweep.toml --headless --out results', does: 'for a script: one line a trial'},
			{
				line: 'sweeptop run sweep.toml --headless --out results --resume',
				does: 'for a job that is requeued: begins, or goes on',
			},
			{line: 'sweeptop run sweep.yaml --set run.repeats=3 --jobs 2', does: 'with two keys replaced'},
			{
				line: "sweeptop run --command 'sort big.txt' --command 'sort -S 1G big.txt' --warmup 1",
				does: 'which is faster, and by how much: 10 runs each, no file needed',
			},
			{
				line: "sweeptop run --command 'make -j1' --command 'make -j8' --prepare 'make clean'",
				does: 'each run begins from the same state',
			},
			{line: 'sweeptop run space.json --command "./train.py {args}"', does: 'a search space that names no program'},
		],
		load: async () => (await import('./run.ts')).runCommand,
	}),
	defineCommand({
		id: 'watch',
		summary: "run somebody else's sweep program and read its trials as they come",
		operands: {usage: '', minimum: 0, maximum: 0, places: []},
		passthrough: 'COMMAND …',
		flags: {
			study: {kind: 'text', value: 'URL', summary: 'where it stores its trials: sqlite:///x.db#name, a file, a folder'},
			parse: {kind: 'text', value: 'KIND', summary: 'what it prints (default auto), or a file of patterns: mine.toml'},
			params: {kind: 'text', value: 'NAMES', summary: 'what it prints that is a parameter: lr,width'},
			metrics: {kind: 'text', value: 'NAMES', summary: 'what it prints that is a metric'},
			minimize: {kind: 'list', value: 'METRIC', summary: 'smaller is better, where the program does not say'},
			maximize: {kind: 'list', value: 'METRIC', summary: 'larger is better, where the program does not say'},
			out: {kind: 'text', value: 'DIR', summary: 'the run directory itself'},
			...HEADLESS_FLAGS,
			detach: {kind: 'switch', summary: 'start it and return at once; sweeptop attach shows it'},
			...NOTIFY_FLAGS,
			...SCREEN_FLAGS,
		},
		examples: [
			{line: 'sweeptop watch -- python search.py', does: 'recognises Optuna, MASE, MLCommons, Ray, Kernel Tuner …'},
			{
				line: 'sweeptop watch --study sqlite:///study.db -- python search.py',
				does: 'trials from the storage, read without a lock while it grows',
			},
			{line: 'sweeptop watch --study results.csv', does: 'what a program writes that runs already'},
			{line: 'sweeptop watch --params lr,opt --minimize loss -- ./tune', does: 'flat JSON lines'},
			{line: 'sweeptop watch --parse mine.toml --minimize loss -- ./tune', does: 'by patterns of your own'},
		],
		load: async () => (await import('./watch.ts')).watchCommand,
	}),
	defineCommand({
		id: 'attach',
		summary: 'show a running sweep; leaving does not end it',
		operands: {usage: '[RUN]', minimum: 0, maximum: 1, places: [{complete: 'run'}]},
		flags: {view: {kind: 'switch', summary: 'look only: no command is sent'}, ...NOTIFY_FLAGS, ...SCREEN_FLAGS},
		examples: [
			{line: 'sweeptop attach', does: 'the newest live sweep'},
			{line: 'sweeptop attach gemm-2026 --view', does: 'a unique beginning of its name is enough'},
			{line: 'sweeptop attach ssh://orin/last', does: 'a sweep on another machine, by your own ssh'},
		],
		load: async () => (await import('./attach.ts')).attachCommand,
	}),
	defineCommand({
		id: 'view',
		summary: 'show a finished run, or several compared',
		operands: {usage: 'PATH …', minimum: 1, maximum: Number.POSITIVE_INFINITY, places: [{complete: 'run'}]},
		flags: {...SCREEN_FLAGS, ...READING_FLAGS},
		examples: [
			{line: 'sweeptop view last', does: 'all views, from its files alone'},
			{line: 'sweeptop view gemm-2026 other.csv', does: 'two runs as one, with a parameter that says which'},
		],
		load: async () => (await import('./view.ts')).viewCommand,
	}),
	defineCommand({
		id: 'resume',
		summary: 'go on with a sweep that was paused, extended or whose engine died',
		operands: {usage: 'RUN', minimum: 1, maximum: 1, places: [{complete: 'run'}]},
		flags: {
			...HEADLESS_FLAGS,
			trials: {kind: 'text', value: '+50', summary: 'so many trials more, or 150 in all'},
			time: {kind: 'text', value: '+10m', summary: 'so much time more, or 2h in all'},
			energy: {kind: 'text', value: '+5kJ', summary: 'so much energy more, or 50kJ in all'},
			frozen: {kind: 'switch', summary: 'use the frozen sweep although the sweep file was changed'},
			detach: {kind: 'switch', summary: 'start it and return at once'},
			...NOTIFY_FLAGS,
			...SCREEN_FLAGS,
		},
		examples: [
			{line: 'sweeptop resume last', does: 'acknowledged trials are never run again'},
			{line: 'sweeptop resume last --trials +50 --headless', does: 'extends a finished search'},
			{line: 'sweeptop resume last --time +30m', does: 'goes on where its time was spent'},
		],
		load: async () => (await import('./resume.ts')).resumeCommand,
	}),
	defineCommand({
		id: 'pause',
		summary: 'start no new execution; running ones finish',
		operands: {usage: 'RUN', minimum: 1, maximum: 1, places: [{complete: 'run'}]},
		flags: {},
		examples: [{line: 'sweeptop pause last', does: 'sweeptop resume last goes on'}],
		load: async () => (await import('./steer.ts')).pauseCommand,
	}),
	defineCommand({
		id: 'stop',
		summary: 'end a sweep; it can be resumed',
		operands: {usage: 'RUN', minimum: 1, maximum: 1, places: [{complete: 'run'}]},
		flags: {now: {kind: 'switch', summary: 'end the running trials too'}},
		examples: [
			{line: 'sweeptop stop last', does: 'when the running trials have ended'},
			{line: 'sweeptop stop last --now', does: 'at once'},
		],
		load: async () => (await import('./steer.ts')).stopCommand,
	}),
	defineCommand({
		id: 'rerun',
		summary: 'run trials again',
		operands: {usage: 'RUN', minimum: 1, maximum: 1, places: [{complete: 'run'}]},
		flags: {
			failed: {kind: 'switch', summary: 'all that failed'},
			flagged: {kind: 'switch', summary: 'all whose flags a new measurement may take away'},
			trials: {kind: 'text', value: '3,7-9', summary: 'these'},
		},
		examples: [{line: 'sweeptop rerun last --trials 3,7-9', does: 'their new results replace the old ones'}],
		load: async () => (await import('./steer.ts')).rerunCommand,
	}),
	defineCommand({
		id: 'reproduce',
		summary: 'print the shell line that runs a trial again by hand',
		operands: {usage: 'RUN [TRIAL]', minimum: 1, maximum: 2, places: [{complete: 'run'}, {}]},
		flags: {},
		examples: [
			{line: 'sweeptop reproduce last', does: 'the best trial: folder, environment, seed, command'},
			{line: 'sweeptop reproduce last 7 | sh', does: 'runs it, with what it reports on stdout'},
		],
		load: async () => (await import('./reproduce.ts')).reproduceCommand,
	}),
	defineCommand({
		id: 'enqueue',
		summary: 'add a trial by hand',
		operands: {
			usage: 'RUN KEY=VALUE …',
			minimum: 2,
			maximum: Number.POSITIVE_INFINITY,
			places: [{complete: 'run'}, {}],
		},
		flags: {},
		examples: [{line: 'sweeptop enqueue last dtype=float size=100 block=16', does: 'also a point between the steps'}],
		load: async () => (await import('./steer.ts')).enqueueCommand,
	}),
	defineCommand({
		id: 'serve',
		summary: 'the far end of attach ssh://',
		operands: {usage: 'RUN', minimum: 1, maximum: 1, places: [{complete: 'run'}]},
		flags: {stdio: {kind: 'switch', summary: 'speak on stdin and stdout'}},
		examples: [{line: 'sweeptop serve --stdio last', does: 'what attach ssh:// runs over there'}],
		hidden: true,
		load: async () => (await import('./serve.ts')).serveCommand,
	}),
	defineCommand({
		id: 'replay',
		summary: 'play a recorded run back',
		operands: {usage: 'PATH', minimum: 1, maximum: 1, places: [{complete: 'run'}]},
		flags: {
			speed: {
				kind: 'integer',
				value: 'N',
				summary: 'times as fast as it was (default: about half a minute in all)',
				minimum: 1,
			},
			...SCREEN_FLAGS,
		},
		examples: [{line: 'sweeptop replay last --speed 60', does: 'the screen as it was, a minute a second'}],
		load: async () => (await import('./replay.ts')).replayCommand,
	}),
	defineCommand({
		id: 'demo',
		summary: 'the screen on a synthetic board, no hardware needed',
		operands: {usage: '', minimum: 0, maximum: 0, places: []},
		flags: {seed: {kind: 'integer', value: 'N', summary: 'seed (default 1)'}, ...SCREEN_FLAGS},
		examples: [{line: 'sweeptop demo', does: 'every view filled'}],
		load: async () => (await import('./demo-command.ts')).demoCommand,
	}),
];
