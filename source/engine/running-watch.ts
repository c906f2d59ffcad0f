import type {ExecutionRunner} from './execution-run.ts';
import type {Judge} from './pruning.ts';

/** Often enough to save most of the time of a trial that is to end, and too seldom to cost anything. */
const PERIOD_MS = 1000;

/** What is watched, and by whom. */
export type RunningWatchOptions = {
	readonly executions: Pick<ExecutionRunner, 'running' | 'end'>;
	readonly judge: Judge;
	/** Calls back after that many ms; gives a function that cancels it. */
	readonly setTimer: (callback: () => void, ms: number) => () => void;
};

/** Judges each running trial once a second, whether it reports anything or not. Gives a function that ends the watch. */
export function watchRunning({executions, judge, setTimer}: RunningWatchOptions): () => void {
	let cancel = setTimer(look, PERIOD_MS);
	function look(): void {
		for (const trial of executions.running()) {
			const verdict = judge(trial);
			if (verdict.kind === 'prune') executions.end(trial, 'pruned', verdict.why);
		}
		cancel = setTimer(look, PERIOD_MS);
	}
	return () => cancel();
}
