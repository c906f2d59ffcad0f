/**
 * The knee of a front of two axes: the point that lies furthest from the straight line between its ends, on the side of
 * the ideal, both axes scaled to the front's own range. Index into `front`; undefined for fewer than three points and
 * for a front without a bend. All axes minimised.
 * Source: Das 1999, "On characterizing the knee of the Pareto curve", Structural Optimization 18.
 */
export function kneeOf(front: readonly (readonly [number, number])[]): number | undefined {
	let [lowX, highX, lowY, highY] = [Infinity, -Infinity, Infinity, -Infinity];
	for (const [x, y] of front) {
		[lowX, highX] = [Math.min(lowX, x), Math.max(highX, x)];
		[lowY, highY] = [Math.min(lowY, y), Math.max(highY, y)];
	}
	if (front.length < 3 || !(highX > lowX) || !(highY > lowY)) return undefined;
	let [knee, furthest]: [number | undefined, number] = [undefined, 1e-12];
	front.forEach(([x, y], index) => {
		// The ends lie on the line x + y = 1.
		const distance = 1 - (x - lowX) / (highX - lowX) - (y - lowY) / (highY - lowY);
		if (distance > furthest) [knee, furthest] = [index, distance];
	});
	return knee;
}
