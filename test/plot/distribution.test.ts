import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {selectDistribution} from '../../source/plot/distribution/distribution-data.ts';
import {binOf, chooseBins, countBins} from '../../source/plot/histogram-bins.ts';
import {paintText, preparePlot, ROOM} from '../helpers/paint-plot.ts';
import {foldPlotSweep} from '../helpers/plot-sweep.ts';

/** Group a has 1 to 9, group b 11, 12, 13, 14 and 40. */
function study(): SweepState {
	const values = [
		...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(value => ['a', value] as const),
		...[11, 12, 13, 14, 40].map(value => ['b', value] as const),
	];
	return foldPlotSweep({
		parameters: [{name: 'group', domain: {kind: 'choice', values: ['a', 'b']}}],
		metrics: [{name: 'ms', unit: 'ms'}],
		objectives: [{metric: 'ms', direction: 'minimize'}],
		trials: [
			...values.map(([group, ms]) => ({params: {group}, metrics: {ms}})),
			{params: {group: 'a'}, metrics: {ms: 'NaN'}},
		],
	});
}

describe('distribution data', () => {
	it('quartiles of type 7, by hand', () => {
		const {groups, excluded} = selectDistribution(study(), {color: 'group'});
		assert.equal(excluded, 1);
		assert.deepEqual(groups[0]?.summary, {low: 1, lower: 3, median: 5, upper: 7, high: 9, mean: 5});
		assert.deepEqual(groups[1]?.summary, {low: 11, lower: 12, median: 13, upper: 14, high: 40, mean: 18});
		assert.deepEqual(groups[1]?.trials, [10, 11, 12, 13, 14]);
	});

	it('boxes where groups were chosen, else a histogram; other forms are refused', () => {
		assert.equal(selectDistribution(study()).form, 'histogram');
		assert.equal(selectDistribution(study(), {color: 'group'}).form, 'box');
		assert.throws(() => preparePlot('distribution', study(), {y: 'violin'}), /cannot be drawn as "violin"/);
		assert.throws(() => preparePlot('distribution', study(), {x: 'group'}), /"group" is no number/);
	});
});

describe('bins', () => {
	it('hold every value once, with round edges', () => {
		const value = fc.double({min: -1e6, max: 1e6, noNaN: true});
		fc.assert(
			fc.property(fc.array(value, {minLength: 1, maxLength: 60}), fc.integer({min: 1, max: 40}), (values, most) => {
				const ascending = Float64Array.from(values).sort();
				const bins = chooseBins(ascending, 'linear', most);
				const counts = countBins(bins, ascending);
				assert.equal(
					counts.reduce((sum, count) => sum + count, 0),
					values.length,
				);
				assert.ok(counts.length <= Math.max(2, most), `${counts.length} of ${most}`);
			}),
		);
	});

	it('a value on an edge is in the bin above, the last edge in the last bin', () => {
		const bins = chooseBins([0, 1, 2, 3, 4, 5], 'linear', 5);
		assert.deepEqual(bins.edges, [0, 1, 2, 3, 4, 5]);
		assert.deepEqual(
			[0, 1, 4.5, 5, 5.1, -1, Number.NaN].map(value => binOf(bins, value)),
			[0, 1, 4, 4, -1, -1, -1],
		);
		assert.deepEqual(countBins(bins, [0, 1, 1, 5]), [1, 2, 0, 0, 1]);
	});

	it('of equal ratios on a log scale', () => {
		const {edges} = chooseBins([1, 10, 100, 1000], 'log', 3);
		const ratios = edges.slice(1).map((edge, index) => edge / (edges[index] ?? 1));
		for (const ratio of ratios) assert.ok(Math.abs(ratio / (ratios[0] ?? 1) - 1) < 1e-9);
	});
});

describe('distribution picture', () => {
	it('a histogram names count, median and quartiles', () => {
		const text = paintText(preparePlot('distribution', study()));
		assert.match(text, /x ms \(ms\) {3}y trials a bin {3}14 trials {3}median 7\.5 ms/);
		assert.match(text, /1 trial without a value/);
		assert.match(text, /█/);
	});

	it('boxes: whiskers end within 1.5 boxes, what is beyond stands alone', () => {
		const lines = paintText(preparePlot('distribution', study(), {color: 'group'})).split('\n');
		const b = lines.find(line => line.startsWith('b ┤')) ?? '';
		// The box of b is 12 to 14: 40 is beyond 14 + 3.
		assert.match(b, /├▒+┃▒+┤? .*∘/);
		assert.match(b, /n 5 {2}median 13$/);
		const a = lines.find(line => line.startsWith('a ┤')) ?? '';
		assert.doesNotMatch(a, /∘/);
	});

	it('cumulated shares reach 1 and are named by group', () => {
		const text = paintText(preparePlot('distribution', study(), {y: 'ecdf', color: 'group'}));
		assert.match(text, /share of trials up to x/);
		assert.match(text, /group a/);
		assert.match(text, /1\.0 ┤/);
	});

	it('a click on the value that is beyond is its trial; arrows walk by value and by group', () => {
		const plot = preparePlot('distribution', study(), {color: 'group'});
		const lines = paintText(plot).split('\n');
		const row = lines.findIndex((line, index) => index > 2 && line.includes('∘'));
		assert.equal(plot.trialAt?.(ROOM, lines[row]?.indexOf('∘') ?? 0, row), 14);
		assert.equal(plot.walk?.(3, 'right'), 4);
		assert.equal(plot.walk?.(3, 'down'), 12);
		assert.equal(plot.walk?.(12, 'up'), 5);
	});

	it('a log axis leaves out what has no logarithm, and says so', () => {
		const state = foldPlotSweep({
			parameters: [],
			metrics: [{name: 'v'}],
			objectives: [],
			trials: [-1, 0].map(v => ({params: {}, metrics: {v}})),
		});
		assert.match(
			paintText(preparePlot('distribution', state, {log: new Set(['x'])})),
			/No complete trial has a positive v/,
		);
	});
});

describe('words beside the axis', () => {
	it('have the prefix of its labels', () => {
		const state = foldPlotSweep({
			parameters: [{name: 'n', domain: {kind: 'choice', values: [0, 1, 2, 3, 4, 5]}}],
			metrics: [{name: 'rate', unit: 'FLOP/s'}],
			objectives: [{metric: 'rate', direction: 'maximize'}],
			// The largest has a prefix more than the quartiles.
			trials: [100, 200, 300, 400, 500, 2000].map((rate, index) => ({params: {n: index}, metrics: {rate}})),
		});
		const text = paintText(preparePlot('distribution', state), {columns: 120});
		assert.match(text, /rate \(kFLOP\/s\)/);
		assert.match(text, /median 0\.350 kFLOP\/s/);
		assert.match(text, /half within 0\.225 … 0\.475 kFLOP\/s/);
	});
});
