import type {ReporterDefinition} from '../domain/reporter.ts';
import {plannedTrials} from '../domain/space/planned-trials.ts';
import {MEASURED_AGAIN} from '../domain/statistics/separation.ts';
import {safeText} from '../domain/text/safe-text.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {SpaceSize} from '../domain/sampler.ts';
import type {Sweep} from '../domain/sweep.ts';
import {countEnded} from '../domain/trial/trial-counts.ts';
import {ANCHOR, countAnchors, type TrialRecord} from '../domain/trial.ts';
import {type EventOf, measuredExecutions} from '../domain/trial/trial-fold.ts';
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
		// Trials that have ended and run once more, as they could be the best.
		const again = new Set<number>();
		// Notices that stand above already.
		const told = new Set<string>();
		let anchors: number | undefined;
		return {
			onEvent(event, state) {
				anchors ??= countAnchors(state.trials);
				if (event.type === 'trial-queued' && event.by === ANCHOR) anchors += 1;
				if (event.type === 'notice') {
					note(`${event.level}: ${safeText(event.text)}\n`);
					told.add(event.text);
				}
				if (event.type === 'gate-waiting' && event.why.startsWith(MEASURED_AGAIN)) again.add(event.trial);
				if (event.type !== 'trial-ended') return;
				const known = state.trials[event.trial - 1];
				if (known === undefined) return;
				const trial = asEnded(known, event);
				const ended = countEnded(state);
				const total = totalOf(state, anchors);
				const counts = total === undefined ? String(ended) : `${ended}/${total}`;
				const progress = again.delete(event.trial) ? remeasuredText(trial, state) : counts;
				out(`${formatTrialLine(trial, state, progress)}\n`);
				const failure = failureNotes(trial, state);
				if (failure !== '') note(failure);
			},
			onEnd(state) {
				out(`${closingSummary(state, runDirectory, outputEndOf, told).join('\n')}\n`);
			},
		};
	},
};

/**
 * A trial as its end left it: events are told when they are on disk, and the trial may have been started again meanwhile
 * in the one list that the states of a sweep share.
 */
function asEnded(trial: TrialRecord, event: EventOf<'trial-ended'>): TrialRecord {
	const {state, metrics, flags, why} = event;
	return {...trial, state, metrics, flags, ...(why === undefined ? {} : {why})};
}

/** `re-measured 5/10`: runs of a trial that count, of those that it may have. */
function remeasuredText(trial: TrialRecord, {sweep}: SweepState): string {
	const most = sweep?.run.separate?.maxRepeats;
	return `re-measured ${measuredExecutions(trial).length}${most === undefined ? '' : `/${most}`}`;
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
