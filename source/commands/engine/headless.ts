import {problemOf} from '../../domain/errors.ts';
import type {Extension} from '../../domain/sweep/extension.ts';
import type {ReporterDefinition} from '../../domain/reporter.ts';
import {hasFailed} from '../../domain/sweep/sweep-end.ts';
import {monotonicMs} from '../clock.ts';
import type {Host} from '../command.ts';
import {runEngineHost} from './engine-host.ts';
import {DRAIN_SIGNALS} from '../stop-signals.ts';
import {stopOnSignals} from './engine-signals.ts';
import type {NotifyWishes} from '../notify/notify.ts';
import {createNotifyFollower, type NotifyFollower} from '../notify/notify-follower.ts';
import {openReporter} from './open-reporter.ts';
import {EXIT_UNRESTORED} from '../report-error.ts';

/** A sweep without a screen. */
export type HeadlessOptions = {
	readonly directory: string;
	readonly reporter: ReporterDefinition;
	readonly host: Host;
	readonly sysfsRoot: string;
	readonly extension?: Extension;
	readonly notify?: NotifyWishes;
};

/** Runs the engine in this process with a reporter; the exit code of CONTRACTS section 1. */
export async function runHeadless({
	directory,
	reporter,
	host,
	sysfsRoot,
	extension,
	notify,
}: HeadlessOptions): Promise<number> {
	const printing = openReporter(reporter, directory, host);
	const follower = terminalFollower(host, directory, notify);
	const log = (text: string): void => host.note(`sweeptop: ${text}\n`);
	const signals = stopOnSignals(['SIGINT', 'SIGTERM', 'SIGHUP', ...DRAIN_SIGNALS], log);
	try {
		const {state, unrestored} = await runEngineHost({
			directory,
			version: host.version,
			sysfsRoot,
			...(extension === undefined ? {} : {extension}),
			environment: host.environment,
			...(notify === undefined ? {} : {notify: {commands: notify.commands, workdir: host.workdir}}),
			onEvent: (event, state) => {
				printing.onEvent(event, state);
				follower.onEvent(event, state, true);
			},
			log,
			onEngine: signals.connect,
		});
		await follower.close();
		printing.onEnd(state);
		if (unrestored.length > 0) return EXIT_UNRESTORED;
		return signals.exitCode() ?? (hasFailed(state) ? 1 : 0);
	} catch (error) {
		follower.tell({event: 'failed', text: problemOf(error)});
		await follower.close();
		throw error;
	} finally {
		signals.close();
	}
}

/** Bell and notifications of the terminal that is behind stderr; the commands are the engine's. */
function terminalFollower(host: Host, run: string, wishes: NotifyWishes | undefined): NotifyFollower {
	const isTerminal = host.stderr.isTTY === true;
	const own = {bell: isTerminal && wishes?.bell === true, osc: isTerminal && wishes?.osc === true, commands: []};
	const follower = createNotifyFollower({wishes: own, run, host, nowMs: monotonicMs});
	follower.onTerminal(host.note);
	return follower;
}
