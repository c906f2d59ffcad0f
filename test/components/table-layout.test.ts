import assert from 'node:assert/strict';
import {test} from 'node:test';
import {layoutTable} from '../../components/panes/table-layout.ts';
import {tablePlace} from '../../components/panes/table-place.ts';
import {textOf} from '../../source/plot/cells.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {createDemoStudy, createStudySession} from '../../source/store/demo/demo-study.ts';
import {createModelSelector} from '../../source/store/screen-model.ts';
import {TABLE_CHOICE, type TableChoice} from '../../source/store/table-choice.ts';
import {createUiState} from '../../source/store/ui-state.ts';
import {foldPlotSweep, type PlotTrial} from '../helpers/plot-sweep.ts';

const ended = createDemoWorld({seed: 1});
ended.advanceTo(600_000);

function layout(columns: number, choice: Partial<TableChoice> = {}) {
	const ui = {...createUiState(), table: {...TABLE_CHOICE, ...choice}};
	const {table, state} = createModelSelector(() => 0)(createDemoSession(ended), ui);
	const laid = layoutTable(table, state, columns, 'unicode');
	return {
		names: laid.columns.map(({column}) => column.id),
		bar: Math.max(...laid.columns.map(c => c.barColumns)),
		hidden: laid.hidden,
		more: laid.more,
	};
}

test('parameters are the last to go: before them the bar shrinks, then metrics that nothing is searched by go', () => {
	for (let columns = 60; columns <= 200; columns++) {
		const {names, bar} = layout(columns);
		for (const name of ['type', 'n', 'block']) assert.ok(names.includes(name), `${name} at ${columns}`);
		if (!names.includes('latency')) assert.ok(bar < 10, `a bar of ${bar} stands where latency has no room`);
	}
	assert.deepEqual([layout(60).names.includes('latency'), layout(120).bar], [false, 23]);
});

test('the bar is as short as it can be before any column goes, and hidden columns are told', () => {
	for (let columns = 72; columns <= 200; columns++) {
		const {bar, hidden, more} = layout(columns);
		// The least bar, and less than the narrowest column that is left out would need with the blanks before it.
		if (hidden > 0) assert.ok(bar < 4 + 8, `${hidden} columns have no room beside a bar of ${bar} at ${columns}`);
		assert.match(more, hidden === 0 ? /^$/ : hidden === 1 ? /^\+1( col)? ›$/ : /^\+\d( cols)? ›$/);
	}
	assert.equal(layout(80).more, '+3 cols ›');
});

test('a duration or an energy that is searched for stands first, once, by its name and with the bar', () => {
	const searching = (...metrics: readonly string[]): readonly string[] => {
		const state = foldPlotSweep({
			parameters: [{name: 'n', domain: {kind: 'choice', values: [1, 2, 3]}}],
			metrics: [{name: 'bytes', unit: 'B'}],
			objectives: metrics.map(metric => ({metric, direction: 'minimize'})),
			trials: [1, 2, 3].map(n => ({params: {n}, metrics: {bytes: 2000 * n}, telemetry: {energy_j: 30 + n}})),
		});
		const {table} = createModelSelector(() => 0)(createStudySession(state, '/runs/x'), createUiState());
		return layoutTable(table, state, 100, 'unicode').columns.map(
			({heading, barColumns}) => `${heading}${barColumns > 0 ? ' bar' : ''}`,
		);
	};
	assert.deepEqual(searching('bytes'), ['#', 'bytes KiB bar', 'n', 'energy J', 'time s', 'flags']);
	assert.deepEqual(searching('duration_s'), ['#', 'duration s bar', 'bytes KiB', 'n', 'energy J', 'flags']);
	assert.deepEqual(searching('energy_j', 'bytes', 'duration_s'), [
		'#',
		'energy J bar',
		'bytes KiB',
		'duration s',
		'n',
		'flags',
	]);
});

test('who scrolled, or put the columns in an order, sees them in it', () => {
	assert.ok(layout(60, {scrolled: 1}).names.includes('latency'));
	assert.ok(layout(60, {order: ['trial', 'latency']}).names.includes('latency'));
	assert.ok(layout(60, {sort: [{column: 'latency', descending: false}]}).names.includes('latency'));
});

const COMPLETE = Array.from({length: 250}, (_, at): PlotTrial => ({params: {n: at}, metrics: {loss: at + 1}}));

function stateOf(trials: readonly PlotTrial[]): SweepState {
	return foldPlotSweep({
		parameters: [{name: 'n', domain: {kind: 'integer', min: 0, max: 999, step: 1, scale: 'linear'}}],
		metrics: [{name: 'loss'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials,
		ended: false,
	});
}

/** Columns of the flags, and the texts of those trials from the 250th on that have one. */
function flagsOf(state: SweepState, columns = 120) {
	const {table} = createModelSelector(() => 0)(createStudySession(state, '/runs/x'), createUiState());
	const laid = layoutTable(table, state, columns, 'unicode').columns.find(({column}) => column.id === 'flags');
	assert.ok(laid !== undefined);
	const texts = state.trials.slice(250).flatMap(trial => (trial === undefined ? [] : [laid.text(trial)]));
	return {width: laid.width, texts: [...new Set(texts)]};
}

test('the words for trials that rank behind hundreds of complete ones have their room', () => {
	const curve = [['loss', 100, 3]] as const;
	const running = flagsOf(stateOf([...COMPLETE, {params: {n: 1}, state: 'running', curve}]));
	assert.deepEqual(running, {width: 12, texts: ['running @100']});
	const failed = Array.from({length: 250}, (): PlotTrial => ({params: {n: 2}, state: 'failed'}));
	const pruned = flagsOf(stateOf([...COMPLETE, {params: {n: 1}, state: 'pruned', curve}, ...failed]));
	assert.deepEqual(pruned, {width: 12, texts: ['pruned @100', 'failed']});
});

test('a diverged trial has room for its flag, and a flag that is cut in any case takes none from other columns', () => {
	const diverged = {params: {n: 1}, metrics: {loss: Number.NaN}, flags: ['SHORT']};
	assert.deepEqual(flagsOf(stateOf([...COMPLETE, diverged])), {width: 14, texts: ['diverged SHORT']});
	const long = {params: {n: 1}, metrics: {loss: 3}, flags: ['INFEASIBLE', 'SHORT']};
	const widthOf = (columns: number): number => flagsOf(stateOf([...COMPLETE, long]), columns).width;
	const widths = Array.from({length: 60}, (_, at) => widthOf(30 + at));
	const least = widths.lastIndexOf(12);
	assert.deepEqual(widths.slice(least, least + 6), [12, 13, 14, 15, 16, 16], 'but what others leave to it');
	assert.equal(widthOf(120), 'INFEASIBLE SHORT'.length);
});

test('the column of flags has room for a paused trial before a pause comes, so that no column moves then', () => {
	const state = stateOf(COMPLETE.slice(0, 1));
	const {sweep} = state;
	assert.ok(sweep !== undefined);
	const widthOf = (phase: SweepState['phase'], run: Partial<typeof sweep.run>): number =>
		flagsOf({...state, sweep: {...sweep, run: {...sweep.run, ...run}}, phase}).width;
	for (const phase of ['paused', 'running'] as const) {
		assert.equal(widthOf(phase, {repeats: 3}), 'paused 1/3'.length, phase);
		assert.equal(widthOf(phase, {repeats: 1, warmup: 1}), 'paused 1/2'.length, phase);
		assert.equal(widthOf(phase, {repeats: 9, warmup: 3}), 'paused 11/12'.length, phase);
		assert.equal(widthOf(phase, {repeats: 1, warmup: 0}), 8, phase);
	}
});

test('where there is no room for all of it, the words about the order are cut and not which rows are seen', () => {
	const session = createStudySession(createDemoStudy({seed: 3, trials: 1200, steps: 1}), '/runs/x');
	const model = createModelSelector(() => 0)(session, createUiState('leaderboard'));
	for (const [columns, glyphs, part] of [
		[60, 'unicode', '983–1,000 of 1,200 trials'],
		[60, 'ascii', '983-1,000 of 1,200 trials'],
		[120, 'unicode', '983–1,000 of 1,200 trials'],
	] as const) {
		const place = {...model, cursorRow: 999, ui: {...model.ui, top: 982}};
		const text = textOf(tablePlace(place, {columns, rows: 19}, glyphs));
		assert.equal(text.length, columns);
		assert.ok(text.endsWith(` ${part} `), text);
		assert.match(
			text,
			columns < 65 ? /^ by front, within it the cr[^ ]* +\d/ : /^ by front, within it the crowded last +\d/,
		);
	}
});
