import {join} from 'node:path';
import type {Bench, Figure, Measurement} from './measurement.ts';
import {runOrThrow} from './programs.ts';
import {REPOSITORY} from '../helpers/repository.ts';

/** The journal's own test of torn files, timed. */
export const torn: Measurement = {
	id: 'torn',
	title: 'a journal of 200 records cut at every byte: recovered, appended to, read back',
	run: measureTorn,
};

async function measureTorn({note}: Bench): Promise<readonly Figure[]> {
	const test = join(REPOSITORY, 'test', 'journal', 'torn.test.ts');
	const {stdout, tookMs} = await runOrThrow(
		[process.execPath, '--import', 'tsx', '--test', '--test-reporter', 'tap', test],
		{cwd: REPOSITORY},
	);
	const failures = Number(/^# fail (\d+)$/m.exec(stdout)?.[1] ?? Number.NaN);
	note(`${/^# pass (\d+)$/m.exec(stdout)?.[1] ?? '?'} tests passed`);
	return [
		{name: 'tests that failed', unit: '', ours: failures, budget: 0, note: 'test/journal/torn.test.ts'},
		{name: 'time for all', unit: 's', ours: tookMs / 1000},
	];
}
