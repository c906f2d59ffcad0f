import {constants} from 'node:fs';
import {type FileHandle, open, unlink} from 'node:fs/promises';
import {errnoOf, messageOf} from '../domain/errors.ts';

/** Where and how much of an execution's output is kept. */
export type OutputLogOptions = {
	readonly path: string;
	/** Of more than this, the first and the last half are kept. */
	readonly maxBytes: number;
	/** Once, when the disk took no more: the log is cut, the execution goes on. */
	readonly onNotice: (text: string) => void;
};

/** What became of an execution's output. */
export type OutputLogEnd = {
	/** All bytes that were given. */
	readonly totalBytes: number;
	/** Bytes that the log lacks: between head and tail, or after a full disk. */
	readonly omittedBytes: number;
};

/** The log of one execution: the bytes of its terminal as they are. */
export type OutputLog = {
	/** Takes a copy. A promise asks the caller to wait until the disk has caught up; nothing is lost if it does not. */
	readonly write: (bytes: Uint8Array) => void | Promise<void>;
	/** The last bytes of the output so far, at most that many. */
	readonly tail: (maxBytes: number) => Promise<Buffer>;
	/** The bytes `from` to `to` of the whole output, as far as they are kept. Not after `close`. */
	readonly range: (from: number, to: number) => Promise<Buffer>;
	/** Writes what is queued and puts head and tail together. */
	readonly close: () => Promise<OutputLogEnd>;
};

/** Bytes that may wait for the disk before the program is held back. */
const HIGH_WATER_BYTES = 1024 * 1024;
const BLOCK_BYTES = 64 * 1024;

/**
 * Opens a log (0600). The tail goes round in a second file, `PATH.tail`, which `close` joins to the first behind a line
 * that says how many bytes are left out. The files appear with the first byte.
 */
export function openOutputLog(options: OutputLogOptions): OutputLog {
	const headBytes = Math.ceil(options.maxBytes / 2);
	const store = createStore(options, headBytes, options.maxBytes - headBytes);
	let block = Buffer.allocUnsafe(0);
	let filled = 0;
	let full: Buffer[] = [];
	let queuedBytes = 0;
	let writing: Promise<void> | undefined;
	const pump = async (): Promise<void> => {
		while (queuedBytes > 0) {
			const batch = takeBatch();
			await store.append(batch);
			queuedBytes -= lengthOf(batch);
		}
		writing = undefined;
	};
	const takeBatch = (): readonly Buffer[] => {
		const batch = filled > 0 ? [...full, block.subarray(0, filled)] : full;
		full = [];
		block = block.subarray(filled);
		filled = 0;
		return batch;
	};
	return {
		write: bytes => {
			for (let from = 0; from < bytes.length; ) {
				if (filled === block.length) {
					if (filled > 0) full.push(block);
					block = Buffer.allocUnsafe(BLOCK_BYTES);
					filled = 0;
				}
				const part = bytes.subarray(from, from + block.length - filled);
				block.set(part, filled);
				filled += part.length;
				from += part.length;
			}
			queuedBytes += bytes.length;
			if (queuedBytes > 0) writing ??= pump();
			return queuedBytes > HIGH_WATER_BYTES ? writing : undefined;
		},
		tail: async maxBytes => {
			await writing;
			return store.tail(maxBytes);
		},
		range: async (from, to) => {
			await writing;
			return store.range(from, to);
		},
		close: async () => {
			await writing;
			return store.close();
		},
	};
}

type Store = {
	readonly append: (parts: readonly Buffer[]) => Promise<void>;
	readonly tail: (maxBytes: number) => Promise<Buffer>;
	readonly range: (from: number, to: number) => Promise<Buffer>;
	readonly close: () => Promise<OutputLogEnd>;
};

function createStore(options: OutputLogOptions, headBytes: number, tailBytes: number): Store {
	const tailPath = `${options.path}.tail`;
	let head: FileHandle | undefined;
	let ring: FileHandle | undefined;
	let totalBytes = 0;
	/** Bytes that reached the files; smaller than the total once the disk refused some. */
	let storedBytes = 0;
	let isRefused = false;
	/** Writes the parts at the store's end; each turn up to where a file ends or the ring comes round. */
	const appendAll = async (parts: readonly Buffer[]): Promise<void> => {
		for (let rest = parts; rest.length > 0; ) {
			const position = storedBytes;
			const isHead = position < headBytes;
			if (!isHead && tailBytes === 0) return;
			const offset = isHead ? position : (position - headBytes) % tailBytes;
			const room = (isHead ? headBytes : tailBytes) - offset;
			const file = isHead ? (head ??= await openNew(options.path)) : (ring ??= await openNew(tailPath));
			const {bytesWritten} = await file.writev(firstBytes(rest, room), offset);
			storedBytes += bytesWritten;
			rest = withoutFirst(rest, bytesWritten);
		}
	};
	const refuse = (error: unknown): void => {
		if (!isRefused) options.onNotice(`${options.path} is cut: ${errnoOf(error) ?? messageOf(error)}`);
		isRefused = true;
	};
	return {
		append: async parts => {
			totalBytes += lengthOf(parts);
			if (!isRefused) await appendAll(parts).catch(refuse);
		},
		tail: maxBytes => readTail({head, ring, headBytes, tailBytes, storedBytes}, maxBytes),
		range: (from, to) => readKept({head, ring, headBytes, tailBytes, storedBytes}, from, to),
		close: async () => {
			const kept = {head, ring, headBytes, tailBytes, storedBytes};
			// A network disk tells only at the close what it did not take; the folder may have been removed meanwhile.
			if (head !== undefined && ring !== undefined) await join(kept, head, totalBytes).catch(refuse);
			await head?.close().catch(refuse);
			await ring?.close().catch(refuse);
			if (ring !== undefined) await unlink(tailPath).catch(refuse);
			return {totalBytes, omittedBytes: totalBytes - keptBytes(kept)};
		},
	};
}

function lengthOf(parts: readonly Buffer[]): number {
	return parts.reduce((sum, part) => sum + part.length, 0);
}

function firstBytes(parts: readonly Buffer[], count: number): readonly Buffer[] {
	let left = count;
	return parts.flatMap(part => {
		const first = part.subarray(0, left);
		left -= first.length;
		return first.length === 0 ? [] : [first];
	});
}

function withoutFirst(parts: readonly Buffer[], count: number): readonly Buffer[] {
	let left = count;
	return parts.flatMap(part => {
		const rest = part.subarray(Math.min(left, part.length));
		left -= part.length - rest.length;
		return rest.length === 0 ? [] : [rest];
	});
}

type Kept = {
	readonly head: FileHandle | undefined;
	readonly ring: FileHandle | undefined;
	readonly headBytes: number;
	readonly tailBytes: number;
	readonly storedBytes: number;
};

function keptBytes({headBytes, tailBytes, storedBytes}: Kept): number {
	return Math.min(storedBytes, headBytes) + ringBytes({headBytes, tailBytes, storedBytes});
}

function ringBytes({headBytes, tailBytes, storedBytes}: Pick<Kept, 'headBytes' | 'tailBytes' | 'storedBytes'>): number {
	return Math.min(tailBytes, Math.max(0, storedBytes - headBytes));
}

function openNew(path: string): Promise<FileHandle> {
	const {O_RDWR, O_CREAT, O_TRUNC, O_NOFOLLOW} = constants;
	return open(path, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
}

/** Appends the ring, oldest byte first, to the head. */
async function join(kept: Kept, head: FileHandle, totalBytes: number): Promise<void> {
	const omitted = totalBytes - keptBytes(kept);
	let position = Math.min(kept.storedBytes, kept.headBytes);
	const put = async (bytes: Buffer): Promise<void> => {
		const {bytesWritten} = await head.write(bytes, 0, bytes.length, position);
		position += bytesWritten;
		if (bytesWritten < bytes.length) await put(bytes.subarray(bytesWritten));
	};
	if (omitted > 0) await put(Buffer.from(`\n[sweeptop: ${omitted} bytes left out]\n`));
	const length = ringBytes(kept);
	for (let from = 0; from < length; from += HIGH_WATER_BYTES) {
		await put(await readRing(kept, from, Math.min(length, from + HIGH_WATER_BYTES)));
	}
}

/** Bytes `from` to `to` of the ring, counted from its oldest. */
async function readRing(kept: Kept, from: number, to: number): Promise<Buffer> {
	const {ring, tailBytes, storedBytes, headBytes} = kept;
	const written = Math.max(0, storedBytes - headBytes);
	const oldest = written > tailBytes ? written % tailBytes : 0;
	const start = (oldest + from) % tailBytes;
	const first = Math.min(to - from, tailBytes - start);
	return Buffer.concat([await readAt(ring, start, first), await readAt(ring, 0, to - from - first)]);
}

async function readTail(kept: Kept, maxBytes: number): Promise<Buffer> {
	const inRing = ringBytes(kept);
	const fromRing = Math.min(inRing, maxBytes);
	const ring = fromRing === 0 ? Buffer.alloc(0) : await readRing(kept, inRing - fromRing, inRing);
	// With bytes left out between them, head and ring are not neighbours.
	const isWhole = kept.storedBytes - kept.headBytes <= kept.tailBytes;
	const end = Math.min(kept.storedBytes, kept.headBytes);
	const fromHead = isWhole ? Math.min(end, maxBytes - ring.length) : 0;
	return Buffer.concat([await readAt(kept.head, end - fromHead, fromHead), ring]);
}

/** Bytes `from` to `to` of the output that head and ring still hold. */
async function readKept(kept: Kept, from: number, to: number): Promise<Buffer> {
	const end = Math.min(to, kept.storedBytes);
	const headTo = Math.min(end, kept.headBytes);
	const oldest = kept.storedBytes - ringBytes(kept);
	const ringFrom = Math.max(from, oldest);
	return Buffer.concat([
		await readAt(kept.head, from, Math.max(0, headTo - from)),
		ringFrom < end ? await readRing(kept, ringFrom - oldest, end - oldest) : Buffer.alloc(0),
	]);
}

async function readAt(file: FileHandle | undefined, position: number, length: number): Promise<Buffer> {
	if (file === undefined || length === 0) return Buffer.alloc(0);
	const buffer = Buffer.alloc(length);
	const {bytesRead} = await file.read(buffer, 0, length, position);
	return buffer.subarray(0, bytesRead);
}
