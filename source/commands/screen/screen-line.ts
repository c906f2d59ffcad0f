/** How fast the terminal takes frames: over a thin line the screen is drawn less often, and nothing is queued. */
export type ScreenLine = {
	/** A frame was handed to the terminal. */
	readonly sent: () => void;
	/** The terminal has taken all of it. */
	readonly drained: () => void;
	/** Least spacing of two frames that no key asked for, in ms. */
	readonly periodMs: () => number;
	/** True while frames are spaced further apart than they were asked for. */
	readonly isSlow: () => boolean;
};

/** A frame may keep the line busy for this share of the time, so that a key finds it free. */
const BUSY_SHARE = 0.5;

/** The longest spacing of frames. */
const LONGEST_MS = 10_000;

/** A line that took every frame so far at once. @param wantedMs the spacing of frames that was asked for. */
export function createScreenLine(wantedMs: () => number, nowMs: () => number): ScreenLine {
	let sentMs: number | undefined;
	// The time that a frame takes, smoothed: half of it is that of the last one.
	let takesMs = 0;
	const periodMs = (): number => {
		const busyMs = sentMs === undefined ? takesMs : Math.max(takesMs, nowMs() - sentMs);
		return Math.max(wantedMs(), Math.min(LONGEST_MS, busyMs / BUSY_SHARE));
	};
	return {
		sent: () => {
			sentMs ??= nowMs();
		},
		drained: () => {
			if (sentMs === undefined) return;
			takesMs = (takesMs + (nowMs() - sentMs)) / 2;
			sentMs = undefined;
		},
		periodMs,
		isSlow: () => periodMs() > wantedMs() * 1.5,
	};
}
