import type {SamplesFrame} from '../domain/protocol.ts';
import {readTelemetry} from '../engine/telemetry-reader.ts';

/** All samples of a run as one frame; undefined where it has none. */
export async function readTelemetryFrame(directory: string): Promise<SamplesFrame | undefined> {
	const {channels, rows} = await readTelemetry(directory, {
		fromMs: Number.NEGATIVE_INFINITY,
		toMs: Number.POSITIVE_INFINITY,
	});
	const t0 = rows[0]?.[0];
	if (typeof t0 !== 'number') return undefined;
	return {t0, channels, rows: rows.map(([mono, ...cells]) => [(mono ?? t0) - t0, ...cells])};
}
