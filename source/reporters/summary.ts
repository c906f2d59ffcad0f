import type {ReporterDefinition} from '../domain/reporter.ts';
import {closingSummary} from './closing-summary.ts';

/** Nothing until the end, then the closing summary. */
export const summaryReporter: ReporterDefinition = {
	id: 'summary',
	title: 'only a summary at the end',
	create: ({out, runDirectory, outputEndOf}) => ({
		onEvent: () => {},
		onEnd: state => out(`${closingSummary(state, runDirectory, outputEndOf).join('\n')}\n`),
	}),
};
