import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {PlotChoice} from '../../source/domain/view/plot-choice.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {textOf} from '../../source/plot/cells.ts';
import {createColorScale} from '../../source/plot/color-scale.ts';
import type {PreparedPlot, Step} from '../../source/plot/plot-definition.ts';
import {selectScatter} from '../../source/plot/scatter/scatter-data.ts';
import type {ScatterInput} from '../../source/plot/scatter/scatter-layout.ts';
import {paretoPlot} from '../../source/plot/pareto-plot.ts';
import {scatterGlyphs} from '../../source/plot/scatter/scatter-legend.ts';
import {scatterPlot} from '../../source/plot/scatter-plot.ts';
import {createScatterWalk} from '../../source/plot/scatter/scatter-walk.ts';
import {renderScatter} from '../../source/plot/scatter/scatter.ts';
import {assertFrame} from '../helpers/frames.ts';
import {foldPlotSweep, gemmDescription, gemmSweep, quantizationSweep} from '../helpers/plot-sweep.ts';

const ROOM = {columns: 80, rows: 24, glyphs: 'unicode', scale: undefined} as const;

function prepare(state: SweepState, choice: Partial<PlotChoice> = {}): PreparedPlot {
	return scatterPlot.prepare({
		state,
		ranking: rankTrials(state),
		choice: {fix: {}, aggregate: 'mean', log: new Set(), ...choice},
		samples: () => undefined,
		channels: [],
	});
}

function text(plot: PreparedPlot, room: Parameters<PreparedPlot['paint']>[0] = ROOM, cursor?: number): string {
	return plot
		.paint(room, cursor)
		.map(line => `|${textOf(line)}|\n`)
		.join('');
}

describe('a scatter of trials that break a constraint', () => {
	const flags = ['INFEASIBLE'];
	const state = foldPlotSweep({
		parameters: [{name: 'n', domain: {kind: 'choice', values: [1, 2, 3, 4, 5, 6]}}],
		metrics: [{name: 'accuracy', goal: 'maximize'}, {name: 'latency'}],
		objectives: [
			{metric: 'accuracy', direction: 'maximize'},
			{metric: 'latency', direction: 'minimize'},
		],
		trials: [
			{params: {n: 1}, metrics: {accuracy: 0.6, latency: 1}},
			{params: {n: 2}, metrics: {accuracy: 0.8, latency: 3}},
			{params: {n: 3}, metrics: {accuracy: 0.9, latency: 5}, flags},
			{params: {n: 4}, metrics: {accuracy: 0.95, latency: 8}, flags},
			{params: {n: 5}, metrics: {accuracy: 0.99, latency: 9}, flags},
			{params: {n: 6}, metrics: {accuracy: 0.99}, flags},
		],
	});
	const rowsOf = (plot: typeof scatterPlot, glyphs: 'unicode' | 'ascii'): string => {
		const choice = {
			fix: {},
			aggregate: 'mean',
			log: new Set<never>(),
			x: 'latency',
			y: 'accuracy',
			color: 'none',
		} as const;
		const prepared = plot.prepare({state, ranking: rankTrials(state), choice, samples: () => undefined, channels: []});
		return text(prepared, {...ROOM, glyphs});
	};

	it('has their mark and their number, the same as the plot of the front', () => {
		for (const [glyphs, mark] of [
			['unicode', '!'],
			['ascii', '!'],
		] as const) {
			for (const plot of [scatterPlot, paretoPlot]) {
				const drawn = rowsOf(plot, glyphs);
				assert.match(drawn, new RegExp(`${mark} 3 infeasible`), plot.id);
				const cells = drawn.split('\n').slice(3, 15).join('').split(mark).length - 1;
				assert.equal(cells, 3, drawn);
			}
		}
	});

	it('begins a walk at what stands out among those that may win', () => {
		assert.equal(prepare(state, {x: 'latency', y: 'accuracy'}).walk?.(undefined, 'right'), 1);
	});

	it('leaves the sign to them: no category has it', () => {
		for (const glyphs of ['unicode', 'ascii'] as const) {
			const {categories, infeasible} = scatterGlyphs(glyphs);
			assert.ok(!categories.includes(infeasible));
		}
	});
});

describe('scatter by size', () => {
	const state = quantizationSweep(40);
	it('draws circles whose area says it, and names the range', () => {
		const plot = prepare(state, {size: 'energy_j', x: 'lr', y: 'accuracy', color: 'bits'});
		assert.equal(plot.shown?.size, 'energy_j');
		assertFrame('plot/scatter-size-80x24-unicode', text(plot));
		assertFrame('plot/scatter-size-80x24-ascii', text(plot, {...ROOM, glyphs: 'ascii'}));
		assert.match(text(plot), /size energy_j small 10\.9, large 52\.0 J/);
	});

	it('gives circles the colour of their point', () => {
		const input = selectScatter(state, rankTrials(state), {
			x: 'lr',
			y: 'accuracy',
			size: 'energy_j',
			color: 'energy_j',
		});
		const runs = renderScatter(input, {...ROOM, scale: createColorScale()}).flat();
		const colours = runs.flatMap(({text: glyphs, style}) =>
			style?.foreground?.kind === 'rgb' && /[\u2801-\u28FF]/.test(glyphs) ? [JSON.stringify(style.foreground)] : [],
		);
		assert.ok(new Set(colours).size > 5, `${new Set(colours).size} colours`);
	});

	it('refuses a size that does not exist', () => {
		assert.throws(() => prepare(state, {size: 'energyj'}), /Did you mean "energy_j"/);
	});
});

describe('scatter of measured values', () => {
	it('has a bar where repeats scatter, and none where there is one execution', () => {
		const repeated = selectScatter(gemmSweep(), rankTrials(gemmSweep()));
		const point = repeated.points.find(({trial}) => trial === 1);
		assert.ok(point?.spread?.y !== undefined && point.spread.x === undefined);
		assert.ok(point.spread.y.low < point.y && point.y < point.spread.y.high);
		const description = gemmDescription();
		const single = foldPlotSweep({
			...description,
			trials: description.trials.map(trial => ({...trial, repeats: [trial.metrics ?? {}]})),
		});
		const {points} = selectScatter(single, rankTrials(single));
		assert.ok(points.every(({spread}) => spread === undefined));
	});

	it('draws a bar from end to end of its interval, in both directions', () => {
		const input: ScatterInput = {
			x: {name: 'x', unit: '', scale: 'linear'},
			y: {name: 'y', unit: '', scale: 'linear'},
			points: [
				{trial: 1, x: 0, y: 0},
				{trial: 2, x: 50, y: 50, spread: {x: {low: 20, high: 80}, y: {low: 10, high: 90}}},
				{trial: 3, x: 100, y: 100},
			],
			excluded: new Map(),
			empty: '',
		};
		const rows = renderScatter(input, {columns: 60, rows: 20, glyphs: 'unicode'}).map(textOf);
		const middle = rows.findIndex(row => /[\u2801-\u28FF]{8}•[\u2801-\u28FF]{8}/.test(row));
		assert.ok(middle > 0, rows.join('\n'));
		const column = rows[middle]?.lastIndexOf('•') ?? 0;
		const bar = rows.filter(row => /[\u2801-\u28FF]/.test(row[column] ?? ''));
		assert.ok(bar.length >= 8, rows.join('\n'));
	});

	it('marks what the person marked', () => {
		const plot = prepare(gemmSweep(), {marked: new Set([3, 4])});
		assert.match(text(plot), /✱ marked 2/);
		assert.equal([...text(plot).matchAll(/✱/g)].length, 3);
	});

	it('joins the front where the axes are the objectives, and only there', () => {
		const state = quantizationSweep();
		const ranking = rankTrials(state);
		const {front = []} = selectScatter(state, ranking, {x: 'energy_j', y: 'accuracy'});
		front.forEach((corner, index) => {
			const before = front[index - 1];
			if (before === undefined) return;
			assert.ok(corner.x === before.x || corner.y === before.y, 'a step goes along one axis');
			assert.ok(corner.x >= before.x && corner.y >= before.y, 'more energy never buys less accuracy');
		});
		assert.equal(selectScatter(state, ranking, {x: 'lr', y: 'accuracy'}).front, undefined);
		assert.equal(selectScatter(gemmSweep(), rankTrials(gemmSweep())).front, undefined);
	});
});

describe('scatter walk', () => {
	const points = fc.array(fc.record({x: fc.integer({min: 0, max: 6}), y: fc.integer({min: 0, max: 6})}), {
		minLength: 2,
	});

	it('goes in the direction of the key, never in a circle, and through every point of a place', () => {
		fc.assert(
			fc.property(points, fc.constantFrom<Step>('left', 'right', 'up', 'down'), (places, step) => {
				const input: ScatterInput = {
					x: {name: 'x', unit: '', scale: 'linear'},
					y: {name: 'y', unit: '', scale: 'linear'},
					points: places.map((place, index) => ({trial: index + 1, ...place})),
					excluded: new Map(),
					empty: '',
				};
				const walk = createScatterWalk(input);
				let at = walk(undefined, step);
				assert.equal(at, 1, 'without marks it begins at the first point');
				for (let count = 0; count <= places.length; count += 1) {
					const from = places[(at ?? 0) - 1];
					const next = walk(at, step);
					if (next === undefined) return;
					const to = places[next - 1];
					assert.ok(from !== undefined && to !== undefined && at !== undefined);
					const along = {left: from.x - to.x, right: to.x - from.x, up: to.y - from.y, down: from.y - to.y}[step];
					const forward = step === 'right' || step === 'down';
					const same = from.x === to.x && from.y === to.y;
					assert.ok(same ? forward === next > at : along > 0);
					at = next;
				}
				assert.fail('it does not end');
			}),
		);
	});

	it('begins at the best trial and comes back from a neighbour', () => {
		const state = gemmSweep();
		const plot = prepare(state);
		const {best} = rankTrials(state);
		assert.equal(plot.walk?.(undefined, 'left'), best);
		const beside = plot.walk?.(best, 'left');
		assert.ok(beside !== undefined && beside !== best);
	});
});
