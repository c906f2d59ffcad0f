import {join} from 'node:path';
import {UserError} from '../domain/errors.ts';
import type {Session} from '../store/session.ts';
import type {CommandBody, Invocation} from './command.ts';
import {displayPath} from './display-path.ts';
import {createLocalSession, type LocalSession} from './local-session.ts';
import {writeResults} from './engine-results.ts';
import {type ScreenFlags, showScreen} from './show-screen.ts';
import {annotateRun} from './annotate-run.ts';
import {openMergedSession} from './merged-session.ts';
import {foldRun, openRun} from './open-run.ts';
import {telemetryFrame} from './telemetry-frames.ts';

/** `sweeptop view PATH`: all views of a finished run or of another program's results, from files alone. */
export const viewCommand: CommandBody<ScreenFlags> = async invocation => {
	const {global, host, operands} = invocation;
	if (operands.length > 1) return viewSeveral(invocation);
	const run = await openRun(operands[0] ?? '', global, host);
	const local = openFileSession(run.path);
	local.applyAll(run.events());
	// The screen opens at once; the samples of a long run come a moment later.
	void run.telemetry().then(recorded => {
		const frame = telemetryFrame(recorded);
		if (frame !== undefined) local.addSamples(frame);
		local.changed();
	});
	if (run.directory === undefined) return showScreen(invocation, local.session);
	return showScreen(invocation, takingNotes(run.directory, local), {
		exportRun: exporterOf(run.directory, local),
		takesNotes: true,
	});
};

/** Several runs, compared on one screen. */
async function viewSeveral(invocation: Invocation<ScreenFlags>): Promise<number> {
	const {global, host, operands} = invocation;
	const runs = await Promise.all(operands.map(operand => foldRun(operand, global, host)));
	return showScreen(invocation, openMergedSession(runs).session);
}

/** The session with tags and notes written into the run's journal; every other command is refused as before. */
function takingNotes(directory: string, local: LocalSession): Session {
	return {
		...local.session,
		command: async command => {
			if (command.command !== 'tag-trial' && command.command !== 'note-trial') return local.session.command(command);
			try {
				local.apply(await annotateRun(directory, command));
			} catch (error) {
				if (error instanceof UserError) return {ok: false, text: `${error.problem}; ${error.hint}`};
				throw error;
			}
			local.changed();
			return {ok: true, text: ''};
		},
	};
}

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
