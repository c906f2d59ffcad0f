const WORDS = ['NaN', 'Infinity', '-Infinity'] as const;

/** A number that JSON lacks, as Python's `json` writes it: without quotes. */
export type BareNumber = (typeof WORDS)[number];

/**
 * A JSON text with something in place of each bare `NaN`, `Infinity` and `-Infinity`. Strings are passed over whole, so
 * that one within a string is left alone.
 */
export function replaceBareNumbers(text: string, replace: (word: BareNumber) => string): string {
	const pieces: string[] = [];
	let from = 0;
	for (let at = 0; at < text.length; at++) {
		const first = text[at];
		if (first === '"') at = endOfString(text, at);
		if (first !== 'N' && first !== 'I' && first !== '-') continue;
		const word = WORDS.find(bare => text.startsWith(bare, at));
		if (word === undefined) continue;
		pieces.push(text.slice(from, at), replace(word));
		from = at + word.length;
		at = from - 1;
	}
	return pieces.join('') + text.slice(from);
}

function endOfString(text: string, start: number): number {
	let at = start + 1;
	while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
	return at;
}
