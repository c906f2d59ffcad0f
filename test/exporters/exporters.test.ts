import assert from 'node:assert/strict';
import {parse} from 'csv-parse/sync';
import {test} from 'node:test';
import fc from 'fast-check';
import type {SweepFact} from '../../source/domain/event.ts';
import type {ExporterDefinition, ExportOptions, FileExporter} from '../../source/domain/exporter.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {csvExporter} from '../../source/exporters/csv.ts';
import {writeCsv} from '../../source/exporters/csv-text.ts';
import {executionsCsvExporter} from '../../source/exporters/executions-csv.ts';
import {jsonExporter} from '../../source/exporters/json.ts';
import {ndjsonExporter} from '../../source/exporters/ndjson.ts';
import {EXPORTERS} from '../../source/exporters/registry.ts';
import {createRandom, fold, STARTED, SWEEP, toEvents, trialFacts} from '../journal/sample-run.ts';

type Row = Readonly<Record<string, string>>;

function textOf(exporter: FileExporter, state: SweepState, options: Partial<ExportOptions> = {}): string {
	return [...exporter.write(state, {csvSafe: false, ...options})].join('');
}

function rowsOf(csv: string): Row[] {
	return parse<Row>(csv, {columns: true});
}

function sample(extra: readonly SweepFact[] = []): SweepState {
	const random = createRandom(4);
	return fold(toEvents([STARTED, ...trialFacts(1, random), ...trialFacts(2, random), ...extra]));
}

const THIRD: readonly SweepFact[] = [
	{
		type: 'trial-queued',
		trial: 3,
		params: {dtype: '=cmd|"/c calc"!A1', size: 64, width: [8, 6], tensor: true},
		by: 'user',
	},
	{
		type: 'execution-started',
		trial: 3,
		execution: 1,
		role: 'measured',
		attempt: 1,
		argv: ['x'],
		pid: 1,
		startTicks: 1,
	},
	{
		type: 'execution-ended',
		trial: 3,
		execution: 1,
		outcome: 'failed',
		code: 7,
		why: 'exit 7, "odd"\nnext line',
		duration_s: 0.1,
		metrics: {loss: 'NaN', flops: '-Infinity', extra: 5e-324},
		telemetry: {cpu_power_mean_w: 3.25, gpu_power_mean_w: 1, oddity: 4, power_scope: 'package'},
		missing: {energy_j: 'no power sensor'},
		flags: ['SHORT', 'THERM'],
	},
	{
		type: 'trial-ended',
		trial: 3,
		state: 'failed',
		why: 'exit 7',
		metrics: {loss: 'NaN', flops: '-Infinity', extra: 5e-324},
		telemetry: {cpu_power_mean_w: 3.25, gpu_power_mean_w: 1, oddity: 4, power_scope: 'package'},
		missing: {energy_j: 'no power sensor'},
		flags: ['SHORT', 'THERM'],
	},
];

test('trials.csv has the columns of the contract in their order; rails and undeclared ones in their places', () => {
	const [header] = textOf(csvExporter, sample(THIRD)).split('\n');
	assert.equal(
		header,
		'trial,state,flags,started_at,duration_s,dtype,size,width.bits,width.frac,tensor,' +
			'flops,loss,flops_per_watt,extra,' +
			'energy_j,energy_lo_j,energy_hi_j,energy_above_idle_j,power_mean_w,power_steady_w,power_max_w,power_scope,' +
			'power_source,cpu_power_mean_w,gpu_power_mean_w,temp_start_c,temp_end_c,temp_max_c,clock_gpu_mhz_mean,' +
			'throttle_ms,oc_events,idle_w,n_eff,coverage,confidence,executions,oddity',
	);
});

test('trials.csv reads back exactly: numbers in full, missing cells empty, non-finite numbers by name', () => {
	const state = sample(THIRD);
	const rows = rowsOf(textOf(csvExporter, state));
	assert.equal(rows.length, 3);
	for (const [index, row] of rows.entries()) {
		const trial = state.trials[index] ?? assert.fail();
		assert.equal(Number(row['trial']), trial.trial);
		assert.equal(row['state'], trial.state);
		if (trial.state === 'complete') assert.equal(Number(row['flops']), trial.metrics['flops']);
		assert.equal(row['tensor'], String(trial.params['tensor']));
		assert.equal(row['energy_lo_j'], '');
	}
	const {flags, loss, flops, extra, dtype, executions, oddity} = rows[2] ?? assert.fail();
	assert.deepEqual(
		{flags, loss, flops, extra, dtype, executions, oddity},
		{
			flags: 'THERM SHORT',
			loss: 'NaN',
			flops: '-Infinity',
			extra: '5e-324',
			dtype: '=cmd|"/c calc"!A1',
			executions: '',
			oddity: '4',
		},
	);
	assert.equal(rows[0]?.['width.bits'], '16');
	assert.equal(rows[0]?.['executions'], '1');
});

const CELLS: readonly (readonly [string | number | boolean, string, string])[] = [
	[-0.02, '-0.02', '-0.02'],
	[-1e-7, '-1e-7', '-1e-7'],
	['-0.02', '"-0.02"', '"-0.02"'],
	['-2+3', '"-2+3"', `"'-2+3"`],
	['=cmd|x', '"=cmd|x"', `"'=cmd|x"`],
	['+1', '"+1"', '"+1"'],
	['@SUM(A1)', '"@SUM(A1)"', `"'@SUM(A1)"`],
	['\tx', '"\tx"', `"'\tx"`],
	['\rx', '"\rx"', `"'\rx"`],
	['a,b', '"a,b"', '"a,b"'],
	['say "hi"', '"say ""hi"""', '"say ""hi"""'],
	['two\nlines', '"two\nlines"', '"two\nlines"'],
	['größe', 'größe', 'größe'],
	[true, 'true', 'true'],
	[1e21, '1e+21', '1e+21'],
	[0.1 + 0.2, '0.30000000000000004', '0.30000000000000004'],
];

test('cells that a spreadsheet would run are quoted, and prefixed only on request and only where no number', () => {
	const column = {name: 'x', group: 'metric' as const, unit: '', cell: (row: string | number | boolean) => row};
	for (const [value, exact, safe] of CELLS) {
		assert.equal([...writeCsv([column], [value], {csvSafe: false})].join(''), `x\n${exact}\n`);
		assert.equal([...writeCsv([column], [value], {csvSafe: true})].join(''), `x\n${safe}\n`);
	}
});

test('every text and number survives the way through a CSV reader', () => {
	const column = (index: number) => ({
		name: `c${index}`,
		group: 'metric' as const,
		unit: '',
		cell: (row: readonly (string | number)[]) => row[index],
	});
	const cell = fc.oneof(fc.string({unit: 'grapheme'}), fc.constantFrom('"', '\r\n', ' a ', "'", ';'), fc.double());
	fc.assert(
		fc.property(fc.array(fc.tuple(cell, cell), {minLength: 1, maxLength: 5}), rows => {
			const csv = [...writeCsv([column(0), column(1)], rows, {csvSafe: false})].join('');
			const read = parse(csv, {fromLine: 2, recordDelimiter: '\n'});
			assert.deepEqual(
				read,
				rows.map(row => row.map(value => (typeof value === 'number' ? String(value) : value))),
			);
		}),
	);
});

test('executions-csv has a line for each execution, superseded ones marked', () => {
	const again: SweepFact = {type: 'trial-queued', trial: 1, params: {dtype: 'half', size: 64}, by: 'rerun'};
	const rows = rowsOf(textOf(executionsCsvExporter, sample([...THIRD, again])));
	assert.deepEqual(
		rows.map(row => [row['trial'], row['execution'], row['outcome'], row['superseded'], row['code'], row['flags']]),
		[
			['1', '1', 'complete', 'true', '0', ''],
			['2', '1', 'complete', '', '0', ''],
			['3', '1', 'failed', '', '7', 'THERM SHORT'],
		],
	);
	assert.equal(rows[2]?.['why'], 'exit 7, "odd"\nnext line');
	assert.equal(rows[0]?.['size'], '64');
	assert.notEqual(rows[1]?.['energy_j'], '');
});

test('trials.json: the contract’s keys, reasons for what is missing, best and Pareto front', () => {
	const state = sample(THIRD);
	const json = JSON.parse(textOf(jsonExporter, state, {artifactsOf: trial => [`trials/${trial.trial}/plot.png`]}));
	assert.deepEqual(Object.keys(json), ['schema', 'sweep', 'host', 'objectives', 'trials', 'best', 'pareto']);
	assert.equal(json.schema, 'sweeptop-trials-1');
	assert.deepEqual(json.objectives, SWEEP.objectives);
	const [first, second, third] = json.trials;
	const better = first.metrics.flops > second.metrics.flops ? 1 : 2;
	assert.equal(json.best, better);
	assert.deepEqual(json.pareto, [better]);
	assert.deepEqual(third.missing, {energy_j: 'no power sensor'});
	assert.deepEqual(third.metrics, {loss: 'NaN', flops: '-Infinity', extra: 5e-324});
	assert.deepEqual(third.params, {dtype: '=cmd|"/c calc"!A1', size: 64, width: [8, 6], tensor: true});
	assert.deepEqual(third.artifacts, ['trials/3/plot.png']);
	assert.equal('energy_j' in third.telemetry, false);
	assert.equal(third.executions[0].duration_s, 0.1);
	assert.equal(third.executions[0].outcome, 'failed');
});

test('trials.json passes no secrets of the environment on', () => {
	const text = textOf(jsonExporter, sample());
	assert.equal(text.includes('hunter2'), false);
	assert.deepEqual(JSON.parse(text).sweep.env, {OMP_NUM_THREADS: '1', HF_TOKEN: '[redacted]'});
});

test('ndjson has the trials of the JSON, a line each', () => {
	const state = sample(THIRD);
	const lines = textOf(ndjsonExporter, state).trim().split('\n');
	assert.deepEqual(
		lines.map(line => JSON.parse(line)),
		JSON.parse(textOf(jsonExporter, state)).trials,
	);
});

/** Exporters of one file whose rows are those of the sweep as it stands. */
function tables(): readonly FileExporter[] {
	const all: readonly ExporterDefinition[] = EXPORTERS;
	return all
		.filter(exporter => 'write' in exporter && /csv|json$/.test(exporter.id) && exporter.id !== 'optuna-json')
		.flatMap(exporter => ('write' in exporter ? [exporter] : []));
}

test('every table can be written of a run that has not begun and one without trials', () => {
	for (const exporter of tables()) {
		for (const state of [fold([]), fold(toEvents([STARTED]))]) {
			const text = textOf(exporter, state);
			if (exporter.extension === 'json') assert.deepEqual(JSON.parse(text).trials, []);
			if (exporter.extension === 'csv') assert.deepEqual(rowsOf(text), []);
			if (exporter.extension === 'ndjson') assert.equal(text, '');
		}
	}
});

test('a large sweep is written in chunks, so that other work gets its turn', () => {
	const random = createRandom(6);
	const facts = Array.from({length: 2000}, (_, index) => trialFacts(index + 1, random)).flat();
	const state = fold(toEvents([STARTED, ...facts]));
	for (const exporter of tables()) {
		const chunks = [...exporter.write(state, {csvSafe: false})];
		assert.ok(chunks.length >= 8, exporter.id);
		assert.ok(
			chunks.every(chunk => chunk.length < 1_000_000),
			exporter.id,
		);
	}
});
