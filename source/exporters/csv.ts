import type {ExporterDefinition} from '../domain/exporter.ts';
import {spreadColumns} from '../domain/column/spread-columns.ts';
import {trialColumns} from '../domain/column/trial-columns.ts';
import {writeCsv} from './csv-text.ts';

/** `trials.csv`: one line a trial; in a sweep with repeats their spread stands behind all else. */
export const csvExporter = {
	id: 'csv',
	title: 'trials as CSV, one line a trial',
	extension: 'csv',
	write: (state, options) =>
		writeCsv(
			[...trialColumns(state), ...spreadColumns(state)],
			state.trials.filter(trial => trial !== undefined),
			options,
		),
} as const satisfies ExporterDefinition;
