import {type Bar, renderBarList} from './bar-list.ts';
import {type CellGrid, createCellGrid} from './cell-grid.ts';
import type {Glyphs, Picture, Style} from './cells.ts';
import {drawSegmentLines, legendLines, messagePicture} from './chart-frame.ts';
import {
	type CorrelationInput,
	type CorrelationSide,
	correlationTargets,
	selectCorrelation,
} from './correlation-data.ts';
import {heatmapMarks} from './heatmap/heatmap-marks.ts';
import type {Segment} from './legend.ts';
import {type PaintOptions, definePlot} from './plot-definition.ts';
import {quiet} from './plot-words.ts';
import {POINT, QUIET, WARNING} from './style.ts';
import {cellText, cutToWidth, displayWidth, fitToWidth} from './width.ts';
import {counted} from '../domain/text/counted.ts';

/** How figures go together: parameters and measures against measures. */
export const correlationPlot = definePlot('correlation', ({state, choice}) => {
	const wanted = choice.y === 'all' ? undefined : choice.y;
	const input = selectCorrelation(state, wanted);
	return {
		get axes() {
			const isWhole = wanted === undefined && input.columns.length > 0;
			return {y: ['all', ...(isWhole ? input.columns.map(({name}) => name) : correlationTargets(state))]};
		},
		shown: {y: choice.y ?? 'all'},
		paint: options => renderCorrelation(input, options),
	};
});

const LEAST_CELL = 7;
const MOST_CELL = 16;
const MOST_NAME = 24;

/**
 * A matrix of correlations: the value in each cell, its size as colour or shade. Of one measure bars to both sides of 0,
 * strongest first. Pairs that say nearly the same are named in a warning. Always `rows` × `columns`.
 */
function renderCorrelation(input: CorrelationInput, options: PaintOptions): Picture {
	if (input.columns.length === 0) return messagePicture(options, input.empty);
	if (input.columns.length === 1) return renderOne(input, options);
	const grid = createCellGrid(options.columns, options.rows);
	const names = Math.min(widest(input.rows, options.glyphs), MOST_NAME, Math.floor(options.columns / 3));
	const room = options.columns - names - 2;
	const wanted = Math.min(MOST_CELL, Math.max(LEAST_CELL, widest(input.columns, options.glyphs)));
	const width = Math.max(LEAST_CELL, Math.min(wanted, Math.floor(room / input.columns.length) - 1));
	const across = Math.min(input.columns.length, Math.floor((room + 1) / (width + 1)));
	if (across < 1) return messagePicture(options, 'no room');
	const legend = legendOf(input, {glyphs: options.glyphs, hidden: input.columns.length - across});
	const lines = legendLines(legend, options);
	drawSegmentLines(grid, lines);
	const titles = input.columns
		.slice(0, across)
		.map(({name}) => brokenName(cellText(name, options.glyphs), width, options.glyphs));
	const head = titles.some(([first]) => first !== '') && options.rows >= 14 ? 2 : 1;
	titles.forEach((title, column) => {
		title.slice(2 - head).forEach((text, line) => {
			const at = names + 2 + column * (width + 1);
			grid.put(at, lines.length + line, fitToWidth(text, width, 'end', options.glyphs), QUIET);
		});
	});
	const down = Math.min(input.rows.length, options.rows - lines.length - head);
	const isCut = down < input.rows.length;
	for (let row = 0; row < (isCut ? down - 1 : down); row += 1) {
		const at = lines.length + head + row;
		grid.put(0, at, fitToWidth(titleOf(input.rows[row], options.glyphs), names, 'end', options.glyphs));
		for (let column = 0; column < across; column += 1) {
			const place = {column: names + 2 + column * (width + 1), row: at, width};
			drawCell(grid, place, input.matrix[row]?.[column] ?? Number.NaN, options);
		}
	}
	if (isCut && down > 0) {
		const text = `${input.rows.length - down + 1} more rows: a taller window shows them`;
		grid.put(0, lines.length + head + down - 1, cellText(text, options.glyphs), QUIET);
	}
	return grid.picture();
}

function drawCell(
	grid: CellGrid,
	{column, row, width}: {readonly column: number; readonly row: number; readonly width: number},
	r: number,
	{glyphs, scale}: PaintOptions,
): void {
	const size = Math.abs(r);
	const text = fitToWidth(formatCorrelation(r), width, 'end');
	if (Number.isNaN(r))
		return void grid.put(column, row, fitToWidth(glyphs === 'ascii' ? '-' : '—', width, 'end'), QUIET);
	if (scale !== undefined) {
		const style: Style = {background: scale.at(size), foreground: scale.textAt(size)};
		return void grid.put(column, row, text, style);
	}
	const {shades} = heatmapMarks(glyphs);
	const shade = shades[Math.min(shades.length - 1, Math.floor(size * shades.length))] ?? ' ';
	const blanks = width - 6;
	return void grid.put(column, row, shade.repeat(Math.max(0, blanks)) + text.slice(Math.max(0, blanks)));
}

/** Two decimals, without a sign before what rounds to nothing. */
export function formatCorrelation(r: number): string {
	const text = r.toFixed(2);
	return text === '-0.00' ? '0.00' : text;
}

/** A name on two lines of a width: broken where its last words fit on the second, else cut. */
function brokenName(name: string, width: number, glyphs: Glyphs): readonly [string, string] {
	if (displayWidth(name) <= width) return ['', name];
	const breaks = [...name.matchAll(/[_.-]/g)].map(({index}) => index + 1);
	const at = breaks.find(place => displayWidth(name.slice(place)) <= width);
	if (at === undefined || at === name.length) return ['', cutToWidth(name, width, glyphs)];
	return [cutToWidth(name.slice(0, at), width, glyphs), name.slice(at)];
}

function widest(sides: readonly CorrelationSide[], glyphs: Glyphs): number {
	return sides.reduce((width, side) => Math.max(width, displayWidth(titleOf(side, glyphs))), 0);
}

function titleOf(side: CorrelationSide | undefined, glyphs: Glyphs): string {
	if (side === undefined) return '';
	return cellText(side.isLog ? `log ${side.name}` : side.name, glyphs);
}

function legendOf(
	input: CorrelationInput,
	{glyphs, hidden}: {readonly glyphs: Glyphs; readonly hidden: number},
): readonly Segment[] {
	const segments: Segment[] = [[quiet("Pearson's r of "), {text: counted(input.trials, 'trial')}]];
	for (const {a, b, r} of input.strong.slice(0, 3)) {
		const text = `! ${formatCorrelation(r)} ${a} ~ ${b}: nearly the same`;
		segments.push([{text: cellText(text, glyphs), style: WARNING}]);
	}
	const more = input.strong.length - 3;
	if (more > 0) segments.push([{text: `${counted(more, 'more pair')} above 0.95`, style: WARNING}]);
	if (hidden > 0)
		segments.push([{text: `${counted(hidden, 'measure')} more: a wider window shows them`, style: WARNING}]);
	if (input.unordered.length > 0) {
		segments.push([quiet(cellText(`no order: ${input.unordered.join(', ')}`, glyphs))]);
	}
	return segments;
}

function renderOne(input: CorrelationInput, options: PaintOptions): Picture {
	const own = input.columns[0]?.name ?? '';
	const bars = input.rows
		.map((side, row) => ({side, r: input.matrix[row]?.[0] ?? Number.NaN}))
		.filter(({side, r}) => side.name !== own && !Number.isNaN(r))
		.toSorted((a, b) => Math.abs(b.r) - Math.abs(a.r))
		.map(({side, r}): Bar => {
			const note = side.kind === 'parameter' ? 'parameter' : '';
			return {name: titleOf(side, options.glyphs), value: r, figures: [formatCorrelation(r)], note};
		});
	if (bars.length === 0) return messagePicture(options, `Nothing else varies beside ${own}.`);
	const legend: readonly Segment[] = [
		[quiet('correlation with '), {text: cellText(own, options.glyphs)}],
		...legendOf(input, {glyphs: options.glyphs, hidden: 0}),
	];
	return renderBarList(bars, options, {legend, style: POINT});
}
