import type {ForeignSource, ImportedPoint, ImportedTrial} from '../../domain/importer.ts';
import {isObject} from '../../domain/text/json-object.ts';
import {encodeNumber} from '../../domain/number.ts';
import {scalarOfText} from '../../domain/text/scalar-text.ts';
import type {Params, Scalar} from '../../domain/space.ts';
import type {Metrics} from '../../domain/trial.ts';
import {cellNumber, type MetricRow, readMetricRows} from './algoperf-table.ts';
import {type TreeTrial, within} from './algoperf-tree.ts';
import {parseLooseJson} from '../loose-json.ts';

/** One trial and the rows of its table. */
export type ReadTrial = {readonly trial: ImportedTrial; readonly rows: readonly MetricRow[]};

/** Columns that say where a row stands, not what was measured. */
const PLACE = new Set([
	'workload',
	'framework',
	'run_idx',
	'trial_idx',
	'global_start_time',
	'steps_per_epoch',
	'batch_size',
]);
const MACHINE = /^(?:cpu|temp|mem|net|gpu|workload|hparam|extra)\./;

/** Reads one trial's folder. @throws UserError naming the file that cannot be read. */
export function readTreeTrial(source: ForeignSource, place: TreeTrial): ReadTrial {
	const rows = readMetricRows(source.text(place.table), place.table);
	const last = new Map(rows.flatMap(row => [...row]));
	const params = {...paramsOf(last), ...readHyperparameters(source, place)};
	const metrics: Metrics = {
		...numbersOf(last),
		...readScore(source, place),
	};
	const startedS = cellNumber(rows[0]?.get('global_start_time'));
	const durationS = cellNumber(last.get('total_duration')) ?? cellNumber(last.get('accumulated_submission_time'));
	const trial: ImportedTrial = {
		label: String(place.number),
		params,
		state: rows.length === 0 ? 'failed' : 'complete',
		...(rows.length === 0 ? {why: 'the table holds no evaluation'} : {}),
		metrics,
		curve: rows.flatMap((row, index) => pointsOf(row, index, startedS)),
		...(startedS === undefined ? {} : {startedMs: startedS * 1000}),
		...(durationS === undefined ? {} : {durationS}),
	};
	return {trial, rows};
}

/** Whether a column is a figure of the training. */
function isFigure(column: string): boolean {
	return !PLACE.has(column) && !MACHINE.test(column);
}

function numbersOf(row: MetricRow): Metrics {
	return Object.fromEntries(
		[...row].flatMap(([column, cell]) => {
			const value = isFigure(column) ? cellNumber(cell) : undefined;
			return value === undefined ? [] : [[column, encodeNumber(value)]];
		}),
	);
}

function pointsOf(row: MetricRow, index: number, startedS: number | undefined): readonly ImportedPoint[] {
	const step = cellNumber(row.get('global_step')) ?? index + 1;
	const sinceS = cellNumber(row.get('accumulated_submission_time'));
	const timeMs = startedS === undefined || sinceS === undefined ? undefined : (startedS + sinceS) * 1000;
	return [...row].flatMap(([name, cell]) => {
		if (!isFigure(name) || name === 'global_step') return [];
		const value = cellNumber(cell);
		if (value === undefined) return [];
		return [{name, step, value: encodeNumber(value), ...(timeMs === undefined ? {} : {timeMs})}];
	});
}

/** `hparam.*` columns; the prefix goes. `extra.*` stay as they are: they are the person's own words. */
function paramsOf(row: MetricRow): Params {
	return Object.fromEntries(
		[...row].flatMap(([column, cell]) => {
			if (column.startsWith('hparam.')) return [[column.slice('hparam.'.length), scalarOfText(cell)]];
			return column === 'batch_size' || column.startsWith('extra.') ? [[column, scalarOfText(cell)]] : [];
		}),
	);
}

/** `hparams.json` of the current layout; of the 2022-04 one the hyperparameters in `trial_results.json`. */
function readHyperparameters(source: ForeignSource, place: TreeTrial): Params {
	const found = ['hparams.json', 'trial_results.json'].map(name => readObject(source, within(place.path, name)));
	return Object.fromEntries(
		found.flatMap((object, index) => {
			const inner = index === 0 ? object : (object?.['hyperparameters'] ?? object?.['hparams']);
			if (!isObject(inner)) return [];
			return Object.entries(inner).filter((entry): entry is [string, Scalar] => isScalar(entry[1]));
		}),
	);
}

/** `score` of trial_results.json; the last row of measurements.csv in the current layout has only it. */
function readScore(source: ForeignSource, place: TreeTrial): Metrics {
	const results = readObject(source, within(place.path, 'trial_results.json'));
	if (typeof results?.['score'] === 'number') return {score: encodeNumber(results['score'])};
	const path = within(place.path, 'measurements.csv');
	if (!source.entries().some(entry => entry.path === path)) return {};
	const last = readMetricRows(source.text(path), path).at(-1);
	const score = last?.size === 1 ? cellNumber(last.get('score')) : undefined;
	return score === undefined ? {} : {score: encodeNumber(score)};
}

function isScalar(value: unknown): value is Scalar {
	return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
}

/** A file of the tree that holds an object of JSON; undefined where it is absent or holds another thing. */
export function readObject(source: ForeignSource, path: string): Readonly<Record<string, unknown>> | undefined {
	if (!source.entries().some(entry => entry.path === path)) return undefined;
	const value = parseLooseJson(source.text(path), path);
	return isObject(value) ? value : undefined;
}
