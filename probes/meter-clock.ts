/** How fast two clocks may part: a quartz of 100 parts in a million. */
const DRIFT = 1e-4;

/** A line that seems later than this was not late: the clock of the meter was set. */
const JUMP_MS = 5000;

/**
 * Brings the times of a program onto our clock: by the smallest lag of any line so far, which is steadier than when a
 * line happened to arrive, and follows a slow drift. Gives monotonic ms, never later than the arrival and never
 * backwards.
 */
export function createMeterClock(): (seconds: number, arrivedMs: number) => number {
	let lagMs = Number.POSITIVE_INFINITY;
	let lastArrivedMs = 0;
	let lastMs = Number.NEGATIVE_INFINITY;
	return (seconds, arrivedMs) => {
		const now = arrivedMs - seconds * 1000;
		const drifted = lagMs + (arrivedMs - lastArrivedMs) * DRIFT;
		lagMs = now - drifted > JUMP_MS ? now : Math.min(drifted, now);
		lastArrivedMs = arrivedMs;
		lastMs = Math.max(lastMs, Math.min(arrivedMs, seconds * 1000 + lagMs));
		return lastMs;
	};
}
