import assert from 'node:assert/strict';
import {test} from 'node:test';
import {fitLine} from './line-fit.ts';

test('points on a line give it without an error; scattered ones the slope of a textbook', () => {
	const exact = fitLine([1, 2, 3, 4].map(x => ({x, y: 3 * x - 2})));
	assert.ok(Math.abs(exact.slope - 3) < 1e-12 && Math.abs(exact.intercept + 2) < 1e-12 && exact.error < 1e-12);
	// By hand: means 3 and 4, Sxy 6, Sxx 10, residuals 2.4.
	const {slope, intercept, error} = fitLine([2, 4, 5, 4, 5].map((y, index) => ({x: index + 1, y})));
	assert.ok(Math.abs(slope - 0.6) < 1e-12 && Math.abs(intercept - 2.2) < 1e-12);
	assert.ok(Math.abs(error - Math.sqrt(2.4 / 3 / 10)) < 1e-12);
	assert.ok(Number.isNaN(fitLine([{x: 1, y: 1}]).slope));
});
