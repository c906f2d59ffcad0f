/** Calls at most once a period, the first time at once, and always once after the last request. */
export type Pacer = {readonly request: () => void; readonly close: () => void};

/** A pacer on the timers of the process. @param periodMs may change with time: each call is spaced by what it is then. */
export function createPacer(periodMs: number | (() => number), nowMs: () => number, call: () => void): Pacer {
	let timer: NodeJS.Timeout | undefined;
	let last = Number.NEGATIVE_INFINITY;
	const period = typeof periodMs === 'number' ? () => periodMs : periodMs;
	const run = (): void => {
		timer = undefined;
		last = nowMs();
		call();
	};
	return {
		request: () => {
			if (timer === undefined) timer = setTimeout(run, Math.max(0, period() - (nowMs() - last)));
		},
		close: () => clearTimeout(timer),
	};
}
