import type {WriteStream} from 'node:tty';
import {UserError} from '../domain/errors.ts';
import type {Session} from '../store/session.ts';
import {closingSummary} from '../reporters/closing-summary.ts';
import type {Invocation} from './command.ts';
import type {TerminalInput} from './screen-input.ts';
import {canDrawScreen, runScreen, type ScreenEnd, type ScreenInput} from './screen.tsx';

/** Options of every command that draws a screen. */
export type ScreenFlags = {readonly fps: number | undefined};

/** What a command adds to a screen. */
export type ScreenExtras = {
	/** Writes the exports and says where. */
	readonly exportRun?: () => Promise<string>;
	/** Starts what is shown, while the first frame is drawn; called only where a screen can be drawn. */
	readonly start?: () => Promise<void>;
};

/**
 * Draws a session until the person leaves it; the exit code of CONTRACTS section 1. Closes the session. Throws what
 * `start` rejects with, after the terminal was restored.
 */
export async function showScreen(
	invocation: Invocation<ScreenFlags>,
	session: Session,
	{exportRun, start}: ScreenExtras = {},
): Promise<number> {
	const input = screenInput(invocation, session, exportRun);
	if (!canDrawScreen(input)) {
		session.close();
		throw new UserError(
			'a screen needs a terminal that can place its cursor',
			'without one: sweeptop run SWEEP --headless, sweeptop table RUN, sweeptop plot RUN heatmap',
		);
	}
	const started = start?.();
	const end = await runScreen(started === undefined ? input : {...input, options: {...input.options, started}});
	try {
		return await leave(invocation, session, end);
	} finally {
		session.close();
	}
}

function screenInput(
	{flags, global, host}: Invocation<ScreenFlags>,
	session: Session,
	exportRun: (() => Promise<string>) | undefined,
): ScreenInput {
	return {
		session,
		// The host's streams are the process's own wherever a screen can be drawn.
		stdin: host.stdin as TerminalInput,
		stdout: host.stdout as WriteStream,
		environment: host.environment,
		options: {
			noColor: !global.color,
			ascii: global.ascii,
			...(flags.fps === undefined ? {} : {framesPerSecond: flags.fps}),
			...(exportRun === undefined ? {} : {exportRun}),
		},
	};
}

/** Does what the person chose on leaving and says what there is now. */
async function leave({host}: Invocation<ScreenFlags>, session: Session, end: ScreenEnd): Promise<number> {
	const directory = session.runDirectory;
	const live = session.link().kind === 'live' && session.state().phase !== 'ended';
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
		case 'cancel':
			host.note(`${(await session.command({command: 'stop', now: end.left === 'cancel'})).text}\n`);
			return 0;
		case 'quit':
		case 'detach':
			if (live) host.note(`the sweep goes on; come back with: sweeptop attach ${directory}\n`);
			else if (session.state().phase === 'ended') {
				for (const line of closingSummary(session.state(), directory)) host.out(`${line}\n`);
			}
			return exitCodeOf(session, live);
	}
}

function exitCodeOf(session: Session, live: boolean): number {
	const state = session.state();
	if (live || state.phase !== 'ended') return 0;
	return state.counts.complete === 0 && state.trials.length > 0 ? 1 : 0;
}
