import {messageOf} from '../../domain/errors.ts';
import type {StudyListener} from '../../domain/listener.ts';
import type {HeardTrials} from './heard-trials.ts';

/** Looks at one storage, not so often that it would cost much. */
export type StudyPoller = {
	/** Looks, if it is time to. */
	readonly tick: (trials: HeardTrials) => void;
	/** The last look, after the program's end. @param isGood whether it ended by itself, with exit code 0. */
	readonly end: (trials: HeardTrials, isGood: boolean) => Promise<void>;
};

/** Looks are this far apart at least, ms, and this many times as long as the last one took. */
const LEAST_GAP_MS = 200;
const GAP_FACTOR = 20;

/** A poller of a storage. `name` stands in the record; a storage that cannot be read is told once. */
export function createStudyPoller(
	study: StudyListener,
	{
		name,
		now,
		onTrouble,
	}: {readonly name: string; readonly now: () => number; readonly onTrouble: (text: string) => void},
): StudyPoller {
	let nextMs = 0;
	let running: Promise<void> | undefined;
	let told = '';
	const look = async (trials: HeardTrials, hear: () => ReturnType<StudyListener['poll']>): Promise<void> => {
		const fromMs = now();
		try {
			const heard = await hear();
			if (heard.length > 0) trials.hear(heard, name);
		} catch (error) {
			const text = messageOf(error);
			if (text !== told) onTrouble(text);
			told = text;
		}
		nextMs = now() + Math.max(LEAST_GAP_MS, GAP_FACTOR * (now() - fromMs));
	};
	return {
		tick: trials => {
			if (running !== undefined || now() < nextMs) return;
			running = look(trials, study.poll).finally(() => {
				running = undefined;
			});
		},
		end: async (trials, isGood) => {
			await running;
			await look(trials, () => study.end(isGood));
		},
	};
}
