import type {PtyDevice} from './pty-device.ts';

/** Types what a person sends, at the pace of a program that may not read. */
export type Typist = {
	/** Refuses, with a notice, more than {@link MAX_PENDING_BYTES} that the program has not taken yet. */
	readonly type: (bytes: Uint8Array) => void;
	readonly hasTyped: () => boolean;
	readonly close: () => void;
};

/** As much as a terminal holds for its reader (N_TTY_BUF_SIZE). */
const MAX_PENDING_BYTES = 4096;
const RETRY_MS = 50;

/** Creates the typist of one terminal. */
export function createTypist(device: Pick<PtyDevice, 'type'>, onNotice: (text: string) => void): Typist {
	let pending = Buffer.alloc(0);
	let timer: NodeJS.Timeout | undefined;
	let hasTyped = false;
	const push = (): void => {
		timer = undefined;
		if (pending.length > 0) pending = pending.subarray(device.type(pending));
		// A full terminal is asked again later, never in a loop: nothing tells when its reader wakes up.
		if (pending.length > 0) timer = setTimeout(push, RETRY_MS);
	};
	return {
		type: bytes => {
			if (pending.length + bytes.length > MAX_PENDING_BYTES) {
				onNotice(`${bytes.length} bytes of input were refused: the program has not read what was typed before`);
				return;
			}
			hasTyped = true;
			pending = Buffer.concat([pending, bytes]);
			if (timer === undefined) push();
		},
		hasTyped: () => hasTyped,
		close: () => {
			clearTimeout(timer);
			pending = Buffer.alloc(0);
		},
	};
}
