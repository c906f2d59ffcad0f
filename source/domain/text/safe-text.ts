/**
 * Characters that act on a terminal or hide from the eye: C0, DEL and C1 controls, bidi controls, zero-width and
 * other default-ignorable characters, line and paragraph separators, lone surrogates. Variation selectors 1-16 stay:
 * they only choose between two pictures of the character before them.
 * Source: Unicode derived properties; the threat list of CWE-150.
 */
const UNSAFE =
	/(?![\uFE00-\uFE0F])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u{FFF9}-\u{FFFB}]/u;
const EVERY_UNSAFE = new RegExp(UNSAFE.source, 'gu');

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
	['\n', '\\n'],
	['\r', '\\r'],
	['\t', '\\t'],
	['\0', '\\0'],
]);

/**
 * Text from outside (names, paths, values, messages) as one line that may be printed anywhere: every character of
 * {@link UNSAFE} becomes a visible escape (`\n`, `\x1b`, `\u202e`, `\u{e0041}`). A backslash stays as it is.
 */
export function safeText(text: string): string {
	return UNSAFE.test(text) ? text.replace(EVERY_UNSAFE, escapeOf) : text;
}

/** Text of a terminal's cells without what {@link safeText} would escape: a cell must not grow. */
export function dropUnsafe(text: string): string {
	return UNSAFE.test(text) ? text.replace(EVERY_UNSAFE, '') : text;
}

function escapeOf(character: string): string {
	const short = SHORT_ESCAPES.get(character);
	if (short !== undefined) return short;
	const code = character.codePointAt(0) ?? 0;
	if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
	if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
	return `\\u{${code.toString(16)}}`;
}

/**
 * Escape sequences of ECMA-48 as text: CSI, the string sequences (OSC, DCS, SOS, PM, APC; one that never ends stops
 * at the end of its line) and two-character escapes, in 7-bit and C1 form.
 */
const ESCAPES =
	/(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\r\n]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?/g;

/** The text without escape sequences. Other control characters stay. */
export function stripEscapes(text: string): string {
	return text.includes('\x1b') || /[\x80-\x9f]/.test(text) ? text.replace(ESCAPES, '') : text;
}

/**
 * The lines of a program's decoded output as a person reads them: escape sequences gone, the last frame of a line
 * that was rewritten by carriage returns, tabs as blanks, the rest made safe. An unended last line counts.
 */
export function safeLines(text: string): readonly string[] {
	const lines = stripEscapes(text).split('\n');
	if (lines.at(-1) === '') lines.pop();
	return lines.map(line => safeText(lastFrame(line).replaceAll('\t', '    ')));
}

function lastFrame(line: string): string {
	const frames = line.split('\r');
	for (let index = frames.length - 1; index >= 0; index -= 1) {
		const frame = frames[index];
		if (frame !== undefined && frame.trim() !== '') return frame;
	}
	return '';
}
