import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {PlotChoice} from '../../source/domain/view/plot-choice.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {textOf} from '../../source/plot/cells.ts';
import type {PreparedPlot} from '../../source/plot/plot-definition.ts';
import {FREE, selectSlice} from '../../source/plot/slices-data.ts';
import {slicesPlot} from '../../source/plot/slices-plot.ts';
import {assertFrame} from '../helpers/frames.ts';
import {createRecording} from '../../source/store/recording.ts';
import {conditionalSweep, foldPlotSweep, gemmDescription, gemmSweep, plotEvents} from '../helpers/plot-sweep.ts';

const PLAIN: PlotChoice = {fix: {}, aggregate: 'mean', log: new Set()};
const ROOM = {columns: 80, rows: 20, glyphs: 'unicode', scale: undefined} as const;

function prepare(state: SweepState, choice: Partial<PlotChoice> = {}): PreparedPlot {
	const ranking = rankTrials(state);
	return slicesPlot.prepare({state, ranking, choice: {...PLAIN, ...choice}, samples: () => undefined, channels: []});
}

function text(plot: PreparedPlot, room: Parameters<PreparedPlot['paint']>[0] = ROOM): string {
	return plot
		.paint(room, undefined)
		.map(line => `|${textOf(line)}|\n`)
		.join('');
}

describe('slices', () => {
	const state = gemmSweep();
	const select = (choice: Partial<PlotChoice> = {}): ReturnType<typeof selectSlice> =>
		selectSlice(state, rankTrials(state), {...PLAIN, ...choice});

	it('cut through the best trial, a line for each value of the smallest parameter', () => {
		const {input, slices, color} = select();
		assert.deepEqual([input.x.name, input.y.name, color], ['size', 'flops_per_watt', 'block']);
		assert.deepEqual(
			slices.map(({name, index, values}) => [name, values[index]]),
			[['dtype', 'float']],
		);
		assert.equal(input.points.length, 12);
		assert.deepEqual(
			input.lines?.map(({places}) => places.map(({x}) => x)),
			[0, 1].map(() => [64, 128, 256, 512, 1024, 2048]),
		);
		assertFrame('plot/slices-80x20-unicode', text(prepare(state)));
		assertFrame('plot/slices-80x20-ascii', text(prepare(state), {...ROOM, glyphs: 'ascii'}));
	});

	it('stand side by side where there is room: the same point along the next parameter', () => {
		const wide = text(prepare(state), {...ROOM, columns: 140});
		assertFrame('plot/slices-140x20-unicode', wide);
		assert.match(wide, /x size log .* x dtype /);
		assert.doesNotMatch(text(prepare(state), {...ROOM, columns: 100}), /x dtype/);
	});

	it('have the trials that a cut parameter has no part in, and count none of them outside', () => {
		const conditional = foldPlotSweep(conditionalSweep());
		const choice = {x: 'level', color: 'tool', fix: {threads: 2}};
		const {input} = selectSlice(conditional, rankTrials(conditional), {...PLAIN, ...choice});
		assert.deepEqual(
			input.points.map(({trial}) => trial),
			[1, 2, 5, 6],
		);
		const plot = prepare(conditional, choice);
		assert.deepEqual([plot.outside?.(1, 80), plot.outside?.(3, 80)], [undefined, 'threads=2']);
	});

	it('cut a parameter that the best trial has no part in through the best one that has', () => {
		const conditional = foldPlotSweep(conditionalSweep());
		const ranking = rankTrials(conditional);
		assert.equal(ranking.best, 2, 'of a tool without threads');
		const {slices, input} = selectSlice(conditional, ranking, {...PLAIN, x: 'level', color: 'tool'});
		assert.deepEqual(
			slices.map(({name, values, index}) => [name, values[index]]),
			[['threads', '2']],
		);
		assert.equal(input.points.length, 4);
	});

	it('follow what is fixed, by value or by text', () => {
		for (const block of [32, '32']) {
			const {input} = select({color: 'dtype', fix: {block}});
			assert.equal(input.points.length, 16, 'the trials with block 32, without the failed one');
			assert.deepEqual(input.fixed, [{name: 'block', label: '32'}]);
		}
	});

	it('refuse an open parameter that gives two values at one place, and name it', () => {
		assert.throws(
			() => select({color: 'none', fix: {block: FREE}}),
			/the slice is ambiguous: "block" is loose and gives several values at one size\nFix it .*--fix block=VALUE.*, or give it the colour/,
		);
		assert.throws(() => select({fix: {dtype: FREE}}), /"dtype" is loose/);
		const wide = text(prepare(state, {x: 'block', color: 'size', fix: {dtype: 'float'}}), {...ROOM, columns: 140});
		assert.match(wide, /x block/);
	});

	it('take an open parameter that decides nothing', () => {
		const description = gemmDescription();
		const single = foldPlotSweep({
			...description,
			trials: description.trials.filter(({params}) => params['block'] === 64),
		});
		const {input} = selectSlice(single, rankTrials(single), {...PLAIN, color: 'dtype', fix: {block: FREE}});
		assert.deepEqual(input.fixed, [{name: 'block', label: FREE}]);
		assert.ok(input.points.length > 10);
	});

	it('join the mean of a point that was run more than once', () => {
		const description = gemmDescription();
		const again = description.trials.filter(({params}) => params['size'] === 64 && params['dtype'] === 'float');
		const doubled = again.map(trial => ({...trial, metrics: {flops_per_watt: 3e9}, repeats: [{flops_per_watt: 3e9}]}));
		const state2 = foldPlotSweep({...description, trials: [...description.trials, ...doubled]});
		const {input} = selectSlice(state2, rankTrials(state2), {...PLAIN, color: 'block', fix: {dtype: 'float'}});
		assert.equal(input.points.length, 14);
		const first = input.lines?.[0]?.places[0];
		const both = input.points.filter(({x, color}) => x === 64 && color === 0).map(({y}) => y);
		assert.equal(both.length, 2);
		assert.equal(first?.y, ((both[0] ?? 0) + (both[1] ?? 0)) / 2);
	});

	it('say what is wrong with the choice, and which slice is empty', () => {
		assert.throws(() => select({x: 'flops_per_watt'}), /"flops_per_watt" is no parameter/);
		assert.throws(() => select({x: 'sise'}), /Did you mean "size"/);
		assert.throws(() => select({fix: {size: 64}}), /"size" cannot be fixed/);
		assert.throws(() => select({color: 'size', x: 'block', fix: {dtype: 'int8'}}), /"dtype" has no value "int8"/);
		const description = gemmDescription();
		const some = foldPlotSweep({
			...description,
			trials: description.trials.filter(({params}) => params['dtype'] !== 'half'),
		});
		const empty = text(prepare(some, {color: 'block', fix: {dtype: 'half'}}));
		assert.match(empty, /No complete trial at dtype=half/);
	});

	it('are stepped by key: every value, then all of them', () => {
		const {slices} = select();
		assert.deepEqual(
			slices.map(({name, values, index, free}) => ({name, values, index, free})),
			[{name: 'dtype', values: ['half', 'float', 'double'], index: 1, free: FREE}],
		);
	});

	it('know the trials that are in none of them: beside the first there is a second one on a wide screen', () => {
		const plot = prepare(state, {x: 'size', color: 'block', fix: {dtype: 'half'}});
		const trialWith = (dtype: string): number =>
			state.trials.find(trial => trial?.params['dtype'] === dtype)?.trial ?? 0;
		assert.equal(plot.outside?.(trialWith('half'), 80), undefined);
		assert.equal(plot.outside?.(trialWith('float'), 80), 'dtype=half');
		const {best = 0} = rankTrials(state);
		assert.equal(plot.outside?.(best, 80), 'dtype=half');
		assert.equal(plot.outside?.(best, 140), undefined);
	});

	it('are walked along a line, and pointed at in both panes', () => {
		const plot = prepare(state);
		const {best} = rankTrials(state);
		const right = plot.walk?.(best, 'right');
		assert.deepEqual(state.trials[(right ?? 0) - 1]?.params, {dtype: 'float', size: 1024, block: 64});
		const wide = {...ROOM, columns: 140};
		const rows = plot.paint(wide, undefined).map(textOf);
		const stars = rows.flatMap((line, row) =>
			row < 2 ? [] : [...line.matchAll(/★/g)].map(match => ({row, column: match.index})),
		);
		assert.equal(stars.length, 2);
		for (const {row, column} of stars) assert.equal(plot.trialAt?.(wide, column, row), best);
	});

	it('mark what breaks a constraint, beside the lines, and count what ended otherwise', () => {
		const description = gemmDescription();
		const trials = description.trials.map(trial => {
			if (trial.params['size'] === 2048) return {...trial, flags: ['INFEASIBLE']};
			return trial.params['size'] === 1024 && trial.params['block'] === 32
				? {...trial, state: 'pruned' as const}
				: trial;
		});
		const broken = foldPlotSweep({...description, trials});
		const {input} = selectSlice(broken, rankTrials(broken), PLAIN);
		const infeasible = input.points.filter(({mark}) => mark === 'infeasible');
		assert.deepEqual(new Set(infeasible.map(({x}) => x)), new Set([2048]));
		assert.ok(
			input.lines?.every(({places}) => places.every(({x}) => x !== 2048)),
			'no line leads through them',
		);
		const marked = new Set(infeasible.map(({trial}) => trial));
		assert.deepEqual(
			selectSlice(broken, rankTrials(broken), {...PLAIN, marked}).input.lines,
			input.lines,
			'whether or not the person has marked them',
		);
		const room = {...ROOM, columns: 100};
		assert.match(text(prepare(broken), room), /1 not shown: 1 pruned[^]*! 2 infeasible/);
		assert.ok(text(prepare(broken), room).split('!').length > 3, 'in the legend and on their places');
	});

	it('are cut in a replay where they are in the end, with its axes and steps', () => {
		const {trials, ...rest} = gemmDescription();
		// The best trial of each time has another type and block than that of the end.
		const recording = createRecording(plotEvents({...rest, trials: trials.toReversed()})) ?? assert.fail('no events');
		const at = (count: number) => {
			const state = recording.at(recording.stops[count - 1] ?? recording.toMs);
			const input = {state, ranking: rankTrials(state), choice: PLAIN, samples: () => undefined, channels: []};
			const plot = slicesPlot.prepare({...input, whole: recording.last});
			const rows = plot.paint({...ROOM, columns: 140}, undefined).map(textOf);
			return {slices: plot.slices, axes: rows.slice(-2), own: slicesPlot.prepare(input).slices};
		};
		const end = at(trials.length);
		assert.ok(
			[3, 8].some(count => at(count).own?.[0]?.index !== end.slices?.[0]?.index),
			'the best is another one',
		);
		for (const count of [8, 14, 20]) {
			assert.deepEqual(at(count).slices, end.slices, `the cuts after trial ${count}`);
			assert.deepEqual(at(count).axes, end.axes, `the axes after trial ${count}`);
		}
	});

	it('keep their steps where a filter hides trials', () => {
		const passing = {...state, trials: state.trials.filter(trial => trial?.params['dtype'] === 'float')};
		const input = {state: passing, ranking: rankTrials(state), choice: PLAIN, samples: () => undefined, channels: []};
		const plot = slicesPlot.prepare({...input, unfiltered: state});
		assert.deepEqual(plot.slices?.[0]?.values, ['half', 'float', 'double']);
	});
});
