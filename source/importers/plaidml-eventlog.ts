import {UserError} from '../domain/errors.ts';
import type {ForeignSource, ImporterDefinition} from '../domain/importer.ts';
import {safeText} from '../domain/text/safe-text.ts';
import {isEventLog} from './plaidml/plaidml-events.ts';
import {readPlaidmlTrace} from './plaidml-trace.ts';
import {sweepName} from './sweep-name.ts';
import {traceSweeps} from './trace-sweeps.ts';

/** PlaidML's event log: kernels, invocations and the timeline of each, both schemas, clocks aligned. */
export const plaidmlEventlog = {
	id: 'plaidml-eventlog',
	title: 'PlaidML event log',
	takes: 'PlaidML event log (eventlog.gz)',
	recognise: source => (source.kind === 'file' && isEventLog(source.head()) ? 'sure' : undefined),
	read: (source: ForeignSource) => {
		const bytes = source.bytes();
		if (!isEventLog(bytes))
			throw new UserError(
				`${safeText(source.path)} does not begin as an event log`,
				'An event log is gzip of length-prefixed records, the first of which holds EvtL.',
			);
		const trace = readPlaidmlTrace(bytes);
		const cut = source.isCut() ? ['the gzip has no end: what could be inflated was read'] : [];
		return traceSweeps(sweepName(source.name), {...trace, notes: [...trace.notes, ...cut]});
	},
} as const satisfies ImporterDefinition;
