import {
	closeSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	readSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {ReadOnlyFileSystem} from '../../probes/host/file-reader.ts';

/** A manifest of `test/fixtures/sysfs` as a tree of real files below `root`. */
export type FakeTree = {
	readonly root: string;
	/** Real calls, but the manifest's `!ERRNO` files fail so. */
	readonly fs: ReadOnlyFileSystem;
	/** Writes or replaces a file; `!EIO` makes it fail from now on. */
	readonly write: (path: string, content: string) => void;
	readonly remove: () => void;
};

/** Builds the tree of a manifest: `path<TAB>content`, `@->` links, `!ERRNO` failures (format: its README). */
export function buildFakeTree(name: string): FakeTree {
	const path = fileURLToPath(new URL(`../fixtures/sysfs/${name}.tsv`, import.meta.url));
	return buildTree(parseManifest(readFileSync(path, 'utf8')));
}

/** Builds a tree of the given files. */
export function buildTree(files: Iterable<readonly [path: string, content: string]>): FakeTree {
	const root = mkdtempSync(join(tmpdir(), 'sweeptop-sysfs-'));
	const remove = (): void => rmSync(root, {recursive: true, force: true});
	const failures = new Map<string, string>();
	const entries = [...files];
	const write = (path: string, content: string): void => {
		failures.delete(root + path);
		if (content.startsWith('!')) failures.set(root + path, content.slice(1));
		if (content === '!ENOENT') return;
		const isFolder = content === '(empty directory)';
		mkdirSync(isFolder ? root + path : dirname(root + path), {recursive: true});
		if (!isFolder) writeFileSync(root + path, content.startsWith('!') ? '' : `${content}\n`);
	};
	// Links first: later entries may be written through them.
	for (const [path, content] of entries) if (content.startsWith('@->')) link(root, path, content.slice(3));
	for (const [path, content] of entries) if (!content.startsWith('@->')) write(path, content);
	return {root, fs: failingFs(failures), write, remove};
}

function parseManifest(text: string): [string, string][] {
	return text
		.split('\n')
		.filter(line => line.startsWith('/'))
		.map(line => {
			const tab = line.indexOf('\t');
			return [
				line.slice(0, tab),
				line
					.slice(tab + 1)
					.replaceAll('\\n', '\n')
					.replaceAll('\\0', '\0'),
			];
		});
}

function link(root: string, path: string, target: string): void {
	const absolute = target.startsWith('/') ? root + target : join(dirname(root + path), target);
	mkdirSync(absolute, {recursive: true});
	mkdirSync(dirname(root + path), {recursive: true});
	if (!existsSync(root + path)) symlinkSync(absolute, root + path);
}

/** Files fail at the read, except for a missing permission, which the open shows. Root would pass a chmod. */
function failingFs(failures: ReadonlyMap<string, string>): ReadOnlyFileSystem {
	const pathOf = new Map<number, string>();
	const fail = (errno: string): never => {
		throw Object.assign(new Error(`${errno}: injected`), {code: errno});
	};
	return {
		openSync: path => {
			const errno = failures.get(path);
			if (errno === 'EACCES' || errno === 'ENOENT') fail(errno);
			const fd = openSync(path, 'r');
			pathOf.set(fd, path);
			return fd;
		},
		readSync: (fd, buffer, offset, length, position) => {
			const errno = failures.get(pathOf.get(fd) ?? '');
			return errno === undefined ? readSync(fd, buffer, offset, length, position) : fail(errno);
		},
		closeSync: fd => {
			pathOf.delete(fd);
			closeSync(fd);
		},
		readdirSync: path => readdirSync(path),
		readlinkSync: path => readlinkSync(path),
		existsSync,
	};
}
