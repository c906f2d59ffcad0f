import {unlink, writeFile} from 'node:fs/promises';
import {stringify} from 'csv-stringify/sync';
import {errnoOf} from '../domain/errors.ts';

/** Rows that one execution's `metrics.csv` keeps; a stream beyond is thinned by the intake's own totals, not here. */
const MOST_ROWS = 100_000;

type Row = {readonly monoMs: number; readonly step: number | undefined; readonly name: string; readonly value: number};

/** The metrics that one execution reported, in order, for its `metrics.csv`. */
export type MetricsCsv = {
	readonly add: (name: string, value: number, step: number | undefined) => void;
	/** Writes `mono_ms,step,<metric…>`, one row for values that came together; nothing where nothing was reported. */
	readonly write: (path: string) => Promise<void>;
};

/** Creates an empty table. */
export function createMetricsCsv(now: () => number): MetricsCsv {
	const rows: Row[] = [];
	return {
		add: (name, value, step) => {
			if (rows.length < MOST_ROWS) rows.push({monoMs: now(), step, name, value});
		},
		write: async path => {
			if (rows.length === 0) return;
			const names = [...new Set(rows.map(row => row.name))];
			const records = mergeRows(rows).map(group => [
				(group[0]?.monoMs ?? 0).toFixed(3),
				group[0]?.step ?? '',
				...names.map(name => group.find(row => row.name === name)?.value ?? ''),
			]);
			await writeNew(path, stringify([['mono_ms', 'step', ...names], ...records]));
		},
	};
}

/** The program may have put a FIFO there, on which a write waits for ever, or a link to some other file: it is replaced. */
async function writeNew(path: string, text: string): Promise<void> {
	const options = {mode: 0o600, flag: 'wx'};
	try {
		await writeFile(path, text, options);
	} catch (error) {
		if (errnoOf(error) !== 'EEXIST') throw error;
		await unlink(path);
		await writeFile(path, text, options);
	}
}

/** Neighbours of one step share a row until a metric comes a second time. */
function mergeRows(rows: readonly Row[]): readonly (readonly Row[])[] {
	const groups: Row[][] = [];
	for (const row of rows) {
		const last = groups.at(-1);
		const joins = last?.[0]?.step === row.step && row.step !== undefined && !last?.some(r => r.name === row.name);
		if (joins) last?.push(row);
		else groups.push([row]);
	}
	return groups;
}
