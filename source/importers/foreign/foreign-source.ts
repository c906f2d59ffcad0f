import {realpathSync, type Stats, statSync} from 'node:fs';
import {basename, join} from 'node:path';
import {UserError} from '../../domain/errors.ts';
import type {ForeignEntry, ForeignSource} from '../../domain/importer.ts';
import {safeText} from '../../domain/text/safe-text.ts';
import {decodeText, readContent, readHead, refuseOther, refuseVirtual, unreadable} from './foreign-file.ts';
import {FOREIGN_LIMITS, type ForeignLimits} from './foreign-limits.ts';
import {readLines, readPieces} from './foreign-lines.ts';
import {listTree, resolveWithin} from './foreign-tree.ts';

/** Bytes of a head. */
const HEAD_BYTES = 4096;

/**
 * Opens a file or folder of somebody else's program. The path itself may be a link; links below it do not lead out.
 * @throws UserError for what is neither a file nor a folder: it is not opened.
 */
export function openForeignSource(path: string, limits: ForeignLimits = FOREIGN_LIMITS): ForeignSource {
	const {real, stats} = resolveSource(path);
	const isFolder = stats.isDirectory();
	if (!isFolder) refuseOther(path, stats);
	else refuseVirtual(real);
	const name = safeText(basename(real));
	const cut = new Set<string>();
	let entries: readonly ForeignEntry[] | undefined;
	const locate = (entry: string | undefined): string => {
		if (!isFolder) return real;
		if (entry === undefined)
			throw new UserError(`${safeText(path)} is a folder, not a file`, 'Name the file in it that holds the results.');
		const found = resolveWithin(real, join(real, entry));
		refuseOther(found, statSync(found));
		return found;
	};
	const content = (entry: string | undefined, capBytes: number | undefined): Buffer => {
		const found = locate(entry);
		const {bytes, isCut} = readContent(found, limits, Math.min(capBytes ?? limits.mostBytes, limits.mostBytes));
		if (isCut) cut.add(found);
		return bytes;
	};
	return {
		path,
		name,
		kind: isFolder ? 'folder' : 'file',
		entries: () => {
			entries ??= isFolder
				? listTree(real, limits)
				: [{path: basename(real), size: stats.size, modifiedMs: stats.mtimeMs}];
			return entries;
		},
		head: (entry, bytes = HEAD_BYTES) => {
			const found = tryLocate(locate, entry);
			return found === undefined ? new Uint8Array() : readHead(found, bytes);
		},
		bytes: content,
		text: (entry, capBytes) => decodeText(content(entry, capBytes)),
		lines: entry => ({[Symbol.iterator]: () => readLines(locate(entry), limits)}),
		pieces: entry => ({[Symbol.iterator]: () => readPieces(locate(entry), limits)}),
		location: locate,
		isCut: entry => cut.has(locate(entry)),
	};
}

function resolveSource(path: string): {readonly real: string; readonly stats: Stats} {
	try {
		const real = realpathSync(path);
		return {real, stats: statSync(real)};
	} catch (error) {
		throw unreadable(path, error);
	}
}

function tryLocate(locate: (entry: string | undefined) => string, entry: string | undefined): string | undefined {
	try {
		return locate(entry);
	} catch {
		return undefined;
	}
}
