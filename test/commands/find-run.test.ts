import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {findRunAloud} from '../../source/commands/find-run.ts';

test('which run is the last one is told, and nothing of one that is named', t => {
	const runs = mkdtempSync(join(tmpdir(), 'sweeptop-last-'));
	t.after(() => rmSync(runs, {recursive: true}));
	const [older, newer] = ['a-20260101-000000-0000', 'b-20260102-000000-0000'];
	for (const name of [older, newer]) {
		mkdirSync(join(runs, name));
		writeFileSync(join(runs, name, 'journal.ndjson'), '');
	}
	const notes: string[] = [];
	const host = {note: (text: string): void => void notes.push(text)};
	assert.equal(findRunAloud(runs, 'last', host), join(runs, newer));
	assert.equal(findRunAloud(runs, 'a-', host), join(runs, older));
	assert.deepEqual(notes, [`last is ${newer}\n`]);
});
