import type {ExporterDefinition} from '../domain/exporter.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {executionColumns, type ExecutionRow} from '../domain/column/trial-columns.ts';
import {writeCsv} from './csv-text.ts';

/** `executions.csv`: one line an execution, superseded and discarded ones too. */
export const executionsCsvExporter = {
	id: 'executions-csv',
	title: 'executions as CSV, one line an execution',
	extension: 'csv',
	write: (state, options) => writeCsv(executionColumns(state), executionRows(state), options),
} as const satisfies ExporterDefinition;

function* executionRows(state: SweepState): Generator<ExecutionRow> {
	for (const trial of state.trials) {
		for (const execution of trial?.executions ?? []) if (trial !== undefined) yield {trial, execution};
	}
}
