import {join} from 'node:path';
import {UserError} from '../domain/errors.ts';
import {safeText} from '../domain/safe-text.ts';
import {createSweepState, foldEvents, type SweepState} from '../domain/sweep-state.ts';
import {readEvents} from '../journal/read.ts';
import {findRun} from '../journal/run-directory.ts';
import {closingSummary} from '../reporters/closing-summary.ts';
import type {CommandBody} from './command.ts';
import {commandEngine, hasEngine} from './control.ts';
import {readFrozenSweep, refuseChangedFile, refuseWatched} from './frozen-sweep.ts';
import {createOutputEndReader} from './output-reader.ts';
import {findNothingLeft} from './nothing-left.ts';
import {readRunStatus} from './run-status.ts';
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
	const ended = readRunStatus(directory).kind === 'ended' ? foldRecorded(directory) : undefined;
	const nothing =
		ended === undefined
			? undefined
			: findNothingLeft(frozen.sweep, ended, extendTrials ?? 0, {
					run: invocation.operands[0] ?? directory,
					sweepFile: frozen.source?.path ?? join(directory, frozen.source?.name ?? 'sweep.toml'),
				});
	if (ended === undefined || nothing === undefined) return runSweep(invocation, directory, extendTrials);
	if (extendTrials !== undefined)
		throw new UserError(`--trials +${extendTrials} adds nothing: ${nothing.why}`, nothing.hint);
	host.note(`nothing to do: ${safeText(nothing.why)}\n  ${safeText(nothing.hint)}\n`);
	if (REPORTERS_WITH_SUMMARY.has(flags.reporter ?? 'summary'))
		host.out(`${closingSummary(ended, directory, createOutputEndReader(directory)).join('\n')}\n`);
	return ended.counts.complete === 0 ? 1 : 0;
};

/** What they print of a run to which nothing happens. */
const REPORTERS_WITH_SUMMARY: ReadonlySet<string> = new Set(['lines', 'summary']);

function foldRecorded(directory: string): SweepState {
	return foldEvents(createSweepState(), readEvents(directory));
}

/** `+50` or `50`. Throws UserError. */
function parseExtension(text: string): number {
	const match = /^\+?(\d{1,9})$/.exec(text.trim());
	const count = Number(match?.[1] ?? 0);
	if (count > 0) return count;
	throw new UserError(`--trials cannot be "${text}"`, 'write how many more: --trials +50');
}
