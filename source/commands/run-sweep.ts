import {join} from 'node:path';
import {UserError} from '../domain/errors.ts';
import type {Extension} from '../domain/sweep/extension.ts';
import type {ReporterDefinition} from '../domain/reporter.ts';
import {REPORTERS} from '../reporters/registry.ts';
import {detectCapabilities} from '../theme/capabilities.ts';
import {monotonicMs} from './clock.ts';
import type {Host, Invocation} from './command.ts';
import {displayPath} from './display-path.ts';
import {readEngineAddress} from './engine/engine-address.ts';
import {lingerHint} from './engine/linger.ts';
import {type NotifyWishes, parseNotify} from './notify/notify.ts';
import {createNotifyFollower, type NotifyFlags} from './notify/notify-follower.ts';
import {type ScreenFlags, showScreen} from './screen/show-screen.ts';
import {openSocketSession} from './session/socket-session.ts';
import {createStoredCommands} from './session/stored-commands.ts';
import {spawnEngine} from './engine/spawn-engine.ts';

/** Options that say how a sweep is run and looked at. */
export type ModeFlags = ScreenFlags &
	NotifyFlags & {
		readonly headless: boolean;
		readonly reporter: string | undefined;
		readonly detach: boolean;
	};

/** What the key for exporting answers: the engine rewrites its result files all the time. */
export function keptResults(directory: string): string {
	return `${displayPath(join(directory, 'trials.csv'))} and trials.json, rewritten as trials end`;
}

/** Whether both ends are a terminal, and one that can place its cursor: else lines are printed (TERM=dumb). */
function hasScreen({stdin, stdout, environment}: Host): boolean {
	return stdin.isTTY === true && stdout.isTTY === true && detectCapabilities(environment).canDraw;
}

/** Whether lines are printed in place of a screen. */
export function isScreenless({headless, reporter}: Pick<ModeFlags, 'headless' | 'reporter'>, host: Host): boolean {
	return headless || reporter !== undefined || !hasScreen(host);
}

/** Who is to be told of the sweep. Throws UserError, so that nothing is made for a command line that cannot be meant. */
export function readNotify({notify, detach}: Pick<ModeFlags, 'notify' | 'detach'>): NotifyWishes {
	const wishes = parseNotify(notify);
	if (detach && (wishes.bell || wishes.osc)) {
		throw new UserError(
			'--notify bell and osc need a terminal, and --detach leaves it',
			'name a command to run in their place',
		);
	}
	return wishes;
}

/** The reporter of `--reporter`, or that of `--headless` alone. Throws UserError for one that is not there. */
export function chosenReporter({reporter: id = 'lines'}: Pick<ModeFlags, 'reporter'>): ReporterDefinition {
	const reporter = REPORTERS.find(candidate => candidate.id === id);
	if (reporter === undefined) throw new UserError(`there is no reporter "${id}"`);
	return reporter;
}

/** Runs a prepared run directory to its end: in the foreground, detached, or detached with a screen on it. */
export async function runSweep(
	invocation: Invocation<ModeFlags>,
	directory: string,
	extension?: Extension,
): Promise<number> {
	const {flags, host, global} = invocation;
	const wishes = readNotify(flags);
	const engine = {sysfsRoot: global.sysfsRoot, ...(extension === undefined ? {} : {extension})};
	if (isScreenless(flags, host) && !flags.detach) {
		const reporter = chosenReporter(flags);
		// The engine, which a screen leaves to another process.
		const {runHeadless} = await import('./engine/headless.ts');
		return runHeadless({directory, reporter, host, notify: wishes, ...engine});
	}
	const notify = {commands: wishes.commands, workdir: host.workdir};
	if (flags.detach) {
		await spawnEngine(directory, {...engine, notify});
		host.out(`${directory}\n`);
		const hint = await lingerHint(host.environment);
		host.note(`running detached; look at it: sweeptop attach ${directory}\n${hint}`);
		return 0;
	}
	const follower = createNotifyFollower({wishes: {...wishes, commands: []}, run: directory, host, nowMs: monotonicMs});
	const session = openSocketSession({
		directory,
		onEvent: follower.onEvent,
		role: 'control',
		address: () => readEngineAddress(directory),
		retryMs: 100,
		stored: createStoredCommands(directory, host.version),
	});
	return showScreen(invocation, session, {
		follower,
		start: () => spawnEngine(directory, {...engine, notify}),
		exportRun: () => Promise.resolve(keptResults(directory)),
		storesCommands: true,
	});
}
