/** What the watched program calls its trials. */
export type OwnNumbers = {
	/** The program's number of the trial that is heard of as 1, within the study that was named last. */
	readonly countFrom: (first: number) => void;
	/**
	 * The part of `trial-queued` that says the program's own number of a trial, where it counts its trials and that number
	 * is not ours. @param trial ours. @param offset our number of the last trial of the studies before its own.
	 */
	readonly partOf: (trial: number, offset: number) => {readonly source_trial?: string};
};

/** As long as nothing is heard of numbers, ours are the only ones. */
export function createOwnNumbers(): OwnNumbers {
	let first: number | undefined;
	return {
		countFrom: number => {
			first = number;
		},
		partOf: (trial, offset) => {
			if (first === undefined || trial <= offset) return {};
			const own = trial - offset - 1 + first;
			return own === trial ? {} : {source_trial: String(own)};
		},
	};
}
