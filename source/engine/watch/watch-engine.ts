import {fillCommand} from '../../domain/text/command-line.ts';
import {messageOf} from '../../domain/errors.ts';
import type {Execution, ExecutionResult, ExecutorDefinition} from '../../domain/executor.ts';
import type {Listener} from '../../domain/listener.ts';
import type {Sweep} from '../../domain/sweep.ts';
import type {Outcome} from '../../domain/trial.ts';
import type {Engine, SweepEnd} from '../engine.ts';
import {totalsOf} from '../engineroom.ts';
import type {Ledger} from '../ledger.ts';
import type {OutputLog} from '../output-log.ts';
import type {TelemetryMeter} from '../telemetry-meter.ts';
import {type ConsoleLines, createConsoleLines} from './console-lines.ts';
import {createConsolePlaces} from './console-places.ts';
import {createHeardSweep, type HeardSweep} from './heard-sweep.ts';
import {createHeardTrials, type HeardTrials, type HeardTrialsContext} from './heard-trials.ts';
import {obeyCommand, type StopLevel} from './obey-command.ts';
import type {StudyPoller} from './study-poller.ts';
import {createUnheardLines, type UnheardLines} from './unheard-lines.ts';
import {copyTrialOutput, type TrialPart} from './trial-output.ts';
import {countHeard, describeAbsentGoals, describeProgramEnd} from './watch-results.ts';

/** A listener and who is behind it, for the record. */
export type NamedListener = {readonly listener: Listener; readonly name: () => string};

/** What a watching engine is made of. */
export type WatchContext = {
	readonly sweep: Sweep;
	readonly ledger: Ledger;
	readonly executor: ExecutorDefinition;
	readonly meter: Pick<TelemetryMeter, 'measure'>;
	/** To the terminal's lines. */
	readonly console: NamedListener;
	/** A word for the person about lines of which no trial was heard; undefined where there is none to say. */
	readonly describeUnheard: (lines: readonly string[]) => string | undefined;
	/** To the places where the program stores its trials. */
	readonly studies: readonly StudyPoller[];
	/** `console.log`. */
	readonly log: OutputLog;
	readonly environment: Readonly<Record<string, string>>;
	/** Marks every process of this run. */
	readonly marker: string;
	/** SIGINT to the process group of a program, as Ctrl-C at a terminal does. */
	readonly interrupt: (program: {readonly pid: number; readonly startTicks: number}) => void;
	/** After the program's end, before trials that it left open are closed: what it wrote then. */
	readonly readRemains: (trials: HeardTrials) => Promise<void>;
	/** Opens the log of one trial, for its part of the console; undefined where its folder cannot be made. */
	readonly openTrialLog: (trial: number) => OutputLog | undefined;
	/** Bytes of the terminal for whoever looks at it. */
	readonly onOutput: (bytes: Uint8Array) => void;
	readonly energyJ: () => number | undefined;
	readonly now: () => number;
	readonly wallNow: () => number;
	readonly onProgress: () => void;
};

/** An engine that runs one program and hears of trials; what a screen needs of its terminal. */
export type WatchEngine = Engine & {
	readonly terminal: Pick<Execution, 'write' | 'resize'>;
	readonly isRunning: () => boolean;
	/** The last bytes of the terminal; undefined where the program does not run. */
	readonly tail: () => Promise<Uint8Array | undefined>;
	readonly settle: () => Promise<void>;
};

/** The program while it runs. */
type Watching = {
	handle: Execution | undefined;
	isOver: boolean;
	/** Why it was told to end, and how hard: by its own means, by TERM, by KILL. */
	stopping: {readonly why: string; readonly level: StopLevel} | undefined;
	process: {readonly pid: number; readonly startTicks: number} | undefined;
};

/** Bytes of a terminal that a screen begins with. */
const TAIL_BYTES = 256 * 1024;

/** Creates an engine; the program starts with `run`. */
export function createWatchEngine(context: WatchContext): WatchEngine {
	const watching: Watching = {handle: undefined, isOver: false, stopping: undefined, process: undefined};
	const press = (why: string, level: StopLevel): void => stop(context, watching, why, level);
	return {
		run: () => run(context, watching),
		command: (command, by) => {
			const follows = context.sweep.watched?.follows === true;
			const reply = obeyCommand(command, {press, watching, follows});
			const {command: name, ...args} = command;
			if (reply.ok) context.ledger.record({type: 'command-given', command: name, arguments: args, by});
			return reply;
		},
		stop: why => press(why, watching.stopping === undefined ? 'interrupt' : 'terminate'),
		kill: () => press('killed', watching.stopping?.level === 'interrupt' ? 'terminate' : 'kill'),
		totals: () => totalsOf(context),
		isLeaving: () => watching.stopping !== undefined || watching.isOver,
		// A full disk holds back what is recorded; the program itself is somebody else's.
		hold: (holder, why) => {
			if (why !== undefined) context.ledger.notice('warning', why, holder);
		},
		terminal: {
			write: bytes => watching.handle?.write(bytes),
			resize: (columns, rows) => watching.handle?.resize(columns, rows),
		},
		isRunning: () => watching.handle !== undefined && !watching.isOver,
		tail: async () => (watching.isOver ? undefined : context.log.tail(TAIL_BYTES)),
		settle: async () => context.executor.settle?.(),
	};
}

/** The program is first asked as Ctrl-C asks; a second time by TERM with KILL after the grace; then KILLed at once. */
function stop(context: WatchContext, watching: Watching, why: string, level: StopLevel): void {
	if (watching.isOver) return;
	watching.stopping = {why: watching.stopping?.why ?? why, level};
	if (watching.handle === undefined || watching.process === undefined) return;
	if (level === 'interrupt') context.interrupt(watching.process);
	else watching.handle.end('killed', watching.stopping.why, level === 'kill');
}

/** What hears one program. */
type Ears = {
	/** The bytes of its terminal. */
	readonly feed: (bytes: Uint8Array) => void;
	readonly lines: ConsoleLines;
	readonly unheard: UnheardLines;
	readonly sweep: HeardSweep;
	/** Trials are heard of from now on. */
	readonly open: (program: HeardTrialsContext['program']) => void;
	/** Undefined before the program has started. */
	readonly trials: () => HeardTrials | undefined;
};

function createEars(context: WatchContext): Ears {
	const {sweep: frozen, ledger, now} = context;
	const sweep = createHeardSweep(frozen);
	let trials: HeardTrials | undefined;
	const places = createConsolePlaces(now);
	const unheard = createUnheardLines({
		describe: context.describeUnheard,
		tell: text => ledger.notice('warning', text, 'watch'),
		now,
	});
	const saveOutput = async (part: TrialPart): Promise<void> => {
		const log = context.openTrialLog(part.trial);
		if (log !== undefined) await copyTrialOutput(context.log, part, log).catch(error => tellTrouble(ledger, error));
	};
	const lines = createConsoleLines((text, kind) => {
		const heard = context.console.listener.line(text, kind);
		if (heard.length > 0) trials?.hear(heard, context.console.name());
		unheard.line(text, kind, heard);
	});
	return {
		feed: bytes => places.feed(bytes, lines.feed),
		lines,
		unheard,
		sweep,
		open: program => {
			const wasRunning = frozen.watched?.follows === true;
			trials = createHeardTrials({...context, sweep, startedMs: now(), program, places, saveOutput, wasRunning});
		},
		trials: () => trials,
	};
}

async function run(context: WatchContext, watching: Watching): Promise<SweepEnd> {
	const {sweep, ledger} = context;
	const ears = createEars(context);
	const argv = fillCommand(sweep, {});
	const handle = context.executor.start({
		argv,
		workdir: sweep.workdir,
		env: context.environment,
		columns: 120,
		rows: 40,
		graceMs: sweep.run.graceMs,
		marker: context.marker,
		onOutput: bytes => {
			context.onOutput(bytes);
			ears.feed(bytes);
			return context.log.write(bytes);
		},
		onStarted: process => {
			watching.process = process;
			ears.open({argv, ...process});
		},
		onNotice: text => ledger.notice('info', text, 'program'),
	});
	watching.handle = handle;
	if (watching.stopping !== undefined) stop(context, watching, watching.stopping.why, watching.stopping.level);
	const result = await listen(context, handle, ears);
	watching.isOver = true;
	ears.lines.end();
	const trials = ears.trials();
	if (trials !== undefined) await hearTheLast(context, trials, watching, result);
	await context.log.close();
	return conclude(context, watching, result, ears);
}

/** A log that cannot be read or written costs no trial. */
function tellTrouble(ledger: Ledger, error: unknown): void {
	ledger.notice('warning', messageOf(error), 'files');
}

/** How often storages are looked at, and after which silence a line without end is taken as it is, ms. */
const TICK_MS = 100;

/** Waits for the program's end, and looks at its storages meanwhile. */
async function listen(context: WatchContext, handle: Execution, ears: Ears): Promise<ExecutionResult> {
	const timer = setInterval(() => {
		ears.lines.idle();
		ears.unheard.look(() => countHeard(context.ledger.state()) > 0);
		const trials = ears.trials();
		if (trials !== undefined) for (const study of context.studies) study.tick(trials);
	}, TICK_MS);
	try {
		return await handle.result;
	} finally {
		clearInterval(timer);
	}
}

async function hearTheLast(
	context: WatchContext,
	trials: HeardTrials,
	watching: Watching,
	result: ExecutionResult,
): Promise<void> {
	const isGood = watching.stopping === undefined && isSuccess(result);
	trials.hear(context.console.listener.end(isGood), context.console.name());
	for (const study of context.studies) await study.end(trials, isGood);
	await context.readRemains(trials);
	await trials.finish(...leftOpen(watching, result, context.sweep.watched?.follows));
}

function isSuccess(result: ExecutionResult): boolean {
	return result.outcome === 'exited' && result.code === 0;
}

/** What becomes of a trial about whose end the program said nothing. */
function leftOpen(
	{stopping}: Watching,
	result: ExecutionResult,
	follows: boolean | undefined,
): readonly [state: Outcome, why: string] {
	if (stopping !== undefined)
		return follows === true ? ['lost', 'it was no longer followed'] : ['killed', stopping.why];
	if (isSuccess(result)) return ['lost', 'the program ended without a word about it'];
	return ['failed', result.why];
}

function conclude(context: WatchContext, watching: Watching, result: ExecutionResult, ears: Ears): SweepEnd {
	const {ledger} = context;
	const state = ledger.state();
	const problem = isSuccess(result) ? undefined : result.why;
	const end = {why: watching.stopping?.why ?? describeProgramEnd(state, problem, ears.sweep.planned())};
	const heard = countHeard(state);
	const absent = describeAbsentGoals(context.sweep.watched?.goals ?? [], state);
	if (heard > 0 && absent !== undefined) ledger.notice('warning', absent, 'watch');
	if (heard === 0) {
		const text = ears.unheard.rest() ?? 'no trial was heard of: --parse names a listener, --study a storage';
		ledger.notice('warning', text, 'watch');
	} else if (state.counts.complete === 0) ledger.notice('warning', 'no trial completed', 'watch');
	ledger.record({type: 'sweep-ended', why: end.why, totals: totalsOf(context)});
	return end;
}
