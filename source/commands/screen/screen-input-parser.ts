/** A mouse event in cells, counted from 0. */
export type MouseEvent = {
	/** `drag` is motion while the left button is held. */
	readonly kind: 'press' | 'drag' | 'release' | 'wheel-up' | 'wheel-down';
	readonly column: number;
	readonly row: number;
};

/** What was found in the bytes of the terminal. */
export type InputToken =
	/** Plain text or one complete key sequence, for the key parser behind. */
	| {readonly kind: 'keys'; readonly text: string}
	| {readonly kind: 'paste'; readonly text: string}
	| {readonly kind: 'mouse'; readonly event: MouseEvent}
	/** The answer to a question about a colour, what the terminal takes, or the size of a cell. */
	| {readonly kind: 'reply'; readonly text: string};

/** Splits input into tokens; keeps what is not complete yet. Times are in ms of any monotonic clock. */
export type InputParser = {
	readonly push: (text: string, nowMs: number) => readonly InputToken[];
	/** When {@link InputParser.expire} is due, or undefined. */
	readonly deadlineMs: () => number | undefined;
	/** Decides about what has waited too long: a lone escape is the key, the start of a sequence is noise. */
	readonly expire: (nowMs: number) => readonly InputToken[];
};

const ESCAPE = '\u001B';
const PASTE_START = `${ESCAPE}[200~`;
const PASTE_END = `${ESCAPE}[201~`;

/** An arrow key is whole within this time; what a slower line cuts is caught by {@link LATE_TAIL}. */
const ESCAPE_WAIT_MS = 25;
/** A started sequence is never typed by hand, so there is time. */
const SEQUENCE_WAIT_MS = 1000;
/** Longest paste that is kept; the rest of it is dropped. */
const LONGEST_PASTE = 65_536;
/** Longest sequence; what goes on beyond is noise. */
const LONGEST_SEQUENCE = 256;

/** The rest of a sequence whose escape was taken for the key: two characters or more at once are no typing. */
const LATE_TAIL = /^(?:\[<[\d;]+[Mm]|\[[\d;?]+[A-Za-z~]|\[[A-HIOZ]|O[A-HP-S])/;

/** Answers to what is asked: a colour (OSC 11), a name (XTVERSION), what is taken (DA1), and pixels (XTWINOPS 16, XTSMGRAPHICS). */
const ANSWER = /^\u001B(?:\]11;|P>\||\[\?[\d;]+[cS]$|\[6;\d+;\d+t$)/;

/** A parser with nothing pending. */
export function createInputParser(): InputParser {
	let pending = '';
	let since = 0;
	let escapeAt = Number.NEGATIVE_INFINITY;
	const paste = createPasteCollector();

	function push(text: string, nowMs: number): readonly InputToken[] {
		let rest = pending + text;
		if (pending === '' && nowMs - escapeAt < SEQUENCE_WAIT_MS) rest = rest.replace(LATE_TAIL, '');
		if (text !== '') escapeAt = Number.NEGATIVE_INFINITY;
		pending = '';
		const tokens: InputToken[] = [];
		while (rest !== '') {
			if (paste.isOpen()) {
				[rest, pending] = paste.take(rest, tokens);
				continue;
			}
			const start = rest.indexOf(ESCAPE);
			if (start !== 0) {
				const end = start < 0 ? rest.length : start;
				tokens.push({kind: 'keys', text: rest.slice(0, end)});
				rest = rest.slice(end);
				continue;
			}
			const length = sequenceLength(rest);
			if (length === undefined) {
				if (rest.length <= LONGEST_SEQUENCE) pending = rest;
				since = nowMs;
				break;
			}
			if (interpret(rest.slice(0, length), tokens)) paste.open();
			rest = rest.slice(length);
		}
		return tokens;
	}

	return {
		push,
		deadlineMs: () =>
			pending === '' || paste.isOpen() ? undefined : since + (pending === ESCAPE ? ESCAPE_WAIT_MS : SEQUENCE_WAIT_MS),
		expire: nowMs => {
			const lone = pending === ESCAPE;
			pending = '';
			if (!lone) return [];
			escapeAt = nowMs;
			return [{kind: 'keys', text: ESCAPE}];
		},
	};
}

/** The text of a bracketed paste, which may come in many chunks. */
type PasteCollector = {
	readonly isOpen: () => boolean;
	readonly open: () => void;
	/** Takes text up to the end of the paste; gives what is left, and what waits for the next chunk. */
	readonly take: (text: string, tokens: InputToken[]) => readonly [rest: string, pending: string];
};

function createPasteCollector(): PasteCollector {
	let open = false;
	let kept = '';
	return {
		isOpen: () => open,
		open: () => {
			open = true;
		},
		take: (text, tokens) => {
			const end = text.indexOf(PASTE_END);
			// The last characters may be the start of the end mark.
			const length = end < 0 ? Math.max(0, text.length - PASTE_END.length + 1) : end;
			kept += text.slice(0, Math.min(length, LONGEST_PASTE - kept.length));
			if (end < 0) return ['', text.slice(length)];
			tokens.push({kind: 'paste', text: kept});
			[open, kept] = [false, ''];
			return [text.slice(end + PASTE_END.length), ''];
		},
	};
}

/** Adds what a complete sequence means; true when a paste begins. Reports and unknown strings mean nothing. */
function interpret(sequence: string, tokens: InputToken[]): boolean {
	if (sequence === PASTE_START) return true;
	const mouse = /^\u001B\[<(\d+);(\d+);(\d+)([Mm])$/.exec(sequence);
	if (mouse !== null) {
		const event = mouseEvent(Number(mouse[1]), Number(mouse[2]), Number(mouse[3]), mouse[4] === 'm');
		if (event !== undefined) tokens.push({kind: 'mouse', event});
		return false;
	}
	if (ANSWER.test(sequence)) tokens.push({kind: 'reply', text: sequence});
	else if (!isReport(sequence)) tokens.push({kind: 'keys', text: sequence});
	return false;
}

/** Bits of the button of an SGR mouse report: 0-1 button, 5 motion, 6 wheel. Source: xterm control sequences. */
function mouseEvent(button: number, x: number, y: number, released: boolean): MouseEvent | undefined {
	const place = {column: x - 1, row: y - 1};
	if (place.column < 0 || place.row < 0) return undefined;
	if ((button & 32) !== 0) return (button & 67) === 0 ? {kind: 'drag', ...place} : undefined;
	if ((button & 64) !== 0) {
		if ((button & 3) > 1) return undefined;
		return {kind: (button & 3) === 0 ? 'wheel-up' : 'wheel-down', ...place};
	}
	return (button & 3) === 0 ? {kind: released ? 'release' : 'press', ...place} : undefined;
}

/** Answers of a terminal and reports that were not asked for: focus, cursor position, attributes, colours, X10 mouse. */
function isReport(sequence: string): boolean {
	if (/^\u001B[\]P_^X]/.test(sequence)) return true;
	return /^\u001B\[(?:[IO]$|M|[<>?=]|\d+;\d+R$|201~$|\d*(?:;\d+)*[ctn]$|\d+\$y$)/.test(sequence);
}

/** Length of the escape sequence at the start of the text; undefined when its end is not there yet. */
function sequenceLength(text: string): number | undefined {
	const second = text[1];
	if (second === undefined) return undefined;
	// Alt with an arrow key comes as two escapes; the first is dropped with the pair by the key parser behind.
	if (second === ESCAPE) return 1;
	if (second === '[') return controlLength(text);
	if (second === 'O') return text.length < 3 ? undefined : 3;
	if (']P_^X'.includes(second)) return stringLength(text);
	return second.codePointAt(0) === text.codePointAt(1) && (text.codePointAt(1) ?? 0) > 0xffff ? 3 : 2;
}

function controlLength(text: string): number | undefined {
	if (text.startsWith(`${ESCAPE}[M`)) return text.length < 6 ? undefined : 6;
	for (let index = 2; index < text.length; index++) {
		const code = text.charCodeAt(index);
		// The Linux console sends ESC [ [ A for F1.
		if (code === 0x5b && index === 2) continue;
		if (code >= 0x40 && code <= 0x7e) return index + 1;
		// A byte that cannot be in a sequence ends it; it is looked at anew.
		if (code < 0x20 || code > 0x3f) return index;
	}
	return undefined;
}

function stringLength(text: string): number | undefined {
	const end = /\u0007|\u001B\\/.exec(text.slice(2));
	if (end !== null) return 2 + end.index + end[0].length;
	// Alt+] and Alt+P are typed; a string that goes on is a reply.
	return text.length === 2 || text.length <= LONGEST_SEQUENCE ? undefined : text.length;
}
