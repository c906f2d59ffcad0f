import {join} from 'node:path';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {ExecutionState, TrialRecord} from '../../domain/trial.ts';
import type {RecordedTelemetry} from '../../engine/telemetry-reader.ts';
import {writeCsv} from '../../exporters/csv-text.ts';
import {writeFileAtomic} from '../../journal/atomic-file.ts';

/** A sample of a trial: in which execution, how many seconds after its start, and the row of all channels. */
type Sample = {readonly execution: number; readonly elapsedS: number; readonly row: readonly (number | null)[]};

/**
 * Writes `<trial>.csv` for each trial that has samples: `execution,t_s,<channels…>`, one line a sample, channels that say
 * nothing in this trial left out. Gives the number of files.
 */
export async function exportTelemetry(
	telemetry: RecordedTelemetry,
	state: SweepState,
	folder: string,
): Promise<number> {
	let count = 0;
	for (const trial of state.trials) {
		if (trial === undefined) continue;
		const samples = samplesOf(telemetry, trial);
		if (samples.length === 0) continue;
		const name = `${String(trial.trial).padStart(6, '0')}.csv`;
		await writeFileAtomic(join(folder, name), tableOf(telemetry, samples), {mode: 0o644});
		count += 1;
	}
	return count;
}

function samplesOf({rows}: RecordedTelemetry, {executions}: TrialRecord): readonly Sample[] {
	return executions.flatMap(execution => {
		if (execution.durationS === undefined) return [];
		return rowsWithin(rows, execution).map(row => ({
			execution: execution.execution,
			elapsedS: ((row[0] ?? 0) - execution.startedMonoMs) / 1000,
			row,
		}));
	});
}

/** Rows are in order of time: both ends by bisection. */
function rowsWithin(
	rows: RecordedTelemetry['rows'],
	{startedMonoMs, durationS = 0}: ExecutionState,
): RecordedTelemetry['rows'] {
	const endMs = startedMonoMs + durationS * 1000;
	return rows.slice(firstAtOrAfter(rows, startedMonoMs), firstAtOrAfter(rows, endMs + Number.EPSILON * endMs));
}

function firstAtOrAfter(rows: RecordedTelemetry['rows'], timeMs: number): number {
	let [low, high] = [0, rows.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((rows[middle]?.[0] ?? 0) < timeMs) low = middle + 1;
		else high = middle;
	}
	return low;
}

function tableOf({channels}: RecordedTelemetry, samples: readonly Sample[]): Iterable<string> {
	const filled = channels.flatMap((name, index) => {
		const isFilled = samples.some(({row}) => (row[index + 1] ?? null) !== null);
		return isFilled
			? [{name, group: 'telemetry' as const, unit: '', cell: ({row}: Sample) => row[index + 1] ?? undefined}]
			: [];
	});
	const own = [
		{name: 'execution', group: 'trial' as const, unit: '', cell: (sample: Sample) => sample.execution},
		{name: 't_s', group: 'trial' as const, unit: 's', cell: (sample: Sample) => sample.elapsedS},
	];
	return writeCsv([...own, ...filled], samples, {csvSafe: false});
}
