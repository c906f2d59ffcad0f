import {fillCommand, parameterEnvironment} from '../domain/command-line.ts';
import type {Execution, ExecutionRequest, ExecutionResult, ExecutorDefinition} from '../domain/executor.ts';
import {findMetric} from '../domain/figure.ts';
import {encodeNumber, type JsonNumber} from '../domain/number.ts';
import type {Params} from '../domain/space.ts';
import type {Sweep} from '../domain/sweep.ts';
import type {Metrics, Outcome, Role} from '../domain/trial.ts';
import type {ExecutionFiles, ExecutionSink} from './execution-files.ts';
import {preparationOf} from './execution-preparation.ts';
import {classify} from './execution-outcome.ts';
import type {Ledger} from './ledger.ts';
import type {Judge} from './pruning.ts';
import {seedOf} from './seed.ts';
import type {TelemetryMeter} from './telemetry-meter.ts';

/** One process to run for a trial. */
export type ExecutionOrder = {
	readonly trial: number;
	readonly params: Params;
	readonly execution: number;
	readonly role: Role;
	readonly attempt: number;
	/** The process is gone and what came of it is known; its samples and files may still be awaited. */
	readonly onProcessEnded: (outcome: Outcome) => void;
};

/** What execution runs are made of. */
export type ExecutionContext = {
	readonly sweep: Sweep;
	readonly ledger: Ledger;
	readonly executor: ExecutorDefinition;
	readonly files: ExecutionFiles;
	readonly meter: TelemetryMeter;
	/** Reported metrics that must have a value for the execution to be complete. */
	readonly required: readonly string[];
	/** Environment of the engine, the base of every execution's. */
	readonly environment: Readonly<Record<string, string>>;
	/** Marks every process of this run, by which orphans are found. */
	readonly runMarker: string;
	/** Bytes of a running execution for whoever watches it. */
	readonly onOutput: (trial: number, execution: number, bytes: Uint8Array) => void;
	/** Asked after each reported step of the first objective; absent where nothing is pruned. */
	readonly judge?: Judge;
	/** A value of a stream metric of a trial, for the live latency channel. */
	readonly onStream: (trial: number, name: string, value: number) => void;
	readonly now: () => number;
	readonly sleep: (ms: number) => Promise<void>;
};

/** Runs executions and ends them. */
export type ExecutionRunner = {
	/** Runs one process and records its start and end. Rejects only on our own bugs. */
	readonly run: (order: ExecutionOrder) => Promise<void>;
	/** Ends the running execution of a trial; false where there is none. */
	readonly end: (trial: number, outcome: 'killed' | 'timed-out' | 'pruned', why: string) => boolean;
	readonly endAll: (outcome: 'killed' | 'timed-out', why: string, now: boolean) => void;
	/** For a stretch of time that several executions fill. */
	readonly meter: TelemetryMeter;
	/** Types into the terminal of a trial. */
	readonly write: (trial: number, bytes: Uint8Array) => void;
	readonly resize: (trial: number, columns: number, rows: number) => void;
	/** The last 256 KiB that a running trial has printed. */
	readonly tail: (trial: number) => Promise<Uint8Array | undefined>;
	/** Resolves when what ended executions left behind is gone or given up. */
	readonly settle: () => Promise<void>;
	/** Trials with a process now. */
	readonly running: () => readonly number[];
};

/** Why all executions were ended, once they were: then none is waited for that could not be started yet. */
type Stopping = {why: string | undefined};

type ProcessOfStart = {readonly pid: number; readonly startTicks: number};

type Active = {
	/** What is prepared for the program first, then the program. */
	handle: Execution;
	readonly sink: ExecutionSink;
	overlapped: boolean;
	/** Why the pruner has ended it. */
	pruned?: string;
};

/** Errors of the machine, not of the trial: the execution is tried again when they have passed. */
const PASSING_ERRORS: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM']);
const PASSING_PAUSE_MS = 1000;

/** Creates the runner of one engine. */
export function createExecutionRunner(context: ExecutionContext): ExecutionRunner {
	const active = new Map<number, Active>();
	const stopping: Stopping = {why: undefined};
	return {
		run: order => runExecution(context, active, stopping, order),
		end: (trial, outcome, why) => {
			const running = active.get(trial);
			if (outcome === 'pruned' && running !== undefined) endPruned(running, why);
			else if (outcome !== 'pruned') running?.handle.end(outcome, why);
			return running !== undefined;
		},
		endAll: (outcome, why, now) => {
			stopping.why = why;
			for (const {handle} of active.values()) handle.end(outcome, why, now);
		},
		meter: context.meter,
		write: (trial, bytes) => active.get(trial)?.handle.write(bytes),
		resize: (trial, columns, rows) => active.get(trial)?.handle.resize(columns, rows),
		tail: async trial => active.get(trial)?.sink.tail(),
		settle: async () => context.executor.settle?.(),
		running: () => [...active.keys()],
	};
}

async function runExecution(
	context: ExecutionContext,
	active: Map<number, Active>,
	stopping: Readonly<Stopping>,
	order: ExecutionOrder,
): Promise<void> {
	const sink = context.files.open({
		...order,
		onValue: (name, value, step) => onValue(context, active, order, {name, value, step}),
	});
	const argv = fillCommand(context.sweep, order.params);
	let isStarted = false;
	const onStarted = (process: ProcessOfStart): void => {
		isStarted = true;
		recordStart(context, order, argv, process);
	};
	const request = requestOf(context, order, {argv, sink, onStarted});
	const start = (wanted: ExecutionRequest): Promise<Execution> => startPatiently(context, wanted, stopping);
	const preparation = preparationOf(context.sweep, order.params, request);
	const first = await start(preparation?.request ?? request);
	const entry: Active = {handle: first, sink, overlapped: active.size > 0};
	for (const other of active.values()) other.overlapped = true;
	active.set(order.trial, entry);
	let result = await first.result;
	if (preparation !== undefined) {
		const failure = preparation.failureOf(result);
		if (failure === undefined) entry.handle = await start(request);
		result = failure ?? (await entry.handle.result);
	}
	active.delete(order.trial);
	// One that could not be started counts as an attempt: what is said about its end refers to its start.
	if (!isStarted) recordStart(context, order, argv, {pid: 0, startTicks: 0});
	await conclude(context, order, sink, result, entry);
}

function recordStart(
	context: ExecutionContext,
	order: ExecutionOrder,
	argv: readonly string[],
	process: ProcessOfStart,
): void {
	const {trial, execution, role, attempt} = order;
	context.ledger.record({type: 'execution-started', trial, execution, role, attempt, argv, ...process});
}

type Start = Pick<ExecutionRequest, 'argv' | 'onStarted'> & {readonly sink: ExecutionSink};

function requestOf(context: ExecutionContext, order: ExecutionOrder, {argv, sink, onStarted}: Start): ExecutionRequest {
	const {workdir, run} = context.sweep;
	return {
		argv,
		workdir,
		env: environmentOf(context, order, sink),
		columns: 120,
		rows: 40,
		graceMs: run.graceMs,
		...(run.timeoutMs === undefined ? {} : {timeoutMs: run.timeoutMs}),
		marker: `${context.runMarker}.${order.trial}.${order.execution}`,
		onOutput: bytes => {
			context.onOutput(order.trial, order.execution, bytes);
			return sink.write(bytes);
		},
		onStarted,
		onNotice: text => context.ledger.notice('info', text, `trial ${order.trial}`),
	};
}

/** Starts the process; waits and tries again while the machine is out of descriptors or processes (B14, D7). */
async function startPatiently(
	context: ExecutionContext,
	request: ExecutionRequest,
	stopping: Readonly<Stopping>,
): Promise<Execution> {
	let told = false;
	for (;;) {
		if (stopping.why !== undefined) return neverStarted(stopping.why, context.now());
		try {
			return context.executor.start(request);
		} catch (error) {
			const code = error instanceof Error && 'code' in error ? String(error.code) : '';
			if (!PASSING_ERRORS.has(code)) throw error;
			if (!told) context.ledger.notice('warning', `no process could be started (${code}); trying again`, 'machine');
			told = true;
			await context.sleep(PASSING_PAUSE_MS);
		}
	}
}

/** An execution that was ended while it waited to be started. */
function neverStarted(why: string, nowMs: number): Execution {
	return {
		result: Promise.resolve({outcome: 'killed', why, startedMonoMs: nowMs, endedMonoMs: nowMs}),
		end: () => undefined,
		resize: () => undefined,
		write: () => undefined,
	};
}

function environmentOf(
	context: ExecutionContext,
	order: ExecutionOrder,
	sink: ExecutionSink,
): Readonly<Record<string, string>> {
	const {sweep} = context;
	return {
		...context.environment,
		...sweep.env,
		...parameterEnvironment(sweep.space, order.params),
		SWEEP_NAME: sweep.name,
		SWEEP_TRIAL: String(order.trial),
		SWEEP_EXECUTION: String(order.execution),
		SWEEP_SEED: String(seedOf(sweep.seed, order.trial, order.execution)),
		SWEEP_DIR: sink.artifactsDirectory,
		SWEEP_METRICS: sink.metricsPath,
		CLOUD_ML_TRIAL_ID: String(order.trial),
		CLOUD_ML_HP_METRIC_FILE: sink.hypertunePath,
	};
}

type Report = {readonly name: string; readonly value: number; readonly step: number | undefined};

function onValue(
	context: ExecutionContext,
	active: ReadonlyMap<number, Active>,
	{trial, execution}: ExecutionOrder,
	{name, value, step}: Report,
): void {
	const metric = findMetric(context.sweep, name);
	if (metric?.stream === true) context.onStream(trial, name, value);
	if (step === undefined) return;
	context.ledger.record({type: 'metric-reported', trial, execution, name, value: encodeNumber(value), step});
	const running = active.get(trial);
	if (running === undefined || running.pruned !== undefined || name !== context.sweep.objectives[0]?.metric) return;
	const verdict = context.judge?.(trial);
	if (verdict?.kind === 'prune') endPruned(running, verdict.why);
}

function endPruned(running: Active, why: string): void {
	if (running.pruned !== undefined) return;
	running.pruned = why;
	running.handle.end('killed', why);
}

async function conclude(
	context: ExecutionContext,
	order: ExecutionOrder,
	sink: ExecutionSink,
	result: ExecutionResult,
	{overlapped, pruned}: Pick<Active, 'overlapped' | 'pruned'>,
): Promise<void> {
	const metrics: Metrics = Object.fromEntries(
		[...sink.finish()].map(([name, value]): [string, JsonNumber] => [name, encodeNumber(value)]),
	);
	const given = {required: context.required, metrics, unread: sink.unread(), pruned};
	const {outcome, why} = classify(result, given);
	order.onProcessEnded(outcome);
	await sink.close();
	const region = sink.measuredRegion();
	const {fromMs = result.startedMonoMs, toMs = result.endedMonoMs} = region;
	const measured = await context.meter.measure({
		fromMs,
		toMs: Math.max(fromMs, toMs),
		overlapping: overlapped,
		// Around a region that the program bounds itself, and after a preparation, power is not that of an idle machine.
		isStep: region.fromMs === undefined && region.toMs === undefined && context.sweep.run.prepare === undefined,
	});
	context.ledger.record({
		type: 'execution-ended',
		trial: order.trial,
		execution: order.execution,
		outcome,
		...(result.code === undefined ? {} : {code: result.code}),
		...(result.signal === undefined ? {} : {signal: result.signal}),
		...(why === undefined ? {} : {why}),
		duration_s: (result.endedMonoMs - result.startedMonoMs) / 1000,
		metrics,
		telemetry: measured.telemetry,
		...(Object.keys(measured.missing).length === 0 ? {} : {missing: measured.missing}),
		flags: measured.flags,
	});
}
