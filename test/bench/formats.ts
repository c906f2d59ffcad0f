import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {build} from 'esbuild';
import {LAUNCHER} from '../helpers/repository.ts';
import {writeLargeCsv, writeOptunaStorage, writePowerFolder} from './formats-inputs.ts';
import type {Bench, Figure, Measurement} from './measurement.ts';
import {memoryOf} from './proc.ts';
import {runOrThrow} from './programs.ts';

/** What is allowed: seconds from the command line to the printed table, MiB at the peak. */
const MOST_MIB = 400;

/** A storage of Optuna with 100,000 trials of four parameters, from the command line to the best five. */
export const sqliteImport: Measurement = {
	id: 'sqlite',
	title: 'best five of an Optuna storage of 100,000 trials',
	run: async bench => {
		const path = join(bench.folder, 'study.db');
		writeOptunaStorage(path, 100_000);
		return timeTable(bench, path, {name: '100,000 trials of SQLite', seconds: 3});
	},
};

/** The folder of a whole matrix study: 2,688 files of power samples. */
export const folderImport: Measurement = {
	id: 'power-folder',
	title: 'best five of a folder of 2,688 power files',
	run: async bench => {
		const path = join(bench.folder, 'power');
		const files = writePowerFolder(path);
		return timeTable(bench, path, {name: `${files} power files`, seconds: 1});
	},
};

type Budget = {readonly name: string; readonly seconds: number};

async function timeTable({note}: Bench, path: string, {name, seconds}: Budget): Promise<readonly Figure[]> {
	let peakMiB = 0;
	const {tookMs} = await runOrThrow([LAUNCHER, 'table', path, '--top', '5'], {
		whileRunning: pid => {
			peakMiB = Math.max(peakMiB, memoryOf(pid).peakMiB || 0);
		},
	});
	note(`${name}: ${(tookMs / 1000).toFixed(1)} s`);
	return [
		{name: `${name}, to the table`, unit: 's', ours: tookMs / 1000, budget: seconds},
		{name: `${name}, peak memory`, unit: 'MiB', ours: peakMiB, budget: MOST_MIB},
	];
}

const ROWS = 1_000_000;
/** At least so many megabytes a second; a figure is kept where it is at most its budget, so time per MB is shown. */
const LEAST_MB_PER_SECOND = 60;

/** A CSV of a million rows of ten columns: read into trials, and written as `trials.csv` is. */
export const csvTable: Measurement = {
	id: 'csv',
	title: 'a CSV of 1,000,000 rows, in and out',
	run: async ({folder, note}) => {
		mkdirSync(folder, {recursive: true});
		writeLargeCsv(join(folder, 'in.csv'), ROWS);
		const worker = await bundleWorker(folder);
		const figures: Figure[] = [];
		for (const [title, way, name, library, peer] of [
			['in', 'in', 'in.csv', 'parse', 'csv-parse alone'],
			['out', 'out', 'out.csv', 'stringify', 'csv-stringify alone'],
			['in, numbers in full', 'in', 'out.csv', 'parse', 'csv-parse alone'],
		] as const) {
			const path = join(folder, name);
			const ours = await tableWork(worker, {way, path}, note);
			const other = await tableWork(worker, {way: library, path: way === 'out' ? `${path}.peer` : path}, note);
			figures.push(
				{
					name: `${title}, for each MB`,
					unit: 'ms',
					ours: ours.millisecondsPerMegabyte,
					budget: 1000 / LEAST_MB_PER_SECOND,
					peers: [{name: peer, value: other.millisecondsPerMegabyte}],
				},
				{name: `${title}, peak memory`, unit: 'MiB', ours: ours.peakMiB, budget: MOST_MIB},
			);
		}
		return figures;
	},
};

type TableWork = {readonly millisecondsPerMegabyte: number; readonly peakMiB: number};

type Work = {readonly way: string; readonly path: string};

/** The worker, bundled as the program is: what is measured is what runs. */
async function bundleWorker(folder: string): Promise<string> {
	const outfile = join(folder, 'worker.mjs');
	await build({
		entryPoints: [join(import.meta.dirname, 'formats-worker.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		minifySyntax: true,
	});
	return outfile;
}

/** Reads or writes the table in a process of its own. */
async function tableWork(worker: string, {way, path}: Work, note: Bench['note']): Promise<TableWork> {
	const {stdout} = await runOrThrow([process.execPath, worker, way, path, String(ROWS)]);
	const measured: {
		readonly count: number;
		readonly seconds: number;
		readonly cpuSeconds: number;
		readonly bytes: number;
		readonly peakMiB: number;
	} = JSON.parse(stdout);
	if (measured.count !== ROWS) throw new Error(`${way}: ${measured.count} rows of ${ROWS}`);
	const megabytes = measured.bytes / 1e6;
	note(
		`${way}: ${(megabytes / measured.seconds).toFixed(0)} MB/s, ${(megabytes / measured.cpuSeconds).toFixed(0)} MB a second of CPU`,
	);
	return {millisecondsPerMegabyte: (measured.seconds * 1000) / megabytes, peakMiB: measured.peakMiB};
}
