import {setTimeout as sleep} from 'node:timers/promises';
import type {PrunerDefinition} from '../../domain/pruner.ts';
import type {Sweep} from '../../domain/sweep.ts';
import {createEngine, type Engine} from '../../engine/engine.ts';
import type {TrialPreparation} from '../../engine/engineroom.ts';
import {createExecutionFiles} from '../../engine/execution-files.ts';
import {createExecutionRunner, type ExecutionRunner} from '../../engine/execution-run.ts';
import type {Ledger} from '../../engine/ledger.ts';
import {liveMeans} from '../../engine/live-means.ts';
import {createJudge, type Judge} from '../../engine/pruning.ts';
import {watchRunning} from '../../engine/running-watch.ts';
import {createTrialResults} from '../../engine/trial-results.ts';
import {createExecutorContext} from '../../executors/context.ts';
import {endOrphans} from '../../executors/end-tree.ts';
import {describeProcesses} from '../../executors/process-tree.ts';
import {openExecutor} from '../../executors/registry.ts';
import {executionFolder} from '../../journal/run-layout.ts';
import {findPruner} from '../../pruners/registry.ts';
import {findSampler} from '../../samplers/registry.ts';
import {monotonicMs, setTimer} from '../clock.ts';
import type {EngineTelemetry} from './engine-telemetry.ts';
import type {FrozenSweep} from '../runs/frozen-sweep.ts';
import {openSampler} from './open-sampler.ts';

/** What an engine is assembled from. */
export type AssemblyOptions = {
	readonly directory: string;
	readonly frozen: FrozenSweep;
	readonly ledger: Ledger;
	readonly telemetry: EngineTelemetry;
	readonly unfinished: readonly number[];
	readonly preparation: TrialPreparation | undefined;
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly onOutput: (trial: number, execution: number, bytes: Uint8Array) => void;
	readonly onProgress: () => void;
	readonly beforeEnd: () => Promise<void>;
};

/** An engine and what runs its executions, put together from the concrete parts of this program. */
export function assembleEngine(options: AssemblyOptions): {
	readonly engine: Engine;
	readonly executions: ExecutionRunner;
	/** Ends what helps the sampler. */
	readonly close: () => void;
} {
	const {directory, ledger, telemetry, frozen} = options;
	const {sweep} = frozen;
	const results = createTrialResults(sweep);
	const {executor, notice} = openExecutor();
	if (notice !== undefined) ledger.notice('warning', notice, 'executor');
	const judging = judgeOf(sweep, ledger, telemetry);
	const units = new Map(sweep.metrics.map(metric => [metric.name, metric.unit]));
	const executions = createExecutionRunner({
		sweep,
		ledger,
		executor,
		files: createExecutionFiles({
			directory,
			sweep,
			folderOf: executionFolder,
			now: monotonicMs,
			onNotice: text => ledger.notice('warning', text, 'files'),
		}),
		meter: telemetry.meter,
		...(judging === undefined ? {} : {judge: judging.judge}),
		required: results.required,
		environment: childEnvironment(options.environment),
		runMarker: frozen.runId,
		onOutput: options.onOutput,
		onStream: (trial, name, value) => telemetry.addStream(trial, name, toMilliseconds(value, units.get(name))),
		now: monotonicMs,
		sleep: ms => sleep(ms),
	});
	const sampler = openSampler(sweep, ledger, options.environment);
	const engine = createEngine({
		sweep,
		ledger,
		sampler,
		learns: sampler.learns ?? findSampler(sweep.sampler.name).learns,
		results,
		executions,
		...(options.preparation === undefined ? {} : {preparation: options.preparation}),
		unfinished: options.unfinished,
		energyJ: telemetry.energyJ,
		now: monotonicMs,
		onProgress: options.onProgress,
		beforeEnd: options.beforeEnd,
	});
	const {judge, watches = false} = judging ?? {};
	const endWatch = judge === undefined || !watches ? undefined : watchRunning({executions, judge, setTimer});
	return {
		engine,
		executions,
		close: () => {
			endWatch?.();
			sampler.close?.();
		},
	};
}

type Judging = {readonly judge: Judge; readonly watches: boolean};

/** Undefined where nothing is pruned, or by the steps of an objective that the sweep does not have. */
function judgeOf(sweep: Sweep, ledger: Ledger, {window}: EngineTelemetry): Judging | undefined {
	const definition: PrunerDefinition = findPruner(sweep.pruner.name);
	const watches = definition.watches === true;
	const {direction = 'minimize', metric} = sweep.objectives[0] ?? {};
	if (sweep.pruner.name === 'none' || (metric === undefined && !watches)) return undefined;
	const pruner = definition.create({sweep: sweep.name, direction}, sweep.pruner.options);
	const live = liveMeans(window);
	return {judge: createJudge({pruner, metric, state: ledger.state, now: monotonicMs, watches, live}), watches};
}

/** Ends every process that a dead engine of this run left. */
export async function endLeftovers(ledger: Ledger, runId: string): Promise<void> {
	const {table, sleep: wait, unkillableMs} = createExecutorContext();
	const {found, survivors} = await endOrphans({markerPrefix: runId, table, sleep: wait, unkillableMs, graceMs: 2000});
	if (found.length === 0) return;
	ledger.notice('info', `ended what the dead engine left running: ${describeProcesses(found)}`, 'resume');
	if (survivors.length > 0) ledger.notice('error', `would not die: ${describeProcesses(survivors)}`, 'resume');
}

/** Variables that tell a program about the terminal that sweeptop itself runs in. */
const OUTER_TERMINAL = new Set([
	'TMUX',
	'TMUX_PANE',
	'STY',
	'WINDOW',
	'WINDOWID',
	'TERMCAP',
	'COLUMNS',
	'LINES',
	'TERM',
]);

/**
 * The environment of executions: ours, without what describes our own terminal. `SWEEPTOP_NODE` names the Node that
 * runs sweeptop, for workloads that need a new one.
 */
export function childEnvironment(
	environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
	const kept = Object.entries(environment).flatMap(([name, value]) =>
		value === undefined || OUTER_TERMINAL.has(name) || name.startsWith('SWEEP_') ? [] : [[name, value] as const],
	);
	return {...Object.fromEntries(kept), SWEEPTOP_NODE: process.execPath};
}

function toMilliseconds(value: number, unit: string | undefined): number {
	if (unit === 's') return value * 1000;
	if (unit === 'us' || unit === 'µs') return value / 1000;
	return unit === 'ns' ? value / 1e6 : value;
}
