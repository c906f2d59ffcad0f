const {Segmenter} = Intl;

/** `Intl.Segmenter` that is made at its first use; see `lazy-parts.mjs`. */
export class LazySegmenter {
	#choices;
	#made;

	constructor(...choices) {
		this.#choices = choices;
	}

	segment(text) {
		this.#made ??= new Segmenter(...this.#choices);
		return this.#made.segment(text);
	}
}

/** A regular expression that is made at its first use. */
export class LazyPattern {
	#make;
	#made;

	constructor(make) {
		this.#make = make;
	}

	test(text) {
		this.#made ??= this.#make();
		return this.#made.test(text);
	}

	exec(text) {
		this.#made ??= this.#make();
		return this.#made.exec(text);
	}
}
