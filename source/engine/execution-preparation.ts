import type {ExecutionRequest, ExecutionResult} from '../domain/executor.ts';
import type {Params} from '../domain/space.ts';
import type {Command, RunSettings, Sweep} from '../domain/sweep.ts';
import type {PreparationStep} from '../domain/trial.ts';
import {fillCommand} from '../domain/text/command-line.ts';
import {safeText} from '../domain/text/safe-text.ts';

/** A command that is run before an execution. */
export type Preparation = {
	readonly step: PreparationStep;
	readonly request: ExecutionRequest;
	/** The last that it has printed. */
	readonly tail: () => Uint8Array;
	/** Why the execution cannot be started, once what was printed is kept; undefined where it went well. */
	readonly failureOf: (result: ExecutionResult) => Promise<ExecutionResult | undefined>;
};

/** Where goes what a preparation prints. */
export type PreparationOutput = {
	/** Whoever watches the trial sees it as it comes. */
	readonly show: (bytes: Uint8Array) => void;
	/** Of one that failed, the end is kept with the execution. */
	readonly keep: (bytes: Uint8Array) => void | Promise<void>;
};

/** What is to be prepared. */
export type PreparedExecution = {
	readonly needsSetup: boolean;
	readonly execution: ExecutionRequest;
	readonly output: PreparationOutput;
};

/** Which trials are set up. */
export type SetUps = {
	readonly needs: (trial: number) => boolean;
	readonly add: (trial: number) => void;
};

/** So much of what it prints is kept where it fails: a compiler says much. */
const TAIL_BYTES = 64 * 1024;
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
 */
export function preparationsOf(
	{run: {setup, prepare}, space}: Sweep,
	params: Params,
	{needsSetup, execution, output}: PreparedExecution,
): readonly Preparation[] {
	const preparation = (step: PreparationStep, command: Command, request: ExecutionRequest): Preparation =>
		prepareBy(step, {...request, argv: fillCommand({command, space}, params)}, output);
	// A build takes its time, whatever the limit of an execution is.
	const {timeoutMs: _limit, ...unlimited} = execution;
	return [
		...(setup === undefined || !needsSetup ? [] : [preparation('setup', setup, unlimited)]),
		...(prepare === undefined ? [] : [preparation('prepare', prepare, execution)]),
	];
}

function prepareBy(step: PreparationStep, request: ExecutionRequest, {show, keep}: PreparationOutput): Preparation {
	let tail = Buffer.alloc(0);
	return {
		step,
		request: {
			...request,
			onOutput: bytes => {
				show(bytes);
				tail = Buffer.from(Buffer.concat([tail, bytes]).subarray(-TAIL_BYTES));
			},
			// The execution begins with its own program.
			onStarted: () => undefined,
		},
		tail: () => tail,
		failureOf: async result => {
			if (result.outcome === 'exited' && result.code === 0 && result.signal === undefined) return undefined;
			await keep(tail);
			// A person or the end of the sweep: that is why, and a resume looks for these words.
			if (result.outcome === 'killed') return result;
			const said = lastLine(tail.toString('utf8'));
			const why = `${step}: ${result.why}${said === '' ? '' : `: ${said}`}`;
			return {...result, outcome: result.outcome === 'exited' ? 'failed' : result.outcome, why};
		},
	};
}

function lastLine(text: string): string {
	const lines = text.split(/[\r\n]+/).filter(line => line.trim() !== '');
	return safeText((lines.at(-1) ?? '').trim()).slice(0, MOST_CHARACTERS);
}
