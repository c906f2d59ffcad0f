import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {createOutputEndReader} from '../../source/commands/session/output-reader.ts';
import {executionFolder} from '../../source/journal/run-layout.ts';

test('the end of an output is its last line, or the last one that names a metric without a value', t => {
	const directory = mkdtempSync(join(tmpdir(), 'sweeptop-output-end-'));
	t.after(() => rmSync(directory, {recursive: true}));
	const folder = join(directory, executionFolder(1, 1));
	mkdirSync(folder, {recursive: true});
	const path = join(folder, 'output.log');
	const early = 'time: 1 s?\r\n\x1b[1mtime\x1b[0m: 1,234.5 ms\r\n';
	writeFileSync(path, `${early}${'x'.repeat(9000)}\nruntime: 3\nit took some time\nacc=0,5\n\n`);
	const endOf = createOutputEndReader(directory);
	assert.deepEqual(endOf(1, 1), {line: 'acc=0,5', path});
	assert.deepEqual(endOf(1, 1, ['time']), {line: 'time: 1,234.5 ms', path});
	assert.deepEqual(endOf(1, 1, ['time', 'acc']), {line: 'acc=0,5', path});
	assert.deepEqual(endOf(1, 1, ['loss']), {line: 'acc=0,5', path});
	assert.equal(endOf(2, 1, ['time']), undefined);
});
