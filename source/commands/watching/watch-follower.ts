import type {Execution, ExecutionResult, ExecutorDefinition} from '../../domain/executor.ts';

/** What a follower sees of the world. */
export type FollowerContext = {
	/** Processes that write what is followed; of some only, which costs less. */
	readonly findWriters: (among?: readonly number[]) => readonly number[];
	/** Monotonic ms. */
	readonly now: () => number;
	/** Calls back again and again; gives a function that ends it. */
	readonly every: (callback: () => void, ms: number) => () => void;
	readonly tell: (text: string) => void;
};

/** How often writers are looked for, ms. */
const LOOK_MS = 1000;
/** A writer that opens its file anew for each record is gone for less time than this many looks. */
const LOOKS_WITHOUT = 3;

/**
 * An executor that runs nothing: its execution lasts as long as what is followed has a writer. Where none was ever seen,
 * e.g. one that closes its file between two records, only the person ends it.
 */
export function createFollower({findWriters, now, every, tell}: FollowerContext): ExecutorDefinition {
	return {
		id: 'follow',
		title: 'a study that another program writes',
		start: ({onStarted}) => {
			const startedMonoMs = now();
			const {promise, resolve} = Promise.withResolvers<ExecutionResult>();
			let without = -1;
			let known: readonly number[] = [];
			const finish = (result: Pick<ExecutionResult, 'outcome' | 'code' | 'why'>): void => {
				cancel();
				resolve({...result, startedMonoMs, endedMonoMs: now()});
			};
			const look = (): void => {
				const same = known.length === 0 ? [] : findWriters(known);
				const writers = same.length > 0 ? same : findWriters();
				known = writers;
				if (writers.length > 0) {
					if (without < 0) tell(`it is written by ${describe(writers)}: the end of that is the end`);
					without = 0;
				} else if (without >= 0) {
					without += 1;
					if (without >= LOOKS_WITHOUT) finish({outcome: 'exited', code: 0, why: 'exit 0'});
				}
			};
			const cancel = every(look, LOOK_MS);
			onStarted({pid: 0, startTicks: 0});
			look();
			const execution: Execution = {
				result: promise,
				end: (_outcome, why) => finish({outcome: 'killed', why}),
				resize: () => undefined,
				write: () => undefined,
			};
			return execution;
		},
	};
}

function describe(writers: readonly number[]): string {
	return writers.length === 1 ? `process ${writers[0] ?? ''}` : `${writers.length} processes`;
}
