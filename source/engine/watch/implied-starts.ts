/** When trials began that are heard of only at their end. All times in monotonic ms. */
export type ImpliedStarts = {
	/** The end of a trial by the program's own number, from 1: when it must have begun, and whether beside another. */
	readonly end: (trial: number, endMs: number) => {readonly startMs: number; readonly overlapped: boolean};
	/** A trial whose start was heard has ended. */
	readonly free: (endMs: number) => void;
	/** When the last trial ended, else when the program began: the next one began then. */
	readonly lastFreeMs: () => number;
};

/**
 * Programs that run `n` trials at a time start trial k + n the moment one of them ends, and number them in the order in
 * which they start. So an end of a trial tells the start of all up to it: those that nobody knew of began when the last
 * place became free.
 * @param beginMs start of the program.
 */
export function createImpliedStarts(beginMs: number): ImpliedStarts {
	const running = new Map<number, {readonly startMs: number; overlapped: boolean}>();
	let upTo = 0;
	let freeMs = beginMs;
	/** All up to this trial have begun. */
	const begin = (trial: number): void => {
		for (let next = upTo + 1; next <= trial; next += 1) running.set(next, {startMs: freeMs, overlapped: false});
		upTo = Math.max(upTo, trial);
	};
	return {
		end: (trial, endMs) => {
			// A numbering that begins anew, or far from 1: a study that was gone on with.
			if (trial > upTo + MOST_AT_ONCE || (trial <= upTo && !running.has(trial))) {
				running.clear();
				upTo = trial - 1;
			}
			begin(trial);
			const {startMs, overlapped} = running.get(trial) ?? {startMs: freeMs, overlapped: false};
			running.delete(trial);
			const others = [...running.values()].filter(other => other.startMs < endMs);
			for (const other of others) other.overlapped = true;
			freeMs = endMs;
			begin(upTo + 1);
			const next = running.get(upTo);
			if (next !== undefined) next.overlapped = others.length > 0;
			return {startMs: Math.min(startMs, endMs), overlapped: overlapped || others.length > 0};
		},
		free: endMs => {
			freeMs = Math.max(freeMs, endMs);
		},
		lastFreeMs: () => freeMs,
	};
}

/** More jobs at a time than any program runs. */
const MOST_AT_ONCE = 1024;
