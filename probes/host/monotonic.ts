/** CLOCK_MONOTONIC in ms, which the engine reads too. Numbers: a big one would be garbage for each sample. */
export function monotonicMs(): number {
	const [seconds, nanoseconds] = process.hrtime();
	return seconds * 1e3 + nanoseconds / 1e6;
}
