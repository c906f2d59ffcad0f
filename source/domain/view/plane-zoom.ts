/** A range of values on an axis. */
export type AxisRange = {readonly low: number; readonly high: number};

/** The part of a plot of two axes that is looked at; an axis that is absent is shown whole. */
export type PlaneZoom = {readonly x?: AxisRange; readonly y?: AxisRange};

/** An axis of numbers as it is drawn now, and all that it could show. */
export type ZoomAxis = {readonly kind: 'linear' | 'log'; readonly shown: AxisRange; readonly whole: AxisRange};

/** A place in the drawn rectangle: 0 left and below, 1 right and above. */
export type PlanePlace = {readonly x: number; readonly y: number};

/** Both axes of a plot that can be zoomed; an axis of names is absent. */
export type ZoomPlane = {
	readonly x?: ZoomAxis;
	readonly y?: ZoomAxis;
	/** Where the point under the cursor stands, if it is in view. */
	readonly cursor?: PlanePlace;
};

/** The least part of an axis that is looked at: below, doubles would run out of digits. */
const LEAST_SHARE = 1e-9;

const MIDDLE: PlanePlace = {x: 0.5, y: 0.5};

/** The plane `factor` times as wide and high, around a place; undefined where that is all of it. */
export function zoomedPlane(plane: ZoomPlane, factor: number, at = plane.cursor ?? MIDDLE): PlaneZoom | undefined {
	return zoomOf(plane, (axis, side) => {
		const [low, high] = spanOf(axis.shown, axis.kind);
		const [least, most] = spanOf(axis.whole, axis.kind);
		const length = Math.max((high - low) * factor, (most - least) * LEAST_SHARE);
		const from = low + (high - low - length) * at[side];
		return within(axis, from, length);
	});
}

/** The plane moved by shares of what is shown; undefined where all of it is shown. */
export function pannedPlane(plane: ZoomPlane, by: PlanePlace): PlaneZoom | undefined {
	return zoomOf(plane, (axis, side) => {
		const [low, high] = spanOf(axis.shown, axis.kind);
		return within(axis, low + (high - low) * by[side], high - low);
	});
}

/** The rectangle between two places; undefined where it is all of the plane. */
export function boxedPlane(plane: ZoomPlane, from: PlanePlace, to: PlanePlace): PlaneZoom | undefined {
	return zoomOf(plane, (axis, side) => {
		const [low, high] = spanOf(axis.shown, axis.kind);
		const [near, far] = [Math.min(from[side], to[side]), Math.max(from[side], to[side])];
		return within(axis, low + (high - low) * near, (high - low) * (far - near));
	});
}

function zoomOf(
	plane: ZoomPlane,
	change: (axis: ZoomAxis, side: 'x' | 'y') => AxisRange | undefined,
): PlaneZoom | undefined {
	const x = plane.x === undefined ? undefined : change(plane.x, 'x');
	const y = plane.y === undefined ? undefined : change(plane.y, 'y');
	if (x === undefined && y === undefined) return undefined;
	return {...(x === undefined ? {} : {x}), ...(y === undefined ? {} : {y})};
}

/** A part of an axis, pushed back inside; undefined for all of it. */
function within({kind, whole}: ZoomAxis, from: number, length: number): AxisRange | undefined {
	const [least, most] = spanOf(whole, kind);
	if (!(length < (most - least) * (1 - LEAST_SHARE))) return undefined;
	const low = Math.max(least, Math.min(most - length, from));
	const back = (value: number): number => (kind === 'log' ? 10 ** value : value);
	return {low: back(low), high: back(low + length)};
}

/** Both ends in the measure in which equal steps look equal. */
function spanOf({low, high}: AxisRange, kind: ZoomAxis['kind']): readonly [number, number] {
	return kind === 'log' ? [Math.log10(low), Math.log10(high)] : [low, high];
}
