import assert from 'node:assert/strict';
import {test} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import {type Journal, type JournalOptions, openJournal} from '../../source/journal/journal.ts';
import {createMemoryFiles, type MemoryFiles, RUN} from './memory-files.ts';
import {plainJournalOptions} from './sample-run.ts';

const fact = {type: 'sampler-told' as const, state: 1};

async function open(files: MemoryFiles, options: Partial<JournalOptions> = {}): Promise<Journal> {
	return openJournal({...plainJournalOptions(), directory: RUN, files, ...options});
}

test('D6: a run directory deleted while nothing is written is noticed when it is looked for, once', async () => {
	const files = createMemoryFiles();
	const losses: Error[] = [];
	const journal = await open(files, {onLost: error => losses.push(error)});
	journal.append(fact);
	await journal.flush();
	await journal.check();
	assert.equal(losses.length, 0);
	files.removeAll();
	await journal.check();
	await journal.check();
	assert.equal(losses.length, 1);
	assert.match(losses[0]?.message ?? '', /\/run was deleted or moved/);
	journal.append(fact);
	await assert.rejects(journal.flush(), UserError);
	assert.deepEqual(files.paths(), []);
});

for (const [operation, errno] of [
	['write', 'ENOSPC'],
	['datasync', 'EIO'],
] as const) {
	test(`D6: a run directory deleted while the disk is in trouble (${errno}) is not waited for`, async () => {
		let isBroken = false;
		const files = createMemoryFiles({fault: called => (isBroken && called === operation ? {errno} : undefined)});
		const losses: Error[] = [];
		let tries = 0;
		const wait = async (): Promise<void> => {
			tries += 1;
			if (tries === 3) files.removeAll();
			assert.ok(tries < 10, 'it waits for a folder that is gone');
		};
		const journal = await open(files, {onTrouble: () => {}, onLost: error => losses.push(error), wait});
		isBroken = true;
		journal.append(fact);
		await assert.rejects(journal.durable(1), UserError);
		assert.equal(losses.length, 1);
		assert.deepEqual(files.paths(), []);
	});
}
