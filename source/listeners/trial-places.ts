/** A trial that runs, and which ones it may have come after. */
export type Place = {
	readonly trial: number;
	/** Lines with values of it. */
	words: number;
	/** The trial that was silent longest when this one began: this one may have come in its place. */
	took: Place | undefined;
	takenBy: Place | undefined;
};

/** Finds out which trials of a program that never says so are over. */
export type TrialPlaces<P extends Place> = {
	/** A trial begins: those that are over by that, and the one whose place it may have taken. */
	readonly begin: (place: P) => {readonly over: readonly P[]; readonly silent: P | undefined};
	/** A line has values of a trial: those that are over by that. */
	readonly speak: (place: P) => readonly P[];
	/** A trial is over: those that are over by that. */
	readonly leave: (place: P) => readonly P[];
	/** All that are not over, the one that was silent longest first. */
	readonly open: () => readonly P[];
	/** Of these, those whose place nobody may have taken. */
	readonly running: () => readonly P[];
	readonly get: (trial: number) => P | undefined;
	/** A trial was taken for over and was not. */
	readonly wasTooSoon: () => void;
	/** The program says when a trial is over: nothing is presumed any more. */
	readonly endsAreSaid: () => void;
	readonly saysEnds: () => boolean;
};

/** A trial that came in the place of another has proven it when it has spoken so often and the other has not. */
const FIRST_PATIENCE = 2;
const MOST_PATIENCE = 1024;
/** So many, each in the place of the one before: that each spoke once only is proof too. */
const MOST_CHAIN = 8;
/** More trials than any program runs at once: the one that was silent longest is not waited for any more. */
const MOST_OPEN = 1024;

/**
 * A program with `n` workers begins a trial when another is over, so a new one comes in the place of the one that was
 * silent longest. That one is over when the new one has spoken twice, or ended, and it still has not; where it speaks
 * meanwhile, its place was not taken. After a wrong guess twice as many lines are waited for.
 */
export function createTrialPlaces<P extends Place>(): TrialPlaces<P> {
	return new Places<P>();
}

class Places<P extends Place> implements TrialPlaces<P> {
	/** By number, in the order of their last words. */
	readonly #open = new Map<number, P>();
	#patience = FIRST_PATIENCE;
	#saysEnds = false;

	readonly open = (): readonly P[] => [...this.#open.values()];

	readonly running = (): readonly P[] => this.open().filter(({takenBy}) => takenBy === undefined);

	readonly get = (trial: number): P | undefined => this.#open.get(trial);

	readonly saysEnds = (): boolean => this.#saysEnds;

	readonly begin = (place: P): {readonly over: readonly P[]; readonly silent: P | undefined} => {
		const silent = this.#saysEnds ? undefined : this.running().find(({words}) => words > 0);
		this.#open.set(place.trial, place);
		const [eldest] = this.#open.keys();
		if (eldest !== undefined && this.#open.size > MOST_OPEN) this.#open.delete(eldest);
		if (silent === undefined) return {over: [], silent};
		place.took = silent;
		silent.takenBy = place;
		return {over: this.#endOfChain(silent), silent};
	};

	readonly speak = (place: P): readonly P[] => {
		place.words += 1;
		// Behind all others, and with a place of its own.
		this.#open.delete(place.trial);
		this.#open.set(place.trial, place);
		if (place.takenBy !== undefined) {
			place.takenBy.took = undefined;
			place.takenBy = undefined;
		}
		return place.words >= this.#patience ? this.#over(place.took) : [];
	};

	readonly leave = (place: P): readonly P[] => {
		const over = this.#over(place.took);
		this.#open.delete(place.trial);
		place.took = undefined;
		if (place.takenBy !== undefined) place.takenBy.took = undefined;
		return over;
	};

	readonly wasTooSoon = (): void => {
		this.#patience = Math.min(MOST_PATIENCE, this.#patience * 2);
	};

	readonly endsAreSaid = (): void => {
		this.#saysEnds = true;
	};

	#over(place: Place | undefined): readonly P[] {
		const found = place === undefined || this.#saysEnds ? undefined : this.#open.get(place.trial);
		return found === undefined ? [] : [found];
	}

	/** The eldest of a long row of trials that came in each other's place. */
	#endOfChain(place: Place): readonly P[] {
		let eldest = place;
		let length = 1;
		while (eldest.took !== undefined) {
			eldest = eldest.took;
			length += 1;
		}
		return length < MOST_CHAIN ? [] : this.#over(eldest);
	}
}
