import assert from 'node:assert/strict';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {test} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import type {SweepEvent, SweepFact} from '../../source/domain/event.ts';
import {type Journal, type JournalOptions, openJournal} from '../../source/journal/journal.ts';
import {readJournal} from '../../source/journal/read.ts';
import {recoverJournal} from '../../source/journal/recover.ts';
import type {JournalTrouble} from '../../source/journal/segment-writer.ts';
import {createMemoryFiles, type Fault, type MemoryFiles, type Operation, RUN, SEGMENT} from './memory-files.ts';
import {plainJournalOptions, sampleFacts, shortFacts, toEvents, toText} from './sample-run.ts';

const noWait = async (): Promise<void> => {};

async function open(files: MemoryFiles, options: Partial<JournalOptions> = {}): Promise<Journal> {
	return openJournal({...plainJournalOptions(), directory: RUN, files, wait: noWait, ...options});
}

function read(files: MemoryFiles): SweepEvent[] {
	return Array.from(readJournal(RUN, {files}), entry => entry.event);
}

function note(number: number) {
	return shortFacts(number + 1)[number] ?? {type: 'sampler-told' as const, state: number};
}

test('append gives seq, time, monotonic time and boot at once, and the file says the same', async () => {
	const files = createMemoryFiles();
	const journal = await open(files);
	const events = sampleFacts(30).map(fact => journal.append(fact));
	assert.deepEqual(
		events.map(event => event.seq),
		Array.from({length: 30}, (_, index) => index + 1),
	);
	assert.equal(events[0]?.t, '2026-09-21T14:13:20.000Z');
	assert.equal(events[1]?.mono_ms, 1001);
	await journal.close();
	assert.deepEqual(read(files), events);
	assert.equal(files.get(SEGMENT).toString(), toText(events));
});

test('facts of one turn share one write and one flush; those appended meanwhile share the next', async () => {
	const operations: Operation[] = [];
	const files = createMemoryFiles({fault: operation => void operations.push(operation)});
	const journal = await open(files);
	operations.length = 0;
	for (let number = 0; number < 50; number++) journal.append(note(number));
	const first = journal.durable(50);
	await Promise.resolve();
	await Promise.resolve();
	for (let number = 50; number < 90; number++) journal.append(note(number));
	await first;
	await journal.flush();
	assert.deepEqual(operations, ['write', 'datasync', 'write', 'datasync']);
	assert.equal(journal.committedSeq(), 90);
	await journal.close();
});

test('a fact appended by whoever waited for the one before is written too', async () => {
	const files = createMemoryFiles();
	const journal = await open(files);
	journal.append(note(0));
	for (let seq = 1; seq < 20; seq++) {
		await journal.durable(seq);
		journal.append(note(seq));
	}
	await journal.flush();
	assert.equal(read(files).length, 20);
});

test('listeners get the lines as they stand in the file, after the flush and before durable resolves', async () => {
	const files = createMemoryFiles();
	const journal = await open(files);
	const seen: string[] = [];
	const unsubscribe = journal.onCommitted((lines, events) => {
		assert.equal(lines.length, events.length);
		assert.equal(events.at(-1)?.seq, journal.committedSeq());
		seen.push(...lines);
	});
	journal.append(note(0));
	journal.append(note(1));
	await journal.durable(1);
	assert.equal(`${seen.join('\n')}\n`, files.get(SEGMENT).toString());
	unsubscribe();
	journal.append(note(2));
	await journal.flush();
	assert.equal(seen.length, 2);
});

test('D2: short writes are continued until the record is whole', async () => {
	const files = createMemoryFiles({fault: operation => (operation === 'write' ? {writeAtMost: 7} : undefined)});
	const journal = await open(files);
	const events = sampleFacts(12).map(fact => journal.append(fact));
	await journal.close();
	assert.deepEqual(read(files), events);
});

for (const errno of ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS']) {
	test(`D1, D4: ${errno} on write: one trouble that says how much is needed, all records kept, one recovery`, async () => {
		let failing = true;
		let writes = 0;
		const fault = (operation: Operation): Fault | undefined => {
			if (!failing || operation !== 'write') return undefined;
			// Half a record gets through before the disk is full.
			writes += 1;
			return writes === 1 ? {writeAtMost: 11} : {errno};
		};
		const files = createMemoryFiles({fault});
		const troubles: JournalTrouble[] = [];
		let recoveries = 0;
		let retries = 0;
		const journal = await open(files, {
			onTrouble: trouble => troubles.push(trouble),
			onRecovered: () => {
				recoveries += 1;
			},
			wait: async () => {
				retries += 1;
				if (retries === 3) journal.append(note(1));
				if (retries === 5) failing = false;
			},
		});
		journal.append(note(0));
		await journal.flush();
		await journal.close();
		assert.deepEqual(troubles, [{errno, bytesNeeded: toText(toEvents([note(0)])).length, path: SEGMENT}]);
		assert.equal(recoveries, 1);
		assert.deepEqual(
			read(files).map(event => event.seq),
			[1, 2],
		);
	});
}

test('nothing is acknowledged while the disk is in trouble; abandon gives up what waits', async () => {
	const files = createMemoryFiles({fault: operation => (operation === 'write' ? {errno: 'ENOSPC'} : undefined)});
	const wait = (_: number, signal: AbortSignal): Promise<void> =>
		new Promise((_resolve, reject) => {
			signal.addEventListener('abort', () => reject(signal.reason));
		});
	const journal = await open(files, {onTrouble: () => {}, wait});
	journal.append(note(0));
	const outcome = journal.durable(1).then(
		() => 'durable',
		() => 'rejected',
	);
	for (let turn = 0; turn < 5; turn++) await nextTurn();
	assert.equal(journal.committedSeq(), 0);
	await journal.abandon();
	assert.equal(await outcome, 'rejected');
	await assert.rejects(journal.durable(1), /abandoned/);
	assert.equal(journal.append(note(1)).seq, 2);
});

test('D3: after EIO on fsync the flush is not trusted again: unacknowledged records go whole to a new segment', async () => {
	let flushes = 0;
	const fault = (operation: Operation): Fault | undefined => {
		if (operation !== 'datasync') return undefined;
		flushes += 1;
		// The first flush is that of opening, the second that of the first batch.
		return flushes === 3 ? {errno: 'EIO'} : undefined;
	};
	const files = createMemoryFiles({fault});
	const troubles: JournalTrouble[] = [];
	const journal = await open(files, {onTrouble: trouble => troubles.push(trouble), onRecovered: () => {}});
	journal.append(note(0));
	await journal.flush();
	journal.append(note(1));
	await journal.flush();
	journal.append(note(2));
	await journal.close();
	assert.equal(troubles[0]?.errno, 'EIO');
	assert.deepEqual(files.paths(), [SEGMENT, '/run/journal.1.ndjson'].toSorted());
	assert.deepEqual(
		files
			.get('/run/journal.1.ndjson')
			.toString()
			.split('\n')
			.map(line => line.slice(0, 8)),
		['{"seq":2', '{"seq":3', ''],
	);
	// The page that the kernel dropped: what the failed flush left behind is read over without a word.
	const torn = files.get(SEGMENT);
	for (const lost of [0, 5, 60]) {
		files.set(SEGMENT, torn.subarray(0, torn.length - lost));
		const damages: unknown[] = [];
		const seqs = Array.from(readJournal(RUN, {files, onDamage: d => damages.push(d)}), entry => entry.event.seq);
		assert.deepEqual({seqs, damages}, {seqs: [1, 2, 3], damages: []});
	}
	const end = await recoverJournal(RUN, {files});
	assert.deepEqual([end.segment, end.lastSeq], [1, 3]);
});

test('D3: a new segment that cannot be made is tried again under the next name', async () => {
	const files = createMemoryFiles({
		fault: (operation, call) => {
			if (operation === 'datasync' && call > 3 && call < 6) return {errno: 'EIO'};
			return operation === 'syncDirectory' && call > 6 && call < 9 ? {errno: 'EIO'} : undefined;
		},
	});
	const journal = await open(files, {onTrouble: () => {}, onRecovered: () => {}});
	const events = [journal.append(note(0)), journal.append(note(1))];
	await journal.close();
	assert.deepEqual(read(files), events);
});

test('D6: a run directory deleted in mid-run: nothing more is acknowledged, and the message says so', async () => {
	const files = createMemoryFiles();
	const losses: Error[] = [];
	const journal = await open(files, {onLost: error => losses.push(error)});
	journal.append(note(0));
	await journal.flush();
	files.removeAll();
	journal.append(note(1));
	await assert.rejects(journal.durable(2), UserError);
	assert.equal(losses.length, 1);
	assert.match(losses[0]?.message ?? '', /\/run was deleted or moved .*\/run\/journal\.ndjson/);
	assert.deepEqual(files.paths(), [], 'a new partial folder');
	assert.equal(journal.append(note(2)).seq, 3);
	await assert.rejects(journal.close(), UserError);
});

test('a folder that holds a journal is refused with a hint to resume', async () => {
	const files = createMemoryFiles();
	await (await open(files)).close();
	await assert.rejects(open(files), (error: unknown) => {
		assert.ok(error instanceof UserError);
		assert.match(error.hint, /sweeptop resume \/run/);
		return true;
	});
});

test('D5: errors at opening name the path and the errno', async () => {
	for (const errno of ['EACCES', 'ENOSPC', 'EROFS', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'EDQUOT']) {
		const files = createMemoryFiles({fault: operation => (operation === 'open' ? {errno} : undefined)});
		await assert.rejects(open(files), (error: unknown) => {
			assert.ok(error instanceof UserError, errno);
			assert.match(error.problem, new RegExp(`/run/journal\\.ndjson: ${errno}$`));
			assert.notEqual(error.hint, '', errno);
			return true;
		});
	}
});

test('crash sweep: power fails at every call of a run, with the unflushed bytes kept, lost or torn', async () => {
	const facts = shortFacts(250);
	const whole = await runUntilCrash(facts, Number.POSITIVE_INFINITY);
	let points = 0;
	for (let crashAt = 1; crashAt <= whole.files.calls(); crashAt++) {
		const {files, acknowledged} = await runUntilCrash(facts, crashAt);
		for (const keep of [(n: number) => n, () => 0, (n: number) => Math.floor(n / 2)]) {
			points += 1;
			const after = files.afterPowerLoss(keep);
			if (!after.paths().includes(SEGMENT)) {
				assert.equal(acknowledged, 0);
				continue;
			}
			const {lastSeq} = await recoverJournal(RUN, {
				files: after,
				onDamage: damage => assert.equal(damage.kind, 'torn-tail', `call ${crashAt}`),
			});
			assert.ok(lastSeq >= acknowledged, `call ${crashAt}: ${lastSeq} < ${acknowledged}`);
		}
	}
	assert.ok(points >= 1500, `${points} points`);
});

/** Appends and flushes fact by fact until the call with this number, from which on every call fails. */
async function runUntilCrash(
	facts: readonly SweepFact[],
	crashAt: number,
): Promise<{files: MemoryFiles; acknowledged: number}> {
	const files = createMemoryFiles({fault: (_, call) => (call >= crashAt ? {errno: 'EIO'} : undefined)});
	let journal: Journal | undefined;
	try {
		journal = await open(files, {
			onTrouble: () => {},
			onLost: () => {},
			wait: () => Promise.reject(new Error('the power is gone')),
		});
		for (const fact of facts) {
			journal.append(fact);
			await journal.flush();
		}
	} catch {
		// The machine is off from here on.
	}
	return {files, acknowledged: journal?.committedSeq() ?? 0};
}
