import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {createDotCanvas} from '../../source/plot/braille-canvas.ts';
import {createCellGrid} from '../../source/plot/cell-grid.ts';
import {textOf} from '../../source/plot/cells.ts';
import {type LineChartInput, renderLineChart} from '../../source/plot/line-chart.ts';
import {displayWidth, isPlainAscii} from '../../source/plot/width.ts';
import {assertFrame} from '../helpers/frames.ts';
import {createRandom} from '../helpers/plot-sweep.ts';

function chart(series: LineChartInput['series'], more: Partial<LineChartInput> = {}): LineChartInput {
	return {
		x: {name: 'time', unit: 's', kind: 'duration'},
		y: {name: 'cpu.power_w', unit: 'W', scale: 'linear'},
		series,
		empty: 'no samples',
		...more,
	};
}

/** Power of three runs, one with a gap and one with a single high sample. */
function powers(): LineChartInput {
	const random = createRandom(5);
	return chart(
		['half', 'float', 'double'].map((name, run) => ({
			name,
			points: Array.from({length: 600}, (_, index) => {
				const watts = 10 + 3 * run + 4 * Math.sin(index / 60 + run) + random();
				if (run === 1 && index > 200 && index < 260) return {x: index, y: Number.NaN};
				return {x: index, y: run === 2 && index === 450 ? 30 : watts};
			}),
		})),
	);
}

describe('line chart frames', () => {
	for (const [columns, rows] of [
		[60, 20],
		[80, 24],
		[120, 40],
	] as const) {
		for (const glyphs of ['unicode', 'ascii'] as const) {
			it(`three lines at ${columns}×${rows} in ${glyphs}`, () => {
				const text = renderLineChart(powers(), {columns, rows, glyphs})
					.map(line => `|${textOf(line)}|\n`)
					.join('');
				assertFrame(`plot/line-${columns}x${rows}-${glyphs}`, text);
			});
		}
	}
});

describe('line chart', () => {
	it('never loses a peak, however many points fall into a column', () => {
		fc.assert(
			fc.property(fc.integer({min: 0, max: 99_999}), at => {
				const points = Array.from({length: 100_000}, (_, x) => ({x, y: x === at ? 100 : 1}));
				const picture = renderLineChart(chart([{name: 'a', points}]), {columns: 60, rows: 20, glyphs: 'unicode'});
				const dots =
					picture
						.slice(1, 5)
						.map(textOf)
						.join('')
						.match(/[\u2801-\u28FF]/g) ?? [];
				assert.ok(dots.length > 0, 'no dot in the upper rows');
			}),
			{numRuns: 5},
		);
	});

	it('leaves a gap where a value is missing', () => {
		const points = [0, 1, 2, 3, 4].map(x => ({x, y: x === 2 ? Number.NaN : 5}));
		const row =
			renderLineChart(chart([{name: 'a', points}]), {columns: 50, rows: 12, glyphs: 'unicode'})
				.map(textOf)
				.find(text => /[\u2801-\u28FF]/.test(text)) ?? '';
		assert.match(row.slice(8), /[\u2801-\u28FF] {8,}[\u2801-\u28FF]/);
	});

	it('has the promised size for any input', () => {
		const series = fc.record({
			name: fc.string({unit: 'binary'}),
			points: fc.array(fc.record({x: fc.double(), y: fc.double()})),
		});
		const kind = fc.constantFrom('number' as const, 'log' as const, 'duration' as const);
		fc.assert(
			fc.property(
				fc.array(series, {maxLength: 10}),
				kind,
				fc.nat(130),
				fc.nat(45),
				fc.constantFrom('ascii' as const, 'unicode' as const),
				(lines, x, columns, rows, glyphs) => {
					const sorted = lines.map(line => ({...line, points: line.points.toSorted((a, b) => a.x - b.x)}));
					const picture = renderLineChart(chart(sorted, {x: {name: 'x', unit: '', kind: x}}), {columns, rows, glyphs});
					assert.equal(picture.length, rows);
					for (const line of picture) {
						assert.equal(displayWidth(textOf(line)), columns);
						if (glyphs === 'ascii') assert.ok(isPlainAscii(textOf(line)));
					}
				},
			),
			{numRuns: 200},
		);
	});
});

describe('dot canvas', () => {
	it('draws both ends of any line that is inside, and ends for one that is far outside', () => {
		const dots = (x0: number, y0: number, x1: number, y1: number): string => {
			const canvas = createDotCanvas(4, 2, 'unicode');
			canvas.line(x0, y0, x1, y1);
			const grid = createCellGrid(4, 2);
			canvas.drawOn(grid, 0, 0);
			return grid.picture().map(textOf).join('/');
		};
		assert.equal(dots(0, 0, 7, 0), '⠉⠉⠉⠉/    ');
		assert.equal(dots(0, 0, 0, 7), '⡇   /⡇   ');
		assert.equal(dots(0, 0, 7, 7), '⠑⢄  /  ⠑⢄');
		assert.equal(dots(-1e9, -1e9, 1e9, 1e9), '⠑⢄  /  ⠑⢄');
		assert.equal(dots(-5, -5, -1, -1), '    /    ');
		assert.equal(dots(Number.NaN, 0, 1, 1), '    /    ');
	});
});
