import type {Reading} from '../../source/domain/channel.ts';
import type {SamplesFrame} from '../../source/domain/protocol.ts';

/** Readings this close together share a row; its time is the middle. */
const ROW_SPAN_MS = 1;

/** Samples since the last frame, and the channels that went missing or came back. */
export type BuiltFrame = SamplesFrame & {readonly missing?: Readonly<Record<string, string | null>>};

/** Gathers readings and gives them as one frame at a time. */
export type FrameBuilder = {
	readonly add: (readings: readonly Reading[]) => void;
	/** The frame of all readings so far, and starts a new one; undefined when there are none. */
	readonly take: () => BuiltFrame | undefined;
};

type Row = {readonly first: number; last: number; readonly values: Map<string, number>};

/** Creates an empty builder. A channel that is missing is named once with its reason, and once when it is back. */
export function createFrameBuilder(): FrameBuilder {
	let pending: Reading[] = [];
	const reasons = new Map<string, string>();

	function take(): BuiltFrame | undefined {
		if (pending.length === 0) return undefined;
		const readings = pending.toSorted((a, b) => a.t - b.t);
		pending = [];
		const changes = new Map<string, string | null>();
		const rows: Row[] = [];
		for (const reading of readings) {
			const reason = 'missing' in reading ? reading.missing : undefined;
			if (reasons.get(reading.channel) !== reason) changes.set(reading.channel, reason ?? null);
			if (reason === undefined) reasons.delete(reading.channel);
			else reasons.set(reading.channel, reason);
			if (!('missing' in reading)) putInRow(rows, reading.channel, reading.t, reading.value);
		}
		return {
			...toFrame(rows, readings[0]?.t ?? 0),
			...(changes.size === 0 ? {} : {missing: Object.fromEntries(changes)}),
		};
	}

	return {add: readings => pending.push(...readings), take};
}

function putInRow(rows: Row[], channel: string, t: number, value: number): void {
	const row = rows.at(-1);
	if (row === undefined || t - row.first > ROW_SPAN_MS || row.values.has(channel)) {
		rows.push({first: t, last: t, values: new Map([[channel, value]])});
		return;
	}
	row.last = t;
	row.values.set(channel, value);
}

function toFrame(rows: readonly Row[], firstMs: number): SamplesFrame {
	const channels = [...new Set(rows.flatMap(row => [...row.values.keys()]))];
	const t0 = Math.floor(firstMs);
	return {
		t0,
		channels,
		rows: rows.map(row => [
			// Microseconds are as fine as the clock of a read is.
			Math.round(((row.first + row.last) / 2 - t0) * 1000) / 1000,
			...channels.map(channel => row.values.get(channel) ?? null),
		]),
	};
}
