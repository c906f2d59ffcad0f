import type {ProbeContext} from '../../source/domain/probe.ts';
import {LineStream} from '../reading/line-stream.ts';
import type {GpuRow} from './nvidia-channels.ts';
import {parseHeader, parseInvalidField, parseRow} from './nvidia-query.ts';

/** Start on a GPU without persistence mode: 1.5 s, on many GPUs 6 s. */
const START_GRACE_MS = 15_000;
const STALLED_INTERVALS = 5;
const LEAST_STALL_MS = 2000;

/** What is asked, how often, and who gets the rows. */
export type NvidiaStreamOptions = {
	readonly fields: readonly string[];
	readonly intervalMs: number;
	/** `t` is when the row came, monotonic ms. */
	readonly onRow: (row: GpuRow, t: number) => void;
};

/**
 * A running `nvidia-smi -lms` that gives its rows as they come. No line for 5 intervals, or an end, is a gap. A field
 * that the driver refuses is dropped, as it would fail the whole query.
 */
export function openNvidiaStream(context: ProbeContext, {fields, intervalMs, onRow}: NvidiaStreamOptions): LineStream {
	let asked = fields;
	let header: readonly string[] | undefined;
	return new LineStream(context, {
		name: 'nvidia-smi',
		argv: () => {
			header = undefined;
			return ['nvidia-smi', `--query-gpu=${asked.join(',')}`, '--format=csv', `-lms=${intervalMs}`];
		},
		stallMs: Math.max(LEAST_STALL_MS, STALLED_INTERVALS * intervalMs),
		startMs: START_GRACE_MS,
		onLine: (line, t) => {
			const refused = parseInvalidField(line);
			if (refused !== undefined && asked.includes(refused)) {
				asked = asked.filter(field => field !== refused);
				return 'refusal';
			}
			const row = header === undefined ? undefined : parseRow(header, line);
			if (row !== undefined) {
				onRow(row, t);
				return 'data';
			}
			const heading = parseHeader(line);
			header ??= heading;
			return heading === undefined ? 'other' : 'heading';
		},
	});
}
