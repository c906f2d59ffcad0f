/** How long an answer is waited for at the end. */
const ANSWER_WAIT_MS = 200;

/** An answer of the terminal that is awaited: one that comes after the screen has closed would be typed into the shell. */
export type AnswerWait = {
	/** A question was asked. */
	readonly begin: () => void;
	/** It was answered. */
	readonly end: () => void;
	/** Resolves when no answer is awaited any more. */
	readonly answered: () => Promise<void>;
};

/** Nothing was asked yet. `nowMs` is any monotonic clock. */
export function createAnswerWait(nowMs: () => number): AnswerWait {
	let askedMs: number | undefined;
	const pending = Promise.withResolvers<void>();
	return {
		begin: () => {
			askedMs = nowMs();
		},
		end: () => {
			askedMs = undefined;
			pending.resolve();
		},
		answered: async () => {
			const leftMs = askedMs === undefined ? 0 : askedMs + ANSWER_WAIT_MS - nowMs();
			if (leftMs <= 0) return;
			const timer = setTimeout(pending.resolve, leftMs);
			await pending.promise;
			clearTimeout(timer);
		},
	};
}
