import {basename, resolve} from 'node:path';
import {UserError} from '../domain/errors.ts';
import {nearestName} from '../domain/text/nearest.ts';
import type {Sweep, WatchSettings} from '../domain/sweep.ts';
import {DEFAULT_GATE, DEFAULT_RUN, DEFAULT_TELEMETRY} from '../domain/sweep/sweep-defaults.ts';
import {preflight} from '../executors/preflight.ts';
import {LISTENERS} from '../listeners/registry.ts';
import type {CommandBody, Host} from './command.ts';
import {freezeSweep} from './runs/frozen-sweep.ts';
import {parseRoles, type RoleFlags} from './watching/name-roles.ts';
import {createRun} from './runs/new-run.ts';
import {objectivesOf} from './results/reading-flags.ts';
import {type ModeFlags, runSweep} from './run-sweep.ts';
import {parseStudyAddress} from './watching/watch-address.ts';
import {readPatterns} from './watching/watch-patterns.ts';

/** Options of `sweeptop watch`. */
export type WatchFlags = ModeFlags &
	RoleFlags & {
		readonly study: string | undefined;
		readonly parse: string | undefined;
		readonly minimize: readonly string[];
		readonly maximize: readonly string[];
		readonly out: string | undefined;
	};

/**
 * `sweeptop watch -- COMMAND`: runs somebody else's sweep program in a terminal and reads its trials as they come; with
 * `--study` and no command it follows what a program writes that runs already.
 */
export const watchCommand: CommandBody<WatchFlags> = async invocation => {
	const {flags, global, host, passthrough} = invocation;
	const given = settingsOf(flags, host);
	const follows = passthrough.length === 0 && given.study !== undefined;
	const settings: WatchSettings = follows ? {...given, follows} : given;
	if (!follows) refuseUnstartable(passthrough, host);
	const argv = follows ? ['sweeptop', 'watch', '--study', flags.study ?? ''] : passthrough;
	const name = nameOfProgram(follows ? [given.study.path] : passthrough);
	const out = flags.out === undefined ? undefined : resolve(host.workdir, flags.out);
	const directory = createRun({runs: global.runs, name, out}, host);
	freezeSweep(directory, {sweep: watchedSweep(name, argv, host.workdir, settings)});
	return runSweep(invocation, directory);
};

function settingsOf(flags: WatchFlags, host: Host): WatchSettings {
	const {study, parse = 'auto', minimize, maximize} = flags;
	const {params = [], metrics = []} = parseRoles(flags);
	const roles = params.length + metrics.length === 0 ? {} : {roles: {params, metrics}};
	const goals = objectivesOf({minimize, maximize});
	const address = {...roles, ...(study === undefined ? {} : {study: parseStudyAddress(study, host.workdir)})};
	if (/\.toml$/i.test(parse)) {
		return {listener: 'patterns', patterns: readPatterns(resolve(host.workdir, parse)), goals, ...address};
	}
	const ids = ['auto', ...LISTENERS.map(({id}) => id)];
	if (ids.includes(parse)) return {listener: parse, goals, ...address};
	const near = nearestName(parse, ids);
	throw new UserError(
		`there is no listener "${parse}"`,
		near === undefined ? `one of ${ids.join(', ')}, or a file of patterns (*.toml)` : `did you mean ${near}?`,
	);
}

function refuseUnstartable(argv: readonly string[], {workdir, environment}: Host): void {
	if (argv.length === 0) {
		throw new UserError(
			'watch needs a command',
			'write it behind --: sweeptop watch -- python search.py; or name what another program writes: --study results.csv',
		);
	}
	const env = Object.fromEntries(
		Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
	);
	const checked = preflight({argv, workdir, env});
	if (checked.kind === 'refused')
		throw new UserError(`the command cannot be started: ${checked.why}`, 'check its path');
}

/** Programs that run another one: its name says more. */
const INTERPRETERS =
	/^(?:python[\d.]*|node|bash|sh|zsh|perl|ruby|Rscript|julia|uv|poetry|pipx|npx|tsx|env|time|nice|nohup|stdbuf|sudo|mpirun|srun|torchrun|accelerate)$/;
/** Their words that are no program. */
const WORDS = new Set(['run', 'exec', 'launch', '-m']);

/** A sweep's name from the program: `python search.py --n 3` is `search`. */
export function nameOfProgram(argv: readonly string[]): string {
	const isInterpreter = INTERPRETERS.test(basename(argv[0] ?? ''));
	const rest = argv.slice(1).filter(word => !/^-|[\s=]/.test(word) && !WORDS.has(word));
	const program = isInterpreter ? (rest.find(word => !INTERPRETERS.test(basename(word))) ?? argv[0]) : argv[0];
	const stem = basename(program ?? '')
		.replace(/\.\w{1,6}$/, '')
		.replaceAll(/[^A-Za-z0-9._-]+/g, '-')
		.replaceAll(/^[-.]+|[-.]+$/g, '');
	return stem === '' ? 'watch' : stem.slice(0, 60);
}

/** Nothing is known yet but the command: its space and metrics come with the trials. */
function watchedSweep(name: string, argv: readonly string[], workdir: string, watched: WatchSettings): Sweep {
	return {
		format: 1,
		name,
		// Braces are no placeholders here.
		command: {kind: 'argv', argv: argv.map(word => word.replaceAll('{', '{{').replaceAll('}', '}}'))},
		workdir,
		env: {},
		space: {parameters: [], exclude: []},
		constraints: [],
		metrics: [],
		objectives: watched.goals,
		sampler: {name: 'watched', options: {}},
		pruner: {name: 'none', options: {}},
		views: [],
		budget: {},
		run: DEFAULT_RUN,
		telemetry: DEFAULT_TELEMETRY,
		gate: DEFAULT_GATE,
		labels: {},
		seed: 0,
		watched,
	};
}
