import type {ChannelDefinition, Rejection} from '../../source/domain/channel.ts';
import {isPassing, parseCell} from './nvidia-query.ts';
import type {Checked} from '../reading/plausibility.ts';

/** A GPU's row of one tick. */
export type GpuRow = ReadonlyMap<string, string>;

/** One channel of a GPU and how to read it out of a row. */
export type GpuChannel = {readonly definition: ChannelDefinition; readonly read: (row: GpuRow) => Checked};

/** What one GPU offers, and what it does not. */
export type GpuPlan = {
	readonly channels: readonly GpuChannel[];
	readonly missing: readonly ({readonly channel: string} & Rejection)[];
};

/** A quantity that one column gives. */
type Column = {readonly quantity: string; readonly unit: string; readonly shown: string; readonly column: string};

const COLUMNS: readonly Column[] = [
	{quantity: 'util_pct', unit: 'pct', shown: '%', column: 'utilization.gpu'},
	{quantity: 'temp_c', unit: 'c', shown: '°C', column: 'temperature.gpu'},
	{quantity: 'mem_temp_c', unit: 'c', shown: '°C', column: 'temperature.memory'},
	{quantity: 'clock_hz', unit: 'hz', shown: 'Hz', column: 'clocks.current.sm'},
	{quantity: 'mem_clock_hz', unit: 'hz', shown: 'Hz', column: 'clocks.current.memory'},
	{quantity: 'mem_used_bytes', unit: 'bytes', shown: 'bytes', column: 'memory.used'},
	{quantity: 'fan_pct', unit: 'pct', shown: '%', column: 'fan.speed'},
	{quantity: 'power_limit_w', unit: 'w', shown: 'W', column: 'power.limit'},
];

/** Counters of time below the asked clock, by its cause: heat; a power limit, or the brake of the supply. */
const COUNTERS: Readonly<Record<'throttle_ms' | 'power_cap_ms', readonly string[]>> = {
	throttle_ms: ['sw_thermal_slowdown', 'hw_thermal_slowdown'],
	power_cap_ms: ['sw_power_cap', 'hw_power_brake_slowdown'],
};

/**
 * Update period and averaging window of `power.draw.instant` by GPU, from "Part-time Power Measurements" (arXiv
 * 2312.02741): the A100 and H100 average only a quarter of the time.
 */
const SENSORS: readonly {readonly name: RegExp; readonly periodMs: number; readonly windowMs: number}[] = [
	{name: /GH200/, periodMs: 100, windowMs: 20},
	{name: /A100|A30\b|H100|H200|H800|A800/, periodMs: 100, windowMs: 25},
	{name: /V100|P100|P40|TITAN V|TITAN Xp|GTX 10/, periodMs: 20, windowMs: 10},
];
const USUAL_SENSOR = {periodMs: 100, windowMs: 100};

/** Update period and averaging window, ms, of the power sensor of the GPU of that name. */
export function sensorOf(name: string): {readonly periodMs: number; readonly windowMs: number} {
	const {periodMs, windowMs} = SENSORS.find(sensor => sensor.name.test(name)) ?? USUAL_SENSOR;
	return {periodMs, windowMs};
}

/** `average`, and `power.draw` on Ampere and newer, is a mean over one second (text of `nvidia-smi --help-query-gpu`). */
const AVERAGE_WINDOW_MS = 1000;

/** What one GPU offers, seen from its first row. */
export function planGpu(row: GpuRow, intervalMs: number): GpuPlan {
	const part = `gpu${row.get('index') ?? '0'}`;
	const shared = {scope: 'device', source: 'nvidia-smi', periodMs: Math.max(100, intervalMs), windowMs: 0} as const;
	const isMig = row.get('mig.mode.current') === 'Enabled';
	const missing: GpuPlan['missing'][number][] = [];
	const channels: GpuChannel[] = planPower(row, part, intervalMs);
	if (channels.length === 0)
		missing.push({channel: `${part}.power_w`, reason: reasonOf(row, 'power.draw', 'w', false), mend: ''});
	for (const {quantity, unit, shown, column} of COLUMNS) {
		const channel = `${part}.${quantity}`;
		const cell = row.get(column);
		if (parseCell(cell, unit).kind === 'missing' && (cell === undefined || !isPassing(cell))) {
			missing.push({channel, reason: reasonOf(row, column, unit, isMig && quantity === 'util_pct'), mend: ''});
		} else {
			channels.push({definition: {channel, unit: shown, ...shared}, read: later => parseCell(later.get(column), unit)});
		}
	}
	for (const [quantity, names] of Object.entries(COUNTERS)) {
		const read = (later: GpuRow): Checked => sumCounters(later, names);
		if (read(row).kind === 'value') {
			channels.push({definition: {channel: `${part}.${quantity}`, unit: 'ms', ...shared}, read});
		}
	}
	return {channels, missing};
}

/** A column that may hold the power, and what its numbers cover. */
type PowerColumn = Pick<ChannelDefinition, 'channel' | 'scope' | 'periodMs' | 'windowMs' | 'holdMs' | 'note'> & {
	readonly column: string;
};

/** Instantaneous power if there is any, else the average; on GH200 the whole module, where the GPU alone is not told. */
function planPower(row: GpuRow, part: string, intervalMs: number): GpuChannel[] {
	const {periodMs, windowMs} = sensorOf(row.get('name') ?? '');
	const gpu = {channel: `${part}.power_w`, scope: 'device', holdMs: periodMs} as const;
	const averaged = {...gpu, periodMs: 100, holdMs: 100, windowMs: AVERAGE_WINDOW_MS};
	const candidates: readonly PowerColumn[] = [
		{...gpu, periodMs, windowMs, column: 'power.draw.instant'},
		{...averaged, column: 'power.draw.average'},
		// Older drivers have this one only, and older GPUs give the instantaneous value in it.
		{...averaged, column: 'power.draw', note: 'averaged over 1 s on Ampere and newer'},
		{
			channel: 'cpu_gpu.power_w',
			scope: 'module',
			holdMs: periodMs,
			periodMs,
			windowMs,
			column: 'module.power.draw.instant',
		},
	];
	const found =
		candidates.find(candidate => parseCell(row.get(candidate.column), 'w').kind === 'value') ??
		candidates.find(candidate => isPassing(row.get(candidate.column) ?? ''));
	if (found === undefined) return [];
	const {column, ...power} = found;
	return [
		{
			definition: {...power, unit: 'W', source: 'nvidia-smi', periodMs: Math.max(power.periodMs, intervalMs)},
			read: later => parseCell(later.get(column), 'w'),
		},
	];
}

function sumCounters(row: GpuRow, names: readonly string[]): Checked {
	let sumMs: number | undefined;
	for (const name of names) {
		const checked = parseCell(row.get(`clocks_event_reasons_counters.${name}`), 'ms');
		if (checked.kind === 'value') sumMs = (sumMs ?? 0) + checked.value;
	}
	return sumMs === undefined ? {kind: 'missing', reason: 'no throttle counter'} : {kind: 'value', value: sumMs};
}

function reasonOf(row: GpuRow, column: string, unit: string, byMig: boolean): string {
	const checked = parseCell(row.get(column), unit);
	const reason = checked.kind === 'missing' ? checked.reason : '';
	return byMig ? `${reason}: not told while MIG is enabled` : reason;
}
