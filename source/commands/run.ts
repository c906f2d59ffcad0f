import {resolve} from 'node:path';
import {UserError} from '../domain/errors.ts';
import {createRunDirectory} from '../journal/run-directory.ts';
import type {CommandBody} from './command.ts';
import {freezeSweep} from './frozen-sweep.ts';
import {foreignNotes, printPlan} from './print-plan.ts';
import {type LoadedSweep, loadSweep, type SweepFlags} from './load-sweep.ts';
import {type ModeFlags, readNotify, runSweep} from './run-sweep.ts';
import {warnOfSweep} from './sweep-warnings.ts';

/** Options of `sweeptop run`. */
export type RunFlags = SweepFlags &
	ModeFlags & {
		readonly out: string | undefined;
		readonly dryRun: boolean;
		readonly yes: boolean;
	};

/** `sweeptop run SWEEP`: checks and freezes the sweep, makes its directory, and runs it with a screen or without. */
export const runCommand: CommandBody<RunFlags> = async invocation => {
	const {flags, global, host} = invocation;
	readNotify(flags);
	const {sysfsRoot} = global;
	const {dryRun} = flags;
	const options = {host, sysfsRoot, isPlan: dryRun, isForElsewhere: dryRun};
	const loaded = await loadSweep(invocation.operands[0] ?? '', flags, options);
	for (const note of foreignNotes(loaded)) host.note(`${note}\n`);
	warnOfSweep(loaded.sweep, host, {hasProgram: !dryRun});
	if (dryRun) return printPlan(loaded, invocation);
	refuseStrangers(loaded, flags.yes);
	const directory = createRunDirectory({
		runs: global.runs,
		name: loaded.sweep.name,
		...(flags.out === undefined ? {} : {out: resolve(host.workdir, flags.out)}),
		now: Date.now,
		random: Math.random,
	});
	freezeSweep(directory, loaded);
	return runSweep(invocation, directory);
};

/** A sweep file runs commands: one that another user can have written is shown first. */
function refuseStrangers({path, writer}: LoadedSweep, yes: boolean): void {
	if (writer === undefined || yes) return;
	throw new UserError(
		`${path} ${writer}, and running it runs its commands as you`,
		'look at it with --dry-run, then run it with --yes',
	);
}
