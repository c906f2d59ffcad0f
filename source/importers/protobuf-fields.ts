/** The bytes are no protobuf message: where, and what stands there. */
export class WireError extends Error {
	override readonly name = 'WireError';
}

/**
 * One field of a message. `value` is of a varint (signed where it
 * takes ten bytes, above 2^53 only near); `from` and `to` bound the bytes of the others.
 */
export type WireField = {
	readonly number: number;
	readonly kind: 'varint' | 'bytes' | 'fixed';
	readonly value: number;
	readonly from: number;
	readonly to: number;
};

/** Groups inside each other beyond this are an attack, not a message: no format that is read here has any. */
const MOST_GROUPS = 64;
const MOST_VARINT_BYTES = 10;

/** A varint and the position after it. @throws WireError where it does not end before `to` or has more than 10 bytes. */
export function readVarint(
	bytes: Uint8Array,
	from: number,
	to: number,
): {readonly value: number; readonly next: number} {
	let value = 0;
	let scale = 1;
	const last = Math.min(to, from + MOST_VARINT_BYTES);
	for (let at = from; at < last; at++) {
		const byte = bytes[at] ?? 0;
		value += (byte & 0x7f) * scale;
		if (byte < 0x80) return {value, next: at + 1};
		scale *= 128;
	}
	throw new WireError(`a varint at byte ${from} does not end`);
}

/**
 * Gives every field of the message in `bytes[from, to)`, in order; nothing is copied, lengths are checked against the
 * end, groups are stepped over without recursion. Source: protobuf's encoding guide (wire types 0 to 5).
 * @throws WireError at the first byte that cannot be read.
 */
export function readFields(bytes: Uint8Array, from: number, to: number, visit: (field: WireField) => void): void {
	let at = from;
	let groups = 0;
	while (at < to) {
		const tag = readVarint(bytes, at, to);
		const number = Math.floor(tag.value / 8);
		if (number < 1 || number >= 2 ** 29) throw new WireError(`field number ${number} at byte ${at}`);
		const start = tag.next;
		const wire = tag.value % 8;
		if (wire === 3 || wire === 4) {
			groups += wire === 3 ? 1 : -1;
			if (groups < 0 || groups > MOST_GROUPS) throw new WireError(`groups at byte ${at} do not match`);
			at = start;
			continue;
		}
		const field = readContent(bytes, {number, wire, start, to});
		if (groups === 0) visit(field);
		at = field.to;
	}
	if (groups > 0) throw new WireError('a group does not end');
}

type Content = {readonly number: number; readonly wire: number; readonly start: number; readonly to: number};

/** Ten bytes are what a negative number takes: as a double it would lose all its digits. */
function signedAt(bytes: Uint8Array, start: number): number {
	let big = 0n;
	for (let index = MOST_VARINT_BYTES - 1; index >= 0; index--)
		big = (big << 7n) | BigInt((bytes[start + index] ?? 0) & 0x7f);
	return Number(BigInt.asIntN(64, big));
}

function readContent(bytes: Uint8Array, {number, wire, start, to}: Content): WireField {
	if (wire === 0) {
		const {value, next} = readVarint(bytes, start, to);
		const isSigned = next - start === MOST_VARINT_BYTES;
		return {number, kind: 'varint', value: isSigned ? signedAt(bytes, start) : value, from: start, to: next};
	}
	if (wire === 2) {
		const {value, next} = readVarint(bytes, start, to);
		if (value > to - next) throw new WireError(`${value} bytes at byte ${start}, but only ${to - next} are left`);
		return {number, kind: 'bytes', value, from: next, to: next + value};
	}
	const length = wire === 1 ? 8 : wire === 5 ? 4 : undefined;
	if (length === undefined) throw new WireError(`wire type ${wire} at byte ${start}`);
	if (start + length > to) throw new WireError(`a fixed number at byte ${start} is cut`);
	return {number, kind: 'fixed', value: 0, from: start, to: start + length};
}
