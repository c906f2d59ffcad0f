import type {ReporterDefinition} from '../domain/reporter.ts';
import {safeJson} from '../domain/safe-json.ts';

/** Every event as its line stands in the journal (CONTRACTS section 5). */
export const ndjsonReporter: ReporterDefinition = {
	id: 'ndjson',
	title: 'every event as in journal.ndjson',
	create: ({out, lineOf}) => ({
		onEvent: event => out(`${safeJson(lineOf(event))}\n`),
		onEnd: () => {},
	}),
};
