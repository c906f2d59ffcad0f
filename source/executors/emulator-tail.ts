import {safeLines} from '../domain/text/safe-text.ts';
import type {EmulatedScreen} from './emulator-messages.ts';

/** What a terminal's present look is made from. */
const TAIL_BYTES = 256 * 1024;

/** Keeps the end of a stream. */
export type Tail = {readonly add: (bytes: Uint8Array) => void; readonly bytes: () => Buffer};

/** Creates a keeper of the last {@link TAIL_BYTES}. */
export function createTail(seed: Uint8Array | undefined): Tail {
	const ring = Buffer.alloc(TAIL_BYTES);
	let total = 0;
	const add = (bytes: Uint8Array): void => {
		const last = bytes.subarray(Math.max(0, bytes.length - TAIL_BYTES));
		const start = (total + bytes.length - last.length) % TAIL_BYTES;
		const first = last.subarray(0, TAIL_BYTES - start);
		ring.set(first, start);
		ring.set(last.subarray(first.length), 0);
		total += bytes.length;
	};
	if (seed !== undefined) add(seed);
	return {
		add,
		bytes: () => {
			if (total <= TAIL_BYTES) return Buffer.from(ring.subarray(0, total));
			const start = total % TAIL_BYTES;
			return Buffer.concat([ring.subarray(start), ring.subarray(0, start)]);
		},
	};
}

/** The last lines of output without an emulator. A cell counts as one code point: rows are cut, never wrapped. */
export function rawScreen(bytes: Buffer, columns: number, rows: number): EmulatedScreen {
	const lines = safeLines(new TextDecoder().decode(bytes.subarray(-rows * columns * 8))).slice(-rows);
	const shown = lines.map(line => (line === '' ? [] : [{text: [...line].slice(0, columns).join('')}]));
	return {columns, rows: [...shown, ...Array.from({length: rows - shown.length}, () => [])]};
}
