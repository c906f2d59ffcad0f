import {join} from 'node:path';
import type {CommandBody} from './command.ts';
import {displayPath} from './display-path.ts';
import {createLocalSession, type LocalSession} from './local-session.ts';
import {writeResults} from './engine-results.ts';
import {type ScreenFlags, showScreen} from './show-screen.ts';
import {openRun} from './open-run.ts';
import {telemetryFrame} from './telemetry-frames.ts';

/** `sweeptop view PATH`: all views of a finished run or of another program's results, from files alone. */
export const viewCommand: CommandBody<ScreenFlags> = async invocation => {
	const {global, host} = invocation;
	const run = await openRun(invocation.operands[0] ?? '', global, host);
	const local = openFileSession(run.path);
	for (const event of run.events()) local.apply(event);
	// The screen opens at once; the samples of a long run come a moment later.
	void run.telemetry().then(recorded => {
		const frame = telemetryFrame(recorded);
		if (frame !== undefined) local.addSamples(frame);
		local.changed();
	});
	return showScreen(
		invocation,
		local.session,
		run.directory === undefined ? {} : {exportRun: exporterOf(run.directory, local)},
	);
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

function exporterOf(directory: string, local: LocalSession): () => Promise<string> {
	return async () => {
		await writeResults(directory, local.session.state());
		return `${displayPath(join(directory, 'trials.csv'))} and trials.json`;
	};
}
