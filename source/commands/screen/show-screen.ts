import type {WriteStream} from 'node:tty';
import {UserError} from '../../domain/errors.ts';
import type {Session} from '../../store/session.ts';
import {setTimer} from '../clock.ts';
import type {Invocation} from '../command.ts';
import type {TerminalInput} from './screen-input.ts';
import type {NotifyFollower} from '../notify/notify-follower.ts';
import {readSettings, writeSettings} from './settings-file.ts';
import {leaveScreen} from './leave-screen.ts';
import {canDrawScreen, runScreen, type ScreenInput} from './screen.tsx';

/** Options of every command that draws a screen. */
export type ScreenFlags = {readonly fps: number | undefined};

/** What a command adds to a screen. */
export type ScreenExtras = {
	/** Writes the exports and says where. */
	readonly exportRun?: () => Promise<string>;
	/** The session takes commands for a later resume, tags and notes although no engine runs. */
	readonly storesCommands?: boolean;
	/** Tells of the sweep; closed with the screen. */
	readonly follower?: Pick<NotifyFollower, 'onTerminal' | 'close'>;
	/** Opens with the replay of what is shown. */
	readonly replay?: {readonly speed?: number};
	/** Starts what is shown, once the first frame stands; called only where a screen can be drawn. */
	readonly start?: () => Promise<void>;
};

/**
 * Draws a session until the person leaves it; the exit code of CONTRACTS section 1. Closes the session. Throws what
 * `start` rejects with, after the terminal was restored.
 */
export async function showScreen(
	invocation: Invocation<ScreenFlags>,
	session: Session,
	extras: ScreenExtras = {},
): Promise<number> {
	const input = screenInput(invocation, session, extras);
	if (!canDrawScreen(input)) {
		session.close();
		throw new UserError(
			'a screen needs a terminal that can place its cursor',
			'without one: sweeptop run SWEEP --headless, sweeptop table RUN, sweeptop plot RUN heatmap',
		);
	}
	const end = await runScreen(input);
	try {
		return await leaveScreen({host: invocation.host, session, wait: setTimer}, end);
	} finally {
		await extras.follower?.close();
		session.close();
	}
}

function screenInput(
	{flags, global, host}: Invocation<ScreenFlags>,
	session: Session,
	{exportRun, storesCommands, start, replay, follower}: ScreenExtras,
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
			settings: readSettings(host.environment),
			saveSettings: settings => writeSettings(host.environment, settings),
			...(replay === undefined ? {} : {replay}),
			...(follower === undefined ? {} : {onTerminal: follower.onTerminal}),
			...(flags.fps === undefined ? {} : {framesPerSecond: flags.fps}),
			...(exportRun === undefined ? {} : {exportRun}),
			...(storesCommands === undefined ? {} : {storesCommands}),
			...(start === undefined ? {} : {start}),
		},
	};
}
