/** What is to be done for trials once something of them is known, for each trial in order. */
export type TrialActs = {
	/** Does something for a trial when all before it is done. */
	readonly after: (trial: number, act: () => void | Promise<void>) => void;
	/** Resolves when all is done; rejects with what failed. */
	readonly settled: () => Promise<void>;
};

/** Nothing is to be done. */
export function createTrialActs(): TrialActs {
	const pending = new Map<number, Promise<void>>();
	return {
		after: (trial, act) => {
			const done = (pending.get(trial) ?? Promise.resolve()).then(act).finally(() => {
				if (pending.get(trial) === done) pending.delete(trial);
			});
			pending.set(trial, done);
		},
		settled: async () => {
			await Promise.all(pending.values());
		},
	};
}
