import type {SweepEvent} from '../../domain/event.ts';
import type {SamplesFrame} from '../../domain/protocol.ts';
import {createRunClock, onClock, type PlaceInRun} from '../../domain/sweep/run-clock.ts';
import {createSweepState, foldEvents, reduceSweep} from '../../domain/sweep-state.ts';
import {createSampleStore} from '../../store/samples.ts';
import type {Link, Session} from '../../store/session.ts';
import {readArtifacts} from './artifact-reader.ts';
import {displayPath} from '../display-path.ts';
import {readRecording} from './read-recording.ts';
import {readRunFile} from './run-text-files.ts';
import {readOutputTail} from './output-reader.ts';

/** A session that is fed by hand: from the files of a run at once, or bit by bit for a replay. */
export type LocalSession = {
	readonly session: Session;
	readonly apply: (event: SweepEvent) => void;
	/** The same for many at once, which is quicker. */
	readonly applyAll: (events: Iterable<SweepEvent>) => void;
	/** Samples on the clock of the session. */
	readonly addSamples: (frame: SamplesFrame) => void;
	/** Where a time of the machine stands on the clock of the session: see RunClock. */
	readonly place: PlaceInRun;
	/** Tells the screen; call it once after any number of changes. */
	readonly changed: () => void;
};

/** Samples of a channel that are kept one by one: a run that is read from its files is looked at closely. */
const FILE_LEAVES = 2 ** 20;

/** Creates a session without an engine: commands are refused with `refusal`. */
export function createLocalSession(options: {
	readonly directory: string;
	readonly link: () => Link;
	readonly nowMonoMs: () => number;
	readonly refusal: string;
}): LocalSession {
	let state = createSweepState();
	const clock = createRunClock();
	const samples = createSampleStore({traceLeaves: FILE_LEAVES});
	const listeners = new Set<() => void>();
	return {
		apply: event => {
			state = reduceSweep(state, clock.event(event));
		},
		applyAll: events => {
			state = foldEvents(state, onClock(clock, events));
		},
		place: clock.at,
		addSamples: frame => samples.add(frame),
		changed: () => {
			for (const listener of listeners) listener();
		},
		session: {
			runDirectory: displayPath(options.directory),
			state: () => state,
			samples: () => samples,
			terminal: () => undefined,
			outputOf: (trial, execution) => readOutputTail(options.directory, trial, execution),
			artifactsOf: (trial, image) => readArtifacts(options.directory, trial, image),
			record: () => readRecording(options.directory),
			readFile: file => readRunFile(options.directory, file),
			link: options.link,
			nowMonoMs: options.nowMonoMs,
			subscribe: listener => {
				listeners.add(listener);
				return () => void listeners.delete(listener);
			},
			command: () => Promise.resolve({ok: false, text: options.refusal}),
			watch: () => undefined,
			typeInto: () => undefined,
			close: () => listeners.clear(),
		},
	};
}
