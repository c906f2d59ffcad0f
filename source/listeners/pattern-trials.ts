import type {Heard} from '../domain/listener.ts';
import {createRowBuilder} from './row-builder.ts';
import {createTrialPlaces, type Place, type TrialPlaces} from './trial-places.ts';

/** Finds out when trials are over of a program whose lines never say so. */
export type PatternTrials = {
	/** What one line says, in order, with the ends that it implies. */
	readonly take: (heard: readonly Heard[]) => readonly Heard[];
	/** After the last line. @param isGood whether the program ended well: then a trial with values is complete. */
	readonly end: (isGood: boolean) => readonly Heard[];
};

type Value = Extract<Heard, {kind: 'value'}>;

/**
 * Of trials that begin, or that have numbers. One without a number is over when the next one begins; one with a number
 * when those that began after it show it (see {@link createTrialPlaces}).
 */
export function createBegunTrials(): PatternTrials {
	return new Begun();
}

class Begun implements PatternTrials {
	readonly #places: TrialPlaces<Place> = createTrialPlaces();
	readonly #over = new Set<number>();
	/** Those that were over only because others began. */
	readonly #presumed = new Set<number>();
	/** The one that a line without a number is about. */
	#last: Place | undefined;
	/** A trial without a number runs, and has values or not. */
	#nameless: {hasValues: boolean} | undefined;

	readonly take = (heard: readonly Heard[]): readonly Heard[] => heard.flatMap(item => [...this.#before(item), item]);

	readonly end = (isGood: boolean): readonly Heard[] => {
		if (!isGood) return [];
		const left = this.#places.open().filter(({words}) => words > 0);
		return [...this.#presume(left.toSorted((a, b) => a.trial - b.trial)), ...this.#leaveNameless()];
	};

	/** Trials that are over when something is heard. */
	#before(item: Heard): readonly Heard[] {
		if (item.kind === 'value') return this.#speak(item);
		if (item.kind === 'trial-ended') return this.#leave(item.trial);
		if (item.kind !== 'trial-started' && item.kind !== 'params') return [];
		if (item.trial !== undefined) return this.#begin(item.trial);
		return item.kind === 'trial-started' ? this.#beginNameless() : [];
	}

	#begin(trial: number): readonly Heard[] {
		if (this.#over.has(trial) || this.#places.get(trial) !== undefined) return [];
		const place: Place = {trial, words: 0, took: undefined, takenBy: undefined};
		const {over, silent} = this.#places.begin(place);
		this.#last = place;
		const silenced: readonly Heard[] = silent === undefined ? [] : [{kind: 'trial-silent', trial: silent.trial}];
		return [...this.#presume(over), ...silenced];
	}

	#beginNameless(): readonly Heard[] {
		const before = this.#leaveNameless();
		this.#nameless = {hasValues: false};
		return before;
	}

	#leaveNameless(): readonly Heard[] {
		const hasValues = this.#nameless?.hasValues === true;
		this.#nameless = undefined;
		return hasValues ? [{kind: 'trial-ended', state: 'complete', late: true}] : [];
	}

	#speak({trial}: Value): readonly Heard[] {
		const begun = trial === undefined ? [] : this.#begin(trial);
		if (trial !== undefined && this.#presumed.delete(trial)) this.#places.wasTooSoon();
		const place = trial === undefined ? this.#last : this.#places.get(trial);
		if (place !== undefined) return [...begun, ...this.#presume(this.#places.speak(place))];
		// Values before the first start are of a trial too.
		if (trial === undefined && this.#over.size === 0) this.#nameless = {hasValues: true};
		return begun;
	}

	/** A line says that a trial is over. */
	#leave(trial: number | undefined): readonly Heard[] {
		if (trial === undefined) this.#nameless = undefined;
		const place = trial === undefined ? this.#last : this.#places.get(trial);
		return place === undefined ? [] : this.#presume(this.#close(place));
	}

	#presume(places: readonly Place[]): readonly Heard[] {
		return places.flatMap(place => {
			if (this.#over.has(place.trial)) return [];
			const before = this.#presume(this.#close(place));
			this.#presumed.add(place.trial);
			return [...before, {kind: 'trial-ended', trial: place.trial, state: 'complete', late: true} as const];
		});
	}

	#close(place: Place): readonly Place[] {
		const over = this.#places.leave(place);
		this.#over.add(place.trial);
		if (this.#last === place) this.#last = undefined;
		return over;
	}
}

/** Of values alone: a trial is over when a name comes again, or when its steps begin anew. */
export function createValueTrials(): PatternTrials {
	const rows = createRowBuilder();
	return {
		take: heard => {
			const values = heard.filter((item): item is Value => item.kind === 'value');
			const others = heard.filter(item => item.kind !== 'value');
			const built = rows.add(
				values.map(({name, value}) => [name, value] as const),
				values[0]?.step,
			);
			// Parameters of a line are of the trial of its values.
			const [first, ...rest] = built;
			return first?.kind === 'trial-ended' ? [first, ...others, ...rest] : [...others, ...built];
		},
		end: isGood => (isGood ? rows.end() : []),
	};
}
