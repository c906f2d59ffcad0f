import {join} from 'node:path';
import {messageOf} from '../domain/errors.ts';
import {followJournal} from '../journal/follow.ts';
import {lockLiveness} from '../journal/lock.ts';
import type {Link, Session} from '../store/session.ts';
import {monotonicMs} from './clock.ts';
import type {CommandBody, Invocation} from './command.ts';
import {displayPath} from './display-path.ts';
import {createLocalSession, type LocalSession} from './session/local-session.ts';
import {type ScreenExtras, type ScreenFlags, showScreen} from './screen/show-screen.ts';
import {createStoredCommands} from './session/stored-commands.ts';
import {openMergedSession} from './session/merged-session.ts';
import {readingOf, type ReadingFlags} from './results/reading-flags.ts';
import {expandRuns} from './runs/fold-runs.ts';
import {beginReading, type GradualReading} from './session/gradual-reading.ts';
import {foldRunForView, type OpenedRun, openRun} from './runs/open-run.ts';
import {addReadings} from './session/telemetry-frames.ts';

/** `sweeptop view PATH`: all views of a finished run or of another program's results, from files alone. */
export const viewCommand: CommandBody<ScreenFlags & ReadingFlags> = async invocation => {
	const {flags, global, host} = invocation;
	const operands = expandRuns(invocation.operands, global, host);
	if (operands.length > 1) return viewSeveral({...invocation, operands});
	// What is told while a screen stands would be written over it.
	const notes: string[] = [];
	const place = {...host, note: (text: string) => void notes.push(text)};
	const run = await openRun(operands[0] ?? '', global, place, await readingOf(flags));
	const local = openFileSession(run, () => reading.share());
	const reading = beginReading(run, local, monotonicMs);
	// The screen opens at once; the samples come when the events have told where they stand.
	void reading.whole
		.then(() => addReadings(local, {read: () => run.telemetry(local.place), tell: place.note}))
		.then(local.changed);
	const left = new AbortController();
	void reading.whole
		.then(() => followEngine(run, local, left.signal))
		.catch(error => notes.push(`${messageOf(error)}\n`));
	try {
		return await showScreen(invocation, ...screenOf(run, {local, reading, version: host.version}));
	} finally {
		left.abort();
		reading.stop();
		for (const note of notes) host.note(note);
	}
};

/** What an engine writes while the screen stands; on another host it can be looked at by its files alone. */
async function followEngine({directory}: OpenedRun, local: LocalSession, signal: AbortSignal): Promise<void> {
	const link = local.session.link();
	if (directory === undefined || link.kind !== 'file' || link.engine !== 'held') return;
	for await (const {event} of followJournal(directory, signal)) {
		// What was read before is passed over.
		if (event.seq <= local.session.state().lastSeq) continue;
		local.apply(event);
		local.changed();
	}
}

function isHeld(directory: string): boolean {
	const liveness = lockLiveness(directory);
	return liveness !== undefined && liveness !== 'dead';
}

/** What a run is read into, and by which version of the program. */
type Reader = {readonly local: LocalSession; readonly reading: GradualReading; readonly version: string};

function screenOf({directory}: OpenedRun, reader: Reader): readonly [Session, ScreenExtras] {
	const {local, reading} = reader;
	const start = {start: reading.rest};
	if (directory === undefined) return [local.session, start];
	const exportRun = exporterOf(directory, local, reading.whole);
	return [storing(directory, reader), {...start, exportRun, storesCommands: true}];
}

/** Several runs, compared on one screen. */
async function viewSeveral(invocation: Invocation<ScreenFlags & ReadingFlags>): Promise<number> {
	const {flags, global, host, operands} = invocation;
	const reading = await readingOf(flags);
	const runs = await Promise.all(operands.map(operand => foldRunForView(operand, global, host, reading)));
	const notes: string[] = [];
	try {
		return await showScreen(invocation, openMergedSession(runs, text => void notes.push(text)).session);
	} finally {
		for (const note of notes) host.note(note);
	}
}

/** The session with commands that wait for a resume written into the run's journal. */
function storing(directory: string, {local, reading, version}: Reader): Session {
	const store = createStoredCommands(directory, version);
	return {
		...local.session,
		command: async command => {
			// What is written is the newest event: what is read after it would be taken for older.
			if (reading.share() !== undefined) return {ok: false, text: 'the run is still being read'};
			const {events, ...reply} = await store(command);
			local.applyAll(events);
			local.changed();
			return reply;
		},
	};
}

/** A session over the files of a run; its clock stands at the last event. */
function openFileSession(run: OpenedRun, readShare: GradualReading['share']): LocalSession {
	const study = run.study === undefined ? '' : `#${run.study}`;
	const follow = `sweeptop watch --study ${displayPath(run.path)}${study}`;
	const {directory} = run;
	const source: Partial<Extract<Link, {kind: 'file'}>> =
		directory === undefined ? {foreign: {follow}} : {engine: isHeld(directory) ? 'held' : 'gone'};
	const local: LocalSession = createLocalSession({
		directory: run.path,
		link: () => {
			const read = readShare();
			return {
				kind: 'file',
				path: run.path,
				...(read === undefined ? {} : {read}),
				...source,
			};
		},
		nowMonoMs: () => local.session.state().lastMonoMs,
		refusal: `this is another program's file as it was when it was read; to follow it: ${follow}`,
	});
	return local;
}

function exporterOf(directory: string, local: LocalSession, whole: Promise<void>): () => Promise<string> {
	return async () => {
		await whole;
		const {writeResults} = await import('./engine/engine-results.ts');
		await writeResults(directory, local.session.state());
		return `${displayPath(join(directory, 'trials.csv'))} and trials.json`;
	};
}
