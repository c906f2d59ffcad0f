import {counted} from '../text/counted.ts';

/** A few trials by their numbers, many by their count: `#3 #7`, `12 trials`. */
export function nameTrials(trials: readonly number[]): string {
	return trials.length > 5 ? counted(trials.length, 'trial') : trials.map(trial => `#${trial}`).join(' ');
}
