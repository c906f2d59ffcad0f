import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {
	boxedPlane,
	pannedPlane,
	type PlaneZoom,
	type ZoomPlane,
	zoomedPlane,
} from '../../source/domain/view/plane-zoom.ts';

const WHOLE = {low: 0, high: 100};
const DECADES = {low: 1, high: 1e4};
const plane: ZoomPlane = {
	x: {kind: 'linear', shown: WHOLE, whole: WHOLE},
	y: {kind: 'log', shown: DECADES, whole: DECADES},
};

function after(zoom: PlaneZoom | undefined): ZoomPlane {
	return {
		x: {kind: 'linear', shown: zoom?.x ?? WHOLE, whole: WHOLE},
		y: {kind: 'log', shown: zoom?.y ?? DECADES, whole: DECADES},
	};
}

function near(range: {readonly low: number; readonly high: number} | undefined, low: number, high: number): void {
	assert.ok(range !== undefined);
	assert.ok(Math.abs(range.low - low) <= 1e-9 * Math.abs(high), `${range.low} ${low}`);
	assert.ok(Math.abs(range.high - high) <= 1e-9 * Math.abs(high), `${range.high} ${high}`);
}

test('the place stays where it is; a logarithmic axis is halved by its decades', () => {
	const zoom = zoomedPlane(plane, 0.5, {x: 0.25, y: 0.5});
	near(zoom?.x, 12.5, 62.5);
	near(zoom?.y, 10, 1000);
});

test('panning ends at the ends, and does nothing where all is shown', () => {
	assert.equal(pannedPlane(plane, {x: 0.25, y: 0}), undefined);
	const zoom = zoomedPlane(plane, 0.5);
	near(pannedPlane(after(zoom), {x: 5, y: -5})?.x, 50, 100);
	near(pannedPlane(after(zoom), {x: 5, y: -5})?.y, 1, 100);
});

test('a box is the part between two corners, whichever came first', () => {
	const zoom = boxedPlane(plane, {x: 0.6, y: 0.75}, {x: 0.2, y: 0.25});
	near(zoom?.x, 20, 60);
	near(zoom?.y, 10, 1000);
});

test('an axis of names is left alone, and so is a plane of two', () => {
	assert.deepEqual(Object.keys(zoomedPlane({x: {kind: 'linear', shown: WHOLE, whole: WHOLE}}, 0.5) ?? {}), ['x']);
	assert.equal(zoomedPlane({}, 0.5), undefined);
});

test('property: whatever is pressed, the part lies within the whole and is not empty; as far out as in is the whole', () => {
	const share = fc.double({min: 0, max: 1, noNaN: true});
	const place = fc.record({x: share, y: share});
	fc.assert(
		fc.property(
			fc.array(fc.record({factor: fc.constantFrom(0.5, 2), at: place, by: place}), {maxLength: 60}),
			steps => {
				let zoom: PlaneZoom | undefined;
				for (const {factor, at, by} of steps) {
					zoom = zoomedPlane(after(zoom), factor, at);
					zoom = pannedPlane(after(zoom), {x: by.x - 0.5, y: by.y - 0.5});
					for (const [range, whole] of [
						[zoom?.x, WHOLE],
						[zoom?.y, DECADES],
					] as const) {
						if (range === undefined) continue;
						assert.ok(range.low >= whole.low - 1e-9 && range.high <= whole.high * (1 + 1e-9) && range.low < range.high);
					}
				}
				for (let count = 0; count < 70; count += 1) zoom = zoomedPlane(after(zoom), 2);
				assert.equal(zoom, undefined);
			},
		),
	);
});
