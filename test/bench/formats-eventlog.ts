import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync, gzipSync} from 'node:zlib';
import {type LoggedEvent, readEventLog} from '../../source/importers/plaidml/plaidml-events.ts';
import {type EventToWrite, writeEventLog} from '../helpers/event-log-writer.ts';
import {REPOSITORY} from '../helpers/repository.ts';
import type {Figure, Measurement} from './measurement.ts';
import {memoryOf} from './proc.ts';
import {runProgram} from './programs.ts';

const RECORDS = 150_000;
const MOST_SECONDS = 2;
const MOST_MIB = 400;

/** An event log of 16 MB and 150,000 records, from the command line to the printed table of kernels. */
export const eventLogImport: Measurement = {
	id: 'eventlog',
	title: `table of the kernels of an event log of ${RECORDS} records`,
	run: async ({folder, launcher, note}) => {
		const path = join(folder, 'eventlog.gz');
		const raw = longLog();
		note(`${(raw.length / 1e6).toFixed(1)} MB`);
		writeFileSync(path, gzipSync(raw));
		const figures: Figure[] = [];
		for (const sweep of ['kernels', 'invocations', 'timeline']) {
			let peakMiB = 0;
			const argv = [launcher, 'table', `${path}#${sweep}`, '--top', '5'];
			const end = await runProgram(argv, {
				whileRunning: pid => {
					peakMiB = Math.max(peakMiB, memoryOf(pid).peakMiB || 0);
				},
			});
			if (end.code !== 0) throw new Error(end.stderr);
			const isBudgeted = sweep === 'kernels';
			figures.push(
				{
					name: `${sweep}, to the table`,
					unit: 's',
					ours: end.tookMs / 1000,
					...(isBudgeted ? {budget: MOST_SECONDS} : {}),
				},
				{name: `${sweep}, peak memory`, unit: 'MiB', ours: peakMiB, ...(isBudgeted ? {budget: MOST_MIB} : {})},
			);
		}
		return figures;
	},
};

/** The real log of the fixtures again and again, with new indices. */
export function longLog(): Uint8Array {
	const fixture = join(REPOSITORY, 'test/fixtures/systems/plaidml/small_mobilenet_coco_log.gz');
	const {events} = readEventLog(gunzipSync(readFileSync(fixture)));
	const indices = events.reduce((most, event) => Math.max(most, Number(event.id)), 0) + 1;
	const long: EventToWrite[] = [];
	for (let copy = 0; long.length < RECORDS; copy++)
		for (const event of events) long.push(shifted(event, copy * indices));
	return writeEventLog(long);
}

function shifted(event: LoggedEvent, by: number): EventToWrite {
	const parent = Number(event.parent ?? 0);
	return {
		id: Number(event.id) + by,
		parent: parent === 0 ? 0 : parent + by,
		...(event.verb === undefined ? {} : {verb: event.verb}),
		...(event.clock === undefined ? {} : {clock: Number(event.clock)}),
		...(event.start === undefined ? {} : {startNs: nanoseconds(event.start)}),
		...(event.end === undefined ? {} : {endNs: nanoseconds(event.end)}),
		metadata: event.metadata.map(({type, bytes}) => [type, bytes]),
	};
}

function nanoseconds({seconds, nanoseconds: rest}: {readonly seconds: number; readonly nanoseconds: number}): bigint {
	return BigInt(seconds) * 1_000_000_000n + BigInt(rest);
}
