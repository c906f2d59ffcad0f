import type {ChannelDefinition} from '../../domain/channel.ts';
import {UserError} from '../../domain/errors.ts';
import type {Samples} from '../../domain/series.ts';
import {type LoadEdge, measureWindow, type MeasuredWindow} from '../../domain/signal/step-response.ts';
import type {PulsedLoad} from './load-pulses.ts';

/** Timing of a self-test, ms. */
export type PulseTimes = {
	/** For the load to begin in earnest, as a program that first allocates. */
	readonly warmUpMs: number;
	/** How long each state lasts at least; a random part of half of it more, so that no sensor falls in step. */
	readonly stretchMs: number;
	readonly stretches: number;
};

/** A slow filter of a board settles in 2 s. */
export const PULSES: PulseTimes = {warmUpMs: 1500, stretchMs: 2400, stretches: 10};

/** Sources are asked this often while it lasts: the driver's answers repeat below it. */
export const SELF_TEST_INTERVAL_MS = 50;

/** The sensors under test, what they said, and the time. */
export type TestedSensors = {
	readonly channels: () => readonly ChannelDefinition[];
	readonly samplesOf: (channel: string) => Samples | undefined;
	/** Monotonic ms, the clock of the samples. */
	readonly now: () => number;
	readonly wait: (ms: number) => Promise<void>;
	/** In [0, 1). */
	readonly random: () => number;
};

/** What a self-test has measured, and the channels that did not answer the load clearly. */
export type TestedWindows = {
	readonly windows: ReadonlyMap<string, MeasuredWindow>;
	readonly unclear: readonly string[];
};

/**
 * Switches a load on and off and measures the averaging window of every sensor of power and load that answers. A value
 * that is made from a counter has none: it averages over what was asked for.
 * @throws UserError where the load ends by itself.
 */
export async function testWindows(load: PulsedLoad, sensors: TestedSensors, times: PulseTimes): Promise<TestedWindows> {
	const edges: LoadEdge[] = [];
	await sensors.wait(times.warmUpMs);
	for (let stretch = 0; stretch < times.stretches; stretch++) {
		if (stretch % 2 === 0) load.switchOff();
		else load.switchOn();
		edges.push({t: sensors.now()});
		await sensors.wait(times.stretchMs * (1 + sensors.random() / 2));
		const why = load.failure();
		if (why !== undefined) {
			throw new UserError(`the load has ended before its test was over: ${why}`, 'name one that works for a minute');
		}
	}
	edges.push({t: sensors.now()});
	const windows = new Map<string, MeasuredWindow>();
	const unclear: string[] = [];
	for (const {channel, counter, holdMs = 0} of sensors.channels()) {
		const samples = sensors.samplesOf(channel);
		if (samples === undefined || counter !== undefined || !/\.(?:power_w|util_pct)$/.test(channel)) continue;
		const found = measureWindow(samples, edges, holdMs);
		if (found === undefined) unclear.push(channel);
		else windows.set(channel, found);
	}
	return {windows, unclear};
}
