import {closeSync, existsSync, openSync, readdirSync, readlinkSync, readSync} from 'node:fs';
import {errnoOf, messageOf} from '../../source/domain/errors.ts';
import type {FileText, KeptFile, ProbeFiles} from '../../source/domain/probe.ts';
import {cleanText, missingText, STALE} from './file-text.ts';

/** The calls of `node:fs` that probes make; a test hands in some that fail as a sensor does. */
export type ReadOnlyFileSystem = {
	readonly openSync: (path: string, flags: 'r') => number;
	/** `pread` at `position`. */
	readonly readSync: (fd: number, buffer: Buffer, offset: number, length: number, position: number) => number;
	readonly closeSync: (fd: number) => void;
	readonly readdirSync: (path: string) => readonly string[];
	readonly readlinkSync: (path: string) => string;
	readonly existsSync: (path: string) => boolean;
};

/** Where files are, and who watches. */
export type FileReaderOptions = {
	/** Prefix of every path, `''` for the real system. */
	readonly root: string;
	readonly fs?: ReadOnlyFileSystem;
	/** Called with the path before anything that can block. */
	readonly trace?: (path: string) => void;
	/** Files that are never touched; they read as missing. */
	readonly pathsOff?: ReadonlySet<string>;
	/** Reads the files of devices, whose reads can hang; absent where all are read directly. */
	readonly guarded?: Pick<ProbeFiles, 'keep' | 'read'> & {readonly isAble: () => boolean};
};

const REAL: ReadOnlyFileSystem = {openSync, readSync, closeSync, readdirSync, readlinkSync, existsSync};

/** No device is asked for what stands there: it never hangs, and is had fastest directly. */
const OF_THE_KERNEL = ['/proc/', '/sys/fs/', '/sys/devices/system/cpu/'];

/**
 * Reads small files of sysfs and procfs below `root`. A kept file is read by `pread` at offset 0 of one descriptor,
 * which makes the kernel generate the content anew: 5 µs, against 19 for opening it each time.
 */
export function createFileReader(options: FileReaderOptions): ProbeFiles {
	const fs = options.fs ?? REAL;
	const trace = options.trace ?? (() => {});
	let buffer = Buffer.allocUnsafe(8192);

	function readAll(fd: number): string {
		for (;;) {
			const length = fs.readSync(fd, buffer, 0, buffer.length, 0);
			if (length < buffer.length) return cleanText(buffer.toString('latin1', 0, length));
			buffer = Buffer.allocUnsafe(buffer.length * 4);
		}
	}

	function keep(path: string): KeptFile {
		let fd: number | undefined;
		const close = (): void => {
			if (fd !== undefined) fs.closeSync(fd);
			fd = undefined;
		};
		const read = (): FileText => {
			if (options.pathsOff?.has(path) === true) return HUNG;
			trace(path);
			try {
				fd ??= fs.openSync(options.root + path, 'r');
				return {kind: 'value', text: readAll(fd)};
			} catch (error) {
				const failure = failureOf(error);
				if (STALE.has(failure.errno)) close();
				return failure;
			}
		};
		return {read, close};
	}

	return {
		keep: path => guardOf(path, options, fs)?.keep(path) ?? keep(path),
		read: path => {
			const guard = guardOf(path, options, fs);
			if (guard !== undefined) return guard.read(path);
			const file = keep(path);
			try {
				return file.read();
			} finally {
				file.close();
			}
		},
		list: path => {
			try {
				return fs.readdirSync(options.root + path).toSorted(NATURAL.compare);
			} catch {
				return [];
			}
		},
		link: path => readLink(fs, options.root, path),
		exists: path => fs.existsSync(options.root + path),
	};
}

/** Who reads a file with a limit to the waiting; undefined where it is read directly. */
function guardOf(
	path: string,
	{guarded, pathsOff, root}: FileReaderOptions,
	fs: ReadOnlyFileSystem,
): FileReaderOptions['guarded'] {
	const isDirect = OF_THE_KERNEL.some(folder => path.startsWith(folder)) || pathsOff?.has(path) === true;
	// What is looked for in vain needs no thread.
	if (isDirect || guarded === undefined || !fs.existsSync(root + path)) return undefined;
	return guarded.isAble() ? guarded : undefined;
}

function readLink(fs: ReadOnlyFileSystem, root: string, path: string): string | undefined {
	try {
		const target = fs.readlinkSync(root + path);
		return target.startsWith(`${root}/`) ? target.slice(root.length) : target;
	} catch {
		return undefined;
	}
}

const NATURAL = new Intl.Collator('en', {numeric: true});

const HUNG: FileText = {kind: 'missing', errno: 'ETIMEDOUT', reason: 'switched off: reading it hung'};

function failureOf(error: unknown): FileText & {readonly kind: 'missing'} {
	return missingText(errnoOf(error) ?? 'EUNKNOWN', messageOf(error));
}
