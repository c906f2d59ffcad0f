import {closeSync, constants, openSync, writeSync} from 'node:fs';
import {ReadStream} from 'node:tty';
import {errnoOf} from '../domain/errors.ts';
import type {EndMarker} from './end-marker.ts';
import {guessShortage, OutOfResourcesError, resourceErrno} from './out-of-resources.ts';
import type {NativePty} from './pty-native.ts';

/** One pseudo-terminal, both ends held. */
export type PtyDevice = {
	/** Path of the slave. */
	readonly path: string;
	/** Descriptor of the slave; close-on-exec. */
	readonly slave: number;
	/** Descriptor of the master; children inherit it unless shielded. */
	readonly master: number;
	readonly pause: () => void;
	readonly resume: () => void;
	/** Does nothing once closed. */
	readonly resize: (columns: number, rows: number) => void;
	/** Types bytes; those that the terminal cannot take now are left. @returns how many it took. */
	readonly type: (bytes: Uint8Array) => number;
	/**
	 * Writes the marker behind the program's output and delivers everything up to it. `blocked` is called when somebody
	 * else keeps the terminal full; `false` when the marker could not be brought in and the terminal fell silent.
	 */
	readonly drain: (marker: EndMarker, blocked: () => void) => Promise<boolean>;
	readonly close: () => void;
};

/** A pty hands on at most this much a read. */
const READ_BYTES = 32 * 1024;
const RETRY_MS = 30;
const REWRITE_MS = 300;
const SILENT_MS = 1000;
const GIVE_UP_MS = 10_000;

/**
 * Opens a terminal; `onData` gets what is written to it, good during the call only.
 * Throws {@link OutOfResourcesError}.
 */
export function openPtyDevice(
	native: NativePty,
	size: {readonly columns: number; readonly rows: number},
	onData: (bytes: Buffer) => void,
): PtyDevice {
	const {master, slave, path} = openEnds(native, size);
	let isClosed = false;
	let draining: Draining | undefined;
	const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
	const receive = (length: number): boolean => {
		const bytes = buffer.subarray(0, length);
		if (isClosed) return false;
		if (draining === undefined) onData(bytes);
		else draining.receive(bytes);
		return true;
	};
	const stream = new ReadStream(master, {onread: {buffer, callback: receive}});
	// EIO is how Linux says that a terminal was hung up: then nothing more can come.
	stream.on('error', () => draining?.finish(true));
	stream.on('close', () => draining?.finish(true));
	stream.resume();
	return {
		path,
		slave,
		master,
		pause: () => void stream.pause(),
		resume: () => void stream.resume(),
		resize: (columns, rows) => {
			if (!isClosed) native.resize(master, clampSize(columns), clampSize(rows));
		},
		type: bytes => (isClosed ? bytes.length : writeSome(master, bytes)),
		drain: (marker, blocked) =>
			new Promise(done => {
				draining = startDraining({slave, marker, onData, blocked, done});
				stream.resume();
			}),
		close: () => {
			if (isClosed) return;
			isClosed = true;
			draining?.finish(false);
			closeSync(slave);
			stream.destroy();
		},
	};
}

function openEnds(
	native: NativePty,
	size: {readonly columns: number; readonly rows: number},
): {readonly master: number; readonly slave: number; readonly path: string} {
	let ends: ReturnType<NativePty['open']>;
	try {
		ends = native.open(clampSize(size.columns), clampSize(size.rows));
	} catch {
		throw new OutOfResourcesError(guessShortage(), 'no pseudo-terminal could be opened');
	}
	try {
		// Our own descriptor of the slave, because this one is closed on exec and that one is not.
		const slave = openSync(ends.pty, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
		return {master: ends.master, slave, path: ends.pty};
	} catch (error) {
		closeSync(ends.master);
		throw new OutOfResourcesError(resourceErrno(error) ?? 'EAGAIN', `${ends.pty} could not be opened`);
	} finally {
		closeSync(ends.slave);
	}
}

type Draining = {readonly receive: (bytes: Buffer) => void; readonly finish: (complete: boolean) => void};

function startDraining(options: {
	readonly slave: number;
	readonly marker: EndMarker;
	readonly onData: (bytes: Buffer) => void;
	readonly blocked: () => void;
	readonly done: (complete: boolean) => void;
}): Draining {
	const {marker} = options;
	let written = 0;
	let attempts = 0;
	let silentMs = 0;
	let timer: NodeJS.Timeout | undefined;
	let isDone = false;
	const finish = (complete: boolean): void => {
		if (isDone) return;
		isDone = true;
		clearTimeout(timer);
		options.done(complete);
	};
	const push = (): void => {
		if (written < marker.bytes.length) written += writeSome(options.slave, marker.bytes.subarray(written));
	};
	const insist = (): void => {
		// The terminal was full: room comes when we read, unless its output is stopped or somebody fills it again.
		attempts += 1;
		silentMs += RETRY_MS;
		const isWritten = written === marker.bytes.length;
		if (!isWritten && attempts === 1) options.blocked();
		// Written and yet not read: another writer came between two halves of it, or flushed the terminal.
		if (isWritten && silentMs >= REWRITE_MS) written = 0;
		push();
		if ((!isWritten && silentMs >= SILENT_MS) || attempts * RETRY_MS >= GIVE_UP_MS) finish(false);
		else timer = setTimeout(insist, RETRY_MS);
	};
	push();
	timer = setTimeout(insist, RETRY_MS);
	return {
		finish,
		receive: bytes => {
			if (isDone) return;
			silentMs = 0;
			const {output, done} = marker.scan(bytes);
			if (output.length > 0) options.onData(output);
			if (done) finish(true);
			else push();
		},
	};
}

/** Writes what fits now; a descriptor that was hung up takes everything. */
function writeSome(descriptor: number, bytes: Uint8Array): number {
	try {
		return writeSync(descriptor, bytes);
	} catch (error) {
		return errnoOf(error) === 'EAGAIN' ? 0 : bytes.length;
	}
}

/** A window size as the kernel holds it, at least one cell. */
function clampSize(cells: number): number {
	return Math.min(0xffff, Math.max(1, Math.floor(cells) || 1));
}
