import {memoryOf, type RememberedSweep} from '../domain/column/column-memory.ts';
import {TELEMETRY_COLUMNS} from '../domain/column/columns.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {isTerminal, type TrialRecord} from '../domain/trial.ts';

/** The trials that completed, by number. */
export function completeTrials(state: SweepState): readonly TrialRecord[] {
	const complete: TrialRecord[] = [];
	for (const trial of state.trials) if (trial?.state === 'complete') complete.push(trial);
	return complete;
}

/** How many of some trials ended otherwise than complete, by the state that they ended in. */
export function endedOtherwise(trials: Iterable<TrialRecord | undefined>): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const trial of trials) {
		if (trial === undefined || trial.state === 'complete' || !isTerminal(trial.state)) continue;
		counts.set(trial.state, (counts.get(trial.state) ?? 0) + 1);
	}
	return counts;
}

/** A number of each trial. A plain loop: `Float64Array.from` takes several times as long for 100,000. */
export function numbersOf(trials: readonly TrialRecord[], read: (trial: TrialRecord) => number): Float64Array {
	const numbers = new Float64Array(trials.length);
	let index = 0;
	for (const trial of trials) {
		numbers[index] = read(trial);
		index += 1;
	}
	return numbers;
}

/**
 * Names of the metrics and telemetry columns that any trial has, and of the duration: declared metrics, others, then
 * telemetry as in `trials.csv`.
 */
export function measuredNames(state: RememberedSweep): readonly string[] {
	const {keys} = memoryOf(state);
	const [metrics, telemetry] = [new Set(keys('metrics')), new Set(keys('telemetry'))];
	const hasDuration = state.trials.some(trial => trial?.durationS !== undefined);
	const declared = (state.sweep?.metrics ?? []).map(({name}) => name).filter(name => metrics.has(name));
	const reserved = TELEMETRY_COLUMNS.filter(name => telemetry.has(name));
	return [...new Set([...declared, ...metrics, ...reserved, ...telemetry, ...(hasDuration ? ['duration_s'] : [])])];
}
