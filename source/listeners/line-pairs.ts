/** A name and its value as they stand in a line. */
export type LinePair = {
	readonly name: string;
	readonly text: string;
	/** What stands between them; a space is blanks only. */
	readonly mark: '=' | ':' | ' ';
};

/** What a line has of names and values. */
export type LinePairs = {
	/** Those with which it begins, behind what a logger writes before its message. */
	readonly leading: readonly LinePair[];
	/** Nothing stands behind the leading ones. */
	readonly isWhole: boolean;
	/** A logger's words stand before them. */
	readonly isStamped: boolean;
	/** Those with `=` or `:`, wherever they stand. */
	readonly marked: readonly LinePair[];
};

/** A name, `=` or `:`, a number or a word; not within a longer name or an option. */
const MARKED = /(?<![\w./-])([A-Za-z_][\w./-]*)["']?\s{0,8}([=:])\s{0,8}([+-]?[\w.+-]+)(?![\w:/])/g;
/** As {@link MARKED}, or with blanks between; a count may stand with its whole: `Epoch [3/10]`. */
const NEXT =
	/["']?([A-Za-z_][\w./-]*)["']?(?:\s{0,8}([=:])\s{0,8}|\s{1,8})\[?([+-]?[\w.+-]+)(?:\/\d+)?\]?(?=[\s,;|:]|$)/y;
const BETWEEN = /\s*[,;|]\s*|:\s+|\s+-\s+|\s+/y;
const END = /[\s,;|:.]*$/y;
/** Times, levels and `[…]` of a logger. */
const STAMP =
	/^\s*(?:(?:\[[^\]]{1,60}\]|\d{1,4}[-/:.]\d[\d:.,TZ+/-]*|(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR)(?::[\w.]{1,60})?)(?::\s*|\s+(?:-\s+)?)){0,6}/;
const NUMBER = /^[+-]?\.?(?:\d|inf|nan)/i;

/** Reads `name=value`, `name: value` and, at the start of a line, `name value` with a number. */
export function readLinePairs(text: string): LinePairs {
	const marked = [...text.matchAll(MARKED)].map(([, name = '', mark, value = '']): LinePair => {
		return {name, text: value, mark: mark === '=' ? '=' : ':'};
	});
	return {...readLeadingPairs(text), marked};
}

/** As {@link readLinePairs}, of the start of a line only: most lines are none after a word. */
export function readLeadingPairs(text: string): Omit<LinePairs, 'marked'> {
	const leading: LinePair[] = [];
	const [stamp = ''] = STAMP.exec(text) ?? [];
	const isStamped = stamp.trim() !== '';
	let at = stamp.length;
	for (;;) {
		const found = matchAt(NEXT, text, at);
		const [whole = '', name = '', mark, value = ''] = found ?? [];
		const isPair = found !== null && (mark !== undefined || NUMBER.test(value));
		if (!isPair) return {leading, isWhole: false, isStamped};
		leading.push({name, text: value, mark: mark === '=' || mark === ':' ? mark : ' '});
		at += whole.length;
		if (matchAt(END, text, at) !== null) return {leading, isWhole: true, isStamped};
		const between = matchAt(BETWEEN, text, at);
		if (between === null) return {leading, isWhole: false, isStamped};
		at += between[0].length;
	}
}

/** A match that begins at a place of the text. @param pattern a sticky one. */
function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	const sticky = new RegExp(pattern);
	sticky.lastIndex = at;
	return sticky.exec(text);
}
