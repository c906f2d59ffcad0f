/** A straight line through points, with the standard error of its slope. */
export type LineFit = {readonly slope: number; readonly intercept: number; readonly error: number};

/**
 * The line of least squares through points; NaN for fewer than three.
 * Source: the slope's standard error is the root of the residual variance over the spread of x.
 */
export function fitLine(points: readonly {readonly x: number; readonly y: number}[]): LineFit {
	const count = points.length;
	if (count < 3) return {slope: Number.NaN, intercept: Number.NaN, error: Number.NaN};
	const meanX = points.reduce((sum, {x}) => sum + x, 0) / count;
	const meanY = points.reduce((sum, {y}) => sum + y, 0) / count;
	const spread = points.reduce((sum, {x}) => sum + (x - meanX) ** 2, 0);
	const slope = points.reduce((sum, {x, y}) => sum + (x - meanX) * (y - meanY), 0) / spread;
	const intercept = meanY - slope * meanX;
	const residual = points.reduce((sum, {x, y}) => sum + (y - intercept - slope * x) ** 2, 0);
	return {slope, intercept, error: Math.sqrt(residual / (count - 2) / spread)};
}
