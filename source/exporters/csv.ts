import type {ExporterDefinition} from '../domain/exporter.ts';
import {trialColumns} from '../domain/trial-columns.ts';
import {writeCsv} from './csv-text.ts';

/** `trials.csv`: one line a trial. */
export const csvExporter = {
	id: 'csv',
	title: 'trials as CSV, one line a trial',
	extension: 'csv',
	write: (state, options) =>
		writeCsv(
			trialColumns(state),
			state.trials.filter(trial => trial !== undefined),
			options,
		),
} as const satisfies ExporterDefinition;
