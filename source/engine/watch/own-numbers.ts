/** What the watched program calls its trials. */
export type OwnNumbers = {
	/** The program's number of the trial that is heard of as 1, within the study that was named last. */
	readonly countFrom: (first: number) => void;
	/** The program's name of a trial of ours, where it is no number that counts. */
	readonly call: (trial: number, name: string) => void;
	/**
	 * The part of `trial-queued` that says what the program calls a trial, where it names its trials and that name is not
	 * our number. @param trial ours. @param offset our number of the last trial of the studies before its own.
	 */
	readonly partOf: (trial: number, offset: number) => {readonly source_trial?: string};
};

/** As long as nothing is heard of numbers, ours are the only ones. */
export function createOwnNumbers(): OwnNumbers {
	let first: number | undefined;
	const names = new Map<number, string>();
	return {
		countFrom: number => {
			first = number;
		},
		call: (trial, name) => void names.set(trial, name),
		partOf: (trial, offset) => {
			const name = names.get(trial);
			if (name !== undefined) return name === String(trial) ? {} : {source_trial: name};
			if (first === undefined || trial <= offset) return {};
			const own = trial - offset - 1 + first;
			return own === trial ? {} : {source_trial: String(own)};
		},
	};
}
