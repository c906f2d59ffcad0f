import {join} from 'node:path';
import {UserError} from '../domain/errors.ts';
import {extendedBudget} from '../domain/sweep/extension.ts';
import type {Command} from '../domain/protocol.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {hasFailed} from '../domain/sweep/sweep-end.ts';
import {closingSummary} from '../reporters/closing-summary.ts';
import type {CommandBody, Invocation} from './command.ts';
import {commandEngine, withEngine} from './session/control.ts';
import {findRunAloud} from './runs/find-run.ts';
import {followLive} from './session/follow-live.ts';
import {readFrozenSweep, refuseChangedFile, refuseImported, refuseWatched} from './runs/frozen-sweep.ts';
import {createOutputEndReader} from './session/output-reader.ts';
import {findNothingLeft} from './runs/nothing-left.ts';
import {readRecordedState} from './runs/recorded-state.ts';
import {describeExtension, type ExtensionFlags, parseExtension, refuseLacking} from './runs/resume-extension.ts';
import {readRunStatus} from './runs/run-status.ts';
import {chosenReporter, type ModeFlags, runSweep} from './run-sweep.ts';

/** Options of a resume. */
export type ResumeFlags = ModeFlags & ExtensionFlags & {readonly frozen: boolean};

/** `sweeptop resume RUN [--trials +50]`: goes on with a paused, extended, stopped or broken-off sweep. */
export const resumeCommand: CommandBody<ResumeFlags> = invocation => {
	const {flags, global, host} = invocation;
	const directory = findRunAloud(global.runs, invocation.operands[0] ?? '', host);
	return goOnWith(invocation, directory, async command => {
		if (isFollowed(flags)) return followLive({directory, command, reporter: chosenReporter(flags), host});
		host.note(`${await commandEngine(directory, command)}\n`);
		return 0;
	});
};

/** Goes on with a run: where an engine lives, it is told by `tellLive`, else a new one is started. */
export async function goOnWith(
	invocation: Invocation<ResumeFlags>,
	directory: string,
	tellLive: (command: Extract<Command, {command: 'resume' | 'extend'}>) => Promise<number>,
): Promise<number> {
	const {flags, host} = invocation;
	const extension = parseExtension(flags, () =>
		extendedBudget(readFrozenSweep(directory).sweep.budget, readRecordedState(directory)),
	);
	const code = await withEngine(directory, host, () =>
		tellLive(extension === undefined ? {command: 'resume'} : {command: 'extend', ...extension}),
	);
	if (code !== undefined) return code;
	const frozen = readFrozenSweep(directory);
	refuseWatched(frozen);
	refuseImported(directory, frozen);
	if (!flags.frozen) refuseChangedFile(directory, frozen);
	const ended = readRunStatus(directory).kind === 'ended' ? readRecordedState(directory) : undefined;
	const nothing =
		ended === undefined
			? undefined
			: findNothingLeft(frozen.sweep, ended, extension ?? {}, {
					run: invocation.operands[0] ?? directory,
					sweepFile: frozen.source?.path ?? join(directory, frozen.source?.name ?? 'sweep.toml'),
				});
	if (ended === undefined || nothing === undefined) {
		if (extension !== undefined) refuseLacking(flags, extension, frozen.sweep.budget);
		return runSweep(invocation, directory, extension);
	}
	if (extension !== undefined)
		throw new UserError(`${describeExtension(flags)} adds nothing: ${nothing.why}`, nothing.hint);
	host.note(`nothing to do: ${safeText(nothing.why)}\n  ${safeText(nothing.hint)}\n`);
	if (REPORTERS_WITH_SUMMARY.has(flags.reporter ?? 'summary'))
		host.out(`${closingSummary(ended, directory, createOutputEndReader(directory)).join('\n')}\n`);
	return hasFailed(ended) ? 1 : 0;
}

/** A script that asks for a report waits for the end, whether the engine lives or is started anew. */
function isFollowed({headless, reporter, detach}: ModeFlags): boolean {
	return (headless || reporter !== undefined) && !detach;
}

/** What they print of a run to which nothing happens. */
const REPORTERS_WITH_SUMMARY: ReadonlySet<string> = new Set(['lines', 'summary']);
