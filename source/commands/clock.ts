/** CLOCK_MONOTONIC in ms, the clock of events, samples and executions. */
export function monotonicMs(): number {
	return Number(process.hrtime.bigint()) / 1e6;
}

/** Calls back after that many ms without keeping the process alive; gives a function that cancels it. */
export function setTimer(callback: () => void, ms: number): () => void {
	const timer = setTimeout(callback, ms);
	timer.unref();
	return () => clearTimeout(timer);
}
