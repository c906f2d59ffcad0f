import {createEnergyCounter} from '../../probes/reading/energy-counter.ts';
import type {ChannelDefinition} from '../../source/domain/channel.ts';
import {joulesUntil, type Random, type Shape} from './telemetry-shapes.ts';

/** A kind of sensor with known behaviour, and how it is sampled. */
export type Sensor = {
	readonly name: string;
	/** What our probes would say of it. */
	readonly definition: Pick<ChannelDefinition, 'periodMs' | 'windowMs' | 'holdMs'>;
	readonly kind: 'power' | 'counter';
	readonly intervalMs: number;
	/** A reader with a phase of its own: value at a time, or undefined where the read fails. */
	readonly open: (shape: Shape, random: Random) => (t: number) => number | undefined;
};

/** Mean power over the window before each update; a reading is the latest update. */
function updating(periodMs: number, windowMs: number): Sensor['open'] {
	return (shape, random) => {
		const phaseMs = random() * periodMs;
		return t => {
			const updated = Math.floor((t - phaseMs) / periodMs) * periodMs + phaseMs;
			return ((joulesUntil(shape, updated) - joulesUntil(shape, updated - windowMs)) / windowMs) * 1000;
		};
	};
}

/** Quantisation, noise, and a read that fails now and then, as on an I2C bus. */
function onBus(open: Sensor['open'], stepWatts: number, failing: number): Sensor['open'] {
	return (shape, random) => {
		const read = open(shape, random);
		return t => {
			const watts = read(t);
			if (watts === undefined || random() < failing) return undefined;
			const noise = (random() + random() + random() - 1.5) * 2 * stepWatts;
			return Math.round((watts + noise) / stepWatts) * stepWatts;
		};
	};
}

/** A counter of `stepMicrojoules` that advances at each tick and wraps, unrolled by the reader of our probes. */
function counting(tickMs: number, stepMicrojoules: number, range: number): Sensor['open'] {
	return (shape, random) => {
		const phaseMs = random() * tickMs;
		const start = Math.floor(random() * range);
		const advance = createEnergyCounter(range);
		return t => {
			const ticked = Math.floor((t - phaseMs) / tickMs) * tickMs + phaseMs;
			const microjoules = Math.floor((joulesUntil(shape, ticked) * 1e6) / stepMicrojoules) * stepMicrojoules;
			const step = advance(t, (start + microjoules) % range);
			return step.kind === 'value' ? step.joules : undefined;
		};
	};
}

/** The kinds of `reference` sensors: published update periods and windows of boards and GPUs. */
export const SENSORS: readonly Sensor[] = [
	{
		// 25 ms of each 100 ms: A100, H100, H200.
		name: 'part-time',
		definition: {periodMs: 100, windowMs: 25, holdMs: 100},
		kind: 'power',
		intervalMs: 100,
		open: updating(100, 25),
	},
	{
		// A mean over 1 s: power.draw of Ampere and newer.
		name: 'average-1s',
		definition: {periodMs: 100, windowMs: 1000, holdMs: 100},
		kind: 'power',
		intervalMs: 100,
		open: updating(100, 1000),
	},
	{
		// INA3221 of Xavier and Orin, with noise of its bus.
		name: 'filter-430ms',
		definition: {periodMs: 430, windowMs: 430, holdMs: 430},
		kind: 'power',
		intervalMs: 215,
		open: onBus(updating(430, 430), 0.04, 0.005),
	},
	{
		// RAPL, with a range that wraps.
		name: 'counter-1ms',
		definition: {periodMs: 500, windowMs: 500},
		kind: 'counter',
		intervalMs: 500,
		open: counting(1, 61, 200_000_000),
	},
	{
		// The energy counter of NVML.
		name: 'counter-100ms',
		definition: {periodMs: 200, windowMs: 200, holdMs: 100},
		kind: 'counter',
		intervalMs: 200,
		open: counting(100, 1000, 2 ** 40),
	},
];

/** Samples of a sensor by polling it over the whole shape with a timer that fires up to 4 ms late. */
export function pollSensor(
	sensor: Sensor,
	shape: Shape,
	random: Random,
): {readonly times: readonly number[]; readonly values: readonly number[]} {
	const read = sensor.open(shape, random);
	const times: number[] = [];
	const values: number[] = [];
	const startMs = random() * sensor.intervalMs;
	for (let due = startMs; due < shape.watts.length - 5; due += sensor.intervalMs) {
		const t = due + 4 * random();
		const value = read(t);
		if (value === undefined) continue;
		times.push(t);
		values.push(value);
	}
	return {times, values};
}
