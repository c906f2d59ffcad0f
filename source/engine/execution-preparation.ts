import type {ExecutionRequest, ExecutionResult} from '../domain/executor.ts';
import type {Params} from '../domain/space.ts';
import type {Command, RunSettings, Sweep} from '../domain/sweep.ts';
import {fillCommand} from '../domain/text/command-line.ts';
import {safeText} from '../domain/text/safe-text.ts';

/** A command that is run before an execution. */
export type Preparation = {
	readonly request: ExecutionRequest;
	/** Why the execution cannot be started; undefined where it went well. */
	readonly failureOf: (result: ExecutionResult) => ExecutionResult | undefined;
};

/** Which trials are set up. */
export type SetUps = {
	readonly needs: (trial: number) => boolean;
	readonly add: (trial: number) => void;
};

/** So much of what it prints is kept, to say why it failed. */
const TAIL_BYTES = 4096;
/** Of its last line, so much is told. */
const MOST_CHARACTERS = 200;

/**
 * One trial after another may build the same file: what was set up holds until another trial is. Trials that run at
 * once have to build files of their own, which stay.
 */
export function createSetUps({setup, jobs}: Pick<RunSettings, 'setup' | 'jobs'>): SetUps {
	const done = new Set<number>();
	return {
		needs: trial => setup !== undefined && !done.has(trial),
		add: trial => {
			if (jobs === 1) done.clear();
			if (setup !== undefined) done.add(trial);
		},
	};
}

/**
 * What runs before an execution, in order: `run.setup` of a trial that needs it, `run.prepare`. The same terminal, folder
 * and environment, but what they print is no output of the program, holds no metric, and their time and energy count for
 * nothing.
 * @param request that of the execution itself.
 */
export function preparationsOf(
	{run: {setup, prepare}, space}: Sweep,
	params: Params,
	request: ExecutionRequest,
	needsSetup: boolean,
): readonly Preparation[] {
	const preparation = (name: string, command: Command, wanted: ExecutionRequest): Preparation =>
		prepareBy(name, {...wanted, argv: fillCommand({command, space}, params)});
	// A build takes its time, whatever the limit of an execution is.
	const {timeoutMs: _limit, ...unlimited} = request;
	return [
		...(setup === undefined || !needsSetup ? [] : [preparation('setup', setup, unlimited)]),
		...(prepare === undefined ? [] : [preparation('prepare', prepare, request)]),
	];
}

function prepareBy(name: string, request: ExecutionRequest): Preparation {
	let tail = Buffer.alloc(0);
	return {
		request: {
			...request,
			onOutput: bytes => {
				tail = Buffer.from(Buffer.concat([tail, bytes]).subarray(-TAIL_BYTES));
			},
			// The execution begins with its own program.
			onStarted: () => undefined,
		},
		failureOf: result => {
			if (result.outcome === 'exited' && result.code === 0 && result.signal === undefined) return undefined;
			const said = lastLine(tail.toString('utf8'));
			const why = `${name}: ${result.why}${said === '' ? '' : `: ${said}`}`;
			return {...result, outcome: result.outcome === 'exited' ? 'failed' : result.outcome, why};
		},
	};
}

function lastLine(text: string): string {
	const lines = text.split(/[\r\n]+/).filter(line => line.trim() !== '');
	return safeText((lines.at(-1) ?? '').trim()).slice(0, MOST_CHARACTERS);
}
