import type {ReporterDefinition} from '../domain/reporter.ts';
import {encodeLine} from '../journal/line.ts';
import type {Host} from './command.ts';
import {runEngineHost} from './engine-host.ts';
import {stopOnSignals} from './engine-signals.ts';
import {EXIT_UNRESTORED} from './report-error.ts';

/** A sweep without a screen. */
export type HeadlessOptions = {
	readonly directory: string;
	readonly reporter: ReporterDefinition;
	readonly host: Host;
	readonly sysfsRoot: string;
	readonly extendTrials?: number;
};

/** Runs the engine in this process with a reporter; the exit code of CONTRACTS section 1. */
export async function runHeadless({
	directory,
	reporter,
	host,
	sysfsRoot,
	extendTrials,
}: HeadlessOptions): Promise<number> {
	const printing = reporter.create({
		out: host.out,
		note: host.note,
		runDirectory: directory,
		lineOf: encodeLine,
	});
	const signals = stopOnSignals(['SIGINT', 'SIGTERM', 'SIGHUP']);
	try {
		const {end, state, unrestored} = await runEngineHost({
			directory,
			version: host.version,
			sysfsRoot,
			...(extendTrials === undefined ? {} : {extendTrials}),
			environment: host.environment,
			onEvent: printing.onEvent,
			log: text => host.note(`sweeptop: ${text}\n`),
			onEngine: signals.connect,
		});
		printing.onEnd(state);
		if (unrestored.length > 0) return EXIT_UNRESTORED;
		return signals.exitCode() ?? (end.failed || state.counts.complete === 0 ? 1 : 0);
	} finally {
		signals.close();
	}
}
