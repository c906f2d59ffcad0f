import type {ReporterDefinition} from '../domain/reporter.ts';

/** Every event as its line stands in the journal (CONTRACTS section 5). */
export const ndjsonReporter: ReporterDefinition = {
	id: 'ndjson',
	title: 'every event as in journal.ndjson',
	create: ({out, lineOf}) => ({
		onEvent: event => out(`${lineOf(event)}\n`),
		onEnd: () => {},
	}),
};
