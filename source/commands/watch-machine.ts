import {existsSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf} from '../domain/errors.ts';
import type {Listener} from '../domain/listener.ts';
import type {WatchSettings} from '../domain/sweep.ts';
import {openOutputLog} from '../engine/output-log.ts';
import {createWatchEngine, type NamedListener} from '../engine/watch/watch-engine.ts';
import {createExecutorContext} from '../executors/context.ts';
import {executionFolder} from '../journal/run-layout.ts';
import {openExecutor} from '../executors/registry.ts';
import {createAutoListener} from '../listeners/auto.ts';
import {createPatternListener} from '../listeners/patterns.ts';
import {withPlan} from '../listeners/plan-bar.ts';
import {LISTENERS} from '../listeners/registry.ts';
import {monotonicMs} from './clock.ts';
import {childEnvironment} from './engine-assembly.ts';
import type {Machine, MachineParts} from './engine-station.ts';
import {readRemains} from './watch-remains.ts';
import {openStudies, programFiles} from './watch-studies.ts';

/** The file in a run directory with all that a watched program printed. */
export const CONSOLE_LOG = 'console.log';

/** What watches a program that runs a sweep of its own. */
export function openWatchMachine(parts: MachineParts, settings: WatchSettings): Machine {
	const {directory, frozen, ledger, telemetry, watched} = parts;
	const {sweep} = frozen;
	const {executor, notice} = openExecutor();
	if (notice !== undefined) ledger.notice('warning', notice, 'executor');
	const tell = (text: string): void => ledger.notice('warning', text, 'files');
	const {table} = createExecutorContext();
	const files = programFiles(directory, parts.environment);
	const engine = createWatchEngine({
		sweep,
		ledger,
		executor,
		meter: telemetry.meter,
		console: consoleListener(settings, text => ledger.notice('info', text, 'watch')),
		studies: openStudies(settings, files, text => ledger.notice('warning', text, 'study')),
		log: openOutputLog({path: join(directory, CONSOLE_LOG), maxBytes: sweep.run.maxOutputBytes, onNotice: tell}),
		openTrialLog: trial => {
			const folder = makeTrialFolder(directory, trial, tell);
			if (folder === undefined) return undefined;
			return openOutputLog({path: join(folder, 'output.log'), maxBytes: sweep.run.maxOutputBytes, onNotice: tell});
		},
		environment: {...childEnvironment(parts.environment), SWEEP_NAME: sweep.name, ...files.environment},
		marker: `${frozen.runId}.watch`,
		interrupt: program => void table.signalGroup(program, 'SIGINT'),
		readRemains: trials =>
			readRemains(sweep.workdir, {ledger, trials, sinceMs: startedMs, except: settings.study?.path}),
		onOutput: bytes => watched.feedAll(1, bytes),
		energyJ: telemetry.energyJ,
		now: monotonicMs,
		wallNow: Date.now,
		onProgress: parts.onProgress,
	});
	const startedMs = Date.now();
	return {
		engine,
		// The program has one terminal: it is that of every trial, and of trial 0 while none runs.
		terminals: {
			executionOf: () => (engine.isRunning() ? 1 : undefined),
			tail: engine.tail,
			write: (_trial, bytes) => engine.terminal.write(bytes),
			resize: (_trial, columns, rows) => engine.terminal.resize(columns, rows),
		},
		settle: engine.settle,
		close: () => undefined,
	};
}

/** The folder of a trial's only execution; undefined, and a word to the person, where it cannot be made. */
function makeTrialFolder(directory: string, trial: number, tell: (text: string) => void): string | undefined {
	const folder = join(directory, executionFolder(trial, 1));
	try {
		// Not recursively from the top: a run directory that was moved away must not be made anew.
		for (const level of [join(folder, '..', '..'), join(folder, '..'), folder]) {
			if (!existsSync(level)) mkdirSync(level, {mode: 0o700});
		}
		return folder;
	} catch (error) {
		tell(`the output of trial ${trial} is not written: ${messageOf(error)}`);
		return undefined;
	}
}

/** Reads what the person said, else what the first telling lines say; and progress bars in any case. */
function consoleListener(settings: WatchSettings, tell: (text: string) => void): NamedListener {
	const {patterns, listener: id, study} = settings;
	if (patterns !== undefined) return {listener: withPlan(createPatternListener(patterns)), name: () => 'patterns'};
	const definition = LISTENERS.find(candidate => candidate.id === id);
	if (definition !== undefined) return {listener: withPlan(definition.create()), name: () => definition.id};
	// A storage knows more than the lines do, and two tellings of one trial would be two trials.
	if (study !== undefined) return {listener: withPlan(SILENT), name: () => 'bar'};
	const auto = createAutoListener(LISTENERS, chosen =>
		tell(`reading trials from the terminal: ${chosen.title} (--parse ${chosen.id})`),
	);
	return {listener: withPlan(auto.listener), name: () => auto.chosen() ?? 'bar'};
}

const SILENT: Listener = {line: () => [], end: () => []};
