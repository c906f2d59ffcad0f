import type {ReporterDefinition} from '../domain/reporter.ts';
import {plannedTrials} from '../domain/planned-trials.ts';
import {safeText} from '../domain/safe-text.ts';
import {countEnded, type SweepState} from '../domain/sweep-state.ts';
import {closingSummary} from './closing-summary.ts';
import {formatTrialLine} from './trial-line.ts';

/** One line a trial as it ends, then the closing summary. Notices go to stderr. */
export const linesReporter: ReporterDefinition = {
	id: 'lines',
	title: 'one line a trial, then a summary',
	create({out, note, runDirectory}) {
		const totalOf = createTotal();
		return {
			onEvent(event, state) {
				if (event.type === 'notice') note(`${event.level}: ${safeText(event.text)}\n`);
				if (event.type !== 'trial-ended') return;
				const trial = state.trials[event.trial - 1];
				if (trial === undefined) return;
				const ended = countEnded(state);
				const total = totalOf(state);
				out(`${formatTrialLine(trial, state, total === undefined ? String(ended) : `${ended}/${total}`)}\n`);
			},
			onEnd(state) {
				out(`${closingSummary(state, runDirectory).join('\n')}\n`);
			},
		};
	},
};

/** The planned number of trials as text, counted anew only when the sweep was extended. */
function createTotal(): (state: SweepState) => string | undefined {
	let counted: {readonly extendedTrials: number; readonly text: string | undefined} | undefined;
	return ({sweep, extendedTrials}) => {
		if (sweep === undefined) return undefined;
		if (counted?.extendedTrials !== extendedTrials) {
			const planned = plannedTrials(sweep, extendedTrials);
			const bound = planned?.exact === false ? '≤' : '';
			counted = {extendedTrials, text: planned === undefined ? undefined : `${bound}${planned.count}`};
		}
		return counted.text;
	};
}
