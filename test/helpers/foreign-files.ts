import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import type {TestContext} from 'node:test';
import type {ForeignSource} from '../../source/domain/importer.ts';
import {openForeignSource} from '../../source/importers/foreign/foreign-source.ts';
import {REPOSITORY} from './repository.ts';

/** Opens a file or folder of the systems' fixtures. */
export function openSystem(path: string): ForeignSource {
	return openForeignSource(join(REPOSITORY, 'test', 'fixtures', 'systems', path));
}

/** Opens a folder that is made of the given files and goes with the test. */
export function openFolder(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): ForeignSource {
	return openForeignSource(makeFolder(t, files));
}

/** Opens one file that goes with the test. */
export function openFile(t: TestContext, name: string, content: string | Uint8Array): ForeignSource {
	return openForeignSource(join(makeFolder(t, {[name]: content}), name));
}

function makeFolder(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-foreign-'));
	t.after(() => rmSync(folder, {recursive: true}));
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, path)), {recursive: true});
		writeFileSync(join(folder, path), content);
	}
	return folder;
}
