import type {SamplesFrame} from '../../domain/protocol.ts';
import type {PlaceInRun} from '../../domain/sweep/run-clock.ts';
import {type RecordedTelemetry, readTelemetry} from '../../engine/telemetry-reader.ts';

/** All samples of a run as one frame on a clock; undefined where it has none. */
export async function readTelemetryFrame(directory: string, place: PlaceInRun): Promise<SamplesFrame | undefined> {
	return telemetryFrame(
		await readTelemetry(directory, {fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY, place}),
	);
}

/** Recorded samples as one frame; undefined where there are none. */
export function telemetryFrame({channels, rows}: RecordedTelemetry): SamplesFrame | undefined {
	const t0 = rows[0]?.[0];
	if (typeof t0 !== 'number') return undefined;
	return {t0, channels, rows: rows.map(([mono, ...cells]) => [(mono ?? t0) - t0, ...cells])};
}

/** The same samples on another clock; the same frame where that is its own. */
export function placedFrame(frame: SamplesFrame, place: PlaceInRun): SamplesFrame {
	const {t0, rows} = frame;
	const times = rows.map(([offset]) => (typeof offset === 'number' ? place(t0 + offset) - t0 : offset));
	if (rows.every(([offset], index) => offset === times[index])) return frame;
	return {...frame, rows: rows.map(([, ...cells], index) => [times[index] ?? null, ...cells])};
}
