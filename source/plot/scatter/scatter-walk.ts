import type {Step} from '../plot-definition.ts';
import {type ScatterInput, type ScatterSides, isInView, scatterSides} from './scatter-layout.ts';
import {standsOut} from './scatter-marks.ts';

/** How much wider than high a scatter is on most screens: steps go by what the eye sees. */
const ASPECT = 2;

/** The trial that a step leads to; undefined where there is none in that direction. */
export type ScatterWalk = (cursor: number | undefined, step: Step) => number | undefined;

type Place = {readonly trial: number; readonly x: number; readonly y: number};

/**
 * Steps from point to point: to the nearest one within 45° of the direction. Points in one place are taken in the
 * order of their numbers, on the way right and down, or back. Without a cursor the walk begins at the marked points.
 */
export function createScatterWalk(input: ScatterInput): ScatterWalk {
	let places: readonly Place[] | undefined;
	return (cursor, step) => {
		const sides = scatterSides(input);
		if (sides === undefined) return undefined;
		places ??= placesOf(input, sides);
		const from = places.find(place => place.trial === cursor);
		return from === undefined ? firstOf(input, places) : (besides(places, from, step) ?? nearest(places, from, step));
	};
}

function placesOf(input: ScatterInput, sides: ScatterSides): readonly Place[] {
	return input.points.flatMap(({trial, x, y}) => {
		const place = {trial, x: sides.x.fraction(x) * ASPECT, y: sides.y.fraction(y)};
		return isInView({x: place.x / ASPECT, y: place.y}) ? [place] : [];
	});
}

function firstOf(input: ScatterInput, places: readonly Place[]): number | undefined {
	const marked = new Set(input.points.flatMap(point => (standsOut(point) ? [point.trial] : [])));
	return (places.find(place => marked.has(place.trial)) ?? places[0])?.trial;
}

/** The next point in the same place. */
function besides(places: readonly Place[], from: Place, step: Step): number | undefined {
	const forward = step === 'right' || step === 'down';
	let next: number | undefined;
	for (const {trial, x, y} of places) {
		if (x !== from.x || y !== from.y || (forward ? trial <= from.trial : trial >= from.trial)) continue;
		if (next === undefined || (forward ? trial < next : trial > next)) next = trial;
	}
	return next;
}

function nearest(places: readonly Place[], from: Place, step: Step): number | undefined {
	let best: {readonly trial: number; readonly cost: number} | undefined;
	for (const place of places) {
		const [right, up] = [place.x - from.x, place.y - from.y];
		const along = {left: -right, right, up, down: -up}[step];
		const aside = Math.abs(step === 'left' || step === 'right' ? up : right);
		if (!(along > 0) || aside > along) continue;
		const cost = along + aside;
		// Of points in one place, the walk enters at the end from which it goes on.
		const isBefore = best !== undefined && (step === 'right' || step === 'down') === place.trial < best.trial;
		if (best === undefined || cost < best.cost || (cost === best.cost && isBefore)) best = {trial: place.trial, cost};
	}
	return best?.trial;
}
