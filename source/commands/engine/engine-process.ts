import process from 'node:process';
import type {Extension} from '../../domain/sweep/extension.ts';
import {runEngineHost} from './engine-host.ts';
import {DRAIN_SIGNALS} from '../stop-signals.ts';
import {stopOnSignals} from './engine-signals.ts';
import {createHost} from '../host.ts';
import type {NotifySettings} from '../notify/notify-engine.ts';
import {EXIT_UNRESTORED, reportError} from '../report-error.ts';

/** Entry of the detached engine process. Its one argument is JSON: the run directory and how to run it. */
const settings = JSON.parse(process.argv[2] ?? '{}') as {
	readonly directory: string;
	readonly sysfsRoot: string;
	readonly extension?: Extension;
	readonly notify?: NotifySettings;
};
// What `ps` shows: several engines are to be told apart.
process.title = `sweeptop engine of ${settings.directory}`;
const host = createHost(process);
const log = (text: string): void => host.note(`${new Date().toISOString()} ${text}\n`);
const signals = stopOnSignals(['SIGINT', 'SIGTERM', ...DRAIN_SIGNALS], log);
// The terminal that started us may go: that is what we are detached for.
process.on('SIGHUP', () => undefined);
try {
	const {unrestored} = await runEngineHost({
		directory: settings.directory,
		version: host.version,
		sysfsRoot: settings.sysfsRoot,
		...(settings.extension === undefined ? {} : {extension: settings.extension}),
		...(settings.notify === undefined ? {} : {notify: settings.notify}),
		environment: process.env,
		onEvent: () => undefined,
		log,
		onEngine: signals.connect,
	});
	process.exitCode = unrestored.length > 0 ? EXIT_UNRESTORED : (signals.exitCode() ?? 0);
} catch (error) {
	process.exitCode = reportError(error, host);
}
