import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {createColorScale} from '../../source/plot/color-scale.ts';
import {selectCorrelation} from '../../source/plot/correlation-data.ts';
import {formatCorrelation} from '../../source/plot/correlation-plot.ts';
import {paintText, preparePlot, ROOM} from '../helpers/paint-plot.ts';
import {foldPlotSweep, gemmSweep} from '../helpers/plot-sweep.ts';

/** x = 1, 2, 3, 4; y = 1, 3, 2, 5; twice = 2x; lr = 10^x; kind is a name, big true from 3 on. */
function study(): SweepState {
	const ys = [1, 3, 2, 5];
	return foldPlotSweep({
		parameters: [
			{name: 'x', domain: {kind: 'integer', min: 1, max: 4, step: 1, scale: 'linear'}},
			{name: 'lr', domain: {kind: 'real', min: 10, max: 1e4, scale: 'log'}},
			{name: 'big', domain: {kind: 'choice', values: [false, true]}},
			{name: 'kind', domain: {kind: 'choice', values: ['a', 'b']}},
		],
		metrics: [{name: 'y'}, {name: 'twice'}, {name: 'same'}],
		objectives: [{metric: 'y', direction: 'minimize'}],
		trials: ys.map((y, index) => {
			const x = index + 1;
			return {
				params: {x, lr: 10 ** x, big: x >= 3, kind: x % 2 === 0 ? 'a' : 'b'},
				metrics: {y, twice: 2 * x, same: 7},
			};
		}),
	});
}

describe('correlation', () => {
	it('values by hand: logarithms of what is spread by magnitude, truth as 0 and 1, names left out', () => {
		const {rows, columns, matrix, unordered} = selectCorrelation(study());
		assert.deepEqual(
			columns.map(({name}) => name),
			['y', 'twice'],
		);
		assert.deepEqual(
			rows.map(({name}) => name),
			['x', 'lr', 'big', 'y', 'twice'],
		);
		assert.deepEqual(unordered, ['kind']);
		// Pearson of (1, 2, 3, 4) and (1, 3, 2, 5): covariance 5.5, spreads 5 and 8.75.
		const r = 5.5 / Math.sqrt(5 * 8.75);
		const near = (row: number, column: number, value: number): void =>
			assert.ok(Math.abs((matrix[row]?.[column] ?? NaN) - value) < 1e-12, `${row} ${column} ${matrix[row]?.[column]}`);
		near(0, 0, r);
		near(1, 0, r);
		near(0, 1, 1);
		// (0, 0, 1, 1) and (1, 3, 2, 5): covariance 1.5, spreads 1 and 8.75.
		near(2, 0, 1.5 / Math.sqrt(8.75));
		near(3, 0, 1);
		near(4, 1, 1);
	});

	it('names pairs above 0.95, each once', () => {
		const strong = selectCorrelation(study()).strong.map(({a, b}) => `${a} ${b}`);
		assert.deepEqual(strong, ['x twice', 'lr twice']);
		assert.match(paintText(preparePlot('correlation', study())), /! 1\.00 x ~ twice: nearly the same/);
	});

	it('of one measure as bars to both sides of 0, strongest first', () => {
		const text = paintText(preparePlot('correlation', study(), {y: 'y'}), {columns: 60});
		assert.match(text, /correlation with y/);
		const figures = [...text.matchAll(/(?:x|lr|big|twice) +(?<r>-?\d\.\d\d) /g)].map(match =>
			Number(match.groups?.['r']),
		);
		assert.deepEqual(
			figures,
			figures.toSorted((a, b) => Math.abs(b) - Math.abs(a)),
		);
		assert.equal(figures.length, 4);
		assert.throws(() => preparePlot('correlation', gemmSweep(), {y: 'nothing'}), /There are: flops_per_watt/);
	});

	it('colour says the size of r, from the scale', () => {
		const scale = createColorScale();
		const picture = preparePlot('correlation', study()).paint({...ROOM, scale}, undefined);
		const cells = picture.flat().filter(run => /^ +1\.00$/.test(run.text));
		assert.ok(cells.length >= 3);
		for (const cell of cells) assert.deepEqual(cell.style?.background, scale.at(1));
	});

	it('says how many trials it needs', () => {
		const two = foldPlotSweep({
			parameters: [],
			metrics: [{name: 'y'}],
			objectives: [],
			trials: [1, 2].map(y => ({params: {}, metrics: {y}})),
		});
		assert.match(paintText(preparePlot('correlation', two)), /needs at least 3 complete trials: there are 2/);
	});

	it('writes numbers without a sign before nothing', () => {
		assert.deepEqual([-0.001, 0.996, -0.424, 1].map(formatCorrelation), ['0.00', '1.00', '-0.42', '1.00']);
	});
});
