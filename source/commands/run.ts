import {existsSync} from 'node:fs';
import {basename, resolve} from 'node:path';
import {UserError} from '../domain/errors.ts';
import type {CommandBody, Invocation} from './command.ts';
import {commandSweep, type MadeSweep} from './sweep-file/command-sweep.ts';
import {freezeSweep} from './runs/frozen-sweep.ts';
import {foreignNotes, printPlan} from './sweep-file/print-plan.ts';
import {holdsRun} from '../journal/run-layout.ts';
import {readLiveTotals} from './runs/live-runs.ts';
import {createRun} from './runs/new-run.ts';
import {matchRun} from './runs/same-sweep.ts';
import {goOnWith} from './resume.ts';
import {type LoadedSweep, loadSweep, type SweepFlags} from './sweep-file/load-sweep.ts';
import {attachCommand} from './attach.ts';
import {chosenReporter, isScreenless, type ModeFlags, readNotify, runSweep} from './run-sweep.ts';
import {commandEngine, EngineLeaving} from './session/control.ts';
import {followLive} from './session/follow-live.ts';
import {warnOfSweep} from './sweep-file/sweep-warnings.ts';

/** Options of `sweeptop run`. */
export type RunFlags = Omit<SweepFlags, 'command'> &
	ModeFlags & {
		/** What a foreign definition runs, or without a sweep the commands to be compared. */
		readonly command: readonly string[];
		readonly repeats: number | undefined;
		readonly warmup: number | undefined;
		readonly setup: string | undefined;
		readonly prepare: string | undefined;
		readonly showOutput: boolean;
		readonly out: string | undefined;
		/** Where `out` holds a run of this sweep already, it is gone on with. */
		readonly resume: boolean;
		readonly dryRun: boolean;
		readonly yes: boolean;
	};

/**
 * `sweeptop run SWEEP`: checks and freezes the sweep, makes its directory, and runs it with a screen or without.
 * `sweeptop run --command A --command B` compares commands without a file.
 */
export const runCommand: CommandBody<RunFlags> = async invocation => {
	const {flags, global, host} = invocation;
	readNotify(flags);
	const {sysfsRoot} = global;
	const {dryRun} = flags;
	const options = {host, sysfsRoot, isPlan: dryRun, isForElsewhere: dryRun};
	const {name, made} = whatToRun(invocation);
	const [command] = made === undefined ? flags.command : [];
	const loaded = await loadSweep(
		name,
		{...flags, command, set: made === undefined ? [...runSettings(flags), ...flags.set] : flags.set},
		{...options, ...(made === undefined ? {} : {made})},
	);
	for (const note of foreignNotes(loaded)) host.note(`${note}\n`);
	warnOfSweep(loaded, host, {hasProgram: !dryRun});
	if (dryRun) return printPlan(loaded, invocation);
	refuseStrangers(loaded, flags.yes);
	const out = flags.out === undefined ? undefined : resolve(host.workdir, flags.out);
	if (flags.resume && out === undefined)
		throw new UserError(
			'--resume needs --out: the folder of the run',
			'sweeptop run sweep.toml --out results --resume',
		);
	if (flags.resume && out !== undefined && holdsRun(out)) return goOn(invocation, out, loaded);
	const directory = createRun({runs: global.runs, name: loaded.sweep.name, out}, host);
	freezeSweep(directory, loaded);
	return runSweep(invocation, directory);
};

/** Goes on with the run of a sweep; one that runs already is shown, or followed to its end. */
async function goOn(invocation: Invocation<RunFlags>, directory: string, {sweep}: LoadedSweep): Promise<number> {
	const {flags, host} = invocation;
	const resumed = {
		...invocation,
		operands: [directory],
		flags: {...flags, ...matchRun(directory, sweep), frozen: true},
	};
	return goOnWith(resumed, directory, async command => {
		const isMore = command.command === 'extend';
		if (!isMore) {
			if ((await readLiveTotals(directory))?.stopping === true) throw new EngineLeaving(`${directory} is stopping`);
			host.note(`${directory} runs already\n`);
		}
		if (!flags.detach && isScreenless(flags, host))
			return followLive({directory, ...(isMore ? {command} : {}), reporter: chosenReporter(flags), host});
		if (isMore) host.note(`${await commandEngine(directory, command)}\n`);
		return flags.detach ? 0 : attachCommand({...resumed, flags: {...flags, view: false}});
	});
}

/** The sweep that is named, or one of the commands that are. */
function whatToRun({operands, flags, global, host}: Invocation<RunFlags>): {
	readonly name: string;
	readonly made?: MadeSweep;
} {
	const [name, another] = operands;
	const comparing = "to compare commands: sweeptop run --command 'sleep .1' --command 'sleep .12' --repeats 20";
	if (another !== undefined)
		throw new UserError(`run: unexpected "${another}"`, `usage: sweeptop run SWEEP\n${comparing}`);
	if (name !== undefined) {
		if (flags.showOutput)
			throw new UserError('--show-output is for commands that are compared', 'what a sweep file runs is seen anyway');
		if (flags.command.length < 2) return {name};
		throw new UserError('--command is given twice beside a sweep', `give it once; ${comparing}`);
	}
	if (flags.command.length === 0)
		throw new UserError('run: SWEEP is missing', `usage: sweeptop run SWEEP\n${comparing}`);
	refuseCount(global.runs);
	return {name: '', made: commandSweep(flags.command, {...flags, workdir: host.workdir})};
}

/** To compare commands with hyperfine, `--runs 20` says how often; here it would be a folder called 20. */
function refuseCount(runs: string): void {
	const count = basename(runs);
	if (!/^\d+$/.test(count) || existsSync(runs)) return;
	throw new UserError(`--runs ${count} names the folder of all runs`, `for ${count} runs of each: --repeats ${count}`);
}

function runSettings({repeats, warmup, setup, prepare}: RunFlags): readonly string[] {
	return [
		...(repeats === undefined ? [] : [`run.repeats=${repeats}`]),
		...(warmup === undefined ? [] : [`run.warmup=${warmup}`]),
		...(setup === undefined ? [] : [`run.setup=${JSON.stringify(setup)}`]),
		...(prepare === undefined ? [] : [`run.prepare=${JSON.stringify(prepare)}`]),
	];
}

/** A sweep file runs commands: one that another user can have written is shown first. */
function refuseStrangers({path, writer}: LoadedSweep, yes: boolean): void {
	if (writer === undefined || yes) return;
	throw new UserError(
		`${path} ${writer}, and running it runs its commands as you`,
		'look at it with --dry-run, then run it with --yes',
	);
}
