import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {selectPareto} from '../../source/plot/pareto-data.ts';
import {paintText, preparePlot, ROOM} from '../helpers/paint-plot.ts';
import {foldPlotSweep, gemmSweep, quantizationSweep} from '../helpers/plot-sweep.ts';

/** Quality to be high, cost to be low. */
function twoAims(points: readonly (readonly [quality: number, cost: number])[]): SweepState {
	return foldPlotSweep({
		parameters: [{name: 'n', domain: {kind: 'integer', min: 0, max: 99, step: 1, scale: 'linear'}}],
		metrics: [{name: 'quality', goal: 'maximize'}, {name: 'cost'}],
		objectives: [
			{metric: 'quality', direction: 'maximize'},
			{metric: 'cost', direction: 'minimize'},
		],
		trials: points.map(([quality, cost], n) => ({params: {n}, metrics: {quality, cost}})),
	});
}

const POINTS = [
	[0, 0],
	[8, 2],
	[9, 8],
	[10, 10],
	[5, 5],
	[8, 9],
] as const;

describe('pareto data', () => {
	it('front from left to right, knee, dominated', () => {
		const input = selectPareto(twoAims(POINTS));
		assert.deepEqual(
			input.front.map(({trial}) => trial),
			[1, 2, 3, 4],
		);
		assert.equal(input.front.find(({place}) => place === 'knee')?.trial, 2);
		assert.deepEqual(
			[input.x.name, input.x.direction, input.y.name, input.y.direction],
			['cost', 'minimize', 'quality', 'maximize'],
		);
	});

	it('the hypervolume is the share of the box up to a tenth beyond the worst, by hand', () => {
		const shares = selectPareto(twoAims(POINTS)).volumes.map(({share}) => share);
		// The box is 11 × 11: cost 0 to 11 and quality 10 down to -1. Trial 1 holds 11 × 1 of it, and so on.
		const expected = [11, 11 + 9 * 8, 11 + 9 * 8 + 3, 11 + 9 * 8 + 3 + 1].map(area => area / 121);
		for (const [index, share] of expected.entries()) assert.ok(Math.abs((shares[index] ?? 0) - share) < 1e-12);
		assert.equal(shares.at(-1), shares[3]);
	});

	it('agrees with the ranking of the sweep', () => {
		const state = quantizationSweep(200);
		const found = selectPareto(state).front.map(({trial}) => trial);
		assert.deepEqual(
			found.toSorted((a, b) => a - b),
			[...rankTrials(state).pareto],
		);
	});

	it('with one objective the cost is what was measured', () => {
		const {x, y} = selectPareto(gemmSweep());
		assert.deepEqual(
			[x.name, x.direction, y.name, y.direction],
			['duration_s', 'minimize', 'flops_per_watt', 'maximize'],
		);
	});

	it('refuses what has no better end, and one quantity on both axes', () => {
		assert.throws(() => preparePlot('pareto', gemmSweep(), {x: 'dtype'}), /"dtype" is no number/);
		assert.throws(() => preparePlot('pareto', gemmSweep(), {x: 'duration_s', y: 'duration_s'}), /both axes are/);
		assert.throws(() => preparePlot('pareto', gemmSweep(), {y: 'flop_per_watt'}), /flops_per_watt/);
	});
});

describe('pareto picture', () => {
	it('names both aims, marks the knee, and shows the volume beside or below', () => {
		const plot = preparePlot('pareto', twoAims(POINTS));
		const text = paintText(plot, {columns: 120, rows: 20});
		assert.match(text, /y quality max {3}x cost min {3}● front 4 {3}◈ knee #2 {3}hypervolume 0\.719/);
		assert.match(text, /y hypervolume {3}x trial/);
		assert.match(paintText(plot, {columns: 80, rows: 30}), /\ny hypervolume/);
		assert.doesNotMatch(paintText(plot, {columns: 80, rows: 18}), /y hypervolume/);
	});

	it('a click on a point of the front is that trial; arrows walk along the front', () => {
		const plot = preparePlot('pareto', twoAims(POINTS));
		const lines = paintText(plot).split('\n');
		const row = lines.findIndex((line, index) => index > 2 && line.includes('◈'));
		assert.equal(plot.trialAt?.(ROOM, lines[row]?.indexOf('◈') ?? 0, row), 2);
		assert.equal(plot.walk?.(undefined, 'right'), 2);
		assert.equal(plot.walk?.(2, 'right'), 3);
		assert.equal(plot.walk?.(2, 'left'), 1);
		assert.equal(plot.walk?.(1, 'left'), undefined);
	});
});
