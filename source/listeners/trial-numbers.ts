import type {Heard} from '../domain/listener.ts';

/** Our numbers of trials by what a program calls them. */
export type TrialNumbers = {
	/** Takes note of a name; what is to be told of it, the first time. */
	readonly note: (name: number | string) => readonly Heard[];
	/** From 1, of a name that was noted. */
	readonly of: (name: number | string) => number;
	/** Of a trial without a name. */
	readonly next: () => number;
	/** Whether the program has named a trial. */
	readonly areUsed: () => boolean;
};

/** A leap further than this is no count: a number that identifies. */
const MOST_LEAP = 10_000;

/**
 * Numbers count from 0 or 1, as the first one that is seen; texts and numbers that do not count get the next one free, in
 * the order in which they come.
 */
export function createTrialNumbers(): TrialNumbers {
	const known = new Map<number | string, number>();
	const taken = new Set<number>();
	let base: number | undefined;
	let highest = 0;
	const give = (name: number | string, trial: number): void => {
		known.set(name, trial);
		taken.add(trial);
		highest = Math.max(highest, trial);
	};
	const next = (): number => {
		highest += 1;
		taken.add(highest);
		return highest;
	};
	const take = (name: number | string): readonly Heard[] => {
		const isFirst = taken.size === 0;
		if (typeof name === 'number' && name <= highest + MOST_LEAP) {
			if (isFirst) base = name === 0 ? 0 : 1;
			const place = base === undefined ? 0 : name - base + 1;
			if (place >= 1 && !taken.has(place)) {
				give(name, place);
				return isFirst && base === 0 ? [{kind: 'numbering', first: 0}] : [];
			}
		}
		const trial = next();
		give(name, trial);
		return [{kind: 'called', trial, name: String(name)}];
	};
	return {
		note: name => (known.has(name) ? [] : take(name)),
		of: name => known.get(name) ?? 0,
		next,
		areUsed: () => known.size > 0,
	};
}
