import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {SweepFact} from '../../source/domain/event.ts';
import {encodeLine} from '../../source/journal/line.ts';
import {eventsOf} from './sample-sweep.ts';

/** Writes a run directory whose journal holds these facts, and gives its path. */
export function writeRun(runs: string, name: string, facts: readonly SweepFact[]): string {
	const directory = join(runs, name);
	mkdirSync(directory, {recursive: true, mode: 0o700});
	const lines = eventsOf(facts).map(event => `${encodeLine(event)}\n`);
	writeFileSync(join(directory, 'journal.ndjson'), lines.join(''));
	return directory;
}
