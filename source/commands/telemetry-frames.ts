import type {SamplesFrame} from '../domain/protocol.ts';
import {type RecordedTelemetry, readTelemetry} from '../engine/telemetry-reader.ts';

/** All samples of a run as one frame; undefined where it has none. */
export async function readTelemetryFrame(directory: string): Promise<SamplesFrame | undefined> {
	return telemetryFrame(
		await readTelemetry(directory, {fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY}),
	);
}

/** Recorded samples as one frame; undefined where there are none. */
export function telemetryFrame({channels, rows}: RecordedTelemetry): SamplesFrame | undefined {
	const t0 = rows[0]?.[0];
	if (typeof t0 !== 'number') return undefined;
	return {t0, channels, rows: rows.map(([mono, ...cells]) => [(mono ?? t0) - t0, ...cells])};
}
