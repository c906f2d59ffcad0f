import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {SweepState} from '../../domain/sweep-state.ts';
import type {TrialRecord} from '../../domain/trial.ts';
import {createMetricsCsv} from '../../engine/metrics-csv.ts';
import {executionFolder, trialFolder} from '../../journal/run-layout.ts';

/**
 * Writes the curves of trials that were imported or watched where a run keeps those of its own: `metrics.csv` of the first execution, and
 * `params.json` beside it. A trial without a curve needs no folder.
 */
export async function writeImportedCurves(directory: string, {trials}: SweepState): Promise<void> {
	for (const trial of trials) {
		if (trial === undefined || Object.keys(trial.curves).length === 0) continue;
		const folder = join(directory, executionFolder(trial.trial, 1));
		await mkdir(folder, {recursive: true, mode: 0o700});
		const params = `${JSON.stringify(trial.params, null, '\t')}\n`;
		await writeFile(join(directory, trialFolder(trial.trial), 'params.json'), params, {mode: 0o600});
		await writeCurves(trial, join(folder, 'metrics.csv'));
	}
}

/** In order of steps, so that the metrics of one step share a row. */
async function writeCurves({curves}: TrialRecord, path: string): Promise<void> {
	const points = Object.entries(curves).flatMap(([name, curve]) => curve.map(point => ({name, ...point})));
	let monoMs = 0;
	const table = createMetricsCsv(() => monoMs);
	for (const point of points.sort((a, b) => a.step - b.step)) {
		monoMs = point.monoMs;
		table.add(point.name, point.value, point.step);
	}
	await table.write(path);
}
