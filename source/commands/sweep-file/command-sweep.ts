import {join} from 'node:path';
import type {Origin} from '../../domain/text/document.ts';
import {UserError} from '../../domain/errors.ts';

/** A sweep file that was made of the command line, and the place that it is as if it stood in. */
export type MadeSweep = {readonly origin: Origin; readonly path: string};

/** How the commands are run. */
export type CommandSweepOptions = {
	/** Absolute. */
	readonly workdir: string;
	readonly repeats: number | undefined;
	readonly warmup: number | undefined;
	/** A line for the shell that runs before the runs of each command, unmeasured. */
	readonly setup: string | undefined;
	/** A line for the shell that runs before each of them, unmeasured. */
	readonly prepare: string | undefined;
	/** What they print goes through their terminal, where it is seen, and the time of that is in their duration. */
	readonly showOutput: boolean;
};

/** Runs of each command where the command line does not say how many: as hyperfine, which takes as many at least. */
const DEFAULT_REPEATS = 10;

/**
 * The sweep that compares shell commands: one parameter `command` with each of them, the shortest duration is the best.
 * The file of a run of it can be run again. @throws UserError where a command is empty or there twice.
 */
export function commandSweep(
	commands: readonly string[],
	{workdir, repeats = DEFAULT_REPEATS, warmup = 0, setup, prepare, showOutput}: CommandSweepOptions,
): MadeSweep {
	const empty = commands.find(command => command.trim() === '');
	if (empty !== undefined) throw new UserError('--command is empty', "write it like --command 'sort big.txt'");
	const twice = commands.find((command, index) => commands.indexOf(command) < index);
	if (twice !== undefined)
		throw new UserError(`the command "${twice}" is there twice`, 'how often each one runs says --repeats 20');
	// JSON's texts are TOML's, but for one character.
	const text = (value: string): string => JSON.stringify(value).replaceAll('\u007F', '\\u007F');
	const lines = [
		'name = "commands"',
		// As hyperfine does: a command that prints megabytes is not to be judged by who reads them. Its errors are seen.
		`command = ["sh", "-c", ${text(showOutput ? '{command}' : 'exec >/dev/null; {command}')}]`,
		`workdir = ${text(workdir)}`,
		'',
		'[parameters]',
		`command = [${commands.map(text).join(', ')}]`,
		'',
		'[[objectives]]',
		'metric = "duration_s"',
		'direction = "minimize"',
		'',
		'[sampler]',
		'name = "grid"',
		'',
		'[run]',
		`repeats = ${repeats}`,
		`warmup = ${warmup}`,
		...(setup === undefined ? [] : [`setup = ${text(setup)}`]),
		...(prepare === undefined ? [] : [`prepare = ${text(prepare)}`]),
	];
	return {origin: {path: '--command.toml', text: `${lines.join('\n')}\n`}, path: join(workdir, '--command.toml')};
}
