import type {PlotArea} from './axes.ts';

/** How far from a point a click still means it, in rows; a row is as high as two columns are wide. */
const REACH_ROWS = 2;

/**
 * The trial whose point is nearest to a cell of the picture, the first of equals; undefined where none is within reach.
 * `cellOf` gives the cell of a point inside of the area, or undefined for a point that is not drawn.
 */
export function nearestTrial<Point extends {readonly trial: number}>(
	points: readonly Point[],
	cellOf: (point: Point) => {readonly column: number; readonly row: number} | undefined,
	{area, column, row}: {readonly area: PlotArea; readonly column: number; readonly row: number},
): number | undefined {
	let nearest: {readonly trial: number; readonly distance: number} | undefined;
	for (const point of points) {
		const cell = cellOf(point);
		if (cell === undefined) continue;
		const distance = Math.hypot((area.left + cell.column - column) / 2, area.top + cell.row - row);
		if (distance <= REACH_ROWS && (nearest === undefined || distance < nearest.distance)) {
			nearest = {trial: point.trial, distance};
		}
	}
	return nearest?.trial;
}
