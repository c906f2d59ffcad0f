import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import type {SweepEvent} from '../../source/domain/event.ts';
import {type Damage, describeDamage} from '../../source/journal/damage.ts';
import {formatLine} from '../../source/journal/line.ts';
import {openJournal} from '../../source/journal/journal.ts';
import {readJournal} from '../../source/journal/read.ts';
import {foldJournal} from '../helpers/fold-journal.ts';
import {recoverJournal} from '../../source/journal/recover.ts';
import {createMemoryFiles, type MemoryFiles, RUN, SEGMENT} from './memory-files.ts';
import {
	fold,
	plainJournalOptions,
	sampleFacts,
	shortFacts,
	STARTED,
	toEvents,
	toRawText,
	toText,
} from './sample-run.ts';

function temporary(t: TestContext): string {
	const directory = mkdtempSync(join(tmpdir(), 'sweeptop-journal-'));
	t.after(() => rmSync(directory, {recursive: true, force: true}));
	return directory;
}

function filesWith(text: string | Uint8Array): MemoryFiles {
	const files = createMemoryFiles();
	files.set(SEGMENT, Buffer.from(text));
	return files;
}

function readAll(files: MemoryFiles): {events: SweepEvent[]; damages: Damage[]} {
	const damages: Damage[] = [];
	const events = Array.from(readJournal(RUN, {files, onDamage: d => damages.push(d)}), entry => entry.event);
	return {events, damages};
}

const EVENTS = toEvents(sampleFacts(40));
const LINES = EVENTS.map(event => toText([event]));

test('reading gives back what was written, and the lines byte for byte', () => {
	const files = filesWith(LINES.join(''));
	const entries = [...readJournal(RUN, {files})];
	assert.deepEqual(
		entries.map(entry => entry.event),
		EVENTS,
	);
	assert.equal(entries.map(entry => `${formatLine(entry.json, entry.checksum)}\n`).join(''), LINES.join(''));
});

test('a trial whose telemetry is that of its execution shares it, and no other key is lost', () => {
	const files = filesWith(LINES.join(''));
	const {trials} = foldJournal(RUN, {files});
	const trial = trials[0];
	assert.ok(trial !== undefined);
	assert.equal(trial.telemetry, trial.executions[0]?.telemetry);
	assert.deepEqual(foldJournal(RUN, {files}), fold(EVENTS));
});

test('lines longer than a chunk and chunks that end anywhere are read alike', () => {
	const long = toEvents([{type: 'notice', level: 'info', text: 'x'.repeat(700_000), about: 'ü'}], 41);
	const files = filesWith(LINES.join('') + toText(long));
	assert.deepEqual(readAll(files), {events: [...EVENTS, ...long], damages: []});
	const many = toEvents(sampleFacts(3000));
	assert.deepEqual(readAll(filesWith(toText(many))).events, many);
});

test('E4: a damaged record in the middle is named by number and byte, the others are kept, the file is as it was', async () => {
	const bad = LINES.with(6, (LINES[6] ?? '').replace('"trial":', '"trjal":')).join('');
	const files = filesWith(bad);
	const damages: Damage[] = [];
	const end = await recoverJournal(RUN, {files, onDamage: d => damages.push(d)});
	const offset = LINES.slice(0, 6).join('').length;
	assert.deepEqual(damages.map(describeDamage), [
		`journal.ndjson: record 7 at byte ${Buffer.byteLength(LINES.slice(0, 6).join(''))} is damaged (its checksum is missing or wrong); the others are kept`,
		'journal.ndjson: seq 7 is missing',
	]);
	assert.ok(offset > 0);
	assert.equal(end.lastSeq, 40);
	assert.deepEqual(files.get(SEGMENT), Buffer.from(bad));
	assert.deepEqual(files.paths(), [SEGMENT]);
});

test('E5: repeated records fold once and are reported, gaps are reported by number', () => {
	const [first = '', second = '', third = '', ...rest] = LINES;
	const repeated = readAll(filesWith([first, second, second, third, ...rest].join('')));
	assert.deepEqual(repeated.events, EVENTS);
	assert.deepEqual(repeated.damages.map(describeDamage), [
		`journal.ndjson: record 3 at byte ${(first + second).length} repeats seq 2; the first one counts`,
	]);
	const gap = readAll(filesWith([first, ...rest].join('')));
	assert.deepEqual(gap.damages.map(describeDamage), ['journal.ndjson: seq 2 to 3 are missing']);
	assert.equal(gap.events.length, 38);
});

test('E6: a newer format is read as far as it is known and never written, not even its torn end', async () => {
	const newer = [
		{...toEvents([STARTED])[0], format: 2, sweep: {...STARTED, shape: 'new'}},
		{...toEvents(shortFacts(1), 2)[0], type: 'quantum-entangled', partner: 7},
		...toEvents(sampleFacts(8).slice(1), 3),
	];
	const text = `${toRawText(newer)}half a rec`;
	const files = filesWith(text);
	const damages: Damage[] = [];
	const after = await recoverJournal(RUN, {files, onDamage: d => damages.push(d)});
	assert.equal(after.writable, false);
	assert.equal(files.get(SEGMENT).toString(), text);
	assert.deepEqual(
		damages.map(d => d.kind),
		['newer-format', 'torn-tail'],
	);
	await assert.rejects(
		openJournal({...plainJournalOptions(), directory: RUN, files, after}),
		/format 2, which is newer/,
	);
	const state = foldJournal(RUN, {files});
	assert.equal(state.lastSeq, 9);
	assert.equal(state.counts.complete, 1);
});

test('unknown types and keys of our format are passed over and the journal stays writable', async () => {
	const events = [...toEvents([STARTED]), {...toEvents(shortFacts(1), 2)[0], type: 'later', more: {deep: []}}];
	const files = filesWith(toRawText(events));
	const after = await recoverJournal(RUN, {files});
	assert.deepEqual([after.writable, after.lastSeq, after.format], [true, 2, 1]);
	assert.equal(foldJournal(RUN, {files}).phase, 'running');
});

test('E11: CR LF line ends and a byte order mark are read, with one warning each, and appended to', async () => {
	const files = filesWith(`\uFEFF${LINES.join('').replaceAll('\n', '\r\n')}`);
	const {events, damages} = readAll(files);
	assert.deepEqual(events, EVENTS);
	assert.deepEqual(
		damages.map(d => d.kind),
		['byte-order-mark', 'carriage-returns'],
	);
	const after = await recoverJournal(RUN, {files});
	const journal = await openJournal({...plainJournalOptions(), directory: RUN, files, after});
	journal.append({type: 'sampler-told', state: 1});
	await journal.close();
	assert.equal(readAll(files).events.length, 41);
	assert.deepEqual(files.paths(), [SEGMENT]);
});

test('E8: an empty and a one-byte journal hold nothing and can be appended to', async () => {
	for (const text of ['', '{', '\n']) {
		const files = filesWith(text);
		const after = await recoverJournal(RUN, {files});
		assert.equal(after.lastSeq, 0);
		const journal = await openJournal({...plainJournalOptions(), directory: RUN, files, after});
		journal.append(STARTED);
		await journal.close();
		assert.deepEqual(
			readAll(files).events.map(event => event.seq),
			[1],
		);
	}
});

test('E8: a folder, a FIFO or nothing in the place of the journal is a clear error and never hangs', async t => {
	const directory = temporary(t);
	await assert.rejects(recoverJournal(directory), /holds no journal\.ndjson/);
	await assert.rejects(recoverJournal(join(directory, 'absent')), /absent: ENOENT/);
	mkdirSync(join(directory, 'journal.ndjson'));
	await assert.rejects(recoverJournal(directory), (error: unknown) => {
		assert.ok(error instanceof UserError);
		assert.match(error.problem, /journal\.ndjson is a folder, not a journal/);
		return true;
	});
	rmSync(join(directory, 'journal.ndjson'), {recursive: true});
	execFileSync('mkfifo', [join(directory, 'journal.ndjson')]);
	await assert.rejects(recoverJournal(directory), /journal\.ndjson is a FIFO/);
});

test('E8: a line of 80 MiB without an end is passed over in bounded memory', () => {
	const size = 80 * 1024 * 1024;
	const head = Buffer.from(LINES.slice(0, 3).join(''));
	const tail = Buffer.from(`\n${LINES.slice(3).join('')}`);
	const files = createMemoryFiles();
	files.set(SEGMENT, Buffer.concat([head, Buffer.alloc(size), tail]));
	const {events, damages} = readAll(files);
	assert.deepEqual(events, EVENTS);
	assert.deepEqual(
		damages.map(d => d.kind === 'bad-record' && d.reason),
		['longer than 64 MiB'],
	);
});

test('the real file system: recovered, appended to, read back; files are private', async t => {
	const directory = temporary(t);
	writeFileSync(join(directory, 'journal.ndjson'), `${LINES.join('')}{"seq":41,"t":`);
	const after = await recoverJournal(directory);
	const journal = await openJournal({...plainJournalOptions(), directory, after});
	journal.append({type: 'sampler-told', state: 'größe'});
	await journal.close();
	assert.equal(foldJournal(directory).lastSeq, 41);
	const fresh = join(directory, 'fresh');
	mkdirSync(fresh);
	await (await openJournal({...plainJournalOptions(), directory: fresh})).close();
	const mode = execFileSync('stat', ['-c', '%a', join(fresh, 'journal.ndjson'), `${directory}/journal.ndjson.torn`]);
	assert.equal(mode.toString(), '600\n600\n');
});
