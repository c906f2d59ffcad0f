import {closeSync, constants, fstatSync, openSync, readSync, statSync} from 'node:fs';
import {parse} from 'csv-parse/sync';
import {overlap} from '../domain/text/list-overlap.ts';
import type {Metric} from '../domain/metric.ts';
import {parseNumber} from '../domain/number.ts';
import {readJsonLine, STEP_KEYS} from './intake-json.ts';
import {createLineFilter} from './intake-lines.ts';

/** A file that a program writes its metrics to. */
export type MetricsFile = {
	/** Reports what is new. Cheap where nothing changed; the file need not exist. */
	readonly poll: () => void;
	/** After the program's end: reports the rest, a last line without an end too. */
	readonly finish: () => void;
};

type Report = (name: string, value: number, step?: number) => void;

const CHUNK_BYTES = 256 * 1024;
/** A file that is read whole, because its writer writes it anew each time. */
const MAX_WHOLE_BYTES = 16 * 1024 * 1024;

/** Names that a file may report: metrics that no formula derives, also those that a pattern reads on the terminal. */
function namesOf(metrics: readonly Metric[]): readonly string[] {
	return metrics.filter(metric => metric.formula === undefined).map(metric => metric.name);
}

/** `$SWEEP_METRICS`: JSON lines, appended. A shrunk file is read from its start. */
export function openJsonLinesFile(
	path: string,
	metrics: readonly Metric[],
	maxLineBytes: number,
	report: Report,
): MetricsFile {
	const names = namesOf(metrics);
	let offset = 0;
	const lines = createLineFilter({
		maxLineBytes,
		needles: names,
		onLine: line => reportJson(line.toString('utf8'), names, report),
	});
	const poll = (): void => {
		withRegularFile(path, (descriptor, size) => {
			if (size < offset) offset = 0;
			if (offset === size) return;
			const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size - offset));
			while (offset < size) {
				const length = readSync(descriptor, buffer, 0, buffer.length, offset);
				if (length === 0) return;
				offset += length;
				lines.feed(buffer.subarray(0, length));
			}
		});
	};
	return {
		poll,
		finish: () => {
			poll();
			lines.end();
		},
	};
}

/**
 * `$CLOUD_ML_HP_METRIC_FILE` of cloudml-hypertune: JSON lines with numbers as strings; the writer rewrites the whole
 * file at each report and keeps its last 100 lines, so that it is followed by content.
 */
export function openHypertuneFile(path: string, metrics: readonly Metric[], report: Report): MetricsFile {
	const names = namesOf(metrics);
	let seen: readonly string[] = [];
	const read = (isLast: boolean): void => {
		const text = readWhole(path)?.toString('utf8');
		// A writer in the middle of its rewrite: the whole comes with the next look.
		if (text === undefined || text === '' || !(isLast || text.endsWith('\n'))) return;
		const lines = text.split('\n').filter(line => line.trim() !== '');
		for (const line of lines.slice(overlap(seen, lines))) reportJson(line, names, report);
		seen = lines;
	};
	const changed = createChangeTest(path);
	return {
		poll: () => {
			if (changed()) read(false);
		},
		finish: () => read(true),
	};
}

/**
 * A CSV with a header row, as `metrics_file` names it: each row's cells under a metric's name, with the step of its
 * step column. Appended or rewritten; a row counts once, by its number. What an earlier execution left in the file
 * when this one began is not reported.
 */
export function openCsvFile(path: string, metrics: readonly Metric[], report: Report): MetricsFile {
	const names = namesOf(metrics);
	const before = readWhole(path);
	const rowsBefore = before === undefined ? 0 : Math.max(0, parseRows(before).length - 1);
	let rowsSeen = 0;
	const read = (isLast: boolean): void => {
		const bytes = readWhole(path);
		if (bytes === undefined) return;
		const isOld = before !== undefined && bytes.subarray(0, before.length).equals(before);
		const end = isLast ? bytes.length : bytes.lastIndexOf('\n') + 1;
		const rows = parseRows(bytes.subarray(0, end));
		const header = rows[0] ?? [];
		for (const row of rows.slice(1 + Math.max(rowsSeen, isOld ? rowsBefore : 0))) reportRow(header, row, names, report);
		rowsSeen = Math.max(rowsSeen, rows.length - 1);
	};
	const changed = createChangeTest(path);
	return {
		poll: () => {
			if (changed()) read(false);
		},
		finish: () => read(true),
	};
}

function parseRows(bytes: Buffer): readonly (readonly string[])[] {
	return parse(bytes, {
		bom: true,
		relax_column_count: true,
		relax_quotes: true,
		skip_empty_lines: true,
		skip_records_with_error: true,
		trim: true,
	});
}

function reportRow(header: readonly string[], row: readonly string[], names: readonly string[], report: Report): void {
	const cell = (name: string) => parseNumber(row[header.indexOf(name)] ?? '');
	const step = STEP_KEYS.map(cell).find(value => value !== undefined && Number.isFinite(value));
	for (const name of names) {
		const value = cell(name);
		if (value === undefined) continue;
		if (step === undefined) report(name, value);
		else report(name, value, step);
	}
}

function reportJson(line: string, names: readonly string[], report: Report): void {
	const json = readJsonLine(line, names);
	for (const [name, value] of json?.values ?? []) {
		if (json?.step === undefined) report(name, value);
		else report(name, value, json.step);
	}
}

/** Calls `use` if there is a plain file; a program may have put a FIFO, device or folder in its place. */
function withRegularFile<T>(path: string, use: (descriptor: number, size: number) => T): T | undefined {
	let descriptor: number;
	try {
		// Most executions write none of these files, and a thrown error costs ten times the system call.
		if (statSync(path, {throwIfNoEntry: false}) === undefined) return undefined;
		descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	} catch {
		return undefined;
	}
	try {
		const status = fstatSync(descriptor);
		return status.isFile() ? use(descriptor, status.size) : undefined;
	} finally {
		closeSync(descriptor);
	}
}

function readWhole(path: string): Buffer | undefined {
	return withRegularFile(path, (descriptor, size) => {
		const buffer = Buffer.alloc(Math.min(size, MAX_WHOLE_BYTES));
		return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, 0));
	});
}

function createChangeTest(path: string): () => boolean {
	let last = '';
	return () => {
		const now = withRegularFile(path, descriptor => {
			const {ino, size, mtimeMs} = fstatSync(descriptor);
			return `${ino} ${size} ${mtimeMs}`;
		});
		if (now === undefined || now === last) return false;
		last = now;
		return true;
	};
}
