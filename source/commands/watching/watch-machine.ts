import {existsSync, mkdirSync, realpathSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf} from '../../domain/errors.ts';
import type {ExecutorDefinition} from '../../domain/executor.ts';
import type {Listener} from '../../domain/listener.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import type {WatchSettings} from '../../domain/sweep.ts';
import {openOutputLog} from '../../engine/output-log.ts';
import {createWatchEngine, type NamedListener} from '../../engine/watch/watch-engine.ts';
import {createExecutorContext} from '../../executors/context.ts';
import {executionFolder} from '../../journal/run-layout.ts';
import {openExecutor} from '../../executors/registry.ts';
import {createAutoListener} from '../../listeners/auto.ts';
import {createPatternListener} from '../../listeners/patterns.ts';
import {withPlan} from '../../listeners/plan-bar.ts';
import {LISTENERS} from '../../listeners/registry.ts';
import {withRoles} from '../../listeners/roles.ts';
import {monotonicMs} from '../clock.ts';
import {childEnvironment} from '../engine/engine-assembly.ts';
import type {Machine, MachineParts} from '../engine/engine-station.ts';
import {createFollower} from './watch-follower.ts';
import {readRemains} from './watch-remains.ts';
import {describeUnheard} from './watch-unheard.ts';
import {knownNames, openStudies, programFiles} from './watch-studies.ts';
import {findWriters} from './watch-writers.ts';

/** The file in a run directory with all that a watched program printed. */
const CONSOLE_LOG = 'console.log';

/** What watches a program that runs a sweep of its own. */
export function openWatchMachine(parts: MachineParts, settings: WatchSettings): Machine {
	const {directory, frozen, ledger, telemetry, watched} = parts;
	const {sweep} = frozen;
	const executor = openWatchExecutor(parts, settings);
	const tell = (text: string): void => ledger.notice('warning', text, 'files');
	const {table} = createExecutorContext();
	const files = programFiles(directory, parts.environment);
	let isStored = false;
	const engine = createWatchEngine({
		sweep,
		ledger,
		executor,
		meter: telemetry.meter,
		console: consoleListener(settings, {
			tell: text => ledger.notice('info', text, 'watch'),
			isStored: () => isStored,
		}),
		describeUnheard: lines => describeUnheard(lines, settings),
		studies: openStudies(settings, files, {
			onTrouble: text => ledger.notice('warning', text, 'study'),
			onHeard: () => {
				isStored = true;
			},
		}),
		log: openOutputLog({path: join(directory, CONSOLE_LOG), maxBytes: sweep.run.maxOutputBytes, onNotice: tell}),
		openTrialLog: trial => {
			// What another program prints is not ours.
			if (settings.follows === true) return undefined;
			const folder = makeTrialFolder(directory, trial, tell);
			if (folder === undefined) return undefined;
			return openOutputLog({path: join(folder, 'output.log'), maxBytes: sweep.run.maxOutputBytes, onNotice: tell});
		},
		environment: {...childEnvironment(parts.environment), SWEEP_NAME: sweep.name, ...files.environment},
		marker: `${frozen.runId}.watch`,
		interrupt: program => (settings.follows === true ? engine.kill() : void table.signalGroup(program, 'SIGINT')),
		readRemains: async trials =>
			settings.follows === true
				? undefined
				: readRemains(sweep.workdir, {ledger, trials, sinceMs: startedMs, except: settings.study?.path}),
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

/** Runs the program; where another one runs already, waits for what writes the study. */
function openWatchExecutor({ledger}: MachineParts, {follows, study}: WatchSettings): ExecutorDefinition {
	if (follows === true && study !== undefined) {
		const {path} = study;
		if (!existsSync(path)) ledger.notice('info', `${safeText(path)} is not there yet: waiting for it`, 'study');
		return createFollower({
			// By its real name, as the kernel tells it; it may not be there yet.
			findWriters: among =>
				existsSync(path)
					? findWriters(realpathSync(path), {except: process.pid, ...(among === undefined ? {} : {among})})
					: [],
			now: monotonicMs,
			every: (callback, ms) => {
				const timer = setInterval(callback, ms);
				return () => clearInterval(timer);
			},
			tell: text => ledger.notice('info', text, 'study'),
		});
	}
	const {executor, notice} = openExecutor();
	if (notice !== undefined) ledger.notice('warning', notice, 'executor');
	return executor;
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
function consoleListener(
	settings: WatchSettings,
	{tell, isStored}: {readonly tell: (text: string) => void; readonly isStored: () => boolean},
): NamedListener {
	const {patterns, listener: id, study} = settings;
	const roles = knownNames(settings);
	const placed = (listener: Listener): Listener => withPlan(withRoles(listener, roles));
	if (patterns !== undefined) return {listener: placed(createPatternListener(patterns)), name: () => 'patterns'};
	const definition = LISTENERS.find(candidate => candidate.id === id);
	if (definition !== undefined) return {listener: placed(definition.create(roles)), name: () => definition.id};
	// A storage knows more than the lines do, and two tellings of one trial would be two trials.
	if (study !== undefined) return {listener: withPlan(SILENT), name: () => 'bar'};
	const auto = createAutoListener(
		LISTENERS,
		chosen => tell(`reading trials from the terminal: ${chosen.title} (--parse ${chosen.id})`),
		{isStored, ...(roles === undefined ? {} : {roles})},
	);
	return {listener: placed(auto.listener), name: () => auto.chosen() ?? 'bar'};
}

const SILENT: Listener = {line: () => [], end: () => []};
