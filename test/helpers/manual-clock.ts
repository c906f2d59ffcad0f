/** A clock that moves only when told, and the timers that hang on it. */
export type ManualClock = {
	readonly now: () => number;
	readonly wait: (ms: number) => Promise<void>;
	readonly setTimer: (callback: () => void, ms: number) => () => void;
	/** Moves on, running due timers at their times, and lets promises settle between them. */
	readonly advance: (ms: number) => Promise<void>;
	/** Moves on at once: timers run late, as after a stall. */
	readonly jump: (ms: number) => void;
};

/** Creates a clock that stands at `startMs`. */
export function createManualClock(startMs: number): ManualClock {
	let nowMs = startMs;
	let timers: {readonly dueMs: number; readonly callback: () => void}[] = [];

	function setTimer(callback: () => void, ms: number): () => void {
		const timer = {dueMs: nowMs + ms, callback};
		timers.push(timer);
		return () => {
			timers = timers.filter(other => other !== timer);
		};
	}

	async function advance(ms: number): Promise<void> {
		const endMs = nowMs + ms;
		await settle();
		for (;;) {
			const next = timers.filter(timer => timer.dueMs <= endMs).toSorted((a, b) => a.dueMs - b.dueMs)[0];
			if (next === undefined) break;
			timers = timers.filter(timer => timer !== next);
			nowMs = Math.max(nowMs, next.dueMs);
			next.callback();
			await settle();
		}
		nowMs = Math.max(nowMs, endMs);
	}

	return {
		now: () => nowMs,
		wait: ms => new Promise(resolve => void setTimer(resolve, ms)),
		setTimer,
		advance,
		jump: ms => {
			nowMs += ms;
		},
	};
}

/** Lets everything run that waits for no timer. */
function settle(): Promise<void> {
	return new Promise(resolve => {
		setImmediate(resolve);
	});
}
