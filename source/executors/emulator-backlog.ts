import {createTail, type Tail} from './emulator-tail.ts';

/** Output on its way to the worker. */
export type Backlog = {
	readonly add: (bytes: Uint8Array) => void;
	/** The next portion; undefined for none. `isFresh` when it is no continuation of the one before. */
	readonly next: () => {readonly portion: Buffer; readonly isFresh: boolean} | undefined;
	readonly tail: Tail;
};

/** One portion for the worker: a millisecond of its work. */
const PORTION_BYTES = 64 * 1024;
/** When the worker is further behind than this, it is shown the end only. */
const MAX_BEHIND_BYTES = 1024 * 1024;

/** Creates a backlog that begins with the bytes of `seed`. It takes copies and stays bounded. */
export function createBacklog(seed: Uint8Array | undefined): Backlog {
	const tail = createTail(seed);
	let pending: Buffer[] = seed === undefined ? [] : [Buffer.from(seed)];
	let bytesBehind = seed?.length ?? 0;
	return {
		tail,
		add: bytes => {
			tail.add(bytes);
			if (bytesBehind <= MAX_BEHIND_BYTES) pending.push(Buffer.from(bytes));
			bytesBehind += bytes.length;
		},
		next: () => {
			if (bytesBehind === 0) return undefined;
			const isFresh = bytesBehind > MAX_BEHIND_BYTES;
			const all = isFresh ? tail.bytes() : Buffer.concat(pending);
			const portion = all.subarray(0, PORTION_BYTES);
			pending = portion.length < all.length ? [all.subarray(PORTION_BYTES)] : [];
			bytesBehind = all.length - portion.length;
			return {portion, isFresh};
		},
	};
}
