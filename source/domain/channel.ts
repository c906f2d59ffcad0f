/** What a channel's readings cover. `estimate` is never a measurement and is labelled everywhere. */
export type Scope =
	| 'board'
	| 'module'
	| 'module+carrier'
	| 'rail'
	| 'package'
	| 'device'
	| 'host'
	| 'process'
	| 'estimate'
	| 'sum';

/** One quantity that can be read over time, e.g. `cpu.power_w`. Units are the suffix of the name. */
export type ChannelDefinition = {
	/** `<part><index>.<quantity>_<unit>`: `gpu0.power_w`, `cpu.temp_c`, `rail.vdd_in.power_w`. */
	readonly channel: string;
	readonly unit: string;
	readonly scope: Scope;
	/** Id of the probe. */
	readonly source: string;
	/** Spacing of new values, T, in ms. */
	readonly periodMs: number;
	/** Averaging window of one value, W, in ms; 0 for a counter. */
	readonly windowMs: number;
	/** How long a value stands until the sensor has the next one, in ms; absent where each read measures anew. */
	readonly holdMs?: number;
	/**
	 * The name of the matching energy counter channel, where one exists (`cpu.energy_j`): then energy is the
	 * difference of the counter at the edges, not an integral of power.
	 */
	readonly counter?: string;
	/**
	 * From where on a trial has to mind it, in its unit: the first passive or critical trip of a zone, where the hardware
	 * begins to act against heat; the load of others that shapes a result.
	 */
	readonly limit?: number;
	/** What a reader of the number must know: `requested, not measured`. */
	readonly note?: string;
};

/** One value or the reason why there is none. Never 0 for missing. `t` is monotonic ms, the middle of the read. */
export type Reading =
	| {readonly channel: string; readonly t: number; readonly value: number}
	| {readonly channel: string; readonly t: number; readonly missing: string};

/** Why a source is not used, and what would mend it. */
export type Rejection = {readonly reason: string; readonly mend: string};

/** Part (`gpu0`), quantity (`power`) and unit (`w`) of a channel's name. */
export function parseChannel(channel: string): {
	readonly part: string;
	readonly quantity: string;
	readonly unit: string;
} {
	const dot = channel.lastIndexOf('.');
	const rest = channel.slice(dot + 1);
	const underscore = rest.lastIndexOf('_');
	if (underscore < 0) return {part: channel.slice(0, dot), quantity: rest, unit: rest};
	return {part: channel.slice(0, dot), quantity: rest.slice(0, underscore), unit: rest.slice(underscore + 1)};
}

/** Units of power, temperature and latency. */
const PEAK_UNITS: ReadonlySet<string> = new Set(['w', 'c', 'ms']);

/** Whether a channel is the temperature of a die: what a trial heats, and what throttles it. */
export function isDieTemperature(channel: string): boolean {
	return /^(?:cpu|gpu\d+|zone\.tj)\.temp_c$/.test(channel);
}

/** Whether it is the peaks of a channel that matter: a mark that stands for many samples shows the highest then, else the mean. */
export function peaksMatter(channel: string): boolean {
	return PEAK_UNITS.has(parseChannel(channel).unit);
}
