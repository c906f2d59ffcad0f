import {parseNumber} from '../domain/number.ts';
import type {Params, Scalar} from '../domain/space.ts';

/** A row of one of Ray Tune's tables. */
export type RayRow =
	| {
			readonly kind: 'status';
			readonly name: string;
			readonly status: string;
			readonly params: Params;
			readonly metrics: ReadonlyMap<string, number>;
	  }
	| {readonly kind: 'params'; readonly name: string; readonly params: Params}
	| {
			readonly kind: 'metrics';
			readonly name: string;
			readonly metrics: ReadonlyMap<string, number>;
			/** The iteration that it reports, while the trial goes on. */
			readonly step?: number;
	  };

/** Reads Ray Tune's tables line by line. */
export type RayTables = {
	readonly line: (text: string) => RayRow | undefined;
	/** The next small table, of two columns, is about this trial, and this iteration of it. */
	readonly expect: (trial: string, table: 'params' | 'metrics', step?: number) => void;
};

type Expected = {readonly trial: string; readonly table: 'params' | 'metrics'; readonly step: number | undefined};

/** Columns of a status table that are never parameters; from the first of them on all are metrics. */
const METRIC_COLUMNS = new Set(['acc', 'iter', 'loss', 'reward', 'score', 'total time (s)', 'time (s)', 'ts']);
const FIXED_COLUMNS = new Set(['Trial name', 'status', 'loc']);
/** Ray's short headings. */
const NAMES: ReadonlyMap<string, string> = new Map([
	['acc', 'mean_accuracy'],
	['iter', 'training_iteration'],
	['total time (s)', 'time_total_s'],
	['ts', 'timesteps_total'],
]);

/** Readers of the tables: drawn with `|` (until Ray 2.4) or with `│` and columns set apart by blanks (since). */
export function createRayTables(): RayTables {
	let header: {readonly names: readonly string[]; readonly starts: readonly number[]} | undefined;
	let expected: Expected | undefined;
	return {
		expect: (trial, table, step) => {
			expected = {trial, table, step};
			header = undefined;
		},
		line: text => {
			if (!/^[|│]/.test(text)) {
				if (!/^[+╭╰├]/.test(text)) header = undefined;
				if (text.startsWith('╰')) expected = undefined;
				return undefined;
			}
			if (/\bTrial name\b/.test(text)) {
				header = readHeader(text);
				expected = undefined;
				return undefined;
			}
			if (header !== undefined) return readStatus(header.names, cellsOf(text, header.starts));
			return expected === undefined ? undefined : readPair(expected, text);
		},
	};
}

/** Names with the places where they stand; columns are set apart by two blanks at least, or by bars. */
function readHeader(text: string): {readonly names: readonly string[]; readonly starts: readonly number[]} {
	if (text.startsWith('|')) return {names: barCells(text), starts: []};
	const names = [...text.slice(1).matchAll(/\S+(?: \S+)*/g)].filter(match => match[0] !== '│');
	return {names: names.map(match => match[0].replace(/\s*│$/, '')), starts: names.map(match => match.index + 1)};
}

function barCells(text: string): readonly string[] {
	return text
		.split('|')
		.slice(1, -1)
		.map(cell => cell.trim());
}

/** Cells of a row: texts are at the left of their column and numbers at the right, so they are told by order. */
function cellsOf(text: string, starts: readonly number[]): readonly string[] {
	if (text.startsWith('|')) return barCells(text);
	const cells = text.replace(/^│/, '').replace(/│\s*$/, '').trim().split(/ {2,}/);
	// A cell that is empty shifts the rest: then its place tells.
	if (cells.length === starts.length) return cells;
	return starts.map((start, index) => text.slice(start, starts[index + 1] ?? text.length - 1).trim());
}

function readStatus(names: readonly string[], cells: readonly string[]): RayRow | undefined {
	const cellUnder = (name: string): string => cells[names.indexOf(name)] ?? '';
	const name = cellUnder('Trial name');
	const status = cellUnder('status');
	if (name === '' || !/^[A-Z]+$/.test(status)) return undefined;
	const firstMetric = names.findIndex(column => METRIC_COLUMNS.has(column));
	const params: Record<string, Scalar> = {};
	const metrics = new Map<string, number>();
	for (const [index, column] of names.entries()) {
		const cell = cells[index] ?? '';
		if (FIXED_COLUMNS.has(column) || cell === '') continue;
		const number = parseNumber(cell);
		if (firstMetric >= 0 && index >= firstMetric) {
			if (number !== undefined) metrics.set(NAMES.get(column) ?? column, number);
		} else {
			Object.defineProperty(params, column, {value: number ?? cell, enumerable: true});
		}
	}
	return {kind: 'status', name, status, params, metrics};
}

function readPair({trial, table, step}: Expected, text: string): RayRow | undefined {
	const [key = '', value = '', ...more] = text
		.replaceAll(/[|│]/g, ' ')
		.trim()
		.split(/\s{1,}(?=\S+$)/);
	if (value === '' || more.length > 0 || /\s{2,}/.test(key) || / (?:config|result)$/.test(`${key} ${value}`))
		return undefined;
	const number = parseNumber(value);
	if (table === 'params') return {kind: 'params', name: trial, params: {[key]: number ?? value}};
	if (number === undefined) return undefined;
	return {kind: 'metrics', name: trial, metrics: new Map([[key, number]]), ...(step === undefined ? {} : {step})};
}
