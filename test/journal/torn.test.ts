import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {SweepEvent} from '../../source/domain/event.ts';
import type {Damage} from '../../source/journal/damage.ts';
import {openJournal} from '../../source/journal/journal.ts';
import {readJournal} from '../../source/journal/read.ts';
import {recoverJournal} from '../../source/journal/recover.ts';
import {createMemoryFiles, type MemoryFiles, RUN, SEGMENT} from './memory-files.ts';
import {plainJournalOptions, shortFacts, toEvents, toText} from './sample-run.ts';

const SECTOR_BYTES = 512;

/** Offsets of the byte after each record's last brace: from there on the record is whole. */
function wholeRecordsUpTo(text: Buffer): readonly number[] {
	const ends: number[] = [];
	for (let at = text.indexOf(10); at >= 0; at = text.indexOf(10, at + 1)) ends.push(at);
	return ends;
}

/** Recovers and appends ten records; returns the seqs that were recovered. */
async function recoverAndAppend(files: MemoryFiles): Promise<number[]> {
	const recovered: number[] = [];
	const after = await recoverJournal(RUN, {files, onEvent: event => recovered.push(event.seq)});
	const journal = await openJournal({...plainJournalOptions(), directory: RUN, files, after});
	for (const fact of shortFacts(10)) journal.append(fact);
	await journal.close();
	return recovered;
}

function readBack(files: MemoryFiles): {seqs: number[]; damages: Damage[]} {
	const damages: Damage[] = [];
	const seqs = Array.from(readJournal(RUN, {files, onDamage: d => damages.push(d)}), entry => entry.event.seq);
	return {seqs, damages};
}

function range(from: number, count: number): number[] {
	return Array.from({length: count}, (_, index) => from + index);
}

/** The time grows with the square; all 200 stand in `npm run faults` and in `npm run bench -- torn`. */
const RECORDS = process.env['SWEEPTOP_FAULTS'] === '1' ? 200 : 70;

test(`E2: cut at every byte of ${RECORDS} records: all whole records are recovered, ten appended, all read back`, async () => {
	const whole = Buffer.from(toText(toEvents(shortFacts(RECORDS))));
	const ends = wholeRecordsUpTo(whole);
	const files = createMemoryFiles();
	let records = 0;
	/** The journal as it was read back for this number of whole records: equal bytes read the same. */
	let proven: Buffer | undefined;
	for (let cut = 0; cut <= whole.length; cut++) {
		if (cut === ends[records]) {
			records += 1;
			proven = undefined;
		}
		files.removeAll();
		files.set(SEGMENT, whole.subarray(0, cut));
		const recovered = await recoverAndAppend(files);
		// Seqs are dense, so length and last say it all.
		assert.equal(recovered.length, records, `cut at byte ${cut}`);
		assert.equal(recovered.at(-1) ?? 0, records, `cut at byte ${cut}`);
		if (proven === undefined) {
			assert.deepEqual(readBack(files), {seqs: range(1, records + 10), damages: []}, `cut at byte ${cut}`);
			proven = files.get(SEGMENT);
		}
		assert.ok(proven.equals(files.get(SEGMENT)), `cut at byte ${cut}`);
		const lastWhole = records === 0 ? 0 : (ends[records - 1] ?? 0);
		const isTorn = cut > lastWhole + (records === 0 ? 0 : 1);
		assert.equal(files.paths().includes(`${SEGMENT}.torn`), isTorn, `cut at byte ${cut}`);
	}
});

test('E3: each 512-byte sector zeroed: the records outside of it are recovered and the file can be appended to', async () => {
	const events = toEvents(shortFacts(200));
	const whole = Buffer.from(toText(events));
	const ends = wholeRecordsUpTo(whole);
	for (let from = 0; from < whole.length; from += SECTOR_BYTES) {
		const to = Math.min(whole.length, from + SECTOR_BYTES);
		const damaged = Buffer.from(whole).fill(0, from, to);
		const files = createMemoryFiles();
		files.set(SEGMENT, damaged);
		// A record is lost when one of its bytes, or the newline before or behind it, is.
		const kept = events.filter((_, index) => {
			const start = index === 0 ? 0 : (ends[index - 1] ?? 0);
			const end = (ends[index] ?? 0) + 1;
			return end <= from || start >= to;
		});
		const recovered = await recoverAndAppend(files);
		const survivors = kept.map(event => event.seq);
		assert.deepEqual(recovered, survivors, `sector at ${from}`);
		assert.deepEqual(
			readBack(files).seqs,
			[...survivors, ...range((survivors.at(-1) ?? 0) + 1, 10)],
			`sector at ${from}`,
		);
		const isTail = to === whole.length;
		assert.equal(files.paths().includes(`${SEGMENT}.torn`), isTail, `sector at ${from}`);
		if (!isTail) assert.deepEqual(files.get(SEGMENT).subarray(0, whole.length), damaged, 'rewritten in place');
	}
});

test('E4: every bit of 20 records flipped: never a wrong value, the others are kept', () => {
	const events = toEvents(shortFacts(20));
	const whole = Buffer.from(toText(events));
	const texts = new Set(events.map(event => JSON.stringify(event)));
	const files = createMemoryFiles();
	for (let offset = 0; offset < whole.length; offset++) {
		for (let bit = 0; bit < 8; bit++) {
			const damaged = Buffer.from(whole);
			damaged[offset] = (damaged[offset] ?? 0) ^ (1 << bit);
			files.set(SEGMENT, damaged);
			const damages: Damage[] = [];
			const read: SweepEvent[] = Array.from(
				readJournal(RUN, {files, onDamage: d => damages.push(d)}),
				entry => entry.event,
			);
			const where = `bit ${bit} of byte ${offset}`;
			for (const event of read) assert.ok(texts.has(JSON.stringify(event)), `${where}: ${JSON.stringify(event)}`);
			// A lost newline costs the two records that it parted; a lost newline at the end costs none.
			assert.ok(read.length >= 18, `${where}: ${read.length} records`);
			assert.ok(damages.length > 0 || read.length === 20, `${where}: nothing reported`);
			if (read.length < 20)
				assert.ok(
					damages.some(d => d.kind === 'bad-record' || d.kind === 'torn-tail'),
					where,
				);
		}
	}
});

const TAILS: Readonly<Record<string, Buffer>> = {
	zeros: Buffer.alloc(4096),
	'bytes of another file': Buffer.from('\x7fELF\x02\x01\n{"seq":3}\nnot ours\n'),
	'a lone CR': Buffer.from('\r'),
	'half a record': Buffer.from('{"seq":6,"t":"2026-'),
	'a record with a wrong checksum': Buffer.from('{"seq":6,"crc":"00000000"}\n'),
};

for (const [name, tail] of Object.entries(TAILS)) {
	test(`E3: a tail of ${name} is cut off, kept as .torn, and named in one notice`, async () => {
		const whole = Buffer.from(toText(toEvents(shortFacts(5))));
		const files = createMemoryFiles();
		files.set(SEGMENT, Buffer.concat([whole, tail]));
		const damages: Damage[] = [];
		const end = await recoverJournal(RUN, {files, onDamage: d => damages.push(d)});
		assert.deepEqual(files.get(SEGMENT), whole);
		assert.deepEqual(files.get(`${SEGMENT}.torn`), tail);
		assert.equal(end.lastSeq, 5);
		assert.equal(end.offset, whole.length);
		assert.deepEqual(damages, [
			{
				kind: 'torn-tail',
				segment: 'journal.ndjson',
				offset: whole.length,
				bytes: tail.length,
				savedAs: 'journal.ndjson.torn',
			},
		]);
	});
}

test('a second torn tail is added to the first', async () => {
	const files = createMemoryFiles();
	files.set(SEGMENT, Buffer.from(`${toText(toEvents(shortFacts(2)))}first`));
	await recoverJournal(RUN, {files});
	files.set(SEGMENT, Buffer.concat([files.get(SEGMENT), Buffer.from('second')]));
	await recoverJournal(RUN, {files});
	assert.equal(files.get(`${SEGMENT}.torn`).toString(), 'firstsecond');
});
