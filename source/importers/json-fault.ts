import {messageOf} from '../domain/errors.ts';

/** Of a longer text the place of a fault is not looked for. */
const MOST_SEARCHED = 4 * 1024 ** 2;
/** Characters of a reason. */
const LONGEST_REASON = 160;

/**
 * Why a text is no JSON, and where: `Unexpected token 'x', at line 3, column 2`; the column alone where it is one line.
 * @param text one that `JSON.parse` refuses.
 */
export function jsonFault(text: string): string {
	const message = refusalOf(text) ?? 'unknown';
	const offset = offsetIn(message, text) ?? searchedOffset(text);
	if (offset === undefined) return shortened(message);
	// What the parser says of a text that is cut is what it had hoped for.
	const reason = offset >= text.trimEnd().length ? 'it ends too early' : shortened(message);
	return `${reason}, at ${placeOf(text, offset)}`;
}

function refusalOf(text: string): string | undefined {
	try {
		JSON.parse(text);
		return undefined;
	} catch (error) {
		return messageOf(error);
	}
}

/** The offset that a message of V8 tells. */
function offsetIn(message: string, text: string): number | undefined {
	if (message.startsWith('Unexpected end')) return text.length;
	const position = /\bat position (\d+)/.exec(message)?.[1];
	return position === undefined ? undefined : Number(position);
}

/** Of an unexpected token V8 tells no offset: it stands behind the longest part that could go on. */
function searchedOffset(text: string): number | undefined {
	if (text.length > MOST_SEARCHED) return undefined;
	let [good, bad] = [0, text.length];
	while (bad - good > 1) {
		const middle = (good + bad) >> 1;
		if (isBeginning(text.slice(0, middle))) good = middle;
		else bad = middle;
	}
	return good;
}

function isBeginning(text: string): boolean {
	const message = refusalOf(text);
	return message === undefined || offsetIn(message, text) === text.length;
}

/** Without the place, which is told apart, and without the text around, in which bare words are replaced. */
function shortened(message: string): string {
	const reason = message.replace(/ in JSON at position .*| after JSON at position .*|, (?:\.\.\.)?".*/s, '');
	return reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason;
}

function placeOf(text: string, offset: number): string {
	const before = text.slice(0, offset).split('\n');
	const column = `column ${(before.at(-1)?.length ?? 0) + 1}`;
	return text.includes('\n') ? `line ${before.length}, ${column}` : column;
}
