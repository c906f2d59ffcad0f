/** Makes a stream of terminal bytes harmless for the emulator behind it. Keeps state across chunks. */
export type Clamp = {
	/** The bytes that may go on; the input itself where nothing had to change. */
	readonly filter: (bytes: Buffer) => Buffer;
	/** Counts are cut at the size of the screen. */
	readonly resize: (columns: number, rows: number) => void;
};

const ESC = 0x1b;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const LF = 0x0a;
/** First byte of a C1 control in UTF-8 (U+0080 to U+009F). */
const C1_LEAD = 0xc2;

const MAX_PARAMETER = 9999;
const MAX_PARAMETERS = 65;
/** One more digit than the largest parameter has: enough to see that it is larger. */
const MAX_DIGITS = 5;
const MAX_SEQUENCE = MAX_PARAMETERS * (MAX_DIGITS + 1) + 16;
const MAX_STRING_BYTES = 64 * 1024;
const MAX_INTERMEDIATES = 4;

/**
 * Final bytes (behind these intermediates) of CSI sequences that repeat work as often as they are told:
 * ICH SL, SR CUU, IL, DL, DCH, SU, SD, ECH, CHT, CBT, REP and DECIC, DECDC. More than a screenful changes nothing more.
 */
const COUNTED = /^(?:[ ]?[@A]|[LMPSTXIZb]|'[}~])$/;

/** Where in a sequence the stream stands. */
type Parser = {
	state: 'text' | 'escape' | 'control' | 'string' | 'overlong';
	/** Parameters and intermediates of a CSI sequence so far. */
	sequence: string;
	/** Digits of the present parameter, leading zeros not counted. */
	digits: number;
	stringBytes: number;
	/** Whether the last byte was {@link C1_LEAD}. */
	isLead: boolean;
	/** Of the counts in {@link COUNTED} sequences. */
	limit: number;
};

/**
 * CSI parameters at most 9999 and 65 of them (a 14-byte REP would otherwise stop an emulator for a minute), string
 * sequences (OSC, DCS, SOS, PM, APC) at most 64 KiB: a longer one is called off, and text goes on behind its end or
 * the next line end. C1 controls become their 7-bit form.
 */
export function createClamp(columns: number, rows: number): Clamp {
	const parser: Parser = {
		state: 'text',
		sequence: '',
		digits: 0,
		stringBytes: 0,
		isLead: false,
		limit: Math.max(columns, rows, 1),
	};
	return {
		resize: (newColumns, newRows) => {
			parser.limit = Math.max(newColumns, newRows, 1);
		},
		filter: bytes => {
			const isPlain = parser.state === 'text' && !parser.isLead && !bytes.includes(ESC) && !bytes.includes(C1_LEAD);
			if (isPlain) return bytes;
			const out = createOutput(bytes.length);
			for (const byte of bytes) take(parser, byte, out);
			return out.bytes();
		},
	};
}

function take(parser: Parser, byte: number, out: Output): void {
	if (parser.isLead) {
		parser.isLead = false;
		if (byte >= 0x80 && byte <= 0x9f) {
			step(parser, ESC, out);
			step(parser, byte - 0x40, out);
			return;
		}
		step(parser, C1_LEAD, out);
	}
	if (byte === C1_LEAD) parser.isLead = true;
	else step(parser, byte, out);
}

function step(parser: Parser, byte: number, out: Output): void {
	switch (parser.state) {
		case 'text':
			if (byte === ESC) parser.state = 'escape';
			else out.put(byte);
			return;
		case 'escape':
			return stepEscape(parser, byte, out);
		case 'control':
			return stepControl(parser, byte, out);
		case 'string':
			return stepString(parser, byte, out);
		case 'overlong':
			if (byte === ESC) parser.state = 'escape';
			else if (byte === BEL || byte === CAN || byte === SUB || byte === LF) parser.state = 'text';
	}
}

function stepEscape(parser: Parser, byte: number, out: Output): void {
	if (byte === 0x5b) {
		parser.sequence = '';
		parser.digits = 0;
		parser.state = 'control';
		return;
	}
	out.put(ESC);
	// An escape within an escape begins anew.
	if (byte === ESC) return;
	out.put(byte);
	const isString = byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f;
	parser.stringBytes = 0;
	parser.state = isString ? 'string' : 'text';
}

function stepControl(parser: Parser, byte: number, out: Output): void {
	if (byte === ESC) parser.state = 'escape';
	else if (byte === CAN || byte === SUB) parser.state = 'text';
	else if (byte < 0x20) out.put(byte);
	else if (byte < 0x40) collect(parser, byte);
	else if (byte <= 0x7e) {
		out.text(`\x1b[${clampSequence(parser.sequence, String.fromCharCode(byte), parser.limit)}`);
		parser.state = 'text';
	}
}

function collect(parser: Parser, byte: number): void {
	const isDigit = byte >= 0x30 && byte <= 0x39;
	if (!isDigit) parser.digits = 0;
	else if (byte !== 0x30 || parser.digits > 0) parser.digits += 1;
	// What is beyond any use is not even kept.
	const isKept = parser.digits <= MAX_DIGITS && parser.sequence.length < MAX_SEQUENCE;
	if (isKept) parser.sequence += String.fromCharCode(byte);
}

function stepString(parser: Parser, byte: number, out: Output): void {
	if (byte === ESC) {
		parser.state = 'escape';
		return;
	}
	parser.stringBytes += 1;
	if (parser.stringBytes > MAX_STRING_BYTES) {
		out.put(CAN);
		parser.state = 'overlong';
		return;
	}
	out.put(byte);
	if (byte === BEL || byte === CAN || byte === SUB) parser.state = 'text';
}

function clampSequence(sequence: string, final: string, limit: number): string {
	const [, prefix = '', parameters = '', rest = ''] = /^([<-?]*)([\d:;]*)(.*)$/s.exec(sequence) ?? [];
	const intermediates = rest.slice(0, MAX_INTERMEDIATES);
	const isCounted = prefix === '' && COUNTED.test(intermediates + final);
	const most = isCounted ? limit : MAX_PARAMETER;
	const clamped = parameters
		.split(';')
		.slice(0, MAX_PARAMETERS)
		.map(parameter => parameter.replace(/\d+/g, digits => (Number(digits) > most ? String(most) : digits)));
	return prefix.slice(0, 1) + clamped.join(';') + intermediates + final;
}

type Output = {
	readonly put: (byte: number) => void;
	readonly text: (text: string) => void;
	readonly bytes: () => Buffer;
};

function createOutput(size: number): Output {
	let buffer = Buffer.allocUnsafe(size + 64);
	let length = 0;
	const reserve = (more: number): void => {
		if (length + more <= buffer.length) return;
		const larger = Buffer.allocUnsafe((length + more) * 2);
		buffer.copy(larger, 0, 0, length);
		buffer = larger;
	};
	return {
		put: byte => {
			reserve(1);
			buffer[length] = byte;
			length += 1;
		},
		text: text => {
			reserve(text.length);
			length += buffer.write(text, length, 'latin1');
		},
		bytes: () => buffer.subarray(0, length),
	};
}
