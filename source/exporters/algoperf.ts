import {compileExpression, type Evaluator, parseExpression, truth} from '../domain/expression/expression.ts';
import type {ExportedFile, ExportOptions, FolderExporter} from '../domain/exporter.ts';
import {decodeNumber} from '../domain/number.ts';
import {formatPythonFloat} from '../domain/foreign/python-float.ts';
import {own} from '../domain/record.ts';
import {flattenParams, type Scalar} from '../domain/space.ts';
import type {SweepState} from '../domain/sweep-state.ts';
import type {TrialRecord} from '../domain/trial.ts';
import {writeCsv} from './csv-text.ts';
import {trialsOf} from './table-cells.ts';

type Cell = Scalar | undefined;
type Row = ReadonlyMap<string, Cell>;

/**
 * The log folder of MLCommons' algorithmic-efficiency (2022-03): `<workload>/{metadata.json, packages.txt}`, `run_<k>/metrics.csv` with
 * one row for each step of a curve, and all of them in `all_metrics.csv`. Source: `logging_utils.py` of that time; what it
 * has no column for stands under `extra.`.
 */
export const algoperfExporter = {
	id: 'algoperf',
	title: 'MLCommons AlgoPerf log folder',
	files: writeTree,
} as const satisfies FolderExporter;

function* writeTree(state: SweepState, {packages}: Pick<ExportOptions, 'packages'>): Generator<ExportedFile> {
	const workload = state.sweep?.name ?? 'sweep';
	yield {path: `${workload}/metadata.json`, chunks: [JSON.stringify(metadataOf(state, workload), undefined, 4)]};
	if (packages !== undefined) yield {path: `${workload}/packages.txt`, chunks: [packages]};
	const target = state.sweep?.budget.target;
	const goal = target === undefined ? undefined : compileExpression(parseExpression(target));
	const all: Row[] = [];
	for (const trial of trialsOf(state)) {
		const rows = rowsOf(state, trial, workload, goal);
		if (rows.length === 0) continue;
		for (const row of rows) all.push(row);
		yield {path: `${workload}/run_${trial.trial}/metrics.csv`, chunks: tableOf(rows)};
	}
	yield {path: 'all_metrics.csv', chunks: tableOf(all)};
}

/** Names that would identify the machine are not passed on. */
function metadataOf({host, sweep, startedAt}: SweepState, workload: string): Readonly<Record<string, unknown>> {
	const named = Object.entries(host).filter(([name]) => !/host_?name|user|serial/i.test(name));
	return {workload, datetime: startedAt, ...Object.fromEntries(named), 'workload.target': sweep?.budget.target};
}

/** A column may appear in some rows only: the header is that of all. */
function tableOf(rows: readonly Row[]): Iterable<string> {
	const names = [...new Set(rows.flatMap(row => [...row.keys()]))];
	const columns = names.map(name => ({
		name,
		group: 'metric' as const,
		unit: '',
		cell: (row: Row): Cell => pythonCell(row.get(name)),
	}));
	return writeCsv(columns, rows, {csvSafe: false});
}

/** Booleans and non-finite numbers as Python prints them. */
function pythonCell(cell: Cell): Cell {
	if (typeof cell === 'boolean') return cell ? 'True' : 'False';
	return typeof cell === 'number' && !Number.isFinite(cell) ? formatPythonFloat(cell) : cell;
}

function rowsOf(state: SweepState, trial: TrialRecord, workload: string, goal: Evaluator | undefined): readonly Row[] {
	const execution = trial.executions.findLast(({role, superseded}) => role === 'measured' && superseded !== true);
	const {sweep} = state;
	if (execution === undefined || sweep === undefined) return [];
	const params = flattenParams(sweep.space, trial.params);
	const points = pointsOf(trial, execution.startedMonoMs);
	return points.map(({step, elapsedS, values}): Row => {
		const lookup = (name: string): Scalar | undefined => values.get(name) ?? params.get(name);
		return new Map<string, Cell>([
			['workload', workload],
			['framework', 'sweeptop'],
			['run_idx', trial.trial],
			['accumulated_submission_time', elapsedS ?? execution.durationS],
			['global_step', step],
			...values,
			...[...params].map(([name, value]) => [`hparam.${name}`, value] as const),
			['global_start_time', execution.startedAt === '' ? undefined : Date.parse(execution.startedAt) / 1000],
			['goal_reached', goal === undefined ? undefined : truth(goal(lookup)) === true],
			['extra.state', trial.state],
			...Object.entries(trial.telemetry).map(([name, value]) => [`extra.${name}`, value] as const),
		]);
	});
}

type Point = {
	readonly step: number | undefined;
	readonly elapsedS: number | undefined;
	readonly values: ReadonlyMap<string, number>;
};

/** One point a step that any curve has; the trial's own metrics where it has no curve. */
function pointsOf(trial: TrialRecord, startMonoMs: number): readonly Point[] {
	const steps = new Map<number, {monoMs: number; readonly values: Map<string, number>}>();
	for (const name of Object.keys(trial.curves))
		for (const {step, value, monoMs} of own(trial.curves, name) ?? []) {
			const point = steps.get(step) ?? {monoMs, values: new Map<string, number>()};
			point.values.set(name, value);
			point.monoMs = Math.max(point.monoMs, monoMs);
			steps.set(step, point);
		}
	if (steps.size === 0) {
		const values = new Map(Object.entries(trial.metrics).map(([name, value]) => [name, decodeNumber(value)] as const));
		return values.size === 0 ? [] : [{step: undefined, elapsedS: undefined, values}];
	}
	return [...steps]
		.toSorted(([a], [b]) => a - b)
		.map(([step, {monoMs, values}]) => ({step, elapsedS: Math.max(0, monoMs - startMonoMs) / 1000, values}));
}
