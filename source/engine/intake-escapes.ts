const ESC = 0x1b;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const LF = 0x0a;
const CR = 0x0d;
const BLANK = 0x20;

/** Cursor movements to another place of the screen: what follows is a text of its own. */
const LINE_MOVES: ReadonlySet<number> = new Set([...'ABEFGHdf'].map(letter => letter.charCodeAt(0)));
const FORWARD = 'C'.charCodeAt(0);

type State = 'text' | 'escape' | 'control' | 'string' | 'string-escape';

/**
 * Takes escape sequences out of a stream of terminal bytes, across any split. A movement of the cursor becomes a line
 * end or a blank, so that texts which stand apart on the screen are not glued together. A string sequence without an
 * end stops at its line's end: it must not swallow the metrics behind it.
 */
export function createEscapeRemover(): (bytes: Buffer) => Buffer {
	let state: State = 'text';
	return bytes => {
		if (state === 'text' && !bytes.includes(ESC)) return bytes;
		const out = Buffer.allocUnsafe(bytes.length);
		let length = 0;
		for (let index = 0; index < bytes.length; index += 1) {
			if (state === 'text') {
				const escape = bytes.indexOf(ESC, index);
				const end = escape < 0 ? bytes.length : escape;
				length += bytes.copy(out, length, index, end);
				index = end;
				if (escape >= 0) state = 'escape';
				continue;
			}
			const byte = bytes[index] ?? 0;
			const put = substituteOf(state, byte);
			state = nextState(state, byte);
			if (put === undefined) continue;
			out[length] = put;
			length += 1;
		}
		return out.subarray(0, length);
	};
}

function nextState(state: State, byte: number): State {
	if (byte === CAN || byte === SUB) return 'text';
	switch (state) {
		case 'text':
			return byte === ESC ? 'escape' : 'text';
		case 'escape':
		case 'string-escape':
			// CSI; then OSC, DCS, SOS, PM and APC; intermediates go on; anything else was the last byte.
			if (byte === 0x5b) return 'control';
			if (byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) return 'string';
			if (byte === ESC) return 'escape';
			return byte >= 0x20 && byte <= 0x2f ? 'escape' : 'text';
		case 'control':
			if (byte === ESC) return 'escape';
			return byte >= 0x40 || byte === LF || byte === CR ? 'text' : 'control';
		case 'string':
			if (byte === ESC) return 'string-escape';
			return byte === BEL || byte === LF || byte === CR ? 'text' : 'string';
	}
}

/** What stands in the text for a byte inside a sequence: nothing, save for line ends and movements. */
function substituteOf(state: State, byte: number): number | undefined {
	if (byte === LF || byte === CR) return byte;
	if (state !== 'control') return undefined;
	if (LINE_MOVES.has(byte)) return CR;
	return byte === FORWARD ? BLANK : undefined;
}
