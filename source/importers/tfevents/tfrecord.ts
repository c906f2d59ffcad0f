import {createMaskedCrc32c} from './crc32c.ts';

/** What a file of records lacked. */
export type RecordDamage = {
	/** Records whose content does not match its checksum, or that begin where no record can. */
	readonly damaged: number;
	/** Whether it ends within a record: its program was within a write, or was ended there. */
	readonly isCut: boolean;
};

/** Length and its checksum before the content, a checksum of the content behind it. */
const HEAD_BYTES = 12;
const FOOT_BYTES = 4;

/**
 * Gives the bounds of every record in a TFRecord file: `{u64 length, u32 masked crc of it, content, u32 masked crc}`,
 * little endian. After a length whose checksum is wrong it looks, byte by byte, for the next head that is right.
 * Source: the guide "TFRecord and tf.train.Example" of TensorFlow.
 */
export function readRecords(bytes: Uint8Array, visit: (from: number, to: number) => void): RecordDamage {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const crcOf = createMaskedCrc32c();
	/** The length that stands at a place; undefined where its checksum is wrong. */
	const lengthAt = (at: number): number | undefined => {
		if (crcOf(bytes, at, at + 8) !== view.getUint32(at + 8, true)) return undefined;
		return view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
	};
	let damaged = 0;
	let isLost = false;
	let at = 0;
	while (at + HEAD_BYTES <= bytes.length) {
		const length = lengthAt(at);
		if (length === undefined) {
			if (!isLost) damaged += 1;
			isLost = true;
			at += 1;
			continue;
		}
		isLost = false;
		const from = at + HEAD_BYTES;
		if (length > bytes.length - from - FOOT_BYTES) return {damaged, isCut: true};
		const to = from + length;
		if (crcOf(bytes, from, to) === view.getUint32(to, true)) visit(from, to);
		else damaged += 1;
		at = to + FOOT_BYTES;
	}
	return {damaged, isCut: at < bytes.length && !isLost};
}

/** Whether bytes begin with the head of a record, to recognise a file. */
export function beginsWithRecord(bytes: Uint8Array): boolean {
	if (bytes.length < HEAD_BYTES) return false;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return createMaskedCrc32c()(bytes, 0, 8) === view.getUint32(8, true);
}
