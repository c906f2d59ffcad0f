import type {ImportedTelemetry} from '../../domain/importer.ts';
import {cellNumber, type MetricRow} from './algoperf-table.ts';

type Channel = ImportedTelemetry['channels'][number];
type Mapped = {readonly channel: Channel; readonly column: string; readonly factor: (value: number) => number};

const MEBIBYTE = 1024 ** 2;
/** Below it a clock is in GHz, below a million in MHz: writers of different years disagree. */
const GHZ_BELOW = 100;

/**
 * The machine's columns of a metrics.csv as channels: utilisation in %, clocks in Hz, memory in bytes. The columns
 * `mem.read_bytes_since_boot` and `mem.write_bytes_since_boot` are counters of the disk.
 */
export function channelsOf(rows: readonly MetricRow[]): readonly Mapped[] {
	const columns = new Set(rows.flatMap(row => [...row.keys()]));
	return [...columns].flatMap(column => mapColumn(column));
}

/** Values of one row, in the order of `channels`. */
export function channelValues(channels: readonly Mapped[], row: MetricRow): readonly (number | undefined)[] {
	return channels.map(({column, factor}) => {
		const value = cellNumber(row.get(column));
		return value === undefined ? undefined : factor(value);
	});
}

/** Evaluations are this far apart where nothing else is known. */
const PERIOD_MS = 10_000;

function mapColumn(column: string): readonly Mapped[] {
	const map = (channel: string, unit: string, factor: Mapped['factor'] = value => value): readonly Mapped[] => [
		{channel: {channel, unit, source: 'metrics.csv', periodMs: PERIOD_MS}, column, factor},
	];
	const gpu = /^gpu\.(?<index>\d+)\.(?<quantity>.+)$/.exec(column)?.groups;
	if (gpu !== undefined) return mapGpu(`gpu${gpu['index']}`, gpu['quantity'] ?? '', map);
	const chip = /^temp\.(?<chip>.+)\.current$/.exec(column)?.groups?.['chip'];
	if (chip !== undefined) return map(`${chip.replaceAll(/[^A-Za-z0-9]+/g, '_')}.temp_c`, '°C');
	switch (column) {
		case 'cpu.util.avg_percent_since_last':
			return map('cpu.util_pct', '%');
		case 'cpu.freq.current':
			return map('cpu.clock_hz', 'Hz', hertz);
		case 'mem.used':
			return map('mem.used_bytes', 'B');
		case 'mem.read_bytes_since_boot':
			return map('disk.read_bytes', 'B');
		case 'mem.write_bytes_since_boot':
			return map('disk.written_bytes', 'B');
		case 'net.bytes_sent_since_boot':
			return map('net.sent_bytes', 'B');
		case 'net.bytes_recv_since_boot':
			return map('net.received_bytes', 'B');
		default:
			return [];
	}
}

function mapGpu(
	part: string,
	quantity: string,
	map: (channel: string, unit: string, factor?: Mapped['factor']) => readonly Mapped[],
): readonly Mapped[] {
	switch (quantity) {
		case 'compute.util':
			return map(`${part}.util_pct`, '%', value => value * 100);
		case 'mem.used':
			return map(`${part}.mem_used_bytes`, 'B', value => value * MEBIBYTE);
		case 'temp.current':
			return map(`${part}.temp_c`, '°C');
		default:
			return [];
	}
}

function hertz(value: number): number {
	if (value < GHZ_BELOW) return value * 1e9;
	return value < 1e6 ? value * 1e6 : value;
}
