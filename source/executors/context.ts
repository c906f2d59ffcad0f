import {randomInt} from 'node:crypto';
import {setTimeout as delay} from 'node:timers/promises';
import {createProcessTable, type ProcessTable} from './process-table.ts';

/** What executors touch of the world, so that tests can be exact. */
export type ExecutorContext = {
	readonly table: ProcessTable;
	/** Milliseconds of CLOCK_MONOTONIC: comparable with the samples of the probes. */
	readonly nowMonoMs: () => number;
	readonly sleep: (ms: number) => Promise<void>;
	/** Decimal digits that nobody can guess. */
	readonly nonce: () => string;
	/** How long a process may live after KILL before it is called unkillable. */
	readonly unkillableMs: number;
	/** How often a running program is looked at: stopped, waiting for input, memory. */
	readonly watchMs: number;
};

/** The real system. `changes` replace parts of it. */
export function createExecutorContext(changes: Partial<ExecutorContext> = {}): ExecutorContext {
	return {
		table: createProcessTable(),
		nowMonoMs: () => Number(process.hrtime.bigint()) / 1e6,
		sleep: ms => delay(ms),
		nonce: () => `${randomInt(1e8, 1e9)}${randomInt(1e8, 1e9)}`,
		unkillableMs: 60_000,
		watchMs: 1000,
		...changes,
	};
}
