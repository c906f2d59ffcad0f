/*
 * A program that keeps a journal, to be killed and starved by tests: appender.ts DIRECTORY COUNT. It goes on where
 * the journal ends and prints a line for what happens: `acknowledged SEQ`, `trouble ERRNO BYTES`, `recovered`, `lost`.
 */
import {writeSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {openJournal} from '../../source/journal/journal.ts';
import {recoverJournal} from '../../source/journal/recover.ts';
import {holdsRun} from '../../source/journal/run-layout.ts';
import {sampleFacts} from './sample-run.ts';

const [directory = '', count = '0'] = process.argv.slice(2);
const say = (text: string): void => void writeSync(1, `${text}\n`);

const after = holdsRun(directory) ? await recoverJournal(directory) : undefined;
const journal = await openJournal({
	directory,
	...(after === undefined ? {} : {after}),
	now: () => Date.now(),
	monoMs: () => performance.now(),
	boot: 'boot-1',
	onTrouble: ({errno, bytesNeeded}) => say(`trouble ${errno} ${bytesNeeded}`),
	onRecovered: () => say('recovered'),
	onLost: error => say(`lost ${error.message.split('\n')[0] ?? ''}`),
	wait: () => sleep(20),
});
journal.onCommitted((_, events) => say(`acknowledged ${events.at(-1)?.seq ?? 0}`));
try {
	for (const [index, fact] of sampleFacts(Number(count)).entries()) {
		journal.append(fact);
		if (index % 3 === 2) await journal.flush();
	}
	await journal.close();
	say('closed');
} catch {
	process.exitCode = 1;
}
