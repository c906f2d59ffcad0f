import type {Heard, Listener, ListenerDefinition} from '../domain/listener.ts';
import {parseNumber} from '../domain/number.ts';
import {
	entriesOf,
	numbersOf,
	paramsOf,
	parseKeywordArguments,
	parsePythonLiteral,
} from '../domain/foreign/python-literal.ts';
import {heardValues} from './heard-values.ts';
import {createRayTables, type RayRow, type RayTables} from './ray-tables.ts';
import {createRayTrials, type RayTrials} from './ray-trials.ts';

const STARTED = /^Trial (\S+) started(?: with configuration:?|\.|$)/;
const ENDED = /^Trial (\S+) (completed|errored|stopped|finished) after (\d+) iterations?/;
const FINISHED_ITERATION = /^Trial (\S+) finished iteration (\d+) at /;
const REPORTED = /^Trial (\S+) reported (.+?) with parameters=(\{.*\})\.( This trial completed\.)?$/;
const ERRORED = /^The trial (\S+) errored with parameters=(\{.*\})\. Error file: /;
const TOTAL = /^Number of trials: \d+\/(\d+)/;
const TOTAL_ROW = /^│ Number of trials {2,}(\d+) +│$/;
const RESULT_OF = /^Result for (\S+?):$/;
const RESULT_LINE = /^ {2}([\w/.]+): (.+)$/;
const STATUS_HEADER = /\bTrial name\b.*\bstatus\b/;

/** Keys of a report that are about the trial, not of it. */
const ABOUT = new Set([
	'timestamp',
	'pid',
	'done',
	'experiment_id',
	'trial_id',
	'iterations_since_restore',
	'warmup_time',
]);

/** Ray Tune: lines about single trials, reports, and the table that it prints again and again. */
export const rayListener: ListenerDefinition = {
	id: 'ray',
	title: 'Ray Tune',
	recognise: text =>
		[STARTED, TOTAL, TOTAL_ROW, RESULT_OF].some(pattern => pattern.test(text)) ||
		(STATUS_HEADER.test(text) && /^[|│]/.test(text)),
	create: createRayListener,
};

function createRayListener(): Listener {
	const trials = createRayTrials();
	const tables = createRayTables();
	const report = createReport(trials);
	return {
		line: (text, {rewritten}) => {
			if (rewritten) return [];
			trials.readTraceback(text);
			const values = report.line(text);
			if (values !== undefined) return values;
			const row = tables.line(text);
			if (row !== undefined) return readRow(trials, row);
			return readLine(trials, text, tables.expect);
		},
		end: () => [],
	};
}

function readLine(trials: RayTrials, text: string, expect: RayTables['expect']): readonly Heard[] {
	const total = TOTAL.exec(text) ?? TOTAL_ROW.exec(text);
	if (total !== null) return [{kind: 'plan', trials: Number(total[1])}];
	const started = STARTED.exec(text)?.[1];
	if (started !== undefined) {
		expect(started, 'params');
		return trials.start(started);
	}
	const [, reporting, iteration] = FINISHED_ITERATION.exec(text) ?? [];
	if (reporting !== undefined) {
		expect(reporting, 'metrics', Number(iteration));
		return trials.start(reporting);
	}
	const [, name, how, iterations] = ENDED.exec(text) ?? [];
	if (name === undefined) return readSentence(trials, text);
	// The table of its results follows: they are afterthoughts.
	expect(name, 'metrics');
	const state = how === 'errored' ? 'failed' : how === 'stopped' ? 'pruned' : 'complete';
	return trials.end(name, {state, metrics: new Map([['training_iteration', Number(iterations)]])});
}

/** The sentences of the output before Ray 2.7, which `RAY_AIR_NEW_OUTPUT=0` still brings. */
function readSentence(trials: RayTrials, text: string): readonly Heard[] {
	const [, errored, literal] = ERRORED.exec(text) ?? [];
	if (errored !== undefined)
		return [
			...trials.start(errored),
			...paramsIn(trials, errored, literal),
			...trials.end(errored, {state: 'failed', metrics: new Map()}),
		];
	const [, name, values = '', parameters, isOver] = REPORTED.exec(text) ?? [];
	if (name === undefined) return [];
	const metrics = numbersOf(parseKeywordArguments(values));
	const trial = trials.trialNumberOf(name);
	const begun = [...trials.start(name), ...paramsIn(trials, name, parameters)];
	// What a sentence says is rounded to two decimals; the table at the end, an afterthought, has more.
	if (isOver !== undefined) return [...begun, ...trials.end(name, {state: 'complete', metrics: new Map(metrics)})];
	return [...begun, ...heardValues(metrics, {trial})];
}

function paramsIn(trials: RayTrials, name: string, literal: string | undefined): readonly Heard[] {
	const entries = entriesOf(parsePythonLiteral(literal ?? '')?.value);
	return entries === undefined ? [] : [{kind: 'params', trial: trials.trialNumberOf(name), params: paramsOf(entries)}];
}

/** A row of the table of all trials, or of the small ones about a single trial. */
function readRow(trials: RayTrials, row: RayRow): readonly Heard[] {
	const trial = trials.trialNumberOf(row.name);
	if (row.kind === 'params') return [{kind: 'params', trial, params: row.params}];
	if (row.kind === 'metrics') return readMetrics(trial, row);
	const {metrics, params, status} = row;
	if (status === 'PENDING') return [];
	if (trials.hasEnded(row.name)) return trials.newsOf(row.name, metrics);
	const described: readonly Heard[] = Object.keys(params).length === 0 ? [] : [{kind: 'params', trial, params}];
	const begun = [...trials.start(row.name), ...described];
	switch (status) {
		case 'TERMINATED':
			return [...begun, ...trials.end(row.name, {state: 'complete', metrics})];
		case 'ERROR':
			return [...begun, ...trials.end(row.name, {state: 'failed', metrics})];
		default:
			return begun;
	}
}

function readMetrics(trial: number, {metrics, step}: Extract<RayRow, {kind: 'metrics'}>): readonly Heard[] {
	const named = [...metrics].filter(([name]) => step === undefined || name !== 'training_iteration');
	return heardValues(named, {trial, step});
}

/** `Result for NAME:` and the indented lines below it. */
function createReport(trials: RayTrials): {readonly line: (text: string) => readonly Heard[] | undefined} {
	let current: string | undefined;
	let values: (readonly [string, number])[] = [];
	let isDone = false;
	const give = (name: string): readonly Heard[] => {
		const step = values.find(([key]) => key === 'training_iteration')?.[1];
		const points = values.filter(([key]) => key !== 'training_iteration');
		const heard: Heard[] = [...trials.start(name), ...heardValues(points, {trial: trials.trialNumberOf(name), step})];
		return isDone ? [...heard, ...trials.end(name, {state: 'complete', metrics: new Map(values)})] : heard;
	};
	return {
		line: text => {
			const name = RESULT_OF.exec(text)?.[1];
			if (name !== undefined) {
				current = name;
				values = [];
				isDone = false;
				return [];
			}
			if (current === undefined) return undefined;
			const [, key = '', written = ''] = RESULT_LINE.exec(text) ?? [];
			if (key === '') {
				const heard = give(current);
				current = undefined;
				return text.trim() === '' ? heard : heard.length > 0 ? heard : undefined;
			}
			if (key === 'done') isDone = written.toLowerCase() === 'true';
			const value = parseNumber(written);
			if (value !== undefined && !ABOUT.has(key)) values.push([key, value]);
			return [];
		},
	};
}
