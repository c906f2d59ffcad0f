import type {ChildProcess} from 'node:child_process';
import {errnoOf} from '../domain/errors.ts';
import type {Execution, ExecutionRequest} from '../domain/executor.ts';
import type {ExecutorContext} from './context.ts';
import {guessShortage, OutOfResourcesError, resourceErrno} from './out-of-resources.ts';

/**
 * Runs a spawn whose program was looked at before.
 * @returns the child with its number, or why execve(2) refused it, e.g. `E2BIG …`. Throws {@link OutOfResourcesError}.
 */
export function spawnChecked(
	spawnChild: () => ChildProcess,
): {readonly child: ChildProcess; readonly pid: number} | string {
	let child: ChildProcess;
	try {
		child = spawnChild();
	} catch (error) {
		const shortage = resourceErrno(error);
		if (shortage !== undefined) throw new OutOfResourcesError(shortage, 'no process could be started');
		const errno = errnoOf(error);
		if (errno === 'E2BIG') return 'E2BIG arguments and environment are larger than the system allows';
		if (errno !== undefined) return errno;
		throw error;
	}
	if (child.pid !== undefined) return {child, pid: child.pid};
	// The errno follows as an event, but whoever asked has to know now; the file itself was found to be runnable.
	child.on('error', () => {});
	throw new OutOfResourcesError(guessShortage(), 'no process could be started');
}

/** An execution that was over before it began. */
export function afterRefusal(why: string, context: ExecutorContext): Execution {
	const now = context.nowMonoMs();
	return {
		result: Promise.resolve({
			outcome: 'failed',
			why: `spawn failed: ${why}`,
			startedMonoMs: now,
			endedMonoMs: now,
		}),
		end: () => {},
		resize: () => {},
		write: () => {},
	};
}

/** The request with a marker that no other execution has or had, even if asked for twice: strays are ended by it. */
export function withOwnMarker(request: ExecutionRequest, context: ExecutorContext): ExecutionRequest {
	return {...request, marker: `${request.marker}.${context.nonce()}`};
}
