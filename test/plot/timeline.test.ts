import assert from 'node:assert/strict';
import {test} from 'node:test';
import {samplesOf} from '../../source/domain/series.ts';
import {createTrace} from '../../source/domain/signal/trace.ts';
import type {SweepFact} from '../../source/domain/event.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../source/domain/sweep-state.ts';
import {textOf} from '../../source/plot/cells.ts';
import {instantAtColumn, paintChannelRows} from '../../source/plot/channel/channel-rows.ts';
import {gapOf, traceScale} from '../../source/plot/channel/channel-trace.ts';
import type {PlotInput} from '../../source/plot/plot-definition.ts';
import {phasesOf, selectTimeline} from '../../source/plot/timeline/timeline-data.ts';
import {timelinePlot} from '../../source/plot/timeline-plot.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {cpuMs} from '../helpers/cpu-time.ts';
import {rerunState} from '../helpers/rerun-sweep.ts';

/** A trial that waited 2 s for its gate, warmed up for 1 s, ran 3 s and failed in its second execution after 0.5 s. */
function gatedState(): SweepState {
	const facts: readonly (readonly [number, SweepFact])[] = [
		[0, {type: 'trial-queued', trial: 1, params: {}, by: 'sampler'}],
		[1000, {type: 'gate-waiting', trial: 1, why: '62 °C', temperature: 62, target: 60}],
		[3000, started(1, 'warmup')],
		[4000, ended(1, 1, 'complete')],
		[4100, started(2, 'measured')],
		[7100, ended(2, 3, 'complete')],
		[7200, started(3, 'measured')],
		[7700, ended(3, 0.5, 'failed')],
		[8000, {type: 'trial-queued', trial: 2, params: {}, by: 'sampler'}],
		[8100, {...started(1, 'measured'), trial: 2}],
	];
	return facts.reduce(
		(state, [mono_ms, fact], index) => reduceSweep(state, {...fact, seq: index + 1, t: '', mono_ms, boot: 'b'}),
		createSweepState(),
	);
}

function started(execution: number, role: 'warmup' | 'measured'): Extract<SweepFact, {type: 'execution-started'}> {
	return {type: 'execution-started', trial: 1, execution, role, attempt: 1, argv: [], pid: 1, startTicks: 1};
}

function ended(execution: number, duration_s: number, outcome: 'complete' | 'failed'): SweepFact {
	return {type: 'execution-ended', trial: 1, execution, outcome, duration_s, metrics: {}, telemetry: {}, flags: []};
}

function inputOf(state: SweepState, more: Partial<PlotInput> = {}): PlotInput {
	return {
		state,
		ranking: rankTrials(state),
		choice: {fix: {}, aggregate: 'mean', log: new Set()},
		samples: () => undefined,
		channels: [],
		...more,
	};
}

const SIZE = {columns: 80, rows: 20, glyphs: 'unicode', scale: undefined} as const;

test('a trial has its wait, warm-up and executions in order of time; what runs reaches to now', () => {
	const {rows, span} = selectTimeline(gatedState(), 9000);
	assert.deepEqual(
		rows.map(row => [row.trial, phasesOf(row).map(({kind, fromMs, toMs, end}) => [kind, fromMs, toMs, end])]),
		[
			[
				1,
				[
					['gate', 1000, 3000, 'passed'],
					['warmup', 3000, 4000, 'complete'],
					['measured', 4100, 7100, 'complete'],
					['measured', 7200, 7700, 'failed'],
				],
			],
			[2, [['measured', 8100, 9000, 'running']]],
		],
	);
	assert.deepEqual(span, {startMs: 1000, endMs: 9000});
});

test('each phase has a glyph of its own, and a failure is marked where it was', () => {
	const plot = timelinePlot.prepare(
		inputOf(gatedState(), {choice: {fix: {}, aggregate: 'mean', log: new Set(), window: {fromMs: 1000, toMs: 8100}}}),
	);
	const rows = plot.paint(SIZE, undefined).map(textOf);
	assert.equal(rows.length, 20);
	assert.match(rows[1] ?? '', /░ gate {3}▒ warm-up {3}█ measured {3}× failed/);
	const bar = rows.find(row => row.includes('#1')) ?? '';
	assert.match(bar, /#1 │░{18,24}▒{9,12}█{28,36}.?█{2,6}×/);
});

test('how long a trial took stands before its bar where there is no room behind it', () => {
	const window = {fromMs: 1000, toMs: 9000};
	const choice = {fix: {}, aggregate: 'mean', log: new Set<never>(), window} as const;
	const input = inputOf(gatedState(), {choice});
	const rows = timelinePlot.prepare(input).paint(SIZE, undefined).map(textOf);
	assert.match(rows.find(row => row.includes('#2')) ?? '', /│ +0 s ▸/);
});

test('a trial that ran again has the time of its last run; what is superseded is drawn as that', () => {
	const state = rerunState();
	assert.deepEqual(
		selectTimeline(state, 20_000).rows.map(row => phasesOf(row).map(({kind}) => kind)),
		[['superseded', 'warmup', 'measured'], ['measured']],
	);
	for (const [glyphs, bar, legend] of [
		['unicode', /│┄{4,5} {30,} 2\.5 s ▒{2,3}█{7,9}$/, '┄ superseded   ▒ warm-up   █ measured'],
		['ascii', /\|:{4,5} {30,} 2\.5 s -{2,3}#{7,9}$/, ': superseded   - warm-up   # measured'],
	] as const) {
		const rows = timelinePlot
			.prepare(inputOf(state))
			.paint({...SIZE, glyphs}, undefined)
			.map(textOf);
		assert.equal(rows[1]?.trimEnd(), legend);
		assert.match(rows.find(row => row.includes('#1')) ?? '', bar);
		assert.match(rows.find(row => row.includes('#2')) ?? '', /1\.0 s *$/);
	}
});

test('a window shows what touches it, and the cross-hair says what ran then', () => {
	const world = createDemoWorld({seed: 1});
	world.advanceTo(600_000);
	const samples = world.samples();
	const choice = {
		fix: {},
		aggregate: 'mean',
		log: new Set<never>(),
		window: {fromMs: 20_000, toMs: 30_000},
		instantMs: 25_000,
	} as const;
	const plot = timelinePlot.prepare(
		inputOf(world.state(), {choice, samples: samples.trace, channels: samples.channels}),
	);
	assert.ok(plot.time !== undefined);
	assert.deepEqual([plot.time.fromMs, plot.time.toMs], [20_000, 30_000]);
	const touching = world
		.state()
		.trials.flatMap(trial =>
			trial?.executions.some(
				e => e.startedMonoMs <= 30_000 && e.startedMonoMs + (e.durationS ?? 0) * 1000 >= 20_000,
			) === true
				? [trial.trial]
				: [],
		);
	const rows = plot.paint({...SIZE, rows: 30}, undefined).map(textOf);
	const shown = rows.flatMap(row => /#(\d+) [│▌]/.exec(row)?.[1] ?? []).map(Number);
	assert.deepEqual(shown, touching);
	const active = world
		.state()
		.trials.find(trial =>
			trial?.executions.some(e => e.startedMonoMs <= 25_000 && e.startedMonoMs + (e.durationS ?? 0) * 1000 >= 25_000),
		);
	assert.match(
		rows[0] ?? '',
		new RegExp(
			`at 0:23 +#${active?.trial} +gpu0.power_w ${(samples.trace('gpu0.power_w')?.valueAt(24) ?? 0).toFixed(1)} W`,
		),
	);
	const [first = 0] = shown;
	assert.equal(plot.trialAt?.({...SIZE, rows: 30}, 20, 2), first, 'a click on the first row');
	assert.deepEqual(plot.rows?.(undefined).trials, shown, 'keys go along the rows of the window');
});

test('the channel is the power of what covers most, or the one that was chosen; another is a mistake', () => {
	const state = gatedState();
	const trace = samplesOf([0, 1000, 2000], [1, 2, 3]);
	const board = ['cpu.temp_c', 'gpu0.power_w', 'board.power_w'];
	const shown = (y?: string, channels: readonly string[] = board): string | undefined =>
		timelinePlot.prepare(
			inputOf(state, {choice: {fix: {}, aggregate: 'mean', log: new Set(), y}, samples: () => trace, channels}),
		).shown?.y;
	assert.equal(shown(), 'board.power_w');
	assert.equal(shown('cpu.temp_c'), 'cpu.temp_c');
	assert.equal(shown(undefined, ['gpu0.power_w', 'cpu.power_w', 'module.power_w']), 'module.power_w', 'AGX Orin');
	assert.equal(shown(undefined, [...board, 'meter.power_w']), 'meter.power_w');
	assert.equal(shown(undefined, ['cpu.power_w', 'gpu0.power_w']), 'gpu0.power_w');
	assert.throws(() => shown('gpu9.power_w'), {problem: 'no channel is called gpu9.power_w'});
});

test('before the first trial it says what it waits for', () => {
	const text = timelinePlot.prepare(inputOf(createSweepState())).paint(SIZE, undefined).map(textOf).join(' ');
	assert.match(text.replaceAll(/\s+/g, ' '), /it begins with the first trial/);
});

test('no peak of 10⁶ samples is lost at any zoom, and a step is painted within 50 ms of CPU', t => {
	const trace = createTrace(2 ** 20);
	const count = 1_000_000;
	const peaks = [3, 123_456, 500_001, 777_777, 999_998];
	for (let index = 0; index < count; index++) trace.push(index * 1000, peaks.includes(index) ? 500 : 10 + (index % 7));
	const row = {name: 'gpu0.power_w', unit: 'W', about: '', isEstimate: false, trace};
	const paint = (fromMs: number, toMs: number): readonly string[] =>
		paintChannelRows(
			{
				rows: [row],
				top: 0,
				window: {fromMs, toMs},
				startMs: 0,
				instantMs: undefined,
				charts: true,
				resumptions: [],
				empty: '',
			},
			{columns: 200, rows: 50, glyphs: 'unicode'},
		).map(textOf);
	const spans: number[] = [];
	for (let span = count * 1000; span >= 20_000; span /= 4) {
		for (const peak of peaks) {
			const fromMs = Math.max(0, Math.min(count * 1000 - span, peak * 1000 - span / 3));
			const started = cpuMs();
			const rows = paint(fromMs, fromMs + span);
			spans.push(cpuMs() - started);
			assert.match(rows[1] ?? '', /to 500 W/, `the peak at ${peak} in a window of ${span} ms`);
			assert.match((rows[2] ?? '').slice(9), /[\u2801-\u28FF]/, 'its dots reach the top row');
		}
	}
	const sorted = spans.toSorted((a, b) => a - b);
	const median = sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
	t.diagnostic(`median ${median.toFixed(1)} ms, worst ${(sorted.at(-1) ?? 0).toFixed(1)} ms of ${sorted.length} steps`);
	assert.ok(median < 50, `${median} ms`);
});

test('a scale stands on round steps, and a pause is seen as one', () => {
	const trace = createTrace(100);
	for (const t of [0, 1000, 2000, 3000, 60_000, 61_000, 62_000]) trace.push(t, t === 2000 ? 29 : 11);
	const scale = traceScale(trace, {fromMs: 0, toMs: 62_000});
	assert.deepEqual([scale?.low, scale?.high], [10, 30]);
	assert.equal(traceScale(trace, {fromMs: 10_000, toMs: 20_000}), undefined);
	assert.equal(gapOf(trace), 5000);
});

test('a column of the courses is an instant, others are none', () => {
	const trace = createTrace(10);
	trace.push(0, 1);
	trace.push(1000, 2);
	const rows = [{name: 'a.power_w', unit: 'W', about: '', isEstimate: false, trace}];
	const input = {
		rows,
		top: 0,
		window: {fromMs: 0, toMs: 1000},
		startMs: 0,
		instantMs: undefined,
		charts: true,
		resumptions: [],
		empty: '',
	};
	const size = {columns: 109, rows: 20, glyphs: 'unicode'} as const;
	assert.equal(instantAtColumn(input, size, 9), 5);
	assert.equal(instantAtColumn(input, size, 108), 995);
	assert.equal(instantAtColumn(input, size, 8), undefined);
	const marked = paintChannelRows({...input, instantMs: 505}, size).map(textOf);
	assert.equal(marked[5]?.indexOf('┊'), 9 + 50);
	assert.equal(instantAtColumn(input, size, 59), 505, 'the cross-hair stands where the click was');
});

test('which rows are seen is said as in the leaderboard', () => {
	const world = createDemoWorld({seed: 1});
	world.advanceTo(600_000);
	const prepared = timelinePlot.prepare(inputOf(world.state()));
	const headAt = (cursor: number): string => textOf(prepared.paint(SIZE, cursor)[0] ?? []);
	assert.match(headAt(1), / {3}1–16 of 51 trials *$/);
	assert.match(headAt(51), / {3}36–51 of 51 trials *$/);
});
