import {closeSync, constants, fstatSync, openSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {stringify} from 'csv-stringify/sync';
import {parse} from 'csv-parse/sync';
import type {SweepState} from '../../domain/sweep-state.ts';
import {csvExporter} from '../../exporters/csv.ts';
import {executionsCsvExporter} from '../../exporters/executions-csv.ts';
import {jsonExporter} from '../../exporters/json.ts';
import {writeFileAtomic} from '../../journal/atomic-file.ts';
import {executionFolder, listArtifacts} from '../../journal/run-layout.ts';

/** Result files that are rewritten while a sweep runs. */
const RESULT_FILES = [
	{name: 'trials.csv', exporter: csvExporter},
	{name: 'trials.json', exporter: jsonExporter},
	{name: 'executions.csv', exporter: executionsCsvExporter},
] as const;

/**
 * Rewrites `trials.csv`, `trials.json` and `executions.csv`, each whole or not at all.
 * @param whenDurable resolves when all that the state was folded from is on disk: no result is shown that a crash could
 * take back.
 */
export async function writeResults(
	directory: string,
	state: SweepState,
	whenDurable: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
	for (const {name, exporter} of RESULT_FILES) {
		const chunks = exporter.write(state, {
			csvSafe: false,
			artifactsOf: trial =>
				listArtifacts(
					directory,
					trial.executions.map(({execution}) => executionFolder(trial.trial, execution)),
				),
		});
		await writeFileAtomic(join(directory, name), chunks, {whenReady: whenDurable});
	}
}

/** Writes `all_metrics.csv`: every execution's `metrics.csv` under the union of their columns. */
export async function writeAllMetrics(directory: string, state: SweepState): Promise<void> {
	const tables: {
		readonly trial: number;
		readonly execution: number;
		readonly rows: readonly Readonly<Record<string, string>>[];
	}[] = [];
	const columns = new Set<string>();
	for (const trial of state.trials) {
		if (trial === undefined) continue;
		const hasSteps = Object.keys(trial.curves).length > 0;
		for (const {execution, metrics = {}} of trial.executions) {
			// What has reported nothing has no file: the look for it would cost more than the rest of the sweep's end.
			if (!hasSteps && Object.keys(metrics).length === 0) continue;
			const rows = readTable(join(directory, executionFolder(trial.trial, execution), 'metrics.csv'));
			if (rows.length === 0) continue;
			for (const column of Object.keys(rows[0] ?? {})) columns.add(column);
			tables.push({trial: trial.trial, execution, rows});
		}
	}
	if (tables.length === 0) return;
	const names = [...columns];
	const chunks = function* (): Generator<string> {
		yield stringify([['trial', 'execution', ...names]]);
		for (const {trial, execution, rows} of tables) {
			yield stringify(rows.map(row => [trial, execution, ...names.map(name => row[name] ?? '')]));
		}
	};
	await writeFileAtomic(join(directory, 'all_metrics.csv'), chunks());
}

/** A program may have left a FIFO there, which would be waited for. */
function readRegular(path: string): string {
	const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
	try {
		return fstatSync(file).isFile() ? readFileSync(file, 'utf8') : '';
	} finally {
		closeSync(file);
	}
}

function readTable(path: string): readonly Readonly<Record<string, string>>[] {
	try {
		return parse<Readonly<Record<string, string>>>(readRegular(path), {columns: true});
	} catch {
		return []; // An execution without metrics has no file; a damaged one is in the execution's own folder to see.
	}
}
