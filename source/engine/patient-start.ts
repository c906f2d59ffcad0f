import type {Execution, ExecutionRequest, ExecutorDefinition} from '../domain/executor.ts';
import type {Ledger} from './ledger.ts';

/** Errors of the machine, not of the trial: the execution is tried again when they have passed. */
const PASSING_ERRORS: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM']);
const PASSING_PAUSE_MS = 1000;

/** Why all executions were ended, once they were: then none is waited for that could not be started yet. */
export type Stopping = {why: string | undefined};

/** What a start is made with; `now` is monotonic ms. */
export type PatientContext = {
	readonly executor: ExecutorDefinition;
	readonly ledger: Ledger;
	readonly stopping: Readonly<Stopping>;
	readonly now: () => number;
	readonly sleep: (ms: number) => Promise<void>;
};

/** Starts the process; waits and tries again while the machine is out of descriptors or processes (B14, D7). */
export async function startPatiently(
	{executor, ledger, stopping, now, sleep}: PatientContext,
	request: ExecutionRequest,
): Promise<Execution> {
	let told = false;
	for (;;) {
		if (stopping.why !== undefined) return neverStarted(stopping.why, now());
		try {
			return executor.start(request);
		} catch (error) {
			const code = error instanceof Error && 'code' in error ? String(error.code) : '';
			if (!PASSING_ERRORS.has(code)) throw error;
			if (!told) ledger.notice('warning', `no process could be started (${code}); trying again`, 'machine');
			told = true;
			await sleep(PASSING_PAUSE_MS);
		}
	}
}

/** An execution that was ended while it waited to be started. */
function neverStarted(why: string, nowMs: number): Execution {
	return {
		result: Promise.resolve({outcome: 'killed', why, startedMonoMs: nowMs, endedMonoMs: nowMs}),
		end: () => undefined,
		resize: () => undefined,
		write: () => undefined,
	};
}
