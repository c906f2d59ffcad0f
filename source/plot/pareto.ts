import {type PlotArea, columnOfFraction, dotOfFraction, rowOfFraction} from './axes.ts';
import {createDotCanvas} from './braille-canvas.ts';
import type {Glyphs, Picture, Style} from './cells.ts';
import {
	type ChartFrame,
	type ChartSize,
	beside,
	chartAreaOf,
	drawChartFrame,
	messagePicture,
	numericSide,
	sideTitle,
} from './chart-frame.ts';
import type {Segment} from './legend.ts';
import {type LinePoint, type LineSeries, renderLineChart} from './line-chart.ts';
import {nearestTrial} from './nearest-trial.ts';
import type {ParetoInput, ParetoPoint, ParetoSide} from './pareto-data.ts';
import {quiet} from './plot-words.ts';
import {hasRoomEach} from './point-room.ts';
import {scatterGlyphs} from './scatter/scatter-legend.ts';
import {ACCENT, CURSOR, QUIET, WARNING} from './style.ts';
import {type Scale, createPaddedScale, extentOf} from './scale.ts';
import {cellText} from './width.ts';
import {counted} from '../domain/text/counted.ts';

/** The hypervolume stands beside the front from so many columns on, below it from so many rows on. */
const WIDE = 110;
const TALL = 22;
const BESIDE_COLUMNS = 40;
const BELOW_ROWS = 8;

/**
 * The front of two quantities as a staircase of `●` with its knee `◈`, dominated trials as dots, and the hypervolume
 * over the trials in a chart of its own where there is room. Always `rows` × `columns`.
 */
export function renderPareto(input: ParetoInput, size: ChartSize, cursor?: number): Picture {
	if (input.points.length === 0) return messagePicture(size, input.empty);
	const {front, volume} = panesOf(size);
	const picture = renderFront(input, front, cursor);
	if (volume === undefined) return picture;
	const chart = renderVolume(input, volume);
	if (volume.rows !== size.rows) return [...picture, ...chart];
	return beside(
		picture.map(line => [...line, {text: '  '}]),
		chart,
	);
}

/** The trial whose point is nearest to a cell of the picture, at most two cells away; the rarer kinds first. */
export function paretoTrialAt(input: ParetoInput, size: ChartSize, column: number, row: number): number | undefined {
	const {front} = panesOf(size);
	const scales = scalesOf(input);
	if (scales === undefined) return undefined;
	const area = chartAreaOf(front, numericSide(scales.y, input.y.unit), legendOf(input, scales, size.glyphs));
	if (area === undefined || column >= front.columns) return undefined;
	return nearestTrial([...input.front, ...input.points], point => cellOf(point, scales, area), {area, column, row});
}

function panesOf(size: ChartSize): {readonly front: ChartSize; readonly volume: ChartSize | undefined} {
	if (size.columns >= WIDE) {
		const columns = size.columns - BESIDE_COLUMNS - 2;
		return {front: {...size, columns}, volume: {...size, columns: BESIDE_COLUMNS}};
	}
	if (size.rows < TALL) return {front: size, volume: undefined};
	return {front: {...size, rows: size.rows - BELOW_ROWS}, volume: {...size, rows: BELOW_ROWS}};
}

type Scales = {readonly x: Scale; readonly y: Scale};

function scalesOf({x, y, points: drawn, limits}: ParetoInput): Scales | undefined {
	const points = limits?.points ?? drawn;
	const scaleOf = (side: ParetoSide, values: Iterable<number>): Scale | undefined => {
		const extent = extentOf(values, side.scale);
		return extent === undefined ? undefined : createPaddedScale(side.scale, extent[0], extent[1]);
	};
	const across = scaleOf(
		x,
		valuesOf(points, point => point.x),
	);
	const up = scaleOf(
		y,
		valuesOf(points, point => point.y),
	);
	return across === undefined || up === undefined ? undefined : {x: across, y: up};
}

function* valuesOf(points: readonly ParetoPoint[], read: (point: ParetoPoint) => number): Generator<number> {
	for (const point of points) yield read(point);
}

function renderFront(input: ParetoInput, size: ChartSize, cursor: number | undefined): Picture {
	const scales = scalesOf(input);
	if (scales === undefined) return messagePicture(size, input.empty);
	const frame = drawChartFrame(size, {
		x: numericSide(scales.x, input.x.unit),
		y: numericSide(scales.y, input.y.unit),
		legend: legendOf(input, scales, size.glyphs),
	});
	if (frame === undefined) return messagePicture(size, 'no room');
	drawDots(frame, input, scales, size.glyphs);
	drawMarks(frame, input, scales, {glyphs: size.glyphs, cursor});
	return frame.grid.picture();
}

/** Dominated trials as dots, and the boundary of what the front dominates. */
function drawDots({grid, area}: ChartFrame, input: ParetoInput, scales: Scales, glyphs: Glyphs): void {
	const canvas = createDotCanvas(area.columns, area.rows, glyphs);
	const dotOf = ({x, y}: ParetoPoint): {readonly x: number; readonly y: number} | undefined => {
		const [across, up] = [scales.x.fraction(x), scales.y.fraction(y)];
		if (Number.isNaN(across) || Number.isNaN(up)) return undefined;
		return {x: dotOfFraction(across, canvas.width), y: dotOfFraction(1 - up, canvas.height)};
	};
	for (const point of input.points) {
		const dot = point.place === 'dominated' || point.place === 'infeasible' ? dotOf(point) : undefined;
		if (dot !== undefined) canvas.dot(dot.x, dot.y, QUIET);
	}
	// Between two neighbours of the front the corner lies where both are no better.
	const worseX = input.x.direction === 'maximize' ? Math.min : Math.max;
	const worseY = input.y.direction === 'maximize' ? Math.max : Math.min;
	let previous: {readonly x: number; readonly y: number} | undefined;
	for (const point of input.front) {
		const dot = dotOf(point);
		if (dot === undefined) continue;
		if (previous !== undefined) {
			const corner = {x: worseX(previous.x, dot.x), y: worseY(previous.y, dot.y)};
			canvas.line(previous.x, previous.y, corner.x, corner.y, ACCENT);
			canvas.line(corner.x, corner.y, dot.x, dot.y, ACCENT);
		}
		previous = dot;
	}
	canvas.drawOn(grid, area.left, area.top);
}

function drawMarks(
	{grid, area}: ChartFrame,
	input: ParetoInput,
	scales: Scales,
	{glyphs, cursor}: {readonly glyphs: Glyphs; readonly cursor: number | undefined},
): void {
	const marks = scatterGlyphs(glyphs);
	const put = (point: ParetoPoint | undefined, glyph: string, style: Style): void => {
		const cell = point === undefined ? undefined : cellOf(point, scales, area);
		if (cell !== undefined) grid.set(area.left + cell.column, area.top + cell.row, glyph, style);
	};
	if (glyphs === 'unicode' && hasRoomEach(input.points.length, area))
		for (const point of input.points) if (point.place === 'dominated') put(point, '•', QUIET);
	for (const point of input.points) if (point.place === 'infeasible') put(point, marks.infeasible, WARNING);
	for (const point of input.front) put(point, marks.pareto, ACCENT);
	put(
		input.front.find(({place}) => place === 'knee'),
		marks.knee,
		ACCENT,
	);
	if (cursor !== undefined) {
		put(
			input.points.find(({trial}) => trial === cursor),
			marks.cursor,
			CURSOR,
		);
	}
}

function cellOf(
	{x, y}: ParetoPoint,
	scales: Scales,
	area: PlotArea,
): {readonly column: number; readonly row: number} | undefined {
	const [across, up] = [scales.x.fraction(x), scales.y.fraction(y)];
	if (Number.isNaN(across) || Number.isNaN(up)) return undefined;
	return {column: columnOfFraction(across, area.columns), row: rowOfFraction(up, area.rows)};
}

function legendOf(input: ParetoInput, scales: Scales, glyphs: Glyphs): readonly Segment[] {
	const marks = scatterGlyphs(glyphs);
	const titled = (side: 'x' | 'y'): Segment => {
		const {direction} = input[side];
		return [
			...sideTitle(side, {...input[side], scale: scales[side]}, glyphs),
			quiet(` ${direction === 'maximize' ? 'max' : 'min'}`),
		];
	};
	const knee = input.front.find(({place}) => place === 'knee');
	const dominated = input.points.filter(({place}) => place === 'dominated').length;
	const infeasible = input.points.filter(({place}) => place === 'infeasible').length;
	const segments: Segment[] = [
		titled('y'),
		titled('x'),
		[{text: marks.pareto, style: ACCENT}, {text: ` front ${input.front.length}`}],
	];
	if (knee !== undefined) segments.push([{text: marks.knee, style: ACCENT}, {text: ` knee #${knee.trial}`}]);
	const share = input.volumes.at(-1)?.share;
	if (share !== undefined) segments.push([quiet('hypervolume '), {text: share.toFixed(3)}]);
	if (dominated > 0) segments.push([quiet(`${dominated} dominated`)]);
	if (infeasible > 0) segments.push([{text: `${marks.infeasible} ${infeasible} infeasible`, style: WARNING}]);
	if (input.excluded > 0) {
		segments.push([quiet(cellText(`${counted(input.excluded, 'trial')} without a value`, glyphs))]);
	}
	return segments;
}

/** Level until the trial that added something. */
function volumeSteps(volumes: ParetoInput['volumes']): readonly LinePoint[] {
	return volumes.flatMap(({trial, share}, index) => {
		const before = volumes[index - 1];
		return before === undefined
			? [{x: trial, y: share}]
			: [
					{x: trial, y: before.share},
					{x: trial, y: share},
				];
	});
}

/** The hypervolume after each trial. */
function renderVolume(input: ParetoInput, size: ChartSize): Picture {
	const lineOf = ({volumes}: Pick<ParetoInput, 'volumes'>): LineSeries => {
		return {name: 'hypervolume', points: volumeSteps(volumes), isEmphasized: true};
	};
	return renderLineChart(
		{
			x: {name: 'trial', unit: '', kind: 'number'},
			y: {name: 'hypervolume', unit: '', scale: 'linear', low: 0, high: 1},
			series: [lineOf(input)],
			limits: input.limits === undefined ? undefined : {series: [lineOf(input.limits)]},
			empty: 'No feasible trial.',
		},
		size,
	);
}
