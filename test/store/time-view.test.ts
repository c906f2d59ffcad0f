import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {panned, pointed, type TimeAxis, zoomed} from '../../source/store/time-view.ts';

const WHOLE: TimeAxis = {startMs: 0, endMs: 1000, fromMs: 0, toMs: 1000};

test('a zoom keeps what is under the cross-hair where it is', () => {
	assert.deepEqual(zoomed(WHOLE, 250, 0.5), {fromMs: 125, toMs: 625});
	assert.deepEqual(zoomed(WHOLE, undefined, 0.5), {fromMs: 250, toMs: 750});
	assert.deepEqual(zoomed({...WHOLE, fromMs: 0, toMs: 100}, 900, 0.5), {fromMs: 25, toMs: 75}, 'out of view');
	assert.equal(zoomed({...WHOLE, fromMs: 400, toMs: 600}, undefined, 8), undefined, 'all of the run');
});

test('a pan stops at the ends, and all of the run cannot be panned', () => {
	const axis = {...WHOLE, fromMs: 100, toMs: 300};
	assert.deepEqual(panned(axis, 0.25), {fromMs: 150, toMs: 350});
	assert.deepEqual(panned(axis, -5), {fromMs: 0, toMs: 200});
	assert.deepEqual(panned(axis, 50), {fromMs: 800, toMs: 1000});
	assert.equal(panned(WHOLE, 0.25), undefined);
});

test('the cross-hair begins in the middle and does not leave the window', () => {
	const axis = {...WHOLE, fromMs: 100, toMs: 300};
	assert.equal(pointed(axis, undefined, 0.02), 200);
	assert.equal(pointed(axis, 200, 0.5), 300);
	assert.equal(pointed(axis, 900, -0.1), 300);
	assert.equal(pointed(axis, 110, -0.5), 100);
});

test('property: any zoom and pan stays within the run and has a length', () => {
	fc.assert(
		fc.property(
			fc.integer({min: 0, max: 900}),
			fc.integer({min: 1, max: 100}),
			fc.option(fc.integer({min: -100, max: 1100}), {nil: undefined}),
			fc.double({min: 0.1, max: 10, noNaN: true}),
			(fromMs, length, instantMs, factor) => {
				const axis = {...WHOLE, fromMs, toMs: fromMs + length};
				for (const window of [zoomed(axis, instantMs, factor), panned(axis, factor - 5)]) {
					if (window === undefined) continue;
					assert.ok(window.fromMs >= 0 && window.toMs <= 1000 + 1e-9 && window.toMs - window.fromMs >= 0.999);
				}
			},
		),
	);
});
