import type {SamplesFrame} from '../domain/protocol.ts';

/** The last `mostRows` rows (and the rest of their first frame) of frames in order of time, as one frame. */
export function mergeFrames(frames: readonly SamplesFrame[], mostRows: number): SamplesFrame | undefined {
	let first = frames.length;
	for (let rows = 0; first > 0 && rows < mostRows; rows += frames[first]?.rows.length ?? 0) first--;
	const kept = frames.slice(first);
	const [start] = kept;
	if (start === undefined) return undefined;
	const channels = [...new Set(kept.flatMap(frame => frame.channels))];
	return {
		t0: start.t0,
		channels,
		rows: kept.flatMap(frame => {
			const columns = channels.map(channel => frame.channels.indexOf(channel));
			return frame.rows.map(row => [
				(row[0] ?? 0) + frame.t0 - start.t0,
				...columns.map(column => (column < 0 ? null : (row[column + 1] ?? null))),
			]);
		}),
	};
}
