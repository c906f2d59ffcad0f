import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {SweepFact} from '../../source/domain/event.ts';
import {createSweepState, reduceSweep} from '../../source/domain/sweep-state.ts';
import {encodeLine} from '../../source/journal/line.ts';
import {linesReporter} from '../../source/reporters/lines.ts';
import {ndjsonReporter} from '../../source/reporters/ndjson.ts';
import {REPORTERS} from '../../source/reporters/registry.ts';
import {silentReporter} from '../../source/reporters/silent.ts';
import {summaryReporter} from '../../source/reporters/summary.ts';
import {eventsOf, SAMPLE_FACTS, SAMPLE_SWEEP} from '../helpers/sample-sweep.ts';
import {report} from './report.ts';

const SUMMARY = `sweep   sample: every point was run
best    #3 flops=2.50 GFLOP/s latency=2.10 ms  dtype=float size=64
trials  3: 2 complete, 1 failed
time    12.0 s
energy  28.4 J est (no power sensor)
search  28.4 J for 2 improvements (14.2 J each); #3 was the last to better the best by 1 %
failed  #2: exit 7
notice  no power sensor\\x1b[2J
file    /srv/sweeps/sample-1/trials.csv
file    /srv/sweeps/sample-1/trials.json
`;

test('lines: one line a trial as it ends, then the summary; notices on stderr', () => {
	const {out, note} = report(linesReporter);
	assert.equal(
		out,
		`#1 complete 1/6 flops=1.31 GFLOP/s latency=4.20 ms 1.02 s 14.2 J est SHORT  dtype=half size=64
#2 failed 2/6  dtype=half size=128  exit 7
#3 complete 3/6 flops=2.50 GFLOP/s latency=2.10 ms 1.02 s 14.2 J est SHORT  dtype=float size=64
${SUMMARY.replace(/^notice.*\n/m, '')}`,
		'a notice that was told is not told again',
	);
	assert.equal(note, 'warning: no power sensor\\x1b[2J\n');
});

test('summary prints only the end', () => {
	assert.deepEqual(report(summaryReporter), {out: SUMMARY, note: ''});
});

test('ndjson prints the lines of the journal', () => {
	const {out, note} = report(ndjsonReporter);
	assert.equal(
		out,
		eventsOf(SAMPLE_FACTS)
			.map(event => `${encodeLine(event)}\n`)
			.join(''),
	);
	assert.equal(note, '');
	for (const line of out.trimEnd().split('\n')) assert.match(line, /^\{"seq":\d+,.*,"crc":"[0-9a-f]{8}"\}$/);
});

test('silent prints nothing', () => {
	assert.deepEqual(report(silentReporter), {out: '', note: ''});
});

test('a trial that a person ended is counted apart from those that failed', () => {
	const killed: SweepFact = {
		type: 'trial-ended',
		trial: 2,
		state: 'killed',
		why: 'skipped by the user',
		metrics: {},
		telemetry: {},
		flags: [],
	};
	const {out} = report(linesReporter, [...SAMPLE_FACTS.slice(0, -1), killed, ...SAMPLE_FACTS.slice(-1)]);
	assert.match(out, /^#2 killed .* skipped by the user$/m);
	assert.match(out, /^trials {2,}3: .*\b1 killed\b/m);
	assert.doesNotMatch(out, /^failed .*#2/m);
});

test('the total follows the budget and its extension', () => {
	const random = {...SAMPLE_SWEEP, sampler: {name: 'random', options: {}}, budget: {trials: 4}};
	const facts = SAMPLE_FACTS.map(fact => (fact.type === 'sweep-started' ? {...fact, sweep: random} : fact));
	assert.match(report(linesReporter, facts).out, /^#1 complete 1\/4 /);
	const extend: SweepFact = {type: 'command-given', command: 'extend', arguments: {trials: 50}, by: 'user'};
	assert.match(report(linesReporter, [...facts.slice(0, 1), extend, ...facts.slice(1)]).out, /^#1 complete 1\/54 /);
	const endless = SAMPLE_FACTS.map(fact =>
		fact.type === 'sweep-started' ? {...fact, sweep: {...random, budget: {}}} : fact,
	);
	assert.match(report(linesReporter, endless).out, /^#1 complete 1 flops/);
});

test('text from outside cannot act on the terminal', () => {
	const evil = 'x\u001B]0;title\u0007\u009B2J\u202E\u{E0041}';
	const facts: readonly SweepFact[] = [
		...SAMPLE_FACTS.slice(0, 1),
		{type: 'trial-queued', trial: 1, params: {dtype: evil, size: 64}, by: 'sampler'},
		{type: 'trial-ended', trial: 1, state: 'failed', why: evil, metrics: {}, telemetry: {}, flags: [evil]},
		{type: 'notice', level: 'error', text: evil, about: 'engine'},
		{type: 'sweep-ended', why: evil, totals: {trials: 1, time_s: 1}},
	];
	for (const reporter of REPORTERS) {
		const {out, note} = report(reporter, facts);
		assert.doesNotMatch(out + note, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/, reporter.id);
	}
	const [, queued = ''] = report(ndjsonReporter, facts).out.split('\n');
	assert.equal(JSON.parse(queued).params.dtype, evil);
});

test('a sweep without a completed trial says so, several objectives name the front', () => {
	const facts: readonly SweepFact[] = [...SAMPLE_FACTS.slice(0, 1), ...SAMPLE_FACTS.slice(6, 8)];
	assert.match(report(summaryReporter, facts).out, /^best {4}none: no trial completed with a value to rank$/m);
	const two = {
		...SAMPLE_SWEEP,
		objectives: [
			{metric: 'flops', direction: 'maximize'},
			{metric: 'latency', direction: 'maximize'},
		] as const,
	};
	const front = SAMPLE_FACTS.map(fact => (fact.type === 'sweep-started' ? {...fact, sweep: two} : fact));
	const {out} = report(summaryReporter, front);
	assert.match(out, /^pareto {2}#1 .*\npareto {2}#3 /m);
});

test('a program that ended well without a value is told how it gives one', () => {
	const [start, ...rest] = SAMPLE_FACTS;
	const base = {trial: 2, execution: 1} as const;
	const started = {
		type: 'execution-started',
		...base,
		role: 'measured',
		attempt: 1,
		argv: [],
		pid: 7,
		startTicks: 1,
	} as const;
	const told = (code: number): string => {
		const ended = {type: 'execution-ended', ...base, outcome: 'failed', code, why: 'w', duration_s: 1} as const;
		const facts = rest.flatMap((fact): readonly SweepFact[] =>
			fact.type === 'trial-ended' && fact.trial === 2
				? [started, {...ended, metrics: {}, telemetry: {}, flags: []}, fact]
				: [fact],
		);
		return report(linesReporter, start === undefined ? facts : [start, ...facts], () => ({line: 'done', path: '/log'}))
			.note;
	};
	assert.match(
		told(0),
		/its output: \/log\n {2}values are read from lines as flops=0\.31, or from \{"flops": 0\.31\} in/,
	);
	assert.doesNotMatch(told(7), /values are read/);
});

test('a failure is told with the last line of its output, once for each cause', () => {
	const end = (trial: number): {readonly line: string; readonly path: string} => ({
		line: `no file\u001B[2J ${trial}`,
		path: `/srv/t${trial}/output.log`,
	});
	const started = {type: 'execution-started', trial: 2, execution: 1, role: 'measured', attempt: 1} as const;
	const facts = SAMPLE_FACTS.flatMap((fact): readonly SweepFact[] =>
		fact.type === 'trial-ended' && fact.trial === 2
			? [{...started, argv: ['./program'], pid: 102, startTicks: 1}, fact]
			: [fact],
	);
	const {out, note} = report(linesReporter, facts, end);
	assert.match(note, /^#2 exit 7: no file\\x1b\[2J 2\n {2}its output: \/srv\/t2\/output\.log$/m);
	assert.match(out, /^failed {2}#2: exit 7: no file\\x1b\[2J 2\nlog {5}\/srv\/t2\/output\.log$/m);
	assert.match(report(summaryReporter, facts, end).out, /^log {5}\/srv\/t2\/output\.log$/m);
});

test('five equal failures and nothing else are one warning', () => {
	const [started] = SAMPLE_FACTS;
	assert.ok(started !== undefined);
	const failing = (trial: number): readonly SweepFact[] => [
		{type: 'trial-queued', trial, params: {dtype: 'half', size: trial}, by: 'sampler'},
		{type: 'trial-ended', trial, state: 'failed', why: 'exit 2', metrics: {}, telemetry: {}, flags: []},
	];
	const facts = (count: number): readonly SweepFact[] => [
		started,
		...Array.from({length: count}, (_, index) => failing(index + 1)).flat(),
	];
	assert.doesNotMatch(report(linesReporter, facts(4)).note, /alike/);
	const {out, note} = report(linesReporter, facts(8));
	assert.equal(note.match(/warning: all of the first 5 trials failed alike \(exit 2\)/g)?.length, 1);
	assert.match(out, /^failed {2}#1 and 7 more: exit 2$/m);
});

test('a trial that is measured again says so, and does not count twice', () => {
	const separate = {top: 3, confidence: 0.95, maxRepeats: 10};
	const raced = SAMPLE_FACTS.map(fact =>
		fact.type === 'sweep-started' ? {...fact, sweep: {...SAMPLE_SWEEP, run: {...SAMPLE_SWEEP.run, separate}}} : fact,
	);
	const again: readonly SweepFact[] = [
		{type: 'gate-waiting', trial: 3, why: 'measured again: tied with #1'},
		{type: 'execution-started', trial: 3, execution: 2, role: 'measured', attempt: 1, argv: [], pid: 9, startTicks: 1},
		{
			type: 'execution-ended',
			trial: 3,
			execution: 2,
			outcome: 'complete',
			duration_s: 1,
			metrics: {},
			telemetry: {},
			flags: [],
		},
		{type: 'trial-ended', trial: 3, state: 'complete', metrics: {flops: 64}, telemetry: {}, flags: []},
	];
	const {out} = report(linesReporter, [...raced.slice(0, -1), ...again, ...raced.slice(-1)]);
	assert.match(out, /^#3 complete 3\/6 /m);
	assert.match(out, /^#3 complete re-measured 2\/10 flops=64 FLOP\/s/m);
});

test('trials without a value to rank are told from none that completed', () => {
	const lost: readonly SweepFact[] = SAMPLE_FACTS.map(fact =>
		fact.type === 'trial-ended' && fact.state === 'complete' ? {...fact, metrics: {flops: 'NaN'}} : fact,
	);
	assert.match(
		report(summaryReporter, lost).out,
		/^best +none: no value of flops can be ranked in 2 complete trials \(NaN/m,
	);
});

test('a notice that each engine of a sweep gave with another share is told once at the end, as the last one had it', () => {
	const busy = (percent: number): SweepFact => ({
		type: 'notice',
		level: 'warning',
		text: `programs that are not of the sweep use ${percent} % of a CPU`,
		about: 'telemetry',
	});
	const {out} = report(summaryReporter, [...SAMPLE_FACTS.slice(0, 3), busy(109), busy(130), ...SAMPLE_FACTS.slice(3)]);
	assert.deepEqual(out.match(/^notice +programs.*$/gm), [
		'notice  programs that are not of the sweep use 130 % of a CPU',
	]);
});

test('a trial that was started again before its end was on disk is told as it ended', () => {
	const printed: string[] = [];
	const {onEvent} = linesReporter.create({
		out: text => void printed.push(text),
		note: () => undefined,
		runDirectory: '/srv/sweeps/sample-1',
		lineOf: encodeLine,
		outputEndOf: () => undefined,
	});
	const started: SweepFact = {
		type: 'execution-started',
		trial: 1,
		execution: 2,
		role: 'measured',
		attempt: 1,
		argv: [],
		pid: 9,
		startTicks: 1,
	};
	const events = eventsOf([...SAMPLE_FACTS.slice(0, -1), started]);
	const state = events.reduce(reduceSweep, createSweepState());
	assert.equal(state.trials[0]?.state, 'running');
	for (const event of events) onEvent(event, state);
	assert.match(printed[0] ?? '', /^#1 complete .*flops=1\.31 GFLOP/);
});
