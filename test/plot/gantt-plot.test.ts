import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {PlotChoice} from '../../source/domain/view/plot-choice.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../source/domain/sweep-state.ts';
import {toJournal} from '../../source/importers/journal-events.ts';
import {plaidmlEventlog} from '../../source/importers/plaidml-eventlog.ts';
import {textOf} from '../../source/plot/cells.ts';
import {type ColorScale, createColorScale} from '../../source/plot/color-scale.ts';
import {selectGantt} from '../../source/plot/gantt-data.ts';
import {ganttPlot} from '../../source/plot/gantt-plot.ts';
import {openSystem} from '../helpers/foreign-files.ts';
import {conditionalSweep, foldPlotSweep} from '../helpers/plot-sweep.ts';
import {rerunState} from '../helpers/rerun-sweep.ts';

const CHOICE: PlotChoice = {fix: {invocation: 10}, aggregate: 'mean', log: new Set()};

/** The timeline of a real event log. */
function timeline(): SweepState {
	const sweep = plaidmlEventlog
		.read(openSystem('plaidml/small_mobilenet_coco_log.gz'))
		.find(({name}) => name === 'timeline');
	assert.ok(sweep !== undefined);
	let state = createSweepState();
	for (const event of toJournal(sweep, {version: '0', from: 'test', importedMs: 0}).events())
		state = reduceSweep(state, event);
	return state;
}

const state = timeline();

function prepare(choice: Partial<PlotChoice>) {
	const whole = {...CHOICE, ...choice};
	return ganttPlot.prepare({state, ranking: rankTrials(state), choice: whole, samples: () => undefined, channels: []});
}

function paint(choice: Partial<PlotChoice>, columns = 100, rows = 24): readonly string[] {
	const prepared = prepare(choice);
	const picture = prepared.paint({columns, rows, glyphs: 'unicode', scale: undefined}, undefined);
	return picture.map(textOf).filter(line => line.trim() !== '');
}

test('one invocation: a row a span in order of its tree, labels of kernel and verb, times kept to the ns', () => {
	const {spans, color, categories} = selectGantt(state, CHOICE);
	assert.equal(spans.length, 15);
	assert.equal(color, 'verb');
	assert.deepEqual(new Set(spans.map(span => span.category)).size, 10);
	assert.ok(categories.includes('tile::hal::opencl::Executing'));
	const [first] = spans;
	const executing = spans.filter(span => span.label === 'kernel_c4_sdk_0 opencl.Executing');
	assert.equal(first?.label, 'invoker.ScheduleInvocation');
	assert.deepEqual(
		executing.map(({fromMs, toMs}) => Math.round((toMs - fromMs) * 1e6)),
		[4741],
	);
	assert.equal(Math.round(((executing[0]?.fromMs ?? 0) - (first?.fromMs ?? 0)) * 1e3), 73_954);
});

test('bars stand where their time is, at least one cell wide, with the time that they took', () => {
	const lines = paint({});
	const row = (label: string): string => lines.find(line => line.replace(/^ *#\d+ /, '').startsWith(label)) ?? '';
	assert.match(lines[0] ?? '', /^15 trials, invocation 10 {3}colour: verb/);
	const whole = row('invoker.ScheduleInvocation');
	const columns = whole.split('█').length - 1;
	assert.equal(columns, 100 - whole.indexOf('│') - 1);
	assert.match(row('kernel_c4_sdk_0 opencl.Executing'), /│ +4\.74 µs █$/);
	assert.match(row('opencl.BuildKernel'), /│█ 111 µs/);
	assert.match(lines.at(-1) ?? '', /^ +0\.00 .* s$/);
});

test('a window shows what touches it, and time goes on from the start', () => {
	const {fromMs = 0} = selectGantt(state, CHOICE).spans[0] ?? {};
	const lines = paint({window: {fromMs: fromMs + 73.8, toMs: fromMs + 74}});
	assert.match(lines[0] ?? '', /^1\d trials in view of 15,/);
	assert.ok(!lines.some(line => /^ *#\d+ opencl\.BuildKernel/.test(line)));
	assert.match(lines.at(-1) ?? '', /0\.0738/);
});

test('keys step through the invocations', () => {
	const prepared = prepare({});
	const [first] = prepared.slices ?? [];
	assert.deepEqual([first?.name, first?.values.length, first?.index, first?.values[10]], ['invocation', 139, 10, 10]);
	assert.ok(!prepared.slices?.some(slice => slice.name === 'verb'));
});

test('a value that no trial has, and a colour that is no parameter', () => {
	assert.match(paint({fix: {invocation: 4711}}).join('\n'), /No trial has the fixed values/);
	assert.throws(() => paint({color: 'verbs'}), /verbs/);
	assert.match(paint({}, 20, 6).join('\n'), /no room|trial/);
});

test('rows have the numbers of their trials; the one of the cursor is marked, in view, and found by a click', () => {
	const trials = selectGantt(state, CHOICE).spans.map(span => span.trial);
	const [first = 0] = trials;
	const last = trials.at(-1) ?? 0;
	for (const glyphs of ['unicode', 'ascii'] as const) {
		const prepared = prepare({});
		const options = {columns: 100, rows: 12, glyphs, scale: undefined};
		const rowsAt = (cursor: number): readonly string[] => prepared.paint(options, cursor).map(textOf);
		const mark = glyphs === 'ascii' ? '>' : '▌';
		for (const cursor of [first, last]) {
			const rows = rowsAt(cursor);
			const marked = rows.flatMap((row, index) => (row.includes(mark) ? [index] : []));
			assert.equal(marked.length, 1);
			assert.match(rows[marked[0] ?? 0] ?? '', new RegExp(`^ *#${cursor} `));
			assert.equal(prepared.trialAt?.(options, 0, marked[0] ?? 0), cursor);
		}
		assert.match(rowsAt(first)[0] ?? '', glyphs === 'ascii' ? /^1-9 of 15 trials/ : /^1–9 of 15 trials/);
		assert.match(rowsAt(last)[0] ?? '', glyphs === 'ascii' ? /^7-15 of 15 trials/ : /^7–15 of 15 trials/);
		assert.equal(prepared.trialAt?.(options, 0, 11), undefined, 'the axis is no trial');
	}
});

test('a trial without a span stands between the rows that its number lies between', () => {
	const {rows, paint: paintAt} = prepare({window: {fromMs: 0, toMs: Number.POSITIVE_INFINITY}});
	assert.ok(rows !== undefined);
	const {trials} = rows(undefined);
	const [first = 0] = trials;
	const last = trials.at(-1) ?? 0;
	assert.deepEqual(
		[undefined, first - 1, first, last, last + 1].map(cursor => rows(cursor).at),
		[-0.5, -0.5, 0, trials.length - 1, trials.length - 0.5],
	);
	const options = {columns: 100, rows: 12, glyphs: 'unicode', scale: undefined} as const;
	assert.match(textOf(paintAt(options, last + 1)[0] ?? []), /^7–15 of 15 trials/, 'as it is drawn');
});

test('a trial that a fixed parameter has no part in is in view wherever that is fixed', () => {
	const conditional = foldPlotSweep(conditionalSweep());
	const trialsAt = (threads: number): readonly number[] =>
		selectGantt(conditional, {fix: {threads}}).spans.map(({trial}) => trial);
	assert.deepEqual(
		[trialsAt(1), trialsAt(2)],
		[
			[1, 2, 3, 4],
			[1, 2, 5, 6],
		],
	);
});

test('a trial that ran again has the time of its last run; what is superseded is drawn as that', () => {
	const again = rerunState();
	const choice: PlotChoice = {fix: {}, aggregate: 'mean', log: new Set()};
	const plotAt = (window: PlotChoice['window']) =>
		ganttPlot.prepare({
			state: again,
			ranking: rankTrials(again),
			choice: {...choice, ...(window && {window})},
			samples: () => undefined,
			channels: [],
		});
	const paintAt = (glyphs: 'unicode' | 'ascii', window?: PlotChoice['window']): readonly string[] =>
		plotAt(window)
			.paint({columns: 60, rows: 10, glyphs, scale: undefined}, undefined)
			.map(line => textOf(line).trimEnd());
	const rows = paintAt('unicode');
	assert.match(rows[0] ?? '', /^2 trials {3}┄ superseded$/);
	assert.match(rows.find(row => row.includes('#1')) ?? '', /│┄{3} {30,} 2\.50 s █{7,8}$/);
	assert.match(rows.find(row => row.includes('#2')) ?? '', /│ {2}█{3,4} 1\.00 s$/);
	const ascii = paintAt('ascii');
	assert.match(ascii[0] ?? '', /: superseded/);
	assert.match(ascii.find(row => row.includes('#1')) ?? '', /:{3} {30,} 2\.50 s #{7,8}$/);
	const early = paintAt('unicode', {fromMs: 0, toMs: 4000});
	assert.match(early.find(row => row.includes('#1')) ?? '', /│┄+$/, 'the later run is not in this window');
});

test('categories have bars of their own where there is no colour', () => {
	const conditional = foldPlotSweep(conditionalSweep());
	const plot = ganttPlot.prepare({
		state: conditional,
		ranking: rankTrials(conditional),
		choice: {fix: {}, aggregate: 'mean', log: new Set(), color: 'tool'},
		samples: () => undefined,
		channels: [],
	});
	const rowsIn = (glyphs: 'unicode' | 'ascii', scale?: ColorScale): readonly string[] =>
		plot.paint({columns: 60, rows: 12, glyphs, scale}, undefined).map(textOf);
	const plain = rowsIn('unicode');
	assert.match(plain[0] ?? '', /█ gzip {3}▒ xz/);
	assert.match(plain.find(row => row.includes('#1')) ?? '', /│█/);
	assert.match(plain.find(row => row.includes('#3')) ?? '', /│ +▒/);
	assert.match(rowsIn('ascii')[0] ?? '', /# gzip {3}= xz/);
	assert.match(rowsIn('unicode', createColorScale())[0] ?? '', /█ gzip {3}█ xz/);
});
