import {writeSync} from 'node:fs';
import {errnoOf} from '../../domain/errors.ts';

/** How long is waited until a full pipe may have room again, in ms. */
const FULL_MS = 2;

/**
 * Writes all of a text at once, waiting while the other side does not read. Node makes the pipe of stdout non-blocking
 * as soon as a thread is started, whose output goes there: then a full pipe takes a part, or nothing and throws EAGAIN.
 * Throws what else goes wrong, EPIPE where nobody reads any more.
 */
export function writeWhole(descriptor: number, text: string): void {
	let rest = Buffer.from(text);
	while (rest.length > 0) {
		try {
			rest = rest.subarray(writeSync(descriptor, rest));
		} catch (error) {
			if (errnoOf(error) !== 'EAGAIN') throw error;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_MS);
		}
	}
}
