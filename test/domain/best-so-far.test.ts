import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {areaUnderBest, bestSoFar, trialsToReach} from '../../source/domain/ranking/best-so-far.ts';
import {hypervolumeHistory} from '../../source/domain/front/hypervolume-history.ts';
import {hypervolume} from '../../source/domain/front/hypervolume.ts';
import {kneeOf} from '../../source/domain/front/knee.ts';
import {paretoRanks} from '../../source/domain/front/pareto.ts';
import {planeFront} from '../../source/domain/front/plane-front.ts';
import {lowest} from '../../source/domain/statistics/stats.ts';
import {targetOf} from '../../source/domain/ranking/target.ts';

const LOSSES = [Number.NaN, 5, 7, 3, Number.NaN, 3, 1];

test('the best so far steps at strict improvements only', () => {
	assert.deepEqual(bestSoFar(LOSSES, 'minimize'), [
		{index: 1, value: 5},
		{index: 3, value: 3},
		{index: 6, value: 1},
	]);
	assert.deepEqual(bestSoFar(LOSSES, 'maximize'), [
		{index: 1, value: 5},
		{index: 2, value: 7},
	]);
	assert.deepEqual(bestSoFar([], 'minimize'), []);
});

test('trials to reach a value: the failed ones before it cost, too', () => {
	assert.equal(trialsToReach(LOSSES, 'minimize', 5), 2);
	assert.equal(trialsToReach(LOSSES, 'minimize', 4), 4);
	assert.equal(trialsToReach(LOSSES, 'minimize', 0.5), undefined);
	assert.equal(trialsToReach(LOSSES, 'maximize', 6), 3);
});

test('area under the best so far, by hand: 5, 5, 3, 3, 3, 1', () => {
	assert.deepEqual(areaUnderBest(LOSSES, 'minimize'), {area: 20, count: 6});
	assert.deepEqual(areaUnderBest([Number.NaN], 'minimize'), {area: 0, count: 0});
});

test('the last step up to any place is the lowest value up to there', () => {
	fc.assert(
		fc.property(fc.array(fc.oneof(fc.integer({min: -5, max: 5}), fc.constant(Number.NaN))), values => {
			const steps = bestSoFar(values, 'minimize');
			for (const place of values.keys()) {
				const best = steps.findLast(({index}) => index <= place)?.value ?? Number.NaN;
				assert.ok(Object.is(best, lowest(values.slice(0, place + 1))) || best === lowest(values.slice(0, place + 1)));
			}
		}),
	);
});

test('targets: a bound of the metric on either side, inside of and and or', () => {
	assert.deepEqual(targetOf('loss <= 0.3', 'loss'), {value: 0.3, operator: '<='});
	assert.deepEqual(targetOf('0.9 < accuracy', 'accuracy'), {value: 0.9, operator: '>'});
	assert.deepEqual(targetOf('size > 2 and mean(loss) < -1', 'loss'), {value: -1, operator: '<'});
	assert.equal(targetOf('loss == 3', 'loss'), undefined);
	assert.equal(targetOf('loss < other', 'loss'), undefined);
	assert.equal(targetOf('loss <= 0.3', 'accuracy'), undefined);
});

test('the knee is the point that is nearest to the ideal corner', () => {
	assert.equal(
		kneeOf([
			[0, 10],
			[1, 2],
			[5, 1],
			[10, 0],
		]),
		1,
	);
	// A straight front and two points have none.
	assert.equal(
		kneeOf([
			[0, 2],
			[1, 1],
			[2, 0],
		]),
		undefined,
	);
	assert.equal(
		kneeOf([
			[0, 1],
			[1, 0],
		]),
		undefined,
	);
});

test('hypervolume over time and the front of a plane: by hand, and equal to those of all points', () => {
	const axis = (points: readonly (readonly number[])[], place: number): Float64Array =>
		Float64Array.from(points, point => point[place] ?? Number.NaN);
	const history = (points: readonly (readonly number[])[], reference: readonly [number, number]): Float64Array =>
		hypervolumeHistory(axis(points, 0), axis(points, 1), reference);
	const points = [
		[2, 2],
		[1, 3],
		[3, 3],
		[1, 1],
		[Number.NaN, 0],
		[5, 0],
	];
	assert.deepEqual([...history(points, [4, 4])], [4, 5, 5, 9, 9, 9]);
	const coordinate = fc.integer({min: 0, max: 12});
	fc.assert(
		fc.property(fc.array(fc.tuple(coordinate, coordinate), {maxLength: 40}), found => {
			for (const [index, volume] of history(found, [10, 10]).entries()) {
				assert.equal(volume, hypervolume(found.slice(0, index + 1), [10, 10]));
			}
			const ranks = paretoRanks(found);
			const front = [...found.keys()].filter(index => ranks[index] === 1);
			assert.deepEqual(
				[...planeFront(axis(found, 0), axis(found, 1))].toSorted((a, b) => a - b),
				front,
			);
		}),
	);
});
