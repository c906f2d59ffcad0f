import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {encodeLine} from '../../source/journal/line.ts';
import {readLastEvents} from '../../source/journal/tail.ts';
import {eventsOf, SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

const events = eventsOf(SAMPLE_FACTS);
const lines = events.map(event => `${encodeLine(event)}\n`);

function openFolder(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'st-tail-'));
	t.after(() => rmSync(folder, {recursive: true}));
	return folder;
}

test('the end of a journal is that of its last segment which holds any event', t => {
	const folder = openFolder(t);
	writeFileSync(join(folder, 'journal.ndjson'), lines.join(''));
	assert.deepEqual(readLastEvents(folder), events);
	writeFileSync(join(folder, 'journal.1.ndjson'), '');
	assert.deepEqual(readLastEvents(folder), events);
	writeFileSync(join(folder, 'journal.1.ndjson'), lines.at(-1) ?? '');
	assert.deepEqual(readLastEvents(folder), events.slice(-1));
});

test('of a long journal only the last 64 KiB are read', t => {
	const folder = openFolder(t);
	const many = eventsOf(
		Array.from({length: 2000}, (_, index) => ({type: 'notice', level: 'info', text: `number ${index}`, about: ''})),
	);
	writeFileSync(join(folder, 'journal.ndjson'), many.map(event => `${encodeLine(event)}\n`).join(''));
	const last = readLastEvents(folder);
	assert.ok(last.length > 100 && last.length < 1000, String(last.length));
	assert.deepEqual(last, many.slice(-last.length));
});

test('a line that no writer of ours made is no event, here as elsewhere', t => {
	const folder = openFolder(t);
	const forged = '{"seq":999,"t":"","mono_ms":1,"boot":"b","type":"sweep-ended","why":"nobody knows"}\n';
	writeFileSync(join(folder, 'journal.ndjson'), `${lines.join('')}${forged}`);
	assert.deepEqual(readLastEvents(folder), events);
});

test('no journal, or one that cannot be read, has no end', t => {
	const folder = openFolder(t);
	assert.deepEqual(readLastEvents(folder), []);
	mkdirSync(join(folder, 'journal.ndjson'));
	assert.deepEqual(readLastEvents(folder), []);
	assert.deepEqual(readLastEvents(join(folder, 'nothing')), []);
});
