import {closeSync, constants, fstatSync, openSync, readSync, statSync} from 'node:fs';
import {StringDecoder} from 'node:string_decoder';

/** A file that is read whole is cut there. */
const MAX_WHOLE_BYTES = 16 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
/** More than this is no line. */
const MAX_LINE_CHARACTERS = 1024 * 1024;

/** The text of a plain file, and a mark that changes with it; undefined where there is none. */
export function readWholeFile(path: string): {readonly text: string; readonly mark: string} | undefined {
	return withPlainFile(path, descriptor => {
		const {ino, size, mtimeMs} = fstatSync(descriptor);
		const buffer = Buffer.alloc(Math.min(size, MAX_WHOLE_BYTES));
		const length = readSync(descriptor, buffer, 0, buffer.length, 0);
		return {text: buffer.toString('utf8', 0, length), mark: `${ino} ${size} ${mtimeMs}`};
	});
}

/** Follows a file to which lines are appended. */
export type LineFollower = {
	/** Whole lines that are new, without their ends; the half last line is held back. A shrunk file begins anew. */
	readonly next: () => {readonly lines: readonly string[]; readonly isNew: boolean};
	/** The half last line. */
	readonly rest: () => string;
};

/** A follower that has read nothing yet. */
export function followLines(path: string): LineFollower {
	let offset = 0;
	let inode = -1;
	let pending = '';
	let decoder = new StringDecoder('utf8');
	const startAnew = (): void => {
		offset = 0;
		pending = '';
		decoder = new StringDecoder('utf8');
	};
	return {
		next: () => {
			let isNew = false;
			const text = withPlainFile(path, (descriptor, size) => {
				const {ino} = fstatSync(descriptor);
				isNew = size < offset || (inode !== -1 && ino !== inode);
				if (isNew) startAnew();
				inode = ino;
				const added = readFrom(descriptor, offset, size, decoder);
				offset = size;
				return added;
			});
			const lines = (pending + (text ?? '')).split('\n');
			pending = (lines.pop() ?? '').slice(0, MAX_LINE_CHARACTERS);
			return {lines: lines.map(line => line.replace(/\r$/, '')), isNew};
		},
		rest: () => pending,
	};
}

function readFrom(descriptor: number, offset: number, end: number, decoder: StringDecoder): string {
	const parts: string[] = [];
	const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(0, end - offset)));
	for (let at = offset; at < end; ) {
		const length = readSync(descriptor, buffer, 0, Math.min(buffer.length, end - at), at);
		if (length === 0) break;
		parts.push(decoder.write(buffer.subarray(0, length)));
		at += length;
	}
	return parts.join('');
}

/** Calls `use` if there is a plain file; a FIFO or device in its place is not read. */
function withPlainFile<T>(path: string, use: (descriptor: number, size: number) => T): T | undefined {
	if (statSync(path, {throwIfNoEntry: false})?.isFile() !== true) return undefined;
	let descriptor: number;
	try {
		descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	} catch {
		return undefined; // Gone in this moment, or not ours to read: looked at again.
	}
	try {
		const status = fstatSync(descriptor);
		return status.isFile() ? use(descriptor, status.size) : undefined;
	} finally {
		closeSync(descriptor);
	}
}
