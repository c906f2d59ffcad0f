import {isReservedColumn} from '../domain/column/columns.ts';
import {type Entry, mistake, quoted, type Span} from '../domain/text/document.ts';

const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_.\-/@:+]*$/u;
const MAX_LENGTH = 100;

/** Names of one name space as they are given out: parameters' columns, then metrics. */
export type NameSpace = {
	/**
	 * Takes a name.
	 * @throws UserError where it is malformed, reserved or taken.
	 */
	readonly claim: (name: string, at: Span, what: string) => void;
};

/** The name space that parameters and metrics share with the reserved columns. */
export function createNameSpace(): NameSpace {
	const owners = new Map<string, string>();
	return {
		claim: (name, at, what) => {
			checkName(name, at, what);
			if (isReservedColumn(name)) {
				throw mistake(
					at,
					`${quoted(name)} is a column of the results and cannot name a ${what}`,
					`write for example "my_${name}"`,
				);
			}
			// Names that only differ in how their characters are composed look the same.
			const canonical = name.normalize('NFKC');
			const owner = owners.get(canonical);
			if (owner !== undefined)
				throw mistake(
					at,
					`${quoted(name)} is the name of a ${owner} already`,
					'parameters and metrics share one name space',
				);
			owners.set(canonical, what);
		},
	};
}

function checkName(name: string, at: Span, what: string): void {
	if (name.length > MAX_LENGTH) throw mistake(at, `the name of a ${what} has at most ${MAX_LENGTH} characters`);
	if (NAME.test(name)) return;
	throw mistake(
		at,
		`${quoted(name)} cannot name a ${what}`,
		'a name begins with a letter or _ and goes on with letters, digits and _ . - / @ : +',
	);
}

/** The entries of a table, or none where there is no table. */
export function entriesOf(
	table: {readonly entries: ReadonlyMap<string, Entry>} | undefined,
): readonly (readonly [string, Entry])[] {
	return table === undefined ? [] : [...table.entries];
}
