import {UserError} from '../domain/errors.ts';
import {formatSshRun, type SshRun} from '../domain/sweep/run-address.ts';
import {liveRunsOf} from './runs/live-runs.ts';
import {findRunAloud} from './runs/find-run.ts';
import {keptResults} from './run-sweep.ts';
import type {Address} from '../client/connection.ts';
import type {Session} from '../store/session.ts';
import type {CommandBody, Host} from './command.ts';
import {readEngineAddress} from './engine/engine-address.ts';
import {hasEngine, noEngine} from './session/control.ts';
import {monotonicMs} from './clock.ts';
import {parseNotify} from './notify/notify.ts';
import {createNotifyFollower, type NotifyFlags, type NotifyFollower} from './notify/notify-follower.ts';
import {type ScreenFlags, showScreen} from './screen/show-screen.ts';
import {openSocketSession} from './session/socket-session.ts';
import {createStoredCommands} from './session/stored-commands.ts';
import {openSshAddress, parseSshUrl} from './session/ssh-address.ts';

/** `sweeptop attach [RUN]`: a screen on a running sweep. Without RUN the newest live one, wherever it is. */
export const attachCommand: CommandBody<ScreenFlags & NotifyFlags & {readonly view: boolean}> = async invocation => {
	const {global, host, flags} = invocation;
	const named = invocation.operands[0];
	const remote = named === undefined ? undefined : parseSshUrl(named);
	const wishes = parseNotify(flags.notify);
	const followerOf = (run: string): NotifyFollower => createNotifyFollower({wishes, run, host, nowMs: monotonicMs});
	if (remote !== undefined) {
		const follower = followerOf(named ?? '');
		return showScreen(invocation, await openRemoteSession(remote, {follower, host, viewOnly: flags.view}), {follower});
	}
	const directory = named === undefined ? newestLive(host) : findRunAloud(global.runs, named, host);
	if (!(await hasEngine(directory))) throw noEngine(directory);
	const follower = followerOf(directory);
	const session = openSocketSession({
		directory,
		onEvent: follower.onEvent,
		role: flags.view ? 'view' : 'control',
		address: () => readEngineAddress(directory),
		retryMs: 500,
		...(flags.view ? {} : {stored: createStoredCommands(directory, host.version)}),
	});
	return showScreen(invocation, session, {
		follower,
		exportRun: () => Promise.resolve(keptResults(directory)),
		storesCommands: !flags.view,
	});
};

/** A run elsewhere: its files are not here, so its output is seen on its live terminal alone. */
async function openRemoteSession(
	remote: SshRun,
	{
		follower,
		host: {environment},
		viewOnly,
	}: {readonly follower: NotifyFollower; readonly host: Pick<Host, 'environment'>; readonly viewOnly: boolean},
): Promise<Session> {
	// The first connection is made here, so that ssh can ask for a password before the screen is drawn.
	let next: Address | undefined = await openSshAddress(remote, {environment});
	return openSocketSession({
		onEvent: follower.onEvent,
		directory: formatSshRun(remote),
		role: viewOnly ? 'view' : 'control',
		address: async signal => {
			const address = next ?? (await openSshAddress(remote, {environment, signal}));
			next = undefined;
			return address;
		},
		retryMs: 2000,
	});
}

/** The newest live run; where there are others, which one it is stands above and below the screen. */
function newestLive({environment, note}: Pick<Host, 'environment' | 'note'>): string {
	const [newest, ...others] = liveRunsOf(environment);
	if (newest === undefined) throw new UserError('no sweep is running', 'start one: sweeptop run gemm');
	if (others.length > 0) {
		note(`${others.length + 1} sweeps run; this is the newest, ${newest.path}\n`);
		for (const {path} of others) note(`  another: sweeptop attach ${path}\n`);
	}
	return newest.path;
}
