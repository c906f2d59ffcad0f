import type {Execution, ExecutionRequest, ExecutionResult} from '../domain/executor.ts';
import type {PreparationStep} from '../domain/trial.ts';
import type {Preparation} from './execution-preparation.ts';

/** An execution together with what is run before it, as one. */
export type PreparedExecution = Execution & {
	/** The last that a preparation has printed, while it runs. */
	readonly preparationTail: () => Uint8Array | undefined;
};

/** What runs one process after the other. */
export type PreparedStart = {
	readonly preparations: readonly Preparation[];
	/** The execution itself. */
	readonly request: ExecutionRequest;
	readonly start: (request: ExecutionRequest) => Promise<Execution>;
	readonly onPreparing: (step: PreparationStep) => void;
	/** It ended well. */
	readonly onPrepared: (step: PreparationStep) => void;
};

/**
 * Runs the preparations, then the program, which is not begun where one of them fails. Resolves when the first process
 * was started; rejects as `start` does.
 */
export async function startPrepared({
	preparations,
	request,
	start,
	onPreparing,
	onPrepared,
}: PreparedStart): Promise<PreparedExecution> {
	let preparation: Preparation | undefined;
	let asked: Parameters<Execution['end']> | undefined;
	let size: Pick<ExecutionRequest, 'columns' | 'rows'> | undefined;
	const next = (index: number): Promise<Execution> => {
		preparation = preparations[index];
		if (preparation !== undefined) onPreparing(preparation.step);
		return start({...(preparation?.request ?? request), ...size});
	};
	let current = await next(0);
	const run = async (): Promise<ExecutionResult> => {
		for (const [index, {step, failureOf}] of preparations.entries()) {
			const failure = await failureOf(await current.result);
			if (failure !== undefined) return failure;
			onPrepared(step);
			current = await next(index + 1);
			// Between two processes nothing was there to be ended.
			if (asked !== undefined) current.end(...asked);
		}
		return current.result;
	};
	return {
		result: run(),
		end: (...how) => {
			asked = how;
			current.end(...how);
		},
		write: bytes => current.write(bytes),
		resize: (columns, rows) => {
			size = {columns, rows};
			current.resize(columns, rows);
		},
		preparationTail: () => preparation?.tail(),
	};
}
