/** Calls at most once a period, the first time at once, and always once after the last request. */
export type Pacer = {readonly request: () => void; readonly close: () => void};

/** A pacer on the timers of the process. */
export function createPacer(periodMs: number, nowMs: () => number, call: () => void): Pacer {
	let timer: NodeJS.Timeout | undefined;
	let last = Number.NEGATIVE_INFINITY;
	const run = (): void => {
		timer = undefined;
		last = nowMs();
		call();
	};
	return {
		request: () => {
			if (timer === undefined) timer = setTimeout(run, Math.max(0, periodMs - (nowMs() - last)));
		},
		close: () => clearTimeout(timer),
	};
}
