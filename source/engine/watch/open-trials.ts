/** A trial of a watched program that runs. Times are monotonic ms. */
export type OpenTrial = {
	readonly startMs: number;
	/** Byte of the program's output with which it begins. */
	readonly outputFrom: number;
	readonly values: Map<string, number>;
	/** The last time at which something was heard of it. */
	lastMs: number;
	overlapped: boolean;
	/**
	 * Byte of the program's output at which another began that may have taken its place: if so, it was over with the last
	 * word of it.
	 */
	silentFrom: number | undefined;
};

/** The trials that run, by our number, in the order in which they began. */
export type OpenTrials = {
	readonly get: (trial: number) => OpenTrial | undefined;
	readonly numbers: () => readonly number[];
	/** Adds a trial, and notes which of them run together. */
	readonly add: (trial: number, open: Omit<OpenTrial, 'overlapped' | 'silentFrom'>) => OpenTrial;
	readonly remove: (trial: number) => void;
	/** Something is heard of a trial: those that began behind its last word run beside it after all. */
	readonly touch: (open: OpenTrial, nowMs: number) => void;
};

/** None run. */
export function createOpenTrials(): OpenTrials {
	const open = new Map<number, OpenTrial>();
	return {
		get: trial => open.get(trial),
		numbers: () => [...open.keys()],
		add: (trial, begun) => {
			const beside = [...open.values()].filter(other => other.silentFrom === undefined || other.lastMs > begun.startMs);
			for (const other of beside) other.overlapped = true;
			const added = {...begun, overlapped: beside.length > 0, silentFrom: undefined};
			open.set(trial, added);
			return added;
		},
		remove: trial => void open.delete(trial),
		touch: (touched, nowMs) => {
			if (touched.silentFrom !== undefined) {
				touched.silentFrom = undefined;
				for (const other of open.values()) {
					if (other === touched || other.startMs < touched.lastMs) continue;
					other.overlapped = true;
					touched.overlapped = true;
				}
			}
			touched.lastMs = nowMs;
		},
	};
}
