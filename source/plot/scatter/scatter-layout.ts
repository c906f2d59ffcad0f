import {
	type Axis,
	type PlotArea,
	axisPrefix,
	categoryAxis,
	categoryFraction,
	columnOfFraction,
	dotOfFraction,
	labelColumns,
	numericAxis,
	rowOfFraction,
} from '../axes.ts';
import type {Glyphs, Style} from '../cells.ts';
import {prefixedUnit} from '../quantity.ts';
import type {AxisRange, PlaneZoom, ZoomAxis} from '../../domain/view/plane-zoom.ts';
import {type ScaleKind, createPaddedScale, createScale, extentOfItems} from '../scale.ts';

/** What one side of a scatter shows. */
export type ScatterAxis = {
	readonly name: string;
	readonly unit: string;
	readonly scale: ScaleKind;
	/** Present for an axis of names: a point's value is then an index of this list. */
	readonly categories?: readonly string[];
	/** Values that labels should stand at, where a parameter has only these. */
	readonly ticks?: readonly number[];
};

/** What colours (and, for names, glyphs) say. */
export type ScatterColor = {
	readonly name: string;
	readonly unit: string;
	readonly scale: ScaleKind;
	/** A point's colour is then an index of this list. */
	readonly categories?: readonly string[];
	/** The categories are steps of a quantity: their order is shown by the colour scale. */
	readonly isOrdered?: boolean;
};

/** How far a value may be off: both ends of its interval. */
export type ScatterSpread = {readonly low: number; readonly high: number};

/** One trial. `color` is a number or an index of the categories; absent or NaN is drawn hollow. */
export type ScatterPoint = {
	readonly trial: number;
	readonly x: number;
	readonly y: number;
	readonly color?: number;
	/** What the size of its circle says; absent or NaN has none. */
	readonly size?: number;
	readonly mark?: 'pareto' | 'knee' | 'best' | 'marked' | 'infeasible';
	/** Where its executions give an interval. */
	readonly spread?: {readonly x?: ScatterSpread; readonly y?: ScatterSpread};
};

/** What a point has beside its place. */
type PointExtras = {readonly [Key in 'color' | 'size' | 'mark' | 'spread']: ScatterPoint[Key] | undefined};

/**
 * A point of a trial. Its parts are set one by one: spreads of 100,000 points take longer than to draw them. The colour,
 * which most have, is there from the start: what is added to an object later lies in a second one beside it.
 */
export function createScatterPoint(
	trial: number,
	place: {readonly x: number; readonly y: number},
	{color, size, mark, spread}: Partial<PointExtras>,
): ScatterPoint {
	const {x, y} = place;
	const point: {-readonly [Key in keyof ScatterPoint]: ScatterPoint[Key]} =
		color === undefined ? {trial, x, y} : {trial, x, y, color};
	if (size !== undefined) point.size = size;
	if (mark !== undefined) point.mark = mark;
	if (spread !== undefined) point.spread = spread;
	return point;
}

/** A line that joins places. */
export type ScatterLine = {readonly places: readonly {readonly x: number; readonly y: number}[]; readonly style: Style};

/** All that a scatter shows, without a size. */
export type ScatterInput = {
	readonly x: ScatterAxis;
	readonly y: ScatterAxis;
	readonly color?: ScatterColor;
	/** What the size of circles says. */
	readonly size?: {readonly name: string; readonly unit: string; readonly scale: ScaleKind};
	/** Corners of the line that bounds what the Pareto front beats, where both axes are the objectives. */
	readonly front?: readonly {readonly x: number; readonly y: number}[];
	/** Lines under the points, each through its places in order. */
	readonly lines?: readonly ScatterLine[];
	readonly points: readonly ScatterPoint[];
	/** Points whose range axes, colours and sizes have; the drawn ones where absent. */
	readonly limits?: readonly ScatterPoint[] | undefined;
	/** The part that is looked at. */
	readonly zoom?: PlaneZoom | undefined;
	/** Trials that are not among the points, by reason in words, e.g. `no energy_j` → 3. */
	readonly excluded: ReadonlyMap<string, number>;
	/** Trial under the cursor. */
	readonly cursor?: number | undefined;
	/** Said in place of the plot when there are no points. */
	readonly empty: string;
	/** Parameters that all points share, with the text of their value. */
	readonly fixed?: readonly {readonly name: string; readonly label: string}[];
};

/** The room of a scatter, in cells. */
export type ScatterSize = {readonly columns: number; readonly rows: number; readonly glyphs: Glyphs};

/** Where things stand in a picture of a certain size. */
export type ScatterLayout = ScatterField & {readonly xAxis: Axis; readonly yAxis: Axis};

/** The rectangle that points are drawn in. */
export type ScatterField = {
	readonly area: PlotArea;
	/** Fractions of the area, 0 left and 0 below; NaN for a point that has no place. */
	readonly place: (point: {readonly x: number; readonly y: number}) => {readonly x: number; readonly y: number};
	/** The cell of a point, counted within the area; undefined for a point that has no place. */
	readonly cellOf: (point: ScatterPoint) => {readonly column: number; readonly row: number} | undefined;
	/** That cell as an index, row by row; -1 for none. For loops over 100,000 points: it makes no object. */
	readonly cellIndex: (point: ScatterPoint) => number;
};

/** Both sides of a scatter, without a size. */
export type ScatterSides = {readonly x: ScatterSide; readonly y: ScatterSide};

/** Where values stand on one side. */
export type ScatterSide = {
	/** With the prefix that the labels have. */
	readonly unit: string;
	/** 0 to 1; NaN for a value that has no place. */
	readonly fraction: (value: number) => number;
	/** The ends of an axis of numbers, as it is shown and whole. */
	readonly range?: ZoomAxis;
	readonly axis: (ticks: number, glyphs: Glyphs) => Axis;
};

/** The scales of both sides; undefined where no point has a place. */
export function scatterSides(input: ScatterInput): ScatterSides | undefined {
	if (input.points.length === 0) return undefined;
	const x = sideOf(input.x, input.limits ?? input.points, point => point.x, input.zoom?.x);
	const y = sideOf(input.y, input.limits ?? input.points, point => point.y, input.zoom?.y);
	return x === undefined || y === undefined ? undefined : {x, y};
}

/** Lays a scatter out under `legendRows` lines of legend; undefined where it has no room. */
export function layoutScatter({x, y}: ScatterSides, size: ScatterSize, legendRows: number): ScatterLayout | undefined {
	const rows = size.rows - legendRows - 2;
	if (rows < 2 || size.columns < 12) return undefined;
	const yAxis = y.axis(Math.max(2, Math.round(rows / 3)), size.glyphs);
	const left = labelColumns(yAxis, size.columns) + 2;
	const area: PlotArea = {left, top: legendRows, columns: size.columns - left, rows};
	const xAxis = x.axis(Math.max(2, Math.round(area.columns / 10)), size.glyphs);
	return {...fieldOf({x, y}, area), xAxis, yAxis};
}

/** A field of its own for points, without axes. */
export function fieldOf(
	{x, y}: {readonly [Side in keyof ScatterSides]: Pick<ScatterSide, 'fraction'>},
	area: PlotArea,
): ScatterField {
	const place = (point: {readonly x: number; readonly y: number}): {x: number; y: number} => ({
		x: x.fraction(point.x),
		y: y.fraction(point.y),
	});
	const cellIndex = (point: ScatterPoint): number => {
		const [across, up] = [x.fraction(point.x), y.fraction(point.y)];
		if (!isOnSide(across) || !isOnSide(up)) return -1;
		return rowOfFraction(up, area.rows) * area.columns + columnOfFraction(across, area.columns);
	};
	return {
		area,
		place,
		cellIndex,
		cellOf: point => {
			const cell = cellIndex(point);
			return cell < 0 ? undefined : {column: cell % area.columns, row: Math.floor(cell / area.columns)};
		},
	};
}

/** How far rounding may carry the outermost point. */
const ROUNDING = 1e-9;

/** Whether a place has one, and lies in the part that is looked at. */
export function isInView({x, y}: {readonly x: number; readonly y: number}): boolean {
	return isOnSide(x) && isOnSide(y);
}

function isOnSide(fraction: number): boolean {
	return fraction >= -ROUNDING && fraction <= 1 + ROUNDING;
}

/** The dot of a fraction pair on a canvas; y grows downwards. */
export function dotOf(
	at: {readonly x: number; readonly y: number},
	canvas: {readonly width: number; readonly height: number},
): {x: number; y: number} {
	return {x: dotOfFraction(at.x, canvas.width), y: dotOfFraction(1 - at.y, canvas.height)};
}

function sideOf(
	axis: ScatterAxis,
	points: readonly ScatterPoint[],
	read: (point: ScatterPoint) => number,
	zoom: AxisRange | undefined,
): ScatterSide | undefined {
	const extent = axis.categories === undefined ? extentOfItems(points, read, axis.scale) : undefined;
	return scatterSide(axis, extent, zoom);
}

/** A side whose numbers have a range; undefined for numbers without one. Names need none. */
export function scatterSide(
	axis: ScatterAxis,
	extent: readonly [low: number, high: number] | undefined,
	zoom?: AxisRange,
): ScatterSide | undefined {
	if (axis.categories !== undefined) {
		const names = axis.categories;
		return {
			unit: '',
			fraction: value =>
				Number.isInteger(value) && value >= 0 && value < names.length
					? categoryFraction(value, names.length)
					: Number.NaN,
			axis: (_, glyphs) => categoryAxis(names, glyphs),
		};
	}
	if (extent === undefined) return undefined;
	const whole = createPaddedScale(axis.scale, extent[0], extent[1]);
	const scale = zoom === undefined ? whole : createScale(whole.kind, zoom.low, zoom.high);
	const listed = axis.ticks?.filter(tick => tick >= scale.low && tick <= scale.high) ?? [];
	return {
		unit: prefixedUnit(axisPrefix(scale, axis.unit), axis.unit),
		fraction: scale.fraction,
		range: {kind: scale.kind, shown: {low: scale.low, high: scale.high}, whole: {low: whole.low, high: whole.high}},
		// Between two values of a list an axis still needs to say where it is.
		axis: (ticks, glyphs) =>
			numericAxis(scale, axis.unit, ticks, glyphs, zoom !== undefined && listed.length < 2 ? undefined : axis.ticks),
	};
}

/** A range of values and where a value stands in it, 0 to 1; NaN for one without a place. */
export type Fractions = {readonly low: number; readonly high: number; readonly of: (value: number) => number};

/** Maps a point's colour to 0 to 1, by the range of the points that have one; undefined where none has. */
export function colorFractions(input: ScatterInput): Fractions | undefined {
	if (input.color === undefined) return undefined;
	if (input.color.categories !== undefined) {
		const high = input.color.categories.length - 1;
		return {low: 0, high, of: value => (high === 0 ? 1 : value / high)};
	}
	return fractionsOf(input.limits ?? input.points, input.color.scale, point => point.color);
}

/** Maps a point's size to 0 to 1, by the range of the points that have one; undefined where none has. */
export function sizeFractions(input: ScatterInput): Fractions | undefined {
	return input.size === undefined
		? undefined
		: fractionsOf(input.limits ?? input.points, input.size.scale, point => point.size);
}

function fractionsOf(
	points: readonly ScatterPoint[],
	kind: ScaleKind,
	read: (point: ScatterPoint) => number | undefined,
): Fractions | undefined {
	const extent = extentOfItems(points, point => read(point) ?? Number.NaN, kind);
	if (extent === undefined) return undefined;
	const [low, high] = extent;
	const scale = createScale(kind, low, high);
	return {low, high, of: value => (low === high ? 0.5 : scale.fraction(value))};
}

/** The trial whose point is nearest to a cell of the picture, at most `reach` cells away; undefined where none is. */
export function scatterPointAt(
	input: ScatterInput,
	layout: ScatterField,
	column: number,
	row: number,
	reach = 2,
): number | undefined {
	let nearest: {readonly trial: number; readonly distance: number; readonly isMarked: boolean} | undefined;
	for (const point of input.points) {
		const cell = layout.cellOf(point);
		if (cell === undefined) continue;
		// A cell is about twice as high as it is wide.
		const distance = Math.hypot((layout.area.left + cell.column - column) / 2, layout.area.top + cell.row - row);
		if (distance > reach || (nearest !== undefined && distance > nearest.distance)) continue;
		// Of points in one cell, the one that is seen is the marked one.
		const isMarked = point.mark !== undefined;
		if (nearest === undefined || distance < nearest.distance || (isMarked && !nearest.isMarked))
			nearest = {trial: point.trial, distance, isMarked};
	}
	return nearest?.trial;
}
