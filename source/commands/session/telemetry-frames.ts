import {messageOf, UserError} from '../../domain/errors.ts';
import type {SamplesFrame} from '../../domain/protocol.ts';
import type {PlaceInRun} from '../../domain/sweep/run-clock.ts';
import type {RecordedTelemetry} from '../../engine/telemetry-reader.ts';
import type {LocalSession} from './local-session.ts';

/** Where the readings of a run come from, and who is told that they cannot be read. */
export type ReadingsSource = {
	readonly read: () => Promise<RecordedTelemetry>;
	/** How far the clock of the session is ahead of that of the readings; 0 unless told. */
	readonly offsetMs?: number;
	readonly tell: (text: string) => void;
};

/** Adds all readings of a run to a session. A run whose readings cannot be read is shown without them. */
export async function addReadings(
	local: Pick<LocalSession, 'addSamples'>,
	{read, offsetMs = 0, tell}: ReadingsSource,
): Promise<void> {
	try {
		const frame = telemetryFrame(await read());
		if (frame !== undefined) local.addSamples({...frame, t0: frame.t0 + offsetMs});
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		tell(`warning: the readings of the sensors are not shown: ${messageOf(error)}\n`);
	}
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
