import {join} from 'node:path';
import {findRun} from '../journal/run-directory.ts';
import {readJournal} from '../journal/read.ts';
import type {CommandBody} from './command.ts';
import {displayPath} from './display-path.ts';
import {createLocalSession, type LocalSession} from './local-session.ts';
import {writeResults} from './engine-results.ts';
import {type ScreenFlags, showScreen} from './show-screen.ts';
import {readTelemetryFrame} from './telemetry-frames.ts';

/** `sweeptop view PATH`: all views of a finished run, from its files alone. */
export const viewCommand: CommandBody<ScreenFlags> = async invocation => {
	const directory = findRun(invocation.global.runs, invocation.operands[0] ?? '');
	const local = openFileSession(directory);
	for (const {event} of readJournal(directory)) local.apply(event);
	// The screen opens at once; the samples of a long run come a moment later.
	void readTelemetryFrame(directory).then(frame => {
		if (frame !== undefined) local.addSamples(frame);
		local.changed();
	});
	return showScreen(invocation, local.session, {exportRun: () => exportRun(directory, local)});
};

/** A session over the files of a run; its clock stands at the last event. */
function openFileSession(directory: string): LocalSession {
	const local: LocalSession = createLocalSession({
		directory,
		link: () => ({kind: 'file', path: directory}),
		nowMonoMs: () => local.session.state().lastMonoMs,
		refusal: 'this is a finished run; sweeptop resume goes on with it',
	});
	return local;
}

async function exportRun(directory: string, local: LocalSession): Promise<string> {
	await writeResults(directory, local.session.state());
	return `${displayPath(join(directory, 'trials.csv'))} and trials.json`;
}
