import {createRequire} from 'node:module';

/** What is used of node-pty: two system calls that Node lacks. Never its terminal objects (see {@link loadNativePty}). */
export type NativePty = {
	/** openpty(3). Both descriptors are non-blocking and, unlike Node's own, inherited by children. */
	readonly open: (
		columns: number,
		rows: number,
	) => {readonly master: number; readonly slave: number; readonly pty: string};
	/** TIOCSWINSZ on a master. Throws where the descriptor is closed. */
	readonly resize: (master: number, columns: number, rows: number) => void;
};

/**
 * Loads node-pty's compiled part. Its JavaScript objects are passed over: the one that its `open()` gives has pid -1,
 * so that ending it would signal every process of the user, and it leaks one descriptor a terminal.
 * Throws where there is no binary for this platform.
 */
export function loadNativePty(): NativePty {
	const require = createRequire(import.meta.url);
	const {requireBinary} = require('node-pty/requireBinary.js') as {requireBinary: (file: string) => NativePty};
	return requireBinary('pty.node');
}
