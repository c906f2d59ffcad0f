import {closeSync, fstatSync, openSync, readSync} from 'node:fs';

/** The last bytes of a file, at most so many. Throws where it cannot be opened or read. */
export function readFileEnd(path: string, mostBytes: number): Buffer {
	const descriptor = openSync(path, 'r');
	try {
		const {size} = fstatSync(descriptor);
		const length = Math.min(size, mostBytes);
		const bytes = Buffer.alloc(length);
		return bytes.subarray(0, readSync(descriptor, bytes, 0, length, size - length));
	} finally {
		closeSync(descriptor);
	}
}
