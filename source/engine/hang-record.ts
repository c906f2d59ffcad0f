/** What was being read when the probe process fell silent: a file, or a source where no file is known. */
export type PendingRead = {readonly source: string; readonly path?: string};

/** What became of a hang. */
export type HangVerdict = {
	/** For the person. */
	readonly text: string;
	/** The probe that it is about. */
	readonly about: string;
};

/** Hangs of one run, and what is switched off because of them. */
export class HangRecord {
	readonly #known = new Map<string, number>();
	#unknown = 0;
	readonly sourcesOff = new Set<string>();
	readonly pathsOff = new Set<string>();

	/** Whether each read is to be told beforehand, so that the next hang has a name. */
	get isCareful(): boolean {
		return this.#unknown > 0 || this.#known.size > 0;
	}

	/**
	 * Counts a hang; at the second of one cause, its file, or a source that reads none, is switched off. One whose
	 * cause was not known counts for the first cause that is.
	 */
	add(pending: PendingRead | undefined): HangVerdict {
		if (pending === undefined) {
			this.#unknown++;
			return {text: 'reading a sensor hung; the probe process was started again', about: 'probes'};
		}
		const what = pending.path ?? pending.source;
		const count = (this.#known.get(what) ?? 0) + this.#unknown + 1;
		this.#unknown = 0;
		this.#known.set(what, count);
		if (count < 2) return {text: `reading ${what} hung; the probe process was started again`, about: pending.source};
		if (pending.path === undefined) this.sourcesOff.add(pending.source);
		else this.pathsOff.add(pending.path);
		return {text: `reading ${what} hung twice; it is switched off for this run`, about: pending.source};
	}
}
