/** The part of Ink's key that is used. */
export type KeyFlags = {
	readonly upArrow: boolean;
	readonly downArrow: boolean;
	readonly leftArrow: boolean;
	readonly rightArrow: boolean;
	readonly pageDown: boolean;
	readonly pageUp: boolean;
	readonly home: boolean;
	readonly end: boolean;
	readonly return: boolean;
	readonly escape: boolean;
	readonly ctrl: boolean;
	readonly shift: boolean;
	readonly tab: boolean;
	readonly backspace: boolean;
	readonly delete: boolean;
	readonly meta: boolean;
};

/** More characters at once than a hand types: text that was pasted without the marks of a paste. */
const TYPED_AT_ONCE = 16;

/** What one event of the key parser means. */
export type Strokes =
	| {readonly kind: 'strokes'; readonly strokes: readonly string[]}
	| {readonly kind: 'paste'; readonly text: string};

/**
 * Names of the keys of one input event: `j`, `G`, `up`, `pagedown`, `enter`, `escape`, `tab`, `shift+tab`, `ctrl+c`,
 * `alt+x`, `space`. Several letters that came at once are several keys. A key without a name is none.
 */
export function strokesOf(input: string, key: KeyFlags): Strokes {
	const named = namedKey(key);
	if (named !== undefined) return {kind: 'strokes', strokes: [named]};
	if (key.ctrl) return {kind: 'strokes', strokes: /^[a-z\\\]^_]$/.test(input) ? [`ctrl+${input}`] : []};
	if (key.meta) return {kind: 'strokes', strokes: input === '' ? [] : [`alt+${input}`]};
	const characters = [...input];
	if (characters.length > TYPED_AT_ONCE) return {kind: 'paste', text: input};
	return {kind: 'strokes', strokes: characters.flatMap(characterKey)};
}

function namedKey(key: KeyFlags): string | undefined {
	if (key.escape) return 'escape';
	const pairs: readonly (readonly [boolean, string])[] = [
		[key.upArrow, 'up'],
		[key.downArrow, 'down'],
		[key.leftArrow, 'left'],
		[key.rightArrow, 'right'],
		[key.pageDown, 'pagedown'],
		[key.pageUp, 'pageup'],
		[key.home, 'home'],
		[key.end, 'end'],
		[key.return, 'enter'],
		[key.tab, key.shift ? 'shift+tab' : 'tab'],
		[key.backspace, 'backspace'],
		[key.delete, 'delete'],
	];
	return pairs.find(([pressed]) => pressed)?.[1];
}

/** Control characters that stand among letters which came at once. */
function characterKey(character: string): readonly string[] {
	if (character === '\r' || character === '\n') return ['enter'];
	if (character === '\t') return ['tab'];
	if (character === ' ') return ['space'];
	const code = character.codePointAt(0) ?? 0;
	if (code >= 1 && code <= 26) return [`ctrl+${String.fromCharCode(code + 96)}`];
	return code < 0x20 || (code >= 0x7f && code < 0xa0) ? [] : [character];
}

/** The character that a stroke types into a field, or undefined for a key without one. */
export function typedText(stroke: string): string | undefined {
	if (stroke === 'space') return ' ';
	return [...stroke].length === 1 ? stroke : undefined;
}

/** A function key: its stroke, and what terminals send for it; the first is what xterm sends. */
type FunctionKey = {readonly stroke: string; readonly sequences: readonly [string, ...(readonly string[])]};

/** F1 to F12, as xterm, VT220, rxvt and the Linux console send them. Source: terminfo `kf1` to `kf12`. */
export const FUNCTION_KEYS: readonly FunctionKey[] = [
	...['P', 'Q', 'R', 'S'].map((letter, index): FunctionKey => {
		const console = `\u001B[[${String.fromCharCode(0x41 + index)}`;
		return {stroke: `f${index + 1}`, sequences: [`\u001BO${letter}`, `\u001B[${index + 11}~`, console]};
	}),
	{stroke: 'f5', sequences: ['\u001B[15~', '\u001B[[E']},
	...[17, 18, 19, 20, 21, 23, 24].map(
		(code, index): FunctionKey => ({stroke: `f${index + 6}`, sequences: [`\u001B[${code}~`]}),
	),
];

/** The function key of a sequence, or undefined. */
export function functionKeyOf(sequence: string): string | undefined {
	return FUNCTION_KEYS.find(({sequences}) => sequences.includes(sequence))?.stroke;
}

const LABELS: ReadonlyMap<string, readonly [unicode: string, ascii: string]> = new Map([
	['up', ['↑', 'up']],
	['down', ['↓', 'down']],
	['left', ['←', 'left']],
	['right', ['→', 'right']],
	['enter', ['↵', 'enter']],
	['escape', ['esc', 'esc']],
	['pageup', ['pgup', 'pgup']],
	['pagedown', ['pgdn', 'pgdn']],
	['shift+tab', ['⇧tab', 'S-tab']],
]);

/** A key as it is printed in foot lines and in the help. */
export function strokeLabel(stroke: string, glyphs: 'ascii' | 'unicode'): string {
	const label = LABELS.get(stroke);
	if (label !== undefined) return label[glyphs === 'unicode' ? 0 : 1];
	if (/^f\d+$/.test(stroke)) return stroke.toUpperCase();
	return stroke.startsWith('ctrl+') ? `^${stroke.slice(5).toUpperCase()}` : stroke;
}
