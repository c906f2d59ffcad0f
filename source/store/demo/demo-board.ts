import type {Params} from '../../domain/space.ts';

/** A number in [0, 1) for a seed and any further numbers: the same for the same (mulberry32 by T. Ettinger, public domain). */
export function chance(...seeds: readonly number[]): number {
	let a = seeds.reduce((hash, seed) => Math.imul(hash ^ (seed + 0x9e3779b9), 0x85ebca6b) ^ (hash >>> 13), 0x2545f491);
	a = (a + 0x6d2b79f5) | 0;
	let t = Math.imul(a ^ (a >>> 15), 1 | a);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** A made-up matrix multiplication: how fast it would be and what it would draw. */
export type DemoLoad = {
	readonly flops: number;
	readonly cpuWatts: number;
	readonly gpuWatts: number;
	readonly latencyMs: number;
	readonly durationMs: number;
};

const SPEED: ReadonlyMap<string, number> = new Map([
	['half', 0.78],
	['float', 1],
	['double', 0.52],
]);

/** The load of a point, the same for the same seed, trial and execution. */
export function demoLoad(seed: number, trial: number, execution: number, params: Params): DemoLoad {
	const type = String(params['type'] ?? 'float');
	const size = Number(params['n'] ?? 256);
	const block = Number(params['block'] ?? 64);
	// Small matrices do not fill the machine; large ones leave the cache.
	const fill = 1 / (1 + (180 / size) ** 1.6);
	const cache = 1 / (1 + (size / 1900) ** 3);
	const blocking = 1 - 0.09 * Math.abs(Math.log2(block / 64));
	const noise = 1 + 0.012 * (chance(seed, trial, execution) - 0.5);
	const flops = 17.2e9 * (SPEED.get(type) ?? 1) * fill * (0.75 + 0.25 * cache) * blocking * noise;
	const gpuWatts = 8 + 21 * fill * (0.7 + 0.3 * (SPEED.get(type) ?? 1));
	const latencyMs = (0.9 + size / 320) / (SPEED.get(type) ?? 1);
	return {
		flops,
		cpuWatts: 3.1 + 10.5 * fill,
		gpuWatts,
		latencyMs,
		durationMs: 1900 + 900 * chance(seed, trial, 7) + size * 0.6,
	};
}

/** Temperatures and powers of a made-up board. */
export type DemoBoard = {readonly cpuWatts: number; readonly gpuWatts: number; readonly tempC: number};

/** A board at rest. */
export const COLD_BOARD: DemoBoard = {cpuWatts: 3.1, gpuWatts: 8, tempC: 41};

/** The board one second later under a load: power follows in about a second, heat in about a minute. */
export function stepBoard(board: DemoBoard, load: DemoLoad | undefined, noise: number): DemoBoard {
	const cpu = load?.cpuWatts ?? 3.1;
	const gpu = load?.gpuWatts ?? 8;
	const target = 36 + 0.62 * (board.cpuWatts + board.gpuWatts);
	return {
		cpuWatts: board.cpuWatts + 0.7 * (cpu - board.cpuWatts) + 0.5 * (noise - 0.5),
		gpuWatts: board.gpuWatts + 0.7 * (gpu - board.gpuWatts) + 0.9 * (noise - 0.5),
		tempC: board.tempC + (target - board.tempC) / 45,
	};
}
