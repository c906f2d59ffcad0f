import {UserError} from '../domain/errors.ts';
import {readJournal} from '../journal/read.ts';
import type {CommandBody} from './command.ts';
import {findRunAloud} from './runs/find-run.ts';
import {createLocalSession, type LocalSession} from './session/local-session.ts';
import {type ScreenFlags, showScreen} from './screen/show-screen.ts';
import {addReadings} from './session/telemetry-frames.ts';
import {readTelemetry} from '../engine/telemetry-reader.ts';

/** `sweeptop replay PATH --speed N`: the run as it was, from its first event on; `w` leaves for all of it. */
export const replayCommand: CommandBody<ScreenFlags & {readonly speed: number | undefined}> = async invocation => {
	const directory = findRunAloud(invocation.global.runs, invocation.operands[0] ?? '', invocation.host);
	const local: LocalSession = createLocalSession({
		directory,
		link: () => ({kind: 'file', path: directory}),
		nowMonoMs: () => local.session.state().lastMonoMs,
		refusal: 'this is a replay of a recorded run',
	});
	for (const {event} of readJournal(directory)) local.apply(event);
	if (local.session.state().lastSeq === 0) throw new UserError(`${directory} has no event to replay`);
	await addReadings(local, {read: () => readTelemetry(directory, local.place), tell: invocation.host.note});
	const {speed} = invocation.flags;
	return showScreen(invocation, local.session, {replay: speed === undefined ? {} : {speed}});
};
