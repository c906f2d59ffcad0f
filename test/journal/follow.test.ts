import assert from 'node:assert/strict';
import {appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {UserError} from '../../source/domain/errors.ts';
import {followJournal} from '../../source/journal/follow.ts';
import {sampleFacts, toEvents, toText} from './sample-run.ts';

const EVENTS = toEvents(sampleFacts(60));

function temporary(t: TestContext): string {
	const directory = mkdtempSync(join(tmpdir(), 'sweeptop-follow-'));
	t.after(() => rmSync(directory, {recursive: true, force: true}));
	return directory;
}

/** Follows a journal in the background. */
function follow(t: TestContext, directory: string) {
	const abort = new AbortController();
	t.after(() => abort.abort());
	const seqs: number[] = [];
	const ended = (async () => {
		for await (const {event} of followJournal(directory, abort.signal, {pollMs: 5})) seqs.push(event.seq);
	})();
	const until = async (count: number): Promise<void> => {
		for (const startedMs = Date.now(); seqs.length < count && Date.now() - startedMs < 60_000; ) await sleep(5);
		assert.deepEqual(
			seqs,
			Array.from({length: count}, (_, index) => index + 1),
		);
	};
	return {seqs, until, ended, abort};
}

test('a journal that grows is followed, half lines held back until they are whole', async t => {
	const directory = temporary(t);
	const path = join(directory, 'journal.ndjson');
	writeFileSync(path, toText(EVENTS.slice(0, 10)));
	const {until, ended, abort} = follow(t, directory);
	await until(10);
	const text = Buffer.from(toText(EVENTS.slice(10, 12)));
	for (let at = 0; at < text.length; at += 97) {
		appendFileSync(path, text.subarray(at, at + 97));
		await sleep(2);
	}
	await until(12);
	appendFileSync(path, toText(EVENTS.slice(12, 40)));
	await until(40);
	abort.abort();
	await ended;
});

test('a torn end that a recovery cuts off, and a new segment, are followed', async t => {
	const directory = temporary(t);
	const path = join(directory, 'journal.ndjson');
	const whole = toText(EVENTS.slice(0, 20));
	writeFileSync(path, `${whole}not a record\n{"seq":21,`);
	const {until} = follow(t, directory);
	await until(20);
	truncateSync(path, Buffer.byteLength(whole));
	appendFileSync(path, toText(EVENTS.slice(20, 30)));
	await until(30);
	writeFileSync(join(directory, 'journal.1.ndjson'), toText(EVENTS.slice(28, 50)));
	await until(50);
	appendFileSync(join(directory, 'journal.1.ndjson'), toText(EVENTS.slice(50)));
	await until(60);
});

test('D6: a follower says when the run directory is gone', async t => {
	const directory = temporary(t);
	writeFileSync(join(directory, 'journal.ndjson'), toText(EVENTS));
	const {until, ended} = follow(t, directory);
	const outcome = ended.catch((error: unknown) => error);
	await until(60);
	rmSync(directory, {recursive: true});
	assert.ok((await outcome) instanceof UserError);
});
