import type {SamplesFrame} from '../protocol.ts';

/**
 * Calls back for each value of a frame, row by row: with the index of its channel, its monotonic ms and the value.
 * Missing cells, and rows without a time, are left out.
 */
export function forEachSample(
	{t0, channels, rows}: SamplesFrame,
	call: (channel: number, tMs: number, value: number) => void,
): void {
	for (const row of rows) {
		const offset = row[0];
		if (typeof offset !== 'number') continue;
		for (let channel = 0; channel < channels.length; channel++) {
			const value = row[channel + 1];
			if (typeof value === 'number') call(channel, t0 + offset, value);
		}
	}
}
