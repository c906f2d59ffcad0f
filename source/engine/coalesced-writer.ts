/** Writes something that is made anew as a whole, but not more often than it is worth. */
export type CoalescedWriter = {
	/** There is something new. */
	readonly touch: () => void;
	/** Writes what is new and waits for it. */
	readonly flush: () => Promise<void>;
};

/**
 * At most one write every max(`minIntervalMs`, 20 × the length of the last write): result files of a large sweep
 * cost at most a twentieth of the time. A failed write is reported and tried again at the next touch.
 */
export function createCoalescedWriter(
	write: () => Promise<void>,
	options: {readonly minIntervalMs: number; readonly now: () => number; readonly onError: (error: unknown) => void},
): CoalescedWriter {
	let dirty = false;
	let notBefore = 0;
	let timer: NodeJS.Timeout | undefined;
	let writing: Promise<void> | undefined;

	const writeNow = async (): Promise<void> => {
		dirty = false;
		const startedMs = options.now();
		try {
			await write();
		} catch (error) {
			dirty = true;
			options.onError(error);
		}
		const endedMs = options.now();
		notBefore = endedMs + Math.max(options.minIntervalMs, 20 * (endedMs - startedMs));
	};
	const start = (): Promise<void> => {
		writing ??= writeNow().finally(() => {
			writing = undefined;
		});
		return writing;
	};
	const arm = (): void => {
		if (timer !== undefined) return;
		timer = setTimeout(
			() => {
				timer = undefined;
				if (!dirty) return;
				// The length of a write that was under way when the timer was set is known only now.
				if (writing !== undefined || options.now() < notBefore) arm();
				else void start(); // Its errors are reported by writeNow.
			},
			Math.max(options.minIntervalMs, notBefore - options.now()),
		);
		timer.unref();
	};
	return {
		touch: () => {
			dirty = true;
			arm();
		},
		flush: async () => {
			clearTimeout(timer);
			timer = undefined;
			await writing;
			if (dirty) await start();
		},
	};
}
