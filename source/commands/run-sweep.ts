import {join} from 'node:path';
import {UserError} from '../domain/errors.ts';
import {REPORTERS} from '../reporters/registry.ts';
import {detectCapabilities} from '../theme/capabilities.ts';
import type {Host, Invocation} from './command.ts';
import {displayPath} from './display-path.ts';
import {readEngineAddress} from './engine-address.ts';
import {runHeadless} from './headless.ts';
import {lingerHint} from './linger.ts';
import {type ScreenFlags, showScreen} from './show-screen.ts';
import {openSocketSession} from './socket-session.ts';
import {spawnEngine} from './spawn-engine.ts';

/** Options that say how a sweep is run and looked at. */
export type ModeFlags = ScreenFlags & {
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

/** Runs a prepared run directory to its end: in the foreground, detached, or detached with a screen on it. */
export async function runSweep(
	invocation: Invocation<ModeFlags>,
	directory: string,
	extendTrials?: number,
): Promise<number> {
	const {flags, host, global} = invocation;
	const engine = {sysfsRoot: global.sysfsRoot, ...(extendTrials === undefined ? {} : {extendTrials})};
	const screenless = flags.headless || flags.reporter !== undefined || !hasScreen(host);
	if (screenless && !flags.detach) {
		const id = flags.reporter ?? 'lines';
		const reporter = REPORTERS.find(candidate => candidate.id === id);
		if (reporter === undefined) throw new UserError(`there is no reporter "${id}"`);
		return runHeadless({directory, reporter, host, ...engine});
	}
	if (flags.detach) {
		await spawnEngine(directory, engine);
		host.out(`${directory}\n`);
		const hint = await lingerHint(host.environment);
		host.note(`running detached; look at it: sweeptop attach ${directory}\n${hint}`);
		return 0;
	}
	const session = openSocketSession({
		directory,
		role: 'control',
		address: () => readEngineAddress(directory),
		retryMs: 100,
	});
	return showScreen(invocation, session, {
		start: () => spawnEngine(directory, engine),
		exportRun: () => Promise.resolve(keptResults(directory)),
	});
}
