import type {Heard, Listener, ListenerDefinition} from '../domain/listener.ts';
import {parseNumber} from '../domain/number.ts';
import type {Outcome} from '../domain/trial.ts';
import {createRayTables, type RayRow} from './ray-tables.ts';

const STARTED = /^Trial (\S+) started(?: with configuration:?|\.|$)/;
const ENDED = /^Trial (\S+) (completed|errored|stopped|finished) after (\d+) iterations?/;
const TOTAL = /^Number of trials: (\d+)\/(\d+)/;
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
		STARTED.test(text) || TOTAL.test(text) || RESULT_OF.test(text) || (STATUS_HEADER.test(text) && /^[|│]/.test(text)),
	create: createRayListener,
};

type Trials = {
	/** Our number of each of Ray's names, in order of appearance. */
	readonly numbers: Map<string, number>;
	readonly started: Set<string>;
	readonly ended: Set<string>;
};

function createRayListener(): Listener {
	const trials: Trials = {numbers: new Map(), started: new Set(), ended: new Set()};
	const tables = createRayTables();
	const report = createReport(trials);
	return {
		line: (text, {rewritten}) => {
			if (rewritten) return [];
			const values = report.line(text);
			if (values !== undefined) return values;
			const row = tables.line(text);
			if (row !== undefined) return readRow(trials, row);
			return readLine(trials, text, tables.expect);
		},
		end: () => [],
	};
}

function readLine(
	trials: Trials,
	text: string,
	expect: (trial: string, table: 'params' | 'metrics') => void,
): readonly Heard[] {
	const total = TOTAL.exec(text);
	if (total !== null) return [{kind: 'plan', trials: Number(total[2])}];
	const started = STARTED.exec(text)?.[1];
	if (started !== undefined) {
		expect(started, 'params');
		return start(trials, started);
	}
	const [, name, how, iterations] = ENDED.exec(text) ?? [];
	if (name === undefined) return [];
	// The table of its results follows: they are afterthoughts.
	expect(name, 'metrics');
	const state = how === 'errored' ? 'failed' : how === 'stopped' ? 'pruned' : 'complete';
	return end(trials, name, {state, metrics: new Map([['training_iteration', Number(iterations)]])});
}

function numberOf({numbers}: Trials, name: string): number {
	const known = numbers.get(name);
	if (known !== undefined) return known;
	numbers.set(name, numbers.size + 1);
	return numbers.size;
}

function start(trials: Trials, name: string): readonly Heard[] {
	if (trials.started.has(name)) return [];
	trials.started.add(name);
	return [{kind: 'trial-started', trial: numberOf(trials, name)}];
}

function end(
	trials: Trials,
	name: string,
	{
		state,
		metrics,
		why,
	}: {readonly state: Outcome; readonly metrics: ReadonlyMap<string, number>; readonly why?: string},
): readonly Heard[] {
	if (trials.ended.has(name)) return [];
	trials.ended.add(name);
	const reason = state === 'failed' ? {why: why ?? 'Ray says ERROR'} : {};
	return [{kind: 'trial-ended', trial: numberOf(trials, name), state, metrics, ...reason}];
}

/** A row of the table of all trials, or of the small ones about a single trial. */
function readRow(trials: Trials, row: RayRow): readonly Heard[] {
	const trial = numberOf(trials, row.name);
	if (row.kind === 'params') return [{kind: 'params', trial, params: row.params}];
	if (row.kind === 'metrics') return [...row.metrics].map(([name, value]) => ({kind: 'value', trial, name, value}));
	if (trials.ended.has(row.name) || row.status === 'PENDING') return [];
	const params: readonly Heard[] =
		Object.keys(row.params).length === 0 ? [] : [{kind: 'params', trial, params: row.params}];
	const begun = [...start(trials, row.name), ...params];
	switch (row.status) {
		case 'TERMINATED':
			return [...begun, ...end(trials, row.name, {state: 'complete', metrics: row.metrics})];
		case 'ERROR':
			return [...begun, ...end(trials, row.name, {state: 'failed', metrics: row.metrics})];
		default:
			return begun;
	}
}

/** `Result for NAME:` and the indented lines below it. */
function createReport(trials: Trials): {readonly line: (text: string) => readonly Heard[] | undefined} {
	let current: string | undefined;
	let values: (readonly [string, number])[] = [];
	let isDone = false;
	const give = (name: string): readonly Heard[] => {
		const step = values.find(([key]) => key === 'training_iteration')?.[1];
		const heard: Heard[] = [...start(trials, name)];
		for (const [key, value] of values) {
			if (key === 'training_iteration') continue;
			heard.push({
				kind: 'value',
				trial: numberOf(trials, name),
				name: key,
				value,
				...(step === undefined ? {} : {step}),
			});
		}
		return isDone ? [...heard, ...end(trials, name, {state: 'complete', metrics: new Map(values)})] : heard;
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
