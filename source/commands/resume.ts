import {UserError} from '../domain/errors.ts';
import {findRun} from '../journal/run-directory.ts';
import type {CommandBody} from './command.ts';
import {commandEngine, hasEngine} from './control.ts';
import {readFrozenSweep, refuseChangedFile, refuseWatched} from './frozen-sweep.ts';
import {type ModeFlags, runSweep} from './run-sweep.ts';

/** `sweeptop resume RUN [--trials +50]`: goes on with a paused, extended, stopped or broken-off sweep. */
export const resumeCommand: CommandBody<
	ModeFlags & {readonly trials: string | undefined; readonly frozen: boolean}
> = async invocation => {
	const {flags, global, host} = invocation;
	const directory = findRun(global.runs, invocation.operands[0] ?? '');
	const extendTrials = flags.trials === undefined ? undefined : parseExtension(flags.trials);
	if (await hasEngine(directory)) {
		if (extendTrials !== undefined)
			host.note(`${await commandEngine(directory, {command: 'extend', trials: extendTrials})}\n`);
		else host.note(`${await commandEngine(directory, {command: 'resume'})}\n`);
		return 0;
	}
	const frozen = readFrozenSweep(directory);
	refuseWatched(frozen);
	if (frozen.sweep.command.kind === 'argv' && frozen.sweep.command.argv.length === 0)
		throw new UserError(`${directory} was imported: there is no command to go on with`, 'Look at it: sweeptop view.');
	if (!flags.frozen) refuseChangedFile(directory, frozen);
	return runSweep(invocation, directory, extendTrials);
};

/** `+50` or `50`. Throws UserError. */
function parseExtension(text: string): number {
	const match = /^\+?(\d{1,9})$/.exec(text.trim());
	const count = Number(match?.[1] ?? 0);
	if (count > 0) return count;
	throw new UserError(`--trials cannot be "${text}"`, 'write how many more: --trials +50');
}
