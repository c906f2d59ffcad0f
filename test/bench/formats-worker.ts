/**
 * Reads or writes one large table in a process of its own and prints how long that took: `formats-worker in|out PATH`;
 * `parse` and `stringify` do the same by the libraries alone.
 */
import {closeSync, openSync, statSync, writeSync} from 'node:fs';
import process from 'node:process';
import {parse} from 'csv-parse/sync';
import {stringify} from 'csv-stringify/sync';
import type {Column} from '../../source/domain/column/trial-columns.ts';
import {writeCsv} from '../../source/exporters/csv-text.ts';
import {csvImporter} from '../../source/importers/csv.ts';
import {FOREIGN_LIMITS} from '../../source/importers/foreign/foreign-limits.ts';
import {readTexts} from '../../source/importers/foreign/foreign-lines.ts';
import {openForeignSource} from '../../source/importers/foreign/foreign-source.ts';

const [, , way, path = '', rows = '0'] = process.argv;
/** Every row becomes a trial with typed parameters and metrics, and is let go. */
function readAll(): number {
	let trials = 0;
	for (const sweep of csvImporter.read(openForeignSource(path), {}))
		for (const {metrics} of sweep.trials) if (metrics['loss'] !== undefined) trials += 1;
	return trials;
}

/** Cells as texts, of pieces of whole lines: what csv-parse needs at least. */
function parseAll(): number {
	let records = -1;
	for (const text of readTexts(path, FOREIGN_LIMITS)) records += parse(text).length;
	return records;
}

type Row = {readonly index: number};

/** As `trials.csv` is written: numbers at full precision, a few texts. */
const COLUMNS: readonly Column<Row>[] = [
	{name: 'trial', group: 'trial', unit: '', cell: ({index}) => index},
	{name: 'optimizer', group: 'parameter', unit: '', cell: ({index}) => (index % 2 === 0 ? 'sgd' : 'adam')},
	{name: 'layers', group: 'parameter', unit: '', cell: ({index}) => index % 8},
	...['lr', 'dropout', 'accuracy', 'loss', 'latency_ms', 'power_w', 'energy_j'].map(
		(name, place): Column<Row> => ({name, group: 'metric', unit: '', cell: ({index}) => (index * (place + 1)) / 7}),
	),
];

function writeAll(wanted: number): number {
	const source = function* (): Generator<Row> {
		for (let index = 1; index <= wanted; index++) yield {index};
	};
	writeChunks(writeCsv(COLUMNS, source(), {csvSafe: false}));
	return wanted;
}

/** The same rows as arrays of cells, in batches. */
function stringifyAll(wanted: number): number {
	const chunks = function* (): Generator<string> {
		for (let start = 1; start <= wanted; start += 1000) {
			const batch = Array.from({length: Math.min(1000, wanted - start + 1)}, (_, at) =>
				COLUMNS.map(({cell}) => cell({index: start + at})),
			);
			yield stringify(batch);
		}
	};
	writeChunks(chunks());
	return wanted;
}

function writeChunks(chunks: Iterable<string>): void {
	const file = openSync(path, 'w');
	for (const chunk of chunks) writeSync(file, chunk);
	closeSync(file);
}

const started = performance.now();
const WAYS: Readonly<Record<string, () => number>> = {
	in: readAll,
	out: () => writeAll(Number(rows)),
	parse: parseAll,
	stringify: () => stringifyAll(Number(rows)),
};
const count = WAYS[way ?? '']?.() ?? Number.NaN;
const seconds = (performance.now() - started) / 1000;
const {user, system} = process.cpuUsage();
process.stdout.write(
	JSON.stringify({
		count,
		seconds,
		cpuSeconds: (user + system) / 1e6,
		bytes: statSync(path).size,
		peakMiB: process.resourceUsage().maxRSS / 1024,
	}),
);
