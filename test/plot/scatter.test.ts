import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {type Picture, textOf} from '../../source/plot/cells.ts';
import {createColorScale} from '../../source/plot/color-scale.ts';
import {selectScatter} from '../../source/plot/scatter/scatter-data.ts';
import {type ScatterInput, type ScatterPoint, scatterPointAt} from '../../source/plot/scatter/scatter-layout.ts';
import {hiddenReasons} from '../../source/plot/scatter/scatter-legend.ts';
import {renderScatter, scatterLayoutOf} from '../../source/plot/scatter/scatter.ts';
import {displayWidth, isPlainAscii} from '../../source/plot/width.ts';
import {assertFrame} from '../helpers/frames.ts';
import {createRandom, foldPlotSweep, gemmSweep, quantizationSweep} from '../helpers/plot-sweep.ts';

const SIZES = [
	[60, 20],
	[80, 24],
	[120, 40],
] as const;

function quoted(picture: Picture): string {
	return picture.map(line => `|${textOf(line)}|\n`).join('');
}

describe('scatter frames', () => {
	const quantization = quantizationSweep();
	const gemm = gemmSweep();
	for (const [columns, rows] of SIZES) {
		for (const glyphs of ['unicode', 'ascii'] as const) {
			it(`two objectives, ordered categories, at ${columns}×${rows} in ${glyphs}`, () => {
				const input = selectScatter(quantization, rankTrials(quantization));
				assertFrame(
					`plot/scatter-quantization-${columns}x${rows}-${glyphs}`,
					quoted(renderScatter(input, {columns, rows, glyphs})),
				);
			});
			it(`a log axis and names as colour at ${columns}×${rows} in ${glyphs}`, () => {
				const input = selectScatter(gemm, rankTrials(gemm), {color: 'dtype'});
				const picture = renderScatter({...input, cursor: 5}, {columns, rows, glyphs});
				assertFrame(`plot/scatter-gemm-${columns}x${rows}-${glyphs}`, quoted(picture));
			});
		}
	}

	it('braille dots where colour can carry the third quantity', () => {
		const input = selectScatter(quantization, rankTrials(quantization), {color: 'lr'});
		const picture = renderScatter(input, {columns: 80, rows: 24, glyphs: 'unicode', scale: createColorScale()});
		assertFrame('plot/scatter-color-80x24', quoted(picture));
	});

	it('names on an axis', () => {
		const input = selectScatter(gemm, rankTrials(gemm), {x: 'dtype', color: 'none'});
		assertFrame('plot/scatter-names-60x16', quoted(renderScatter(input, {columns: 60, rows: 16, glyphs: 'unicode'})));
	});
});

describe('scatter data', () => {
	it('accounts for every ended trial', () => {
		const state = quantizationSweep();
		const input = selectScatter(state, rankTrials(state));
		const hidden = new Map(hiddenReasons(input));
		assert.deepEqual(
			[...hidden],
			[
				['failed', 4],
				['without accuracy', 3],
			],
		);
		const shown = input.points.filter(point => Number.isFinite(point.x) && Number.isFinite(point.y));
		assert.equal(shown.length + 4 + 3, 400);
	});

	it('counts what a log axis cannot hold', () => {
		const input: ScatterInput = {...plain([0, -1, 1, 10]), x: {name: 'x', unit: '', scale: 'log'}};
		assert.deepEqual(hiddenReasons(input), [['not above 0 (log)', 2]]);
	});

	it('marks the front of two objectives and the best of one', () => {
		const two = quantizationSweep();
		const ranking = rankTrials(two);
		const {points, front = []} = selectScatter(two, ranking);
		const pareto = points.filter(point => point.mark === 'pareto' || point.mark === 'knee');
		assert.equal(points.filter(point => point.mark === 'knee').length, 1);
		assert.equal(front.length, 2 * pareto.length - 1, 'a corner between each two');
		assert.deepEqual(
			pareto.map(point => point.trial),
			ranking.pareto,
		);
		const one = gemmSweep();
		const best = selectScatter(one, rankTrials(one)).points.filter(point => point.mark === 'best');
		assert.deepEqual(
			best.map(point => point.trial),
			[rankTrials(one).best],
		);
	});

	it('reads any column of trials.csv and refuses what is none', () => {
		const state = quantizationSweep();
		const input = selectScatter(state, rankTrials(state), {x: 'trial', y: 'energy_j', color: 'none'});
		assert.deepEqual([input.x.name, input.y.unit, input.color], ['trial', 'J', undefined]);
		assert.throws(() => selectScatter(state, rankTrials(state), {x: 'energyj'}), /Did you mean "energy_j"/);
	});

	it('keeps a missing colour hollow', () => {
		const input: ScatterInput = {
			...plain([1, 2]),
			color: {name: 'c', unit: '', scale: 'linear'},
			points: [
				{trial: 1, x: 1, y: 1, color: 3},
				{trial: 2, x: 2, y: 2},
			],
		};
		assert.match(quoted(renderScatter(input, {columns: 40, rows: 12, glyphs: 'unicode'})), /○/);
	});

	it('waits for what is to come', () => {
		const state = foldPlotSweep({
			parameters: [],
			metrics: [{name: 'loss'}],
			objectives: [{metric: 'loss', direction: 'minimize'}],
			trials: [],
			ended: false,
		});
		assert.match(
			quoted(renderScatter(selectScatter(state, rankTrials(state)), {columns: 60, rows: 10, glyphs: 'unicode'})),
			/Waiting for the first trial/,
		);
	});
});

describe('scatter places', () => {
	it('find the trial under the pointer', () => {
		const state = gemmSweep();
		const input = selectScatter(state, rankTrials(state));
		const options = {columns: 80, rows: 24, glyphs: 'unicode'} as const;
		const layout = scatterLayoutOf(input, options);
		assert.ok(layout !== undefined);
		const rows = renderScatter(input, options).map(textOf);
		const row = rows.findIndex((text, index) => index > 2 && text.includes('★'));
		assert.equal(scatterPointAt(input, layout, rows[row]?.indexOf('★') ?? -1, row, 0.5), rankTrials(state).best);
		assert.equal(scatterPointAt(input, layout, 0, 0), undefined);
	});
});

describe('scatter of anything', () => {
	const name = fc.oneof(
		fc.string({unit: 'binary'}),
		fc.constantFrom('漢字', 'مرحبا', 'e\u0301e\u0301', '👩‍👩‍👧', 'plain'),
	);
	const point: fc.Arbitrary<ScatterPoint> = fc
		.record({
			x: fc.double(),
			y: fc.double(),
			color: fc.option(fc.double()),
			mark: fc.constantFrom('pareto' as const, 'best' as const, undefined),
		})
		.map(({x, y, color, mark}) => ({
			trial: 1,
			x,
			y,
			...(color === null ? {} : {color}),
			...(mark === undefined ? {} : {mark}),
		}));
	const axis = fc.record({name, unit: name, scale: fc.constantFrom('linear' as const, 'log' as const)});

	it('fills exactly its rectangle and loses no point', () => {
		fc.assert(
			fc.property(
				fc.record({
					points: fc.array(point),
					x: axis,
					y: axis,
					color: fc.option(axis, {nil: undefined}),
					columns: fc.nat(130),
					rows: fc.nat(45),
					glyphs: fc.constantFrom('ascii' as const, 'unicode' as const),
					name,
				}),
				({points, x, y, color, columns, rows, glyphs, name: text}) => {
					const input: ScatterInput = {
						x,
						y,
						points,
						excluded: new Map([[text, 1]]),
						cursor: 1,
						empty: text,
						...(color === undefined ? {} : {color}),
					};
					const picture = renderScatter(input, {columns, rows, glyphs});
					assert.equal(picture.length, rows);
					for (const line of picture) {
						assert.equal(displayWidth(textOf(line)), columns);
						if (glyphs === 'ascii') assert.ok(isPlainAscii(textOf(line)), textOf(line));
					}
					const layout = scatterLayoutOf(input, {columns, rows, glyphs});
					if (layout === undefined) return;
					const placed = points.filter(candidate => {
						const cell = layout.cellOf(candidate);
						if (cell === undefined) return false;
						assert.ok(
							cell.column >= 0 && cell.column < layout.area.columns && cell.row >= 0 && cell.row < layout.area.rows,
						);
						return true;
					});
					const hidden = hiddenReasons(input).reduce((sum, [, count]) => sum + count, 0) - 1;
					assert.equal(placed.length + hidden, points.length);
				},
			),
			{numRuns: 200},
		);
	});

	it('takes 10^5 points', () => {
		const random = createRandom(3);
		const points = Array.from(
			{length: 100_000},
			(_, index): ScatterPoint => ({trial: index + 1, x: random() ** 2, y: random(), color: random()}),
		);
		const input: ScatterInput = {...plain([]), points, color: {name: 'c', unit: '', scale: 'linear'}};
		const layout = scatterLayoutOf(input, {columns: 200, rows: 50, glyphs: 'unicode'});
		assert.equal(points.filter(candidate => layout?.cellOf(candidate) !== undefined).length, 100_000);
		const picture = renderScatter(input, {columns: 200, rows: 50, glyphs: 'unicode', scale: createColorScale()});
		assert.ok(picture.every(line => displayWidth(textOf(line)) === 200));
	});
});

function plain(xs: readonly number[]): ScatterInput {
	return {
		x: {name: 'x', unit: '', scale: 'linear'},
		y: {name: 'y', unit: '', scale: 'linear'},
		points: xs.map((x, index) => ({trial: index + 1, x, y: x})),
		excluded: new Map(),
		empty: '',
	};
}
