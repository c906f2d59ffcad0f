import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createDemoStudy} from '../../source/store/demo/demo-study.ts';
import type {Mode} from '../../source/store/ui-state.ts';
import {createHands} from '../helpers/screen-hands.ts';

test('the heatmap is walked cell by cell, its slices step like an odometer', () => {
	const hands = createHands({atMs: 600_000});
	hands.press('5', 'left');
	const first = hands.ui().cursor;
	hands.press('left');
	assert.notEqual(hands.ui().cursor, first);
	hands.press('right');
	assert.equal(hands.ui().cursor, first);
	hands.press('up', 'up', 'up', 'up');
	const edge = hands.ui().cursor;
	hands.press('up');
	assert.equal(hands.ui().cursor, edge);
	hands.press(']');
	assert.deepEqual(hands.ui().plots.heatmap?.fix, {block: '16'});
	hands.press(']', ']', ']');
	assert.deepEqual(hands.ui().plots.heatmap?.fix, {});
	hands.press('[');
	assert.deepEqual(hands.ui().plots.heatmap?.fix, {block: '64'});
	hands.press('g');
	assert.equal(hands.ui().plots.heatmap?.aggregate, 'min');
});

test('an axis that takes the parameter of the other axis gives its own in exchange', () => {
	const hands = createHands({atMs: 600_000});
	hands.press('5', 'x');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'pick');
	const steps = mode.options.indexOf('type') - mode.selected;
	hands.press(...Array.from({length: Math.abs(steps)}, () => (steps > 0 ? 'down' : 'up')), 'enter');
	const chosen = hands.ui().plots.heatmap;
	assert.deepEqual([chosen?.x, chosen?.y], ['type', 'n']);
});

test('t divides two values of a parameter, chosen one after the other, and ends it again', () => {
	const hands = createHands({atMs: 600_000});
	hands.press('5', 'x');
	hands.press(...pickKeys(hands.ui().mode, 'type'), 't');
	hands.press(...pickKeys(hands.ui().mode, 'type'));
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'pick' && mode.options.length === 3, 'the values of the parameter');
	hands.press(...pickKeys(mode, 'half'));
	const second = hands.ui().mode;
	assert.ok(second.kind === 'pick' && !second.options.includes('half'), 'not by itself');
	hands.press(...pickKeys(second, 'float'));
	const chosen = hands.ui().plots.heatmap;
	assert.deepEqual(chosen?.ratio, {parameter: 'type', numerator: 'half', denominator: 'float'});
	assert.equal(chosen.x, undefined, 'what is divided by is no axis');
	assert.equal(hands.ui().mode.kind, 'browse');
	hands.press('t', ...pickKeys({kind: 'pick', pick: 'ratio', options: ['no ratio'], selected: 0}, 'no ratio'));
	assert.equal(hands.ui().plots.heatmap?.ratio, undefined);
	hands.press(':', ...'isolines', 'enter');
	assert.equal(hands.ui().plots.heatmap?.isolines, true);
});

test('v and the palette make axes logarithmic, each plot its own', () => {
	const hands = createHands({atMs: 600_000});
	const log = (): readonly string[] => [...(hands.ui().plots.scatter?.log ?? [])];
	hands.press('4');
	for (const [axes, said] of [
		[['x'], 'x'],
		[['y'], 'y'],
		[['x', 'y'], 'x and y'],
		[[], 'no axis by choice'],
	] as const) {
		hands.press('v');
		assert.deepEqual(log(), axes);
		assert.equal(hands.ui().message?.text, `logarithmic: ${said}`);
	}
	hands.press('v', 'v', 'v');
	hands.press(':', ...'log-x', 'enter');
	assert.deepEqual(log(), ['y']);
	hands.press('v', 'v', '5', 'v');
	assert.deepEqual(log(), []);
	assert.deepEqual([...(hands.ui().plots.heatmap?.log ?? [])], ['color']);
});

test('the scatter is walked from point to point, and a size is chosen from the palette', () => {
	const hands = createHands({atMs: 600_000});
	hands.press('4');
	const first = hands.context().selected()?.trial;
	hands.press('left');
	const beside = hands.ui().cursor;
	assert.ok(beside !== undefined && beside !== first);
	hands.press(':', ...'size', 'enter');
	const {mode} = hands.ui();
	assert.ok(mode.kind === 'pick' && mode.pick === 'size');
	hands.press(...pickKeys(mode, 'n'));
	assert.equal(hands.ui().plots.scatter?.size, 'n');
});

test('out of a choice that cannot be drawn lead the same keys, and backspace', () => {
	const hands = createHands({atMs: 600_000});
	hands.press(':', ...'view-slices', 'enter', 'o');
	hands.press(...pickKeys(hands.ui().mode, 'none'));
	assert.ok(hands.context().plotChoices().slices.length > 1);
	const chosen = {x: 'n', color: 'none', fix: {type: '*'}};
	const ambiguous = createHands({
		atMs: 600_000,
		ui: {view: 'slices', plots: {slices: {...chosen, aggregate: 'mean', log: new Set()}}},
	});
	assert.ok((ambiguous.context().plotChoices().axes.x ?? []).includes('n'), 'axes can be chosen');
	ambiguous.press(']');
	assert.notEqual(ambiguous.ui().plots.slices?.fix['type'], '*');
	ambiguous.press('backspace');
	assert.equal(ambiguous.ui().plots.slices, undefined);
});

/** The strokes that choose an option of an open list. */
function pickKeys(mode: Mode, option: string): readonly string[] {
	assert.ok(mode.kind === 'pick' && mode.options.includes(option), option);
	const steps = mode.options.indexOf(option) - mode.selected;
	return [...Array.from({length: Math.abs(steps)}, () => (steps > 0 ? 'down' : 'up')), 'enter'];
}

test('space marks the trial under the cursor of a plot, and C compares from there', () => {
	for (const view of ['scatter', 'history', 'heatmap', 'trial'] as const) {
		const hands = createHands({view, atMs: 600_000});
		const first = hands.context().selected()?.trial;
		hands.press('space');
		assert.deepEqual([...hands.ui().marks], [first], view);
		assert.equal(hands.ui().message?.text, `#${first} is marked, 1 in all`);
		hands.press('space');
		assert.deepEqual([...hands.ui().marks], [], view);
		hands.press('space', 'right', 'space');
		assert.equal(hands.ui().marks.size, 2, view);
		assert.match(hands.ui().message?.text ?? '', /is marked, 2 in all: C compares them$/);
		hands.press('C');
		assert.equal(hands.ui().view, 'compare', view);
	}
});

test('home, end and page keys go along the rows of a plot that has them, not along the leaderboard', () => {
	for (const view of ['timeline', 'gantt', 'history'] as const) {
		const hands = createHands({view, atMs: 600_000});
		const after = (...strokes: readonly string[]): number | undefined => {
			hands.press(...strokes);
			return hands.ui().cursor;
		};
		assert.deepEqual([after('home'), after('end')], [1, 51], view);
		const paged = after('pageup') ?? 0;
		assert.equal(paged, 51 - 9, view);
		assert.equal(hands.ui().top, 0, 'the leaderboard stays where it is');
		if (view === 'history') continue;
		assert.deepEqual([after('up'), after('down'), after('j'), after('k')], [paged - 1, paged, paged + 1, paged], view);
	}
	const bars = createHands({view: 'bars', atMs: 600_000});
	for (const [end, beyond] of [
		['home', 'up'],
		['end', 'down'],
	] as const) {
		bars.press(end);
		const last = bars.ui().cursor;
		bars.press(beyond);
		assert.equal(bars.ui().cursor, last, `no bar is beyond ${end}`);
	}
});

test('where the cursor is on a trial without a row of its own, a step leads to the one before or behind it', () => {
	for (const [key, trial] of [
		['up', 19],
		['down', 21],
		['pageup', 11],
		['pagedown', 29],
	] as const) {
		const hands = createHands({view: 'gantt', atMs: 600_000, ui: {cursor: 20, filter: 'trial!=20'}});
		hands.press(key);
		assert.equal(hands.ui().cursor, trial, key);
	}
	const bars = createHands({view: 'bars', atMs: 600_000});
	bars.press('home', 'right', 'right');
	const inside = bars.ui().cursor;
	bars.press('pageup');
	const first = bars.ui().cursor;
	assert.notEqual(first, inside);
	bars.press('home');
	assert.equal(bars.ui().cursor, first, 'from any trial of the first bar a page up is the first bar');
});

test('the curves of compared trials are logarithmic as the plot of curves is, and say where there are none', () => {
	const hands = createHands({view: 'compare', atMs: 600_000, ui: {marks: new Set([8, 14])}});
	hands.press('v');
	assert.match(hands.ui().message?.text ?? '', /no marked trial reported values step by step/);
	const state = createDemoStudy({seed: 3, trials: 30});
	const marks = new Set(
		state.trials.flatMap(trial => (trial?.curves['loss'] === undefined ? [] : [trial.trial])).slice(0, 2),
	);
	const compared = createHands({view: 'compare', state, ui: {marks}});
	compared.press('v');
	assert.deepEqual([...(compared.ui().plots.curves?.log ?? [])], ['y']);
	compared.press('v');
	assert.deepEqual([...(compared.ui().plots.curves?.log ?? [])], []);
});

test('so are those of one trial, which are the curves of the plot', () => {
	const hands = createHands({view: 'trial', atMs: 600_000});
	hands.press('v');
	assert.equal(hands.ui().message?.text, 'the trial reported no values step by step: there are no curves');
	const state = createDemoStudy({seed: 3, trials: 30});
	const cursor = state.trials.find(trial => trial?.curves['loss'] !== undefined)?.trial;
	assert.ok(cursor !== undefined);
	const trial = createHands({view: 'trial', state, ui: {cursor}});
	trial.press('v');
	assert.deepEqual([...(trial.ui().plots.curves?.log ?? [])], ['y']);
});
