import {fillCommand} from '../domain/text/command-line.ts';
import type {ExecutionRequest, ExecutionResult} from '../domain/executor.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {Params} from '../domain/space.ts';
import type {Sweep} from '../domain/sweep.ts';

/** The command that is run before an execution, where the sweep has one. */
export type Preparation = {
	readonly request: ExecutionRequest;
	/** Why the execution cannot be started; undefined where all is prepared. */
	readonly failureOf: (result: ExecutionResult) => ExecutionResult | undefined;
};

/** So much of what it prints is kept, to say why it failed. */
const TAIL_BYTES = 4096;
/** Of its last line, so much is told. */
const MOST_CHARACTERS = 200;

/**
 * `run.prepare` of an execution: the same terminal, folder and environment, but what it prints is no output of the
 * program, holds no metric, and its time and energy count for nothing.
 * @param request that of the execution itself.
 */
export function preparationOf({run, space}: Sweep, params: Params, request: ExecutionRequest): Preparation | undefined {
	if (run.prepare === undefined) return undefined;
	let tail = Buffer.alloc(0);
	return {
		request: {
			...request,
			argv: fillCommand({command: run.prepare, space}, params),
			onOutput: bytes => {
				tail = Buffer.from(Buffer.concat([tail, bytes]).subarray(-TAIL_BYTES));
			},
			// The execution begins with its own program.
			onStarted: () => undefined,
		},
		failureOf: result => {
			if (result.outcome === 'exited' && result.code === 0 && result.signal === undefined) return undefined;
			const said = lastLine(tail.toString('utf8'));
			const why = `prepare: ${result.why}${said === '' ? '' : `: ${said}`}`;
			return {...result, outcome: result.outcome === 'exited' ? 'failed' : result.outcome, why};
		},
	};
}

function lastLine(text: string): string {
	const lines = text.split(/[\r\n]+/).filter(line => line.trim() !== '');
	return safeText((lines.at(-1) ?? '').trim()).slice(0, MOST_CHARACTERS);
}
