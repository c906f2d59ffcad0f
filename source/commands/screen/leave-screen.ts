import {endedUntried, hasFailed} from '../../domain/sweep/sweep-end.ts';
import {closingSummary} from '../../reporters/closing-summary.ts';
import type {Session} from '../../store/session.ts';
import type {setTimer} from '../clock.ts';
import type {Host} from '../command.ts';
import {createOutputEndReader} from '../session/output-reader.ts';
import type {ScreenEnd} from './screen-options.ts';
import {isElsewhere} from '../../domain/sweep/run-address.ts';
import {untilSession} from '../session/until-session.ts';

/** What an engine takes to write its results once its trials have ended, on a slow card, in ms. */
const WRITING_MS = 10_000;

/** Who hears of what a leave did, and the clock it waits by. */
export type Leave = {
	readonly host: Pick<Host, 'out' | 'note' | 'version'>;
	readonly session: Session;
	readonly wait: typeof setTimer;
};

/**
 * Does what the person chose on leaving a screen and says what there is now; the exit code of CONTRACTS section 1.
 * A sweep that is cancelled is waited for, so that its end can be told; throws what kept the screen from starting.
 */
export async function leaveScreen(leave: Leave, end: ScreenEnd): Promise<number> {
	const {host, session} = leave;
	switch (end.left) {
		case 'crash':
			host.note(
				`sweeptop ${host.version}: the screen failed; the sweep goes on\n${end.error.stack ?? end.error.message}\n`,
			);
			return end.exitCode;
		case 'signal':
			return end.exitCode;
		case 'not-started':
			throw end.error;
		case 'stop':
		case 'cancel': {
			const now = end.left === 'cancel';
			const {ok, text} = await session.command({command: 'stop', now});
			host.note(`${text}\n`);
			if (ok && !now) return 0;
			if (ok) await ended(leave);
			const code = tellLeft(leave);
			const state = session.state();
			// It may have been too early for any trial.
			return state.phase === 'ended' && hasFailed(state) ? 1 : code;
		}
		case 'quit':
		case 'detach':
			return tellLeft(leave);
	}
}

/** Resolves when the sweep has ended, its engine is gone, or it has taken longer than it may. */
async function ended({session, wait}: Leave): Promise<void> {
	const graceMs = session.state().sweep?.run.graceMs ?? 0;
	const late = new AbortController();
	// The timer does not keep the process alive; the connection to the engine does.
	const cancel = wait(() => late.abort(), graceMs + WRITING_MS);
	const isOver = (): boolean => session.state().phase === 'ended' || session.link().kind !== 'live';
	await untilSession(session, isOver, late.signal);
	cancel();
}

/** Says how the sweep stands: its summary, where to find it again, or that its engine has died. */
function tellLeft({host, session}: Leave): number {
	const {runDirectory: directory} = session;
	const [state, link] = [session.state(), session.link()];
	if (state.phase === 'ended') {
		const kept = link.kind === 'file' && link.foreign !== undefined ? undefined : directory;
		for (const line of closingSummary(state, kept, createOutputEndReader(directory))) host.out(`${line}\n`);
		return hasFailed(state) && !endedUntried(state) ? 1 : 0;
	}
	if (link.kind === 'live') host.note(`the sweep goes on; come back with: sweeptop attach ${directory}\n`);
	if (link.kind !== 'lost') return 0;
	const mend = link.mend.replace(/^q leaves(?:, then )?/, '');
	host.note(`${link.why}${mend === '' ? '' : `; ${mend}`}\n`);
	// Behind a line that was lost the sweep goes on.
	return isElsewhere(directory) ? 0 : 1;
}
