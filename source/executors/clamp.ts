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

type State = 'text' | 'escape' | 'control' | 'string' | 'overlong';

/**
 * CSI parameters at most 9999 and 65 of them (a 14-byte REP would otherwise stop an emulator for a minute), string
 * sequences (OSC, DCS, SOS, PM, APC) at most 64 KiB: a longer one is called off, and text goes on behind its end or
 * the next line end. C1 controls become their 7-bit form.
 */
export function createClamp(columns: number, rows: number): Clamp {
	let limit = Math.max(columns, rows, 1);
	let state: State = 'text';
	let sequence = '';
	/** Digits of the present parameter, leading zeros not counted. */
	let digits = 0;
	let stringBytes = 0;
	let isLead = false;
	const step = (byte: number, out: Output): void => {
		switch (state) {
			case 'text':
				if (byte === ESC) state = 'escape';
				else out.put(byte);
				return;
			case 'escape':
				if (byte === 0x5b) {
					sequence = '';
					digits = 0;
					state = 'control';
				} else {
					const isString = byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f;
					stringBytes = 0;
					out.put(ESC);
					// An escape within an escape begins anew.
					if (byte !== ESC) out.put(byte);
					if (byte !== ESC) state = isString ? 'string' : 'text';
				}
				return;
			case 'control':
				state = stepControl(byte, out);
				return;
			case 'string':
				state = stepString(byte, out);
				return;
			case 'overlong':
				if (byte === ESC) state = 'escape';
				else if (byte === BEL || byte === CAN || byte === SUB || byte === LF) state = 'text';
		}
	};
	const stepControl = (byte: number, out: Output): State => {
		if (byte === ESC) return 'escape';
		if (byte === CAN || byte === SUB) return 'text';
		if (byte < 0x20) out.put(byte);
		else if (byte >= 0x40 && byte <= 0x7e) {
			out.text(`\x1b[${clampSequence(sequence, String.fromCharCode(byte), limit)}`);
			return 'text';
		} else if (byte < 0x40) collect(byte);
		return 'control';
	};
	const collect = (byte: number): void => {
		const isDigit = byte >= 0x30 && byte <= 0x39;
		if (!isDigit) digits = 0;
		else if (byte !== 0x30 || digits > 0) digits += 1;
		// What is beyond any use is not even kept.
		if (digits <= MAX_DIGITS && sequence.length < MAX_SEQUENCE) sequence += String.fromCharCode(byte);
	};
	const stepString = (byte: number, out: Output): State => {
		if (byte === ESC) return 'escape';
		stringBytes += 1;
		if (stringBytes > MAX_STRING_BYTES) {
			out.put(CAN);
			return 'overlong';
		}
		out.put(byte);
		return byte === BEL || byte === CAN || byte === SUB ? 'text' : 'string';
	};
	return {
		resize: (newColumns, newRows) => {
			limit = Math.max(newColumns, newRows, 1);
		},
		filter: bytes => {
			if (state === 'text' && !isLead && !bytes.includes(ESC) && !bytes.includes(C1_LEAD)) return bytes;
			const out = createOutput(bytes.length);
			for (const byte of bytes) {
				if (isLead) {
					isLead = false;
					if (byte >= 0x80 && byte <= 0x9f) {
						step(ESC, out);
						step(byte - 0x40, out);
						continue;
					}
					step(C1_LEAD, out);
				}
				if (byte === C1_LEAD) isLead = true;
				else step(byte, out);
			}
			return out.bytes();
		},
	};
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
