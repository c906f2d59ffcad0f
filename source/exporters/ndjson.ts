import type {ExporterDefinition, ExportOptions} from '../domain/exporter.ts';
import {rankTrials} from '../domain/ranking/rank.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import {createTrialWriter} from './trial-json.ts';

/** One trial a line, as in `trials.json`, for `jq` and for tools that stream. */
export const ndjsonExporter = {
	id: 'ndjson',
	title: 'trials as JSON lines',
	extension: 'ndjson',
	write: writeNdjson,
} as const satisfies ExporterDefinition;

function* writeNdjson(state: SweepState, options: ExportOptions): Generator<string> {
	const toJson = createTrialWriter(state, rankTrials(state), options.artifactsOf);
	for (const trial of state.trials) {
		if (trial !== undefined) yield `${JSON.stringify(toJson(trial))}\n`;
	}
}
