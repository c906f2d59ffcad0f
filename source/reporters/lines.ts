import type {ReporterDefinition} from '../domain/reporter.ts';
import {plannedTrials} from '../domain/planned-trials.ts';
import {safeText} from '../domain/safe-text.ts';
import {countEnded, type SweepState} from '../domain/sweep-state.ts';
import type {SpaceSize} from '../domain/sampler.ts';
import type {Sweep} from '../domain/sweep.ts';
import {ANCHOR, countAnchors} from '../domain/trial.ts';
import {closingSummary} from './closing-summary.ts';
import {formatTrialLine} from './trial-line.ts';

/** One line a trial as it ends, then the closing summary. Notices go to stderr. */
export const linesReporter: ReporterDefinition = {
	id: 'lines',
	title: 'one line a trial, then a summary',
	create({out, note, runDirectory}) {
		const totalOf = createTotal();
		let anchors: number | undefined;
		return {
			onEvent(event, state) {
				anchors ??= countAnchors(state.trials);
				if (event.type === 'trial-queued' && event.by === ANCHOR) anchors += 1;
				if (event.type === 'notice') note(`${event.level}: ${safeText(event.text)}\n`);
				if (event.type !== 'trial-ended') return;
				const trial = state.trials[event.trial - 1];
				if (trial === undefined) return;
				const ended = countEnded(state);
				const total = totalOf(state, anchors);
				out(`${formatTrialLine(trial, state, total === undefined ? String(ended) : `${ended}/${total}`)}\n`);
			},
			onEnd(state) {
				out(`${closingSummary(state, runDirectory).join('\n')}\n`);
			},
		};
	},
};

/** The planned number of trials as text, counted anew only when the sweep was extended or described anew. */
function createTotal(): (state: SweepState, anchors: number) => string | undefined {
	let counted:
		| {readonly sweep: Sweep; readonly extendedTrials: number; readonly size: SpaceSize | undefined}
		| undefined;
	return ({sweep, extendedTrials}, anchors) => {
		if (sweep === undefined) return undefined;
		if (counted?.extendedTrials !== extendedTrials || counted.sweep !== sweep) {
			counted = {sweep, extendedTrials, size: plannedTrials(sweep, extendedTrials)};
		}
		const {size} = counted;
		return size === undefined ? undefined : `${size.exact ? '' : '≤'}${size.count + BigInt(anchors)}`;
	};
}
