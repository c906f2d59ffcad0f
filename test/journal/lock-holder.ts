/*
 * Tries to take the lock of a run directory at a moment: lock-holder.ts DIRECTORY EPOCH_MS. Prints `held` and keeps it
 * until its input ends, or `refused` with the reason.
 */
import {writeSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {messageOf} from '../../source/domain/errors.ts';
import {acquireLock} from '../../source/journal/lock.ts';

const [directory = '', at = '0'] = process.argv.slice(2);
await sleep(Math.max(0, Number(at) - Date.now()));
try {
	acquireLock(directory);
	writeSync(1, 'held\n');
	process.stdin.resume();
} catch (error) {
	writeSync(1, `refused ${messageOf(error).replaceAll('\n', ' ')}\n`);
}
