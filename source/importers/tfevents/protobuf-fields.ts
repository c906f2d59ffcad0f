/** The bytes are no protobuf message: where, and what stands there. */
export class WireError extends Error {
	override readonly name = 'WireError';
}

/**
 * One field of a message, valid until the next one is read. `value` is of a varint (signed where it takes ten bytes,
 * above 2^53 only near); `from` and `to` bound the bytes of the others.
 */
export type WireField = {
	readonly number: number;
	readonly kind: 'varint' | 'bytes' | 'fixed';
	readonly value: number;
	readonly from: number;
	readonly to: number;
};

/** A varint and the position after it. */
export type Varint = {readonly value: number; readonly next: number};

type Mutable<T> = {-readonly [Key in keyof T]: T[Key]};

/** Groups inside each other beyond this are an attack, not a message: no format that is read here has any. */
const MOST_GROUPS = 64;
const MOST_VARINT_BYTES = 10;

/** The varint at `from`. @throws WireError where it does not end before `to` or has more than 10 bytes. */
export function readVarint(bytes: Uint8Array, from: number, to: number): Varint {
	const varint = {value: 0, next: from};
	readInto(varint, bytes, to);
	return varint;
}

/** Reads the varint at `varint.next` into it. */
function readInto(varint: Mutable<Varint>, bytes: Uint8Array, to: number): void {
	const from = varint.next;
	let value = 0;
	let scale = 1;
	const last = Math.min(to, from + MOST_VARINT_BYTES);
	for (let at = from; at < last; at++) {
		const byte = bytes[at] ?? 0;
		value += (byte & 0x7f) * scale;
		if (byte < 0x80) {
			varint.value = value;
			varint.next = at + 1;
			return;
		}
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
	// One field for all: a log has millions, and making each anew would keep the garbage collector busy.
	const field: Mutable<WireField> = {number: 0, kind: 'varint', value: 0, from, to: from};
	const varint: Mutable<Varint> = {value: 0, next: from};
	let groups = 0;
	while (varint.next < to) {
		const at = varint.next;
		readInto(varint, bytes, to);
		field.number = Math.floor(varint.value / 8);
		if (field.number < 1 || field.number >= 2 ** 29) throw new WireError(`field number ${field.number} at byte ${at}`);
		const wire = varint.value % 8;
		if (wire === 3 || wire === 4) {
			groups += wire === 3 ? 1 : -1;
			if (groups < 0 || groups > MOST_GROUPS) throw new WireError(`groups at byte ${at} do not match`);
			continue;
		}
		readContent(field, varint, {bytes, wire, to});
		const next = field.to;
		if (groups === 0) visit(field);
		varint.next = next;
	}
	if (groups > 0) throw new WireError('a group does not end');
}

/** Ten bytes are what a negative number takes: as a double it would lose all its digits. */
function signedAt(bytes: Uint8Array, start: number): number {
	let big = 0n;
	for (let index = MOST_VARINT_BYTES - 1; index >= 0; index--)
		big = (big << 7n) | BigInt((bytes[start + index] ?? 0) & 0x7f);
	return Number(BigInt.asIntN(64, big));
}

function readContent(
	field: Mutable<WireField>,
	varint: Mutable<Varint>,
	{bytes, wire, to}: {readonly bytes: Uint8Array; readonly wire: number; readonly to: number},
): void {
	const start = varint.next;
	if (wire === 0) {
		readInto(varint, bytes, to);
		field.kind = 'varint';
		field.value = varint.next - start === MOST_VARINT_BYTES ? signedAt(bytes, start) : varint.value;
		field.from = start;
		field.to = varint.next;
	} else if (wire === 2) {
		readInto(varint, bytes, to);
		const {value, next} = varint;
		if (value > to - next) throw new WireError(`${value} bytes at byte ${start}, but only ${to - next} are left`);
		field.kind = 'bytes';
		field.value = value;
		field.from = next;
		field.to = next + value;
	} else {
		const length = wire === 1 ? 8 : wire === 5 ? 4 : undefined;
		if (length === undefined) throw new WireError(`wire type ${wire} at byte ${start}`);
		if (start + length > to) throw new WireError(`a fixed number at byte ${start} is cut`);
		field.kind = 'fixed';
		field.value = 0;
		field.from = start;
		field.to = start + length;
	}
}
