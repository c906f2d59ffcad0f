import type {ReporterDefinition} from '../domain/reporter.ts';
import {plannedTrials} from '../domain/planned-trials.ts';
import {safeText} from '../domain/safe-text.ts';
import {countEnded, type SweepState} from '../domain/sweep-state.ts';
import type {SpaceSize} from '../domain/sampler.ts';
import type {Sweep} from '../domain/sweep.ts';
import {ANCHOR, countAnchors} from '../domain/trial.ts';
import {closingSummary} from './closing-summary.ts';
import {createFailureNotes} from './failures.ts';
import {formatTrialLine} from './trial-line.ts';

/** One line a trial as it ends, then the closing summary. Notices go to stderr. */
export const linesReporter: ReporterDefinition = {
	id: 'lines',
	title: 'one line a trial, then a summary',
	create({out, note, runDirectory, outputEndOf}) {
		const totalOf = createTotal();
		const failureNotes = createFailureNotes(outputEndOf);
		let anchors: number | undefined;
		return {
			onEvent(event, state) {
				anchors ??= countAnchors(state.trials);
				if (event.type === 'trial-queued' && event.by === ANCHOR) anchors += 1;
				if (event.type === 'notice' && !isAsExpected(event.text)) note(`${event.level}: ${safeText(event.text)}\n`);
				if (event.type !== 'trial-ended') return;
				const trial = state.trials[event.trial - 1];
				if (trial === undefined) return;
				const ended = countEnded(state);
				const total = totalOf(state, anchors);
				out(`${formatTrialLine(trial, state, total === undefined ? String(ended) : `${ended}/${total}`)}\n`);
				const failure = failureNotes(trial, state);
				if (failure !== '') note(failure);
			},
			onEnd(state) {
				out(`${closingSummary(state, runDirectory, outputEndOf).join('\n')}\n`);
			},
		};
	},
};

/** A machine without swap space lacks nothing: what its sources say of it stays in the journal. */
function isAsExpected(text: string): boolean {
	return text.startsWith('swap.used_bytes is missing: there is no swap space');
}

/** The planned number of trials as text, counted anew only when the sweep was extended or described anew. */
function createTotal(): (state: SweepState, anchors: number) => string | undefined {
	let counted:
		| {readonly sweep: Sweep; readonly extendedTrials: number; readonly size: SpaceSize | undefined}
		| undefined;
	return ({sweep, extendedTrials, trials}, anchors) => {
		if (sweep === undefined) return undefined;
		if (counted?.extendedTrials !== extendedTrials || counted.sweep !== sweep) {
			counted = {sweep, extendedTrials, size: plannedTrials(sweep, extendedTrials)};
		}
		const {size} = counted;
		if (size === undefined) return undefined;
		const planned = size.count + BigInt(anchors);
		// Points of a person's own come on top, as on the screen.
		const known = BigInt(trials.length);
		return `${size.exact ? '' : '≤'}${planned > known ? planned : known}`;
	};
}
