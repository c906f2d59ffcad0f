import {counted} from '../domain/text/counted.ts';
import type {ExecutionRequest, ExecutionResult} from '../domain/executor.ts';
import type {ExecutorContext} from './context.ts';
import {endTree, type TreeEnd} from './end-tree.ts';
import {isAlive, type ProcessIdentity} from './process-table.ts';
import {describeProcesses} from './process-tree.ts';
import type {StrayCollector} from './strays.ts';

/** How waitpid(2) says that a process ended. */
export type ExitStatus = {readonly code: number | null; readonly signal: NodeJS.Signals | null};

/** A started program and what only its executor knows of it. */
export type Supervised = {
	readonly context: ExecutorContext;
	readonly strays: StrayCollector;
	readonly request: ExecutionRequest;
	readonly leader: ProcessIdentity;
	readonly startedMonoMs: number;
	readonly exited: Promise<ExitStatus>;
	/** Called once after the exit: delivers the rest of the output. */
	readonly drain: () => Promise<void>;
	/** Called once: frees descriptors and timers. */
	readonly release: () => void;
	readonly peakRssBytes: () => number | undefined;
	/** Says that the program could not even be started, though nothing spoke against it before. */
	readonly spawnFailure: (status: ExitStatus) => string | undefined;
};

/** The two things that the outside does with a supervised program. */
export type Supervision = {
	readonly result: Promise<ExecutionResult>;
	readonly end: (outcome: 'killed' | 'timed-out', why: string, now?: boolean) => void;
};

type Ending = {readonly outcome: 'killed' | 'timed-out'; readonly why: string; readonly tree: Promise<TreeEnd>};

/** Follows a program from its start to the end of its whole process tree, with its time limit. */
export function supervise(run: Supervised): Supervision {
	const {request, context} = run;
	let ending: Ending | undefined;
	let isHurried = false;
	let isOver = false;
	const givenUp = Promise.withResolvers<'given-up'>();
	const end: Supervision['end'] = (outcome, why, now = false) => {
		isHurried ||= now;
		if (ending !== undefined || isOver) return;
		const tree = endTree({
			table: context.table,
			sleep: context.sleep,
			query: {leader: run.leader, isMarked: marker => marker === request.marker},
			graceMs: isHurried ? 0 : request.graceMs,
			unkillableMs: context.unkillableMs,
			isHurried: () => isHurried,
		});
		ending = {outcome, why, tree};
		void tree.then(({survivors}) => {
			if (survivors.length > 0) givenUp.resolve('given-up');
		});
	};
	const timer = limitTime(run, end);
	const follow = async (): Promise<ExecutionResult> => {
		const status = await Promise.race([run.exited, givenUp.promise]);
		const endedMonoMs = context.nowMonoMs();
		timer.stop();
		try {
			if (status !== 'given-up') await run.drain();
			const edges = {startedMonoMs: run.startedMonoMs, endedMonoMs};
			if (ending !== undefined) return {...(await concludeEnding(ending, status, request)), ...edges, ...peakOf(run)};
			isOver = true;
			run.strays.collect({...request, leader: run.leader});
			return {...concludeExit(run, status), ...edges, ...peakOf(run)};
		} finally {
			run.release();
		}
	};
	return {result: follow(), end};
}

/** How long the news of an exit may take that was there before the time limit was seen to be over. */
const NEWS_MS = 1000;

/** Ends a program that takes too long. */
function limitTime({request, context, leader}: Supervised, end: Supervision['end']): {readonly stop: () => void} {
	const {timeoutMs} = request;
	if (timeoutMs === undefined) return {stop: () => undefined};
	const endNow = (): void => end('timed-out', `timed out after ${timeoutMs / 1000} s`);
	let late: NodeJS.Timeout | undefined;
	const timer = startTimer(timeoutMs, () => {
		// When this process was stopped for a while, its timers come before the news that the program ended in time.
		// A leader that is a zombie may have threads that go on, and no such news will come.
		if (isAlive(context.table.read(leader.pid))) endNow();
		else late = setTimeout(endNow, NEWS_MS);
	});
	return {
		stop: () => {
			timer.stop();
			clearTimeout(late);
		},
	};
}

/** As setTimeout, for any length: Node's own fires at once beyond 2^31 - 1 ms. */
function startTimer(ms: number, fire: () => void): {readonly stop: () => void} {
	const LONGEST_MS = 2 ** 31 - 1;
	let leftMs = ms;
	let timer: NodeJS.Timeout;
	const arm = (): void => {
		const stepMs = Math.min(leftMs, LONGEST_MS);
		leftMs -= stepMs;
		timer = setTimeout(() => (leftMs > 0 ? arm() : fire()), stepMs);
	};
	arm();
	return {stop: () => clearTimeout(timer)};
}

type Conclusion = Pick<ExecutionResult, 'outcome' | 'code' | 'signal' | 'why'>;

async function concludeEnding(
	ending: Ending,
	status: ExitStatus | 'given-up',
	request: ExecutionRequest,
): Promise<Conclusion> {
	const {survivors, killed, found} = await ending.tree;
	if (survivors.length > 0) {
		return {outcome: 'unkillable', why: `${ending.why}; still alive after SIGKILL: ${describeProcesses(survivors)}`};
	}
	if (killed && found.length > 1 && request.graceMs > 0) {
		request.onNotice(`SIGTERM was not enough; SIGKILL ended ${counted(found.length, 'process', 'processes')}`);
	}
	return {outcome: ending.outcome, why: ending.why, ...(status === 'given-up' ? {} : statusFields(status))};
}

function concludeExit(run: Supervised, status: ExitStatus | 'given-up'): Conclusion {
	if (status === 'given-up') throw new Error('a program was given up that nobody ended');
	const failure = run.spawnFailure(status);
	if (failure !== undefined) return {outcome: 'failed', why: `spawn failed: ${failure}`};
	const why = status.signal === null ? `exit ${status.code ?? 0}` : `signal ${status.signal}`;
	return {outcome: 'exited', why, ...statusFields(status)};
}

function statusFields(status: ExitStatus): {readonly code?: number; readonly signal?: string} {
	if (status.signal !== null) return {signal: status.signal};
	return status.code === null ? {} : {code: status.code};
}

function peakOf(run: Supervised): {readonly peakRssBytes?: number} {
	const peakRssBytes = run.peakRssBytes();
	return peakRssBytes === undefined ? {} : {peakRssBytes};
}
