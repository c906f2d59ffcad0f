/** Reads or writes one large table in a process of its own and prints how long that took: `formats-worker in|out PATH`. */
import {closeSync, openSync, statSync, writeSync} from 'node:fs';
import process from 'node:process';
import type {Column} from '../../source/domain/trial-columns.ts';
import {writeCsv} from '../../source/exporters/csv-text.ts';
import {csvImporter} from '../../source/importers/csv.ts';
import {openForeignSource} from '../../source/importers/foreign-source.ts';

const [, , way, path = '', rows = '0'] = process.argv;
const started = performance.now();
const count = way === 'in' ? readAll() : writeAll(Number(rows));
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

/** Every row becomes a trial with typed parameters and metrics, and is let go. */
function readAll(): number {
	let trials = 0;
	for (const sweep of csvImporter.read(openForeignSource(path), {}))
		for (const {metrics} of sweep.trials) if (metrics['loss'] !== undefined) trials += 1;
	return trials;
}

type Row = {readonly index: number};

/** As `trials.csv` is written: numbers at full precision, a few texts. */
function writeAll(wanted: number): number {
	const columns: readonly Column<Row>[] = [
		{name: 'trial', group: 'trial', unit: '', cell: ({index}) => index},
		{name: 'optimizer', group: 'parameter', unit: '', cell: ({index}) => (index % 2 === 0 ? 'sgd' : 'adam')},
		{name: 'layers', group: 'parameter', unit: '', cell: ({index}) => index % 8},
		...['lr', 'dropout', 'accuracy', 'loss', 'latency_ms', 'power_w', 'energy_j'].map(
			(name, place): Column<Row> => ({name, group: 'metric', unit: '', cell: ({index}) => (index * (place + 1)) / 7}),
		),
	];
	const source = function* (): Generator<Row> {
		for (let index = 1; index <= wanted; index++) yield {index};
	};
	const file = openSync(path, 'w');
	for (const chunk of writeCsv(columns, source(), {csvSafe: false})) writeSync(file, chunk);
	closeSync(file);
	return wanted;
}
