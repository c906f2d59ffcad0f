import {checkValue, type Checked} from '../reading/plausibility.ts';

/**
 * What is asked of `nvidia-smi --query-gpu`: each row the names of one field, the present one first, then what older
 * drivers call it. The answer's header prints the present name whichever was asked.
 */
const FIELDS: readonly (readonly string[])[] = [
	['index'],
	['count'],
	['name', 'gpu_name'],
	['utilization.gpu'],
	['memory.used'],
	['temperature.gpu'],
	['temperature.memory'],
	['power.draw.instant'],
	['power.draw.average'],
	['power.draw'],
	['module.power.draw.instant'],
	['power.limit'],
	['clocks.current.sm', 'clocks.sm'],
	['clocks.current.memory', 'clocks.mem'],
	['fan.speed'],
	['clocks_event_reasons_counters.sw_power_cap', 'clocks_throttle_reasons_counters.sw_power_cap'],
	['clocks_event_reasons_counters.sw_thermal_slowdown', 'clocks_throttle_reasons_counters.sw_thermal_slowdown'],
	['clocks_event_reasons_counters.hw_thermal_slowdown', 'clocks_throttle_reasons_counters.hw_thermal_slowdown'],
	['clocks_event_reasons_counters.hw_power_brake_slowdown', 'clocks_throttle_reasons_counters.hw_power_brake_slowdown'],
	['mig.mode.current'],
];

/**
 * The fields that this driver knows, from the lines of `nvidia-smi --help-query-gpu` (`"pci.bus_id" or "gpu_bus_id"`).
 * One unknown field would make the whole query fail.
 */
export function chooseFields(helpLines: readonly string[]): readonly string[] {
	const known = new Set(
		helpLines
			.filter(line => line.startsWith('"'))
			.flatMap(line => [...line.matchAll(/"([^"]+)"/g)].map(match => match[1] ?? '')),
	);
	return FIELDS.flatMap(names => names.find(name => known.has(name)) ?? []);
}

/** The field that the driver refuses, from its error line. */
export function parseInvalidField(line: string): string | undefined {
	return /^Field "([^"]+)" is not a valid field to query/.exec(line)?.[1];
}

/** Column names of a header line without their units; undefined where the line is no header. */
export function parseHeader(line: string): readonly string[] | undefined {
	const names = line.split(',').map(cell => cell.trim().replace(/ \[[^\]]*\]$/, ''));
	return names.includes('index') || names.includes('name') ? names : undefined;
}

/** The cells of a row by column name; undefined for a torn line or an error text. */
export function parseRow(header: readonly string[], line: string): ReadonlyMap<string, string> | undefined {
	const cells = line.split(',').map(cell => cell.trim());
	if (cells.length !== header.length) return undefined;
	return new Map(header.map((name, index) => [name, cells[index] ?? '']));
}

/** What drivers write in place of a number. Those of `PASSING` may become a number again. */
const SENTINEL = /^\[.*\]$|^N\/A$|^ERR!$|^$/;
const PASSING = /Unknown Error|requires reset|ERR!|Insufficient Permissions/;

/** Whether a cell is a sentinel for something that may come back, like `[Unknown Error]`. */
export function isPassing(cell: string): boolean {
	return PASSING.test(cell);
}

/** Factors to SI and the units of channel names. */
const UNITS: Readonly<Record<string, {readonly unit: string; readonly scale: number}>> = {
	W: {unit: 'w', scale: 1},
	mW: {unit: 'w', scale: 1e-3},
	'%': {unit: 'pct', scale: 1},
	MHz: {unit: 'hz', scale: 1e6},
	MiB: {unit: 'bytes', scale: 1024 ** 2},
	us: {unit: 'ms', scale: 1e-3},
	'': {unit: 'c', scale: 1},
};

/** The number of a cell such as `631.95 W` in the unit of the channel, or the reason why it is none. */
export function parseCell(cell: string | undefined, unit: string): Checked {
	if (cell === undefined) return {kind: 'missing', reason: 'this driver has no such field'};
	if (SENTINEL.test(cell)) return {kind: 'missing', reason: `the driver says ${cell === '' ? 'nothing' : cell}`};
	const match = /^(-?\d+(?:\.\d+)?) ?(\S*)$/.exec(cell);
	const suffix = match?.[2] ?? '';
	const known = Object.hasOwn(UNITS, suffix) ? UNITS[suffix] : undefined;
	if (match === null || known === undefined || known.unit !== unit) {
		return {kind: 'missing', reason: `the driver says ${JSON.stringify(cell)}`};
	}
	// Dividing by 1000 is exact to the last digit where multiplying by 0.001 is not.
	const value = Number(match[1]);
	return checkValue(unit, known.scale < 1 ? value / Math.round(1 / known.scale) : value * known.scale);
}
