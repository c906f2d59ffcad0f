import type {Heard, Listener, ListenerDefinition} from '../domain/listener.ts';
import {
	entriesOf,
	numbersOf,
	paramsOf,
	parseKeywordArguments,
	parsePythonLiteral,
} from '../domain/foreign/python-literal.ts';
import {parseNumber} from '../domain/number.ts';
import {heardValues} from './heard-values.ts';

/** `I0304 20:59:51.602377 140 submission_runner.py:251] `; there is no year. Source: absl's `PythonFormatter`. */
const PREFIX = /^[IWEF]\d{4} \d\d:\d\d:\d\d(?:\.\d+)?\s+\S+ [\w./<>-]+:\d+\] ?/;
const RUN = /^--- Tuning run (\d+)\/(\d+) ---/;
/** Of 2022 `2.62s\t1\t{…}`, later `Time since start: 12.50s, \tStep: 1, \t{…}`. */
const EVALUATION = /^(?:Time since start: )?([\d.]+)s,?\s+(?:Step: )?(\d+),?\s+(?=\{)/;
const STEP = /^\[(\d+)\] (\w[\w/.]*=.*)$/;
const PLACE = /^Recording metrics to: .*?\b(?:run|trial)_(\d+)\//;
const SUBJECT = /^Tuning trial (\d+)\/(\d+)/;
/** The misspelling is the program's own. */
const HYPERPARAMETERS = /^Hyperparameters: \w+\((.*)\)\s*$/;
const TIMING = /^Timing: (\S+)\s*$/;
const SCORE = /^Final (\S+) score: (\S+)/;

/** What MLCommons' submission runner logs through absl. */
export const abslListener: ListenerDefinition = {
	id: 'absl',
	title: "MLCommons' submission runner (absl lines)",
	recognise: text => {
		const message = messageOf(text);
		return message !== undefined && (RUN.test(message) || EVALUATION.test(message));
	},
	create: createAbslListener,
};

function messageOf(text: string): string | undefined {
	const prefix = PREFIX.exec(text);
	return prefix === null ? undefined : text.slice(prefix[0].length);
}

type Evaluation = {readonly step: number; readonly heard: readonly Heard[]};

type Runs = {
	/** Number of the run that goes on. */
	current: number | undefined;
	lastStep: number;
	/** An evaluation whose run the next line tells. */
	held: Evaluation | undefined;
	/** Whom the summary is about. */
	subject: number | undefined;
};

function createAbslListener(): Listener {
	const runs: Runs = {current: undefined, lastStep: -1, held: undefined, subject: undefined};
	return {
		line: (text, {rewritten}) => {
			const message = rewritten ? undefined : messageOf(text);
			return message === undefined ? [] : readMessage(runs, message);
		},
		end: () => [...release(runs), ...closeRun(runs)],
	};
}

function readMessage(runs: Runs, message: string): readonly Heard[] {
	const place = PLACE.exec(message);
	if (place !== null) return release(runs, Number(place[1]));
	const before = release(runs);
	const run = RUN.exec(message);
	if (run !== null) {
		const heard = [...before, {kind: 'plan', trials: Number(run[2])} as const, ...openRun(runs, Number(run[1]))];
		return heard;
	}
	const evaluation = EVALUATION.exec(message);
	if (evaluation !== null) {
		runs.held = readEvaluation(evaluation, message);
		return before;
	}
	return [...before, ...readSummary(runs, message)];
}

function readEvaluation(match: RegExpExecArray, message: string): Evaluation | undefined {
	const step = Number(match[2]);
	const entries = entriesOf(parsePythonLiteral(message, match[0].length)?.value);
	if (entries === undefined) return undefined;
	const numbers = [...numbersOf(entries), ['accumulated_submission_time', Number(match[1])] as const];
	return {step, heard: heardValues(numbers, {step})};
}

/** Gives out the evaluation that was held back. @param run which one it belongs to, where that was told. */
function release(runs: Runs, run?: number): readonly Heard[] {
	const {held} = runs;
	runs.held = undefined;
	if (held === undefined) return [];
	// Where nothing tells the next run, its steps begin anew.
	const next = run ?? (held.step < runs.lastStep ? (runs.current ?? 0) + 1 : runs.current);
	const opened = next === undefined || next === runs.current ? [] : openRun(runs, next);
	runs.lastStep = held.step;
	return [...opened, ...held.heard];
}

function openRun(runs: Runs, run: number): readonly Heard[] {
	const closed = closeRun(runs);
	runs.current = run;
	runs.lastStep = -1;
	return [...closed, {kind: 'trial-started', trial: run}];
}

function closeRun(runs: Runs): readonly Heard[] {
	const {current} = runs;
	runs.current = undefined;
	return current === undefined ? [] : [{kind: 'trial-ended', trial: current, state: 'complete', late: true}];
}

function readSummary(runs: Runs, message: string): readonly Heard[] {
	const step = STEP.exec(message);
	if (step !== null) return readStep(Number(step[1]), step[2] ?? '');
	const subject = SUBJECT.exec(message);
	if (subject !== null) {
		runs.subject = Number(subject[1]);
		return runs.current === runs.subject ? closeRun(runs) : [];
	}
	const trial = runs.subject;
	if (trial !== undefined) {
		const hyperparameters = HYPERPARAMETERS.exec(message);
		if (hyperparameters !== null) {
			return [{kind: 'params', trial, params: paramsOf(parseKeywordArguments(hyperparameters[1] ?? ''))}];
		}
		const timing = parseNumber(TIMING.exec(message)?.[1] ?? '');
		if (timing !== undefined) return [{kind: 'value', trial, name: 'score', value: timing}];
	}
	const score = SCORE.exec(message);
	if (score === null) return [];
	return [...closeRun(runs), {kind: 'note', text: `final score of ${score[1] ?? ''}: ${score[2] ?? ''}`}];
}

function readStep(step: number, text: string): readonly Heard[] {
	return heardValues(numbersOf(parseKeywordArguments(text)), {step});
}
