import {createEnumeration} from '../../domain/space/enumerate.ts';
import type {SweepEvent} from '../../domain/event.ts';
import type {Command, Reply, TerminalScreen} from '../../domain/protocol.ts';
import type {Params} from '../../domain/space.ts';
import {createSweepState, type SweepState} from '../../domain/sweep-state.ts';
import type {Sweep} from '../../domain/sweep.ts';
import {createSampleStore, type SampleStore} from '../samples.ts';
import {chance, COLD_BOARD, type DemoLoad, demoLoad, stepBoard} from './demo-board.ts';
import {obey} from './demo-commands.ts';
import {BETWEEN_MS, type DemoOptions, type DemoState, emit, type Running} from './demo-state.ts';
import {DEMO_CHANNELS, demoSweep} from './demo-sweep.ts';
import {demoTerminal} from './demo-terminal.ts';

export type {DemoOptions} from './demo-state.ts';

/** A made-up sweep on a made-up board in virtual time: the same for the same seed, to the byte. */
export type DemoWorld = {
	readonly state: () => SweepState;
	/** All that happened so far. */
	readonly events: () => readonly SweepEvent[];
	readonly samples: () => SampleStore;
	readonly terminal: () => TerminalScreen | undefined;
	readonly nowMs: () => number;
	/** Lets everything happen up to a virtual time in ms. */
	readonly advanceTo: (ms: number) => void;
	readonly command: (command: Command) => Reply;
	readonly outputOf: (trial: number, execution: number) => readonly string[] | undefined;
};

/** A world at time 0: the sweep has started, nothing is queued. */
export function createDemoWorld(options: DemoOptions): DemoWorld {
	const base = demoSweep(options.seed);
	const sweep = options.change?.(base) ?? base;
	const world: DemoState = {
		options,
		sweep,
		samples: createSampleStore(),
		queue: [],
		events: [],
		state: createSweepState(),
		nowMs: 0,
		sampledMs: 0,
		board: COLD_BOARD,
		running: undefined,
		idleUntilMs: 1200,
		seq: 0,
	};
	open(world);
	return {
		state: () => world.state,
		events: () => world.events,
		samples: () => world.samples,
		terminal: () => terminalOf(world),
		nowMs: () => world.nowMs,
		advanceTo: ms => advance(world, ms),
		command: command => obey(world, command),
		outputOf: (trial, execution) => outputOf(world, trial, execution),
	};
}

function open(world: DemoState): void {
	const {sweep, options} = world;
	emit(world, {
		type: 'sweep-started',
		format: 1,
		sweep,
		hash: 'demo',
		seed: sweep.seed,
		engine: {pid: 1, startTicks: 1, version: 'demo'},
	});
	if (options.noSensors === true) {
		emit(world, {
			type: 'probe-closed',
			source: 'rapl',
			reason: 'permission denied',
			mend: 'chmod +r the energy_uj files',
		});
	} else emit(world, {type: 'probe-opened', source: 'demo', channels: DEMO_CHANNELS});
	points(sweep, options).forEach((params, index) => {
		emit(world, {type: 'trial-queued', trial: index + 1, params, by: 'sampler'});
		world.queue.push(index + 1);
	});
}

/** All points of the grid, shuffled by the seed. */
function points(sweep: Sweep, options: DemoOptions): readonly Params[] {
	const all = [...(createEnumeration(sweep.space)?.walk() ?? [])];
	const keyed = all.map((params, index) => ({params, key: chance(options.seed, index)}));
	return keyed
		.toSorted((a, b) => a.key - b.key)
		.slice(0, options.trials ?? all.length)
		.map(({params}) => params);
}

/** Runs events and samples in the order of their times. */
function advance(world: DemoState, untilMs: number): void {
	for (;;) {
		// An engine that has ended reads no sensor.
		const sampleAt = world.state.phase === 'ended' ? Number.POSITIVE_INFINITY : world.sampledMs + 1000;
		const eventAt = nextEventMs(world);
		const next = Math.min(sampleAt, eventAt);
		if (next > untilMs) break;
		world.nowMs = next;
		if (next === sampleAt) sample(world);
		else step(world);
	}
	world.nowMs = Math.max(world.nowMs, untilMs);
}

function nextEventMs(world: DemoState): number {
	if (world.running !== undefined) return world.running.startedMs + world.running.load.durationMs;
	return world.state.phase === 'running' ? Math.max(world.idleUntilMs, world.nowMs) : Number.POSITIVE_INFINITY;
}

function sample(world: DemoState): void {
	world.sampledMs = world.nowMs;
	const tick = Math.round(world.nowMs / 1000);
	const load = world.running?.load;
	world.board = stepBoard(world.board, load, chance(world.options.seed, 3, tick));
	if (world.options.noSensors === true) return;
	const {cpuWatts, gpuWatts, tempC} = world.board;
	const latency = load === undefined ? null : load.latencyMs * (1 + 0.25 * chance(world.options.seed, 4, tick));
	const use = load === undefined ? 4 : 88 + 10 * chance(world.options.seed, 5, tick);
	world.samples.add({
		t0: world.nowMs,
		channels: DEMO_CHANNELS.map(({channel}) => channel),
		rows: [[0, cpuWatts, gpuWatts, tempC, latency, use, 2.1e9 + (load === undefined ? 0 : 6e8)]],
	});
}

function step(world: DemoState): void {
	if (world.running !== undefined) return finish(world, world.running);
	const trial = world.queue.shift();
	if (trial === undefined) return end(world, 'all trials done');
	const record = world.state.trials[trial - 1];
	const execution = (record?.executions.length ?? 0) + 1;
	const load = demoLoad(world.options.seed, trial, execution, record?.params ?? {});
	world.running = {trial, execution, load, startedMs: world.nowMs};
	emit(world, {
		type: 'execution-started',
		trial,
		execution,
		role: 'measured',
		attempt: 1,
		argv: ['./gemm'],
		pid: 1000 + trial,
		startTicks: 1,
	});
	return undefined;
}

function finish(world: DemoState, {trial, execution, load}: Running): void {
	world.running = undefined;
	world.idleUntilMs = world.nowMs + BETWEEN_MS;
	const failed = world.options.allFail === true || chance(world.options.seed, 11, trial) < 0.04;
	const common = {
		trial,
		metrics: failed ? {} : metricsOf(load),
		telemetry: failed ? {} : telemetryOf(world, load),
		flags: flagsOf(world, load, failed),
	};
	const why = 'exit 1: out of memory';
	emit(world, {
		...common,
		type: 'execution-ended',
		execution,
		outcome: failed ? 'failed' : 'complete',
		duration_s: load.durationMs / 1000,
		...(failed ? {code: 1, why} : {code: 0}),
	});
	emit(world, {...common, type: 'trial-ended', state: failed ? 'failed' : 'complete', ...(failed ? {why} : {})});
}

function metricsOf(load: DemoLoad): Readonly<Record<string, number>> {
	return {flops_per_watt: load.flops / (load.cpuWatts + load.gpuWatts), flops: load.flops, latency: load.latencyMs};
}

function telemetryOf(world: DemoState, load: DemoLoad): Readonly<Record<string, number | string>> {
	if (world.options.noSensors === true) return {};
	const watts = load.cpuWatts + load.gpuWatts;
	const energy = (watts * load.durationMs) / 1000;
	return {
		energy_j: energy,
		energy_lo_j: energy * 0.985,
		energy_hi_j: energy * 1.015,
		power_mean_w: watts,
		power_max_w: watts * 1.04,
		power_scope: 'rail',
		power_source: 'demo',
		temp_max_c: world.board.tempC,
		n_eff: Math.round(load.durationMs / 1000),
		coverage: 1,
		confidence: 'high',
	};
}

function flagsOf(world: DemoState, load: DemoLoad, failed: boolean): readonly string[] {
	if (failed) return [];
	return [...(world.board.tempC > 55 ? ['THERM'] : []), ...(load.durationMs < 2100 ? ['SHORT'] : [])];
}

function end(world: DemoState, why: string): void {
	const trials = world.state.trials.length;
	const energy = world.state.trials.reduce((sum, trial) => sum + Number(trial?.telemetry['energy_j'] ?? 0), 0);
	const totals = {trials, time_s: world.nowMs / 1000, ...(energy > 0 ? {energy_j: energy} : {})};
	emit(world, {type: 'sweep-ended', why, totals});
}

function terminalOf(world: DemoState): TerminalScreen | undefined {
	const {running} = world;
	if (running === undefined) return undefined;
	const params = world.state.trials[running.trial - 1]?.params ?? {};
	return demoTerminal({...running, params, ageMs: world.nowMs - running.startedMs});
}

function outputOf(world: DemoState, trial: number, execution: number): readonly string[] | undefined {
	const record = world.state.trials[trial - 1];
	if (record?.executions.some(candidate => candidate.execution === execution) !== true) return undefined;
	const load = demoLoad(world.options.seed, trial, execution, record.params);
	const screen = demoTerminal({trial, execution, load, params: record.params, ageMs: load.durationMs});
	return screen.rows.map(row => row.map(({text}) => text).join('')).filter(line => line !== '');
}
