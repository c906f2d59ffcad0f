/** How fast two clocks may part: a quartz of 100 parts in a million. */
const DRIFT = 1e-4;

/** A line that seems later than this was not late: the clock of the meter was set. */
const JUMP_MS = 2000;

/** A clock that is set again so soon is none: it counts lines, or something else than seconds. */
const HONEST_MS = 600_000;

/**
 * Brings the times of a program onto our clock: by the smallest lag of any line so far, which is steadier than when a
 * line happened to arrive, and follows a slow drift. Gives monotonic ms, never later than the arrival and never
 * backwards. A clock that does not keep time is not used any more.
 * @param onDistrust once, when that is found.
 */
export function createMeterClock(onDistrust: () => void): (seconds: number, arrivedMs: number) => number {
	let lagMs = Number.POSITIVE_INFINITY;
	let lastArrivedMs = 0;
	let lastMs = Number.NEGATIVE_INFINITY;
	let setMs = Number.NEGATIVE_INFINITY;
	let isTrusted = true;

	function follow(now: number, arrivedMs: number): void {
		const drifted = lagMs + (arrivedMs - lastArrivedMs) * DRIFT;
		lastArrivedMs = arrivedMs;
		if (now - drifted <= JUMP_MS) {
			lagMs = Math.min(drifted, now);
			return;
		}
		lagMs = now;
		isTrusted = arrivedMs - setMs > HONEST_MS;
		setMs = arrivedMs;
		if (!isTrusted) onDistrust();
	}

	return (seconds, arrivedMs) => {
		if (isTrusted) follow(arrivedMs - seconds * 1000, arrivedMs);
		lastMs = Math.max(lastMs, isTrusted ? Math.min(arrivedMs, seconds * 1000 + lagMs) : arrivedMs);
		return lastMs;
	};
}
