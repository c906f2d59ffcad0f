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
	/** Its setup begins: what is there may be half of its own from now on. */
	readonly begin: (trial: number) => void;
	/** Its setup ended well. */
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
		begin: trial => {
			if (jobs === 1) done.clear();
			else done.delete(trial);
		},
		add: trial => done.add(trial),
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
	const tail = createTail();
	return {
		step,
		request: {
			...request,
			onOutput: bytes => {
				show(bytes);
				tail.add(bytes);
			},
			// The execution begins with its own program.
			onStarted: () => undefined,
		},
		tail: tail.bytes,
		failureOf: async result => {
			if (result.outcome === 'exited' && result.code === 0 && result.signal === undefined) return undefined;
			await keep(tail.bytes());
			// A person or the end of the sweep: that is why, and a resume looks for these words.
			if (result.outcome === 'killed') return result;
			const said = lastLine(tail.bytes().toString('utf8'));
			const why = `${step}: ${result.why}${said === '' ? '' : `: ${said}`}`;
			return {...result, outcome: result.outcome === 'exited' ? 'failed' : result.outcome, why};
		},
	};
}

/** Keeps the last {@link TAIL_BYTES}, whatever the sizes of what comes: a build that flushes by line comes in tiny pieces. */
function createTail(): {readonly add: (bytes: Uint8Array) => void; readonly bytes: () => Buffer} {
	const room = Buffer.allocUnsafe(2 * TAIL_BYTES);
	let used = 0;
	return {
		add: bytes => {
			const last = bytes.subarray(-TAIL_BYTES);
			if (used + last.length > room.length) {
				room.copyWithin(0, used - TAIL_BYTES, used);
				used = TAIL_BYTES;
			}
			room.set(last, used);
			used += last.length;
		},
		bytes: () => Buffer.from(room.subarray(Math.max(0, used - TAIL_BYTES), used)),
	};
}

function lastLine(text: string): string {
	const lines = text.split(/[\r\n]+/).filter(line => line.trim() !== '');
	return safeText((lines.at(-1) ?? '').trim()).slice(0, MOST_CHARACTERS);
}
