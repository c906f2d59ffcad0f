import {tmpdir} from 'node:os';
import type {Execution, ExecutionRequest, ExecutionResult, ExecutorDefinition} from '../../source/domain/executor.ts';

/** What a finished execution gave. */
export type Finished = {
	readonly result: ExecutionResult;
	readonly output: Buffer;
	readonly text: string;
	readonly notices: readonly string[];
	readonly started: readonly {readonly pid: number; readonly startTicks: number}[];
	readonly wallMs: number;
};

/** An execution under test. */
export type Running = {
	readonly execution: Execution;
	readonly finished: Promise<Finished>;
	/** Output so far. */
	readonly seen: () => string;
	readonly notices: readonly string[];
	/** Resolves once the output holds the text; rejects after five seconds. */
	readonly waitFor: (text: string) => Promise<void>;
};

let serial = 0;

/** Starts `argv` with this process's environment. */
export function begin(
	executor: ExecutorDefinition,
	argv: readonly string[],
	changes: Partial<ExecutionRequest> = {},
): Running {
	serial += 1;
	const chunks: Buffer[] = [];
	const notices: string[] = [];
	const started: {readonly pid: number; readonly startTicks: number}[] = [];
	const begun = performance.now();
	const environment = Object.entries(process.env).flatMap(([name, value]) =>
		value === undefined ? [] : [[name, value]],
	);
	const execution = executor.start({
		argv,
		workdir: tmpdir(),
		env: Object.fromEntries(environment) as Record<string, string>,
		columns: 120,
		rows: 40,
		graceMs: 300,
		marker: `test.${process.pid}.${serial}`,
		onStarted: leader => void started.push(leader),
		onNotice: text => void notices.push(text),
		...changes,
		onOutput: bytes => {
			chunks.push(Buffer.from(bytes));
			return changes.onOutput?.(bytes);
		},
	});
	const seen = () => Buffer.concat(chunks).toString();
	const finish = async (): Promise<Finished> => {
		const result = await execution.result;
		const output = Buffer.concat(chunks);
		return {result, output, text: output.toString(), notices, started, wallMs: performance.now() - begun};
	};
	const waitFor = async (text: string): Promise<void> => {
		const deadline = performance.now() + 60_000;
		while (!seen().includes(text)) {
			if (performance.now() > deadline) throw new Error(`no ${JSON.stringify(text)} in ${JSON.stringify(seen())}`);
			await new Promise(resolve => setTimeout(resolve, 5));
		}
	};
	return {execution, finished: finish(), seen, notices, waitFor};
}

/** Runs `argv` to its end. */
export function run(
	executor: ExecutorDefinition,
	argv: readonly string[],
	changes: Partial<ExecutionRequest> = {},
): Promise<Finished> {
	return begin(executor, argv, changes).finished;
}

/** Polls until `test` holds; throws `what` after a minute. */
export async function eventually(what: string, test: () => boolean): Promise<void> {
	const deadline = performance.now() + 60_000;
	while (!test()) {
		if (performance.now() > deadline) throw new Error(what);
		await new Promise(resolve => setTimeout(resolve, 10));
	}
}
