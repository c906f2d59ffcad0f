import type {Heard, Listener} from '../domain/listener.ts';
import {parseBar} from './tqdm-bar.ts';

/**
 * A listener that also learns from progress bars how many trials there are to be. A program may draw other bars too,
 * e.g. one of the epochs within a trial: only one that has come as far as the trials is believed.
 */
export function withPlan(listener: Listener): Listener {
	let ended = 0;
	let planned: number | undefined;
	const count = (heard: readonly Heard[]): readonly Heard[] => {
		for (const item of heard) {
			if (item.kind === 'trial-ended') ended += 1;
			if (item.kind === 'study') ended = 0;
			if (item.kind === 'plan') planned = item.trials;
		}
		return heard;
	};
	return {
		line: (text, kind) => {
			const heard = count(listener.line(text, kind));
			const bar = parseBar(text);
			if (bar?.total === undefined || bar.total === planned || bar.total < ended) return heard;
			const isFirst = bar.done === 0 && ended === 0 && bar.description === '';
			if (!isFirst && (bar.done !== ended || ended === 0)) return heard;
			return [...heard, ...count([{kind: 'plan', trials: bar.total}])];
		},
		end: isGood => count(listener.end(isGood)),
	};
}
