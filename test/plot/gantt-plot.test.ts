import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {PlotChoice} from '../../source/domain/view/plot-choice.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {createSweepState, reduceSweep, type SweepState} from '../../source/domain/sweep-state.ts';
import {toJournal} from '../../source/importers/journal-events.ts';
import {plaidmlEventlog} from '../../source/importers/plaidml-eventlog.ts';
import {textOf} from '../../source/plot/cells.ts';
import {selectGantt} from '../../source/plot/gantt-data.ts';
import {ganttPlot} from '../../source/plot/gantt-plot.ts';
import {openSystem} from '../helpers/foreign-files.ts';

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

function paint(choice: Partial<PlotChoice>, columns = 100, rows = 24): readonly string[] {
	const prepared = ganttPlot.prepare({
		state,
		ranking: rankTrials(state),
		choice: {...CHOICE, ...choice},
		samples: () => undefined,
		channels: [],
	});
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
	const row = (label: string): string => lines.find(line => line.startsWith(label)) ?? '';
	assert.match(lines[0] ?? '', /^15 spans, invocation 10 {3}colour: verb/);
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
	assert.match(lines[0] ?? '', /^1\d spans/);
	assert.ok(!lines.some(line => line.startsWith('opencl.BuildKernel')));
	assert.match(lines.at(-1) ?? '', /0\.0738/);
});

test('keys step through the invocations', () => {
	const prepared = ganttPlot.prepare({
		state,
		ranking: rankTrials(state),
		choice: CHOICE,
		samples: () => undefined,
		channels: [],
	});
	const [first] = prepared.slices ?? [];
	assert.deepEqual([first?.name, first?.values.length, first?.index, first?.values[10]], ['invocation', 139, 10, 10]);
	assert.ok(!prepared.slices?.some(slice => slice.name === 'verb'));
});

test('a value that no trial has, and a colour that is no parameter', () => {
	assert.match(paint({fix: {invocation: 4711}}).join('\n'), /No trial has the fixed values/);
	assert.throws(() => paint({color: 'verbs'}), /verbs/);
	assert.match(paint({}, 20, 6).join('\n'), /no room|span/);
});
