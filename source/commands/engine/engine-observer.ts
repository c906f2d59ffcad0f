import type {Motion} from '../../domain/signal/motion.ts';
import type {ProbeCosts} from '../../engine/probe-link.ts';
import type {TelemetryWindow} from '../../engine/telemetry-window.ts';

/** CPU time in percent of one core, wake-ups and memory of this process since it began to watch itself. */
export type EngineCost = {readonly cpuPct: number; readonly wakeupsPerS: number; readonly rssBytes: number};

/** What an engine knows of its own measuring, for the run's metadata. */
export type Observed = {
	readonly motions: ReadonlyMap<string, Motion>;
	readonly overhead: {
		readonly engine: EngineCost;
		/** Absent before the probe process has told its costs, 5 s after its start. */
		readonly probes?: ProbeCosts;
	};
};

/** Watches this process and keeps what the probe process says of itself. */
export type EngineObserver = {
	readonly onCosts: (costs: ProbeCosts) => void;
	readonly observed: () => Observed;
};

/** What a process tells of itself; `process` does. */
export type OwnProcess = Pick<NodeJS.Process, 'resourceUsage' | 'memoryUsage'>;

/** Begins to watch. @param nowMs a monotonic clock. */
export function observeEngine(
	window: Pick<TelemetryWindow, 'motions'>,
	own: OwnProcess,
	nowMs: () => number,
): EngineObserver {
	const startMs = nowMs();
	const before = own.resourceUsage();
	let probes: ProbeCosts | undefined;
	return {
		onCosts: costs => {
			probes = costs;
		},
		observed: () => {
			const after = own.resourceUsage();
			const tookMs = Math.max(1, nowMs() - startMs);
			const cpuUs = after.userCPUTime - before.userCPUTime + after.systemCPUTime - before.systemCPUTime;
			const wakeups = after.voluntaryContextSwitches - before.voluntaryContextSwitches;
			const engine = {
				cpuPct: (cpuUs / 1000 / tookMs) * 100,
				wakeupsPerS: (wakeups / tookMs) * 1000,
				rssBytes: own.memoryUsage.rss(),
			};
			return {motions: window.motions(), overhead: probes === undefined ? {engine} : {engine, probes}};
		},
	};
}
