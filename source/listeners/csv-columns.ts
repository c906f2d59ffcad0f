import type {Heard} from '../domain/listener.ts';
import {parseNumber} from '../domain/number.ts';
import {scalarOfText} from '../domain/text/scalar-text.ts';
import type {Scalar} from '../domain/space.ts';
import {parseStateWord} from '../domain/foreign/state-word.ts';
import {heardValues} from './heard-values.ts';
import {isResultName} from './result-names.ts';

/** What each column of a table of trials is. */
export type Columns = {
	readonly names: readonly string[];
	readonly kinds: readonly ('trial' | 'step' | 'state' | 'param' | 'metric' | 'other')[];
	/** The lowest trial number, once a row was read: programs count from 0 or 1. */
	base: number | undefined;
};

/** A row as it is heard. */
export type CsvRow = {
	/** Our number of its trial, where it has one. */
	readonly trial: number | undefined;
	/** It is a point of a curve: its trial is over when another begins. */
	readonly isCurve: boolean;
	/** @param before the trial of the curve so far. */
	readonly heard: (before: number | undefined) => readonly Heard[];
};

const TRIALS = new Set(['trial', 'trial_id', 'trial_idx', 'run_idx', 'number', 'run', 'trial_number']);
const STEPS = new Set(['step', 'global_step', 'iteration', 'epoch', 'training_iteration']);
const STATES = new Set(['state', 'status']);
/** Prefixes by which tables of other tools say what a column is. */
const PARAM = /^(?:params?[._/]|config\/|hparams?[._/]|parameters?[._/])/i;
const METRIC = /^(?:metrics?[._/]|values?(?:_\d+)?$|results?[._/]|user_attrs_)/i;
const ABOUT = /^(?:datetime_\w+|date|timestamp|pid|hostname|node_ip|started_at)$/i;

/** Sorts columns by their names; a name that says nothing is a parameter's. */
export function sortColumns(names: readonly string[]): Columns {
	return {
		names,
		kinds: names.map(name => {
			const plain = name.trim();
			if (TRIALS.has(plain.toLowerCase())) return 'trial';
			if (STEPS.has(plain.toLowerCase())) return 'step';
			if (STATES.has(plain.toLowerCase())) return 'state';
			if (PARAM.test(plain)) return 'param';
			if (ABOUT.test(plain)) return 'other';
			return METRIC.test(plain) || isResultName(plain) ? 'metric' : 'param';
		}),
		base: undefined,
	};
}

/** Reads one row. */
export function readCells(columns: Columns, cells: readonly string[]): CsvRow {
	const params: (readonly [string, Scalar])[] = [];
	const metrics = new Map<string, number>();
	let number: number | undefined;
	let step: number | undefined;
	let state = '';
	for (const [index, name] of columns.names.entries()) {
		const cell = cells[index] ?? '';
		const value = parseNumber(cell);
		const kind = columns.kinds[index];
		if (cell === '' || kind === undefined || kind === 'other') continue;
		if (kind === 'trial') number ??= value;
		else if (kind === 'step') step ??= value;
		else if (kind === 'state') state = cell;
		else if (kind === 'metric') {
			if (value !== undefined) metrics.set(name.replace(METRIC_PREFIX, ''), value);
		} else params.push([name.replace(PARAM, ''), scalarOfText(cell)]);
	}
	return rowOf({trial: placeOf(columns, number), step, state, params, metrics});
}

const METRIC_PREFIX = /^(?:metrics?[._/]|results?[._/]|user_attrs_)/i;

function placeOf(columns: Columns, number: number | undefined): number | undefined {
	if (number === undefined || !Number.isSafeInteger(number) || number < 0) return undefined;
	columns.base ??= number === 0 ? 0 : 1;
	return Math.max(1, number - columns.base + 1);
}

type Read = {
	readonly trial: number | undefined;
	readonly step: number | undefined;
	readonly state: string;
	readonly params: readonly (readonly [string, Scalar])[];
	readonly metrics: ReadonlyMap<string, number>;
};

function rowOf({trial, step, state, params: entries, metrics}: Read): CsvRow {
	const params = Object.fromEntries(entries);
	const of = trial === undefined ? {} : {trial};
	if (step === undefined || trial === undefined) {
		const standing = parseStateWord(state) ?? 'complete';
		if (standing === 'running' || standing === 'queued') return {trial, isCurve: false, heard: () => []};
		const ended: Heard = {
			kind: 'trial-ended',
			...of,
			state: standing,
			...(standing === 'complete' || standing === 'pruned' ? {} : {why: `its row says ${state}`}),
			params,
			metrics,
		};
		return {trial, isCurve: false, heard: () => [ended]};
	}
	const points = heardValues(metrics, {trial, step});
	return {
		trial,
		isCurve: true,
		heard: before => {
			if (before === trial) return points;
			const ended: readonly Heard[] =
				before === undefined ? [] : [{kind: 'trial-ended', trial: before, state: 'complete', late: true}];
			return [...ended, {kind: 'trial-started', trial, params}, ...points];
		},
	};
}
