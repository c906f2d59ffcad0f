import {mistakesOf, throwAll, UserError} from '../domain/errors.ts';
import {type Origin, PlacedError} from '../domain/text/document.ts';

/**
 * Mistakes of one file as they are found, each under the section (top-level key) it stands in, so that all are told in
 * one go and none that only follows from another one.
 */
export type Mistakes = {
	/** What `read` gives; where it throws a UserError, that is kept and `fallback` stands in. */
	readonly attempt: <T>(section: string, read: () => T, fallback: T) => T;
	/** As `attempt` of what gives nothing. */
	readonly verify: (section: string, look: () => void) => void;
	/** As `attempt` under the first of `sections`, where all of them are sound so far; else `fallback`. */
	readonly join: <T>(sections: readonly [string, ...string[]], read: () => T, fallback: T) => T;
	/** Keeps what is wrong with a section; without an error only that it cannot be built upon. */
	readonly add: (section: string, error?: UserError) => void;
	/** @throws UserError with every mistake: those of the file in its order, then the others; nothing where there is none. */
	readonly settle: (file: Origin) => void;
};

/** No mistakes yet. */
export function createMistakes(): Mistakes {
	const found: UserError[] = [];
	const unsound = new Set<string>();
	const add: Mistakes['add'] = (section, error) => {
		unsound.add(section);
		if (error !== undefined) found.push(...mistakesOf(error));
	};
	const attempt: Mistakes['attempt'] = (section, read, fallback) => {
		try {
			return read();
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			add(section, error);
			return fallback;
		}
	};
	return {
		add,
		attempt,
		verify: (section, look) => attempt(section, look, undefined),
		join: (sections, read, fallback) =>
			sections.some(section => unsound.has(section)) ? fallback : attempt(sections[0], read, fallback),
		settle: file => {
			throwAll(distinct(found).toSorted((a, b) => offsetIn(file, a) - offsetIn(file, b)));
		},
	};
}

/** A text that several readers look at is refused once. */
function distinct(errors: readonly UserError[]): readonly UserError[] {
	return [...new Map(errors.map(error => [error.message, error])).values()];
}

/** Offset in the file; what stands elsewhere, as in `--set`, comes after it, in the order it was found. */
function offsetIn(file: Origin, error: UserError): number {
	return error instanceof PlacedError && error.at.origin.path === file.path ? error.at.start : Number.MAX_SAFE_INTEGER;
}
