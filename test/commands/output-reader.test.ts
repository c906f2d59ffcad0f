import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {readOutputTail} from '../../source/commands/session/output-reader.ts';

test('an execution that printed nothing is told from one whose output was not kept', async t => {
	const run = mkdtempSync(join(tmpdir(), 'sweeptop-output-'));
	t.after(() => rmSync(run, {recursive: true}));
	const make = (trial: string, execution: string): string => {
		const folder = join(run, 'trials', trial, execution);
		mkdirSync(join(folder, 'artifacts'), {recursive: true});
		return folder;
	};
	make('000001', 'e01');
	writeFileSync(join(make('000001', 'e02'), 'output.log'), 'a\rb\n');
	assert.deepEqual(await readOutputTail(run, 1, 1), [], 'it ran, and its log never appeared');
	assert.deepEqual(await readOutputTail(run, 1, 2), ['b', '']);
	assert.equal(await readOutputTail(run, 1, 3), undefined, 'it was not started here');
	assert.equal(await readOutputTail(run, 2, 1), undefined);
});
