import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {TestContext} from 'node:test';
import type {Heard, StudyListener} from '../../source/domain/listener.ts';

/** A folder for one test. */
export function makeFolder(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-study-'));
	t.after(() => rmSync(folder, {recursive: true}));
	return folder;
}

/** What a storage tells at once at a look. */
export function poll(study: StudyListener): readonly Heard[] {
	const heard = study.poll();
	assert.ok(Array.isArray(heard));
	return heard;
}

/** What it tells after its program ended well. */
export function end(study: StudyListener): readonly Heard[] {
	const heard = study.end(true);
	assert.ok(Array.isArray(heard));
	return heard;
}
