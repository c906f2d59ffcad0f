/** Escapes that stand for themselves. */
const PUNCTUATION = /^[^A-Za-z0-9]$/;

/**
 * The longest text that every match of a pattern contains, in some case, without blanks at its ends (they stand in
 * every line); undefined where none is certain. Lines without it need not be decoded. Errs on the safe side: groups, classes and alternatives give nothing.
 * @param pattern RE2 syntax, already known to compile.
 */
export function requiredLiteral(pattern: string): string | undefined {
	const runs: string[] = [''];
	for (let index = 0; index < pattern.length; ) {
		const token = readToken(pattern, index);
		if (token.kind === 'alternative') return undefined;
		index = token.end;
		const repeat = /^(?:[*?]|\{0|\{,)/.test(pattern.slice(index));
		const more = pattern[index] === '+' || pattern[index] === '{';
		if (token.kind === 'literal' && !repeat) runs.push((runs.pop() ?? '') + token.text);
		if (token.kind !== 'literal' || repeat || more) runs.push('');
		index = skipQuantifier(pattern, index);
	}
	const longest = runs.map(run => run.trim()).reduce((best, run) => (run.length > best.length ? run : best), '');
	// Beyond ASCII an ignored case changes bytes, and U+FFFD may stand for bytes of any kind.
	return longest === '' || /[^\x20-\x7e]/.test(longest) ? undefined : longest;
}

type Token =
	| {readonly kind: 'literal'; readonly text: string; readonly end: number}
	| {readonly kind: 'other' | 'alternative'; readonly end: number};

function readToken(pattern: string, index: number): Token {
	const text = String.fromCodePoint(pattern.codePointAt(index) ?? 0);
	const next = pattern[index + 1] ?? '';
	switch (text) {
		case '\\':
			if (next === 'Q') return {kind: 'other', end: endOf(pattern.indexOf('\\E', index), 2, pattern)};
			if (PUNCTUATION.test(next)) return {kind: 'literal', text: next, end: index + 2};
			// \x{…}, \p{…} and \123 have arguments; what is skipped too little can only be a wrong literal, so take it all.
			return {
				kind: 'other',
				end: index + (/^\\(?:[xpP]\{[^}]*\}|x..|[pP].|[0-7]+|.)/s.exec(pattern.slice(index))?.[0].length ?? 2),
			};
		case '|':
			return {kind: 'alternative', end: index + 1};
		case '(':
			return {kind: 'other', end: endOfGroup(pattern, index)};
		case '[':
			return {kind: 'other', end: endOfClass(pattern, index)};
		case '.':
		case '^':
		case '$':
			return {kind: 'other', end: index + 1};
		default:
			return {kind: 'literal', text, end: index + text.length};
	}
}

function endOf(at: number, length: number, pattern: string): number {
	return at < 0 ? pattern.length : at + length;
}

function endOfGroup(pattern: string, open: number): number {
	let depth = 0;
	for (let index = open; index < pattern.length; ) {
		const character = pattern[index];
		if (character === '\\') index += 2;
		else if (character === '[') index = endOfClass(pattern, index);
		else {
			if (character === '(') depth += 1;
			if (character === ')') depth -= 1;
			index += 1;
			if (depth === 0) return index;
		}
	}
	return pattern.length;
}

function endOfClass(pattern: string, open: number): number {
	// A bracket that comes first is a member: []a], [^]a].
	let index = open + (pattern[open + 1] === '^' ? 2 : 1);
	if (pattern[index] === ']') index += 1;
	while (index < pattern.length && pattern[index] !== ']') {
		if (pattern[index] === '\\') index += 2;
		else if (pattern.startsWith('[:', index)) index = endOf(pattern.indexOf(':]', index), 2, pattern);
		else index += 1;
	}
	return Math.min(pattern.length, index + 1);
}

function skipQuantifier(pattern: string, index: number): number {
	const quantifier = /^(?:[*+?]|\{\d*,?\d*\})\??/.exec(pattern.slice(index));
	return index + (quantifier?.[0].length ?? 0);
}
