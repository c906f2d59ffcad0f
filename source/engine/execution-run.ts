import {fillCommand} from '../domain/text/command-line.ts';
import type {ExecutionRequest, ExecutionResult, ExecutorDefinition} from '../domain/executor.ts';
import {findMetric} from '../domain/ranking/figure.ts';
import {encodeNumber, type JsonNumber} from '../domain/number.ts';
import type {Params} from '../domain/space.ts';
import type {Sweep} from '../domain/sweep.ts';
import type {Metrics, Outcome, Role} from '../domain/trial.ts';
import {executionEnvironment} from './execution-environment.ts';
import type {ExecutionFiles, ExecutionSink} from './execution-files.ts';
import {createSetUps, preparationsOf, type SetUps} from './execution-preparation.ts';
import {type Stopping, startPatiently} from './patient-start.ts';
import {classify} from './execution-outcome.ts';
import type {Ledger} from './ledger.ts';
import type {Judge} from './pruning.ts';
import {type PreparedExecution, startPrepared} from './prepared-execution.ts';
import type {TelemetryMeter} from './telemetry-meter.ts';
import type {TelemetrySummary} from './telemetry-summary.ts';
import {createTurns, type InTurn} from './turns.ts';

/** One process to run for a trial. */
export type ExecutionOrder = {
	readonly trial: number;
	readonly params: Params;
	readonly execution: number;
	readonly role: Role;
	readonly attempt: number;
	/** Which of the `jobs` it is, from 1: no two that run at once have the same. */
	readonly slot: number;
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
	/** Runs one process and what prepares it, and records start and end. Rejects only on our own bugs. */
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
	/** The execution of a trial that has a process now, if only one that prepares it. */
	readonly executionOf: (trial: number) => number | undefined;
	/** Trials with a process now. */
	readonly running: () => readonly number[];
};

type ProcessOfStart = {readonly pid: number; readonly startTicks: number};

type Active = {
	readonly execution: number;
	readonly handle: PreparedExecution;
	readonly sink: ExecutionSink;
	overlapped: boolean;
	/** Whether something ran before the program. */
	readonly isPrepared: boolean;
	/** Why the pruner has ended it. */
	pruned?: string;
};

/** A runner's own: what it is made of, what runs, and the order in which ends are recorded. */
type Room = ExecutionContext & {
	readonly active: Map<number, Active>;
	readonly stopping: Readonly<Stopping>;
	readonly setUps: SetUps;
	readonly inTurn: InTurn;
};

/** Creates the runner of one engine. */
export function createExecutionRunner(context: ExecutionContext): ExecutionRunner {
	const active = new Map<number, Active>();
	const stopping: Stopping = {why: undefined};
	const setUps = createSetUps(context.sweep.run);
	const room: Room = {...context, active, stopping, setUps, inTurn: createTurns()};
	return {
		run: order => runExecution(room, order),
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
		tail: async trial => {
			const running = active.get(trial);
			return running?.handle.preparationTail() ?? running?.sink.tail();
		},
		settle: async () => context.executor.settle?.(),
		executionOf: trial => active.get(trial)?.execution,
		running: () => [...active.keys()],
	};
}

async function runExecution(room: Room, order: ExecutionOrder): Promise<void> {
	const {active} = room;
	const {trial, execution} = order;
	const sink = room.files.open({
		...order,
		onValue: (name, value, step) => onValue(room, order, {name, value, step}),
	});
	const argv = fillCommand(room.sweep, order.params);
	let isStarted = false;
	const onStarted = (process: ProcessOfStart): void => {
		isStarted = true;
		recordStart(room, order, argv, process);
	};
	const request = requestOf(room, order, {argv, sink, onStarted});
	const preparations = preparationsOf(room.sweep, order.params, {
		needsSetup: room.setUps.needs(trial),
		execution: request,
		output: {show: bytes => room.onOutput(trial, execution, bytes), keep: sink.keep},
	});
	const handle = await startPrepared({
		preparations,
		request,
		start: wanted => startPatiently(room, wanted),
		onPreparing: step => {
			if (step === 'setup') room.setUps.begin(trial);
			room.ledger.record({type: 'preparation-started', trial, execution, step});
		},
		onPrepared: step => {
			if (step === 'setup') room.setUps.add(trial);
		},
	});
	const entry: Active = {execution, handle, sink, overlapped: active.size > 0, isPrepared: preparations.length > 0};
	for (const other of active.values()) other.overlapped = true;
	active.set(trial, entry);
	const result = await handle.result;
	active.delete(trial);
	// One that could not be started counts as an attempt: what is said about its end refers to its start.
	if (!isStarted) recordStart(room, order, argv, {pid: 0, startTicks: 0});
	await conclude(room, order, result, {...entry, isStarted});
}

function recordStart(
	context: ExecutionContext,
	order: ExecutionOrder,
	argv: readonly string[],
	process: ProcessOfStart,
): void {
	const {trial, execution, role, attempt, slot} = order;
	const together = context.sweep.run.jobs === 1 ? {} : {slot};
	context.ledger.record({type: 'execution-started', trial, execution, role, attempt, ...together, argv, ...process});
}

type Start = Pick<ExecutionRequest, 'argv' | 'onStarted'> & {readonly sink: ExecutionSink};

function requestOf(context: ExecutionContext, order: ExecutionOrder, {argv, sink, onStarted}: Start): ExecutionRequest {
	const {workdir, run} = context.sweep;
	return {
		argv,
		workdir,
		env: {...context.environment, ...executionEnvironment(context.sweep, order, sink)},
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

type Report = {readonly name: string; readonly value: number; readonly step: number | undefined};

function onValue(room: Room, {trial, execution}: ExecutionOrder, {name, value, step}: Report): void {
	const metric = findMetric(room.sweep, name);
	if (metric?.stream === true) room.onStream(trial, name, value);
	if (step === undefined) return;
	room.ledger.record({type: 'metric-reported', trial, execution, name, value: encodeNumber(value), step});
	const running = room.active.get(trial);
	if (running === undefined || running.pruned !== undefined || name !== room.sweep.objectives[0]?.metric) return;
	const verdict = room.judge?.(trial);
	if (verdict?.kind === 'prune') endPruned(running, verdict.why);
}

function endPruned(running: Active, why: string): void {
	if (running.pruned !== undefined) return;
	running.pruned = why;
	running.handle.end('killed', why);
}

/** Of an execution whose program did not begin. */
const UNMEASURED: TelemetrySummary = {telemetry: {}, missing: {}, flags: []};

async function conclude(
	room: Room,
	order: ExecutionOrder,
	result: ExecutionResult,
	{sink, overlapped, isPrepared, isStarted, pruned}: Active & {readonly isStarted: boolean},
): Promise<void> {
	const metrics: Metrics = Object.fromEntries(
		[...sink.finish()].map(([name, value]): [string, JsonNumber] => [name, encodeNumber(value)]),
	);
	const given = {required: room.required, metrics, unread: sink.unread(), pruned};
	const {outcome, why} = classify(result, given);
	order.onProcessEnded(outcome);
	const measured = await room.inTurn(
		isStarted ? measure(room.meter, sink, result, {overlapped, isPrepared}) : sink.close().then(() => UNMEASURED),
	);
	room.ledger.record({
		type: 'execution-ended',
		trial: order.trial,
		execution: order.execution,
		outcome,
		...(result.code === undefined ? {} : {code: result.code}),
		...(result.signal === undefined ? {} : {signal: result.signal}),
		...(why === undefined ? {} : {why}),
		...(isStarted ? {duration_s: (result.endedMonoMs - result.startedMonoMs) / 1000} : {}),
		metrics,
		telemetry: measured.telemetry,
		...(Object.keys(measured.missing).length === 0 ? {} : {missing: measured.missing}),
		flags: measured.flags,
	});
}

/** Telemetry of the stretch that the program bounds, else of the whole execution, once its files are closed. */
async function measure(
	meter: TelemetryMeter,
	sink: ExecutionSink,
	{startedMonoMs, endedMonoMs}: ExecutionResult,
	{overlapped, isPrepared}: Pick<Active, 'overlapped' | 'isPrepared'>,
): Promise<TelemetrySummary> {
	await sink.close();
	const region = sink.measuredRegion();
	const {fromMs = startedMonoMs, toMs = endedMonoMs} = region;
	// Around a region that the program bounds itself, and after a preparation, power is not that of an idle machine.
	const isStep = region.fromMs === undefined && region.toMs === undefined && !isPrepared;
	return meter.measure({fromMs, toMs: Math.max(fromMs, toMs), overlapping: overlapped, isStep});
}
