import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {summarizeCurves} from '../../source/plot/curves/curves-band.ts';
import {selectCurves} from '../../source/plot/curves/curves-data.ts';
import {curvePoints} from '../../source/plot/curves/curves-points.ts';
import {paintText, preparePlot} from '../helpers/paint-plot.ts';
import {foldPlotSweep, gemmSweep, type PlotTrial} from '../helpers/plot-sweep.ts';

/** Trial n reports loss n + 10 at step 0, n + 5 at 1 and n at 2; two steps make an epoch. */
function study(count: number, repeats = 1): SweepState {
	return foldPlotSweep({
		parameters: [{name: 'kind', domain: {kind: 'choice', values: ['odd', 'even']}}],
		metrics: [{name: 'loss', goal: 'minimize'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: Array.from({length: count}, (_, index): PlotTrial => {
			const n = index + 1;
			const metrics = {loss: n};
			return {
				params: {kind: n % 2 === 1 ? 'odd' : 'even'},
				metrics,
				repeats: Array.from({length: repeats}, () => metrics),
				curve: [0, 1, 2].flatMap(step => [
					['loss', step, n + 10 - 5 * step] as const,
					['epoch', step, step / 2] as const,
				]),
			};
		}),
	});
}

function withTarget(state: SweepState): SweepState {
	return state.sweep === undefined ? state : {...state, sweep: {...state.sweep, budget: {target: 'loss <= 4'}}};
}

describe('curves over step, epoch and time', () => {
	const [trial] = study(1).trials;
	assert.ok(trial !== undefined);
	it('steps as reported, epochs as reported beside them, seconds since the start of the execution', () => {
		assert.deepEqual(curvePoints(trial, 'loss', 'step'), [
			{x: 0, y: 11},
			{x: 1, y: 6},
			{x: 2, y: 1},
		]);
		assert.deepEqual(
			curvePoints(trial, 'loss', 'epoch').map(({x}) => x),
			[0, 0.5, 1],
		);
		// An event each 100 ms, epochs between the losses.
		assert.deepEqual(
			curvePoints(trial, 'loss', 'time').map(({x}) => Math.round(10 * x) / 10),
			[0.1, 0.3, 0.5],
		);
		assert.deepEqual(curvePoints(trial, 'other', 'step'), []);
	});

	it('repeats of a step are averaged, and over time the last one is drawn', () => {
		const [repeated] = study(1, 3).trials;
		assert.ok(repeated !== undefined);
		assert.deepEqual(curvePoints(repeated, 'loss', 'step'), [
			{x: 0, y: 11},
			{x: 1, y: 6},
			{x: 2, y: 1},
		]);
		assert.equal(curvePoints(repeated, 'loss', 'time').length, 3);
	});

	it('offers epochs only where they were reported, and refuses other axes', () => {
		assert.deepEqual(preparePlot('curves', study(2)).axes.x, ['step', 'epoch', 'time']);
		assert.deepEqual(preparePlot('curves', gemmSweep()).axes.x, ['step', 'time']);
		assert.throws(() => preparePlot('curves', study(2), {x: 'size'}), /curves cannot run over "size"/);
		assert.throws(() => preparePlot('curves', study(2), {y: 'los'}), /Did you mean "loss"/);
	});
});

describe('curves of many trials', () => {
	it('mean, and p10 to p90 of type 7, by hand', () => {
		const curves = Array.from({length: 11}, (_, index) => [
			{x: 0, y: index},
			{x: 1, y: 10 * index},
		]);
		const {centre, band} = summarizeCurves(curves, 'mean', 'minimize');
		assert.deepEqual(centre, [
			{x: 0, y: 5},
			{x: 1, y: 50},
		]);
		assert.deepEqual(band, [
			{x: 0, low: 1, high: 9},
			{x: 1, low: 10, high: 90},
		]);
		assert.deepEqual(summarizeCurves(curves, 'best', 'minimize').centre, [
			{x: 0, y: 0},
			{x: 1, y: 0},
		]);
	});

	it('a curve that ended counts no further; one that diverged counts not at all there', () => {
		const {centre} = summarizeCurves(
			[
				[
					{x: 0, y: 1},
					{x: 1, y: 3},
				],
				[{x: 0, y: 5}],
				[{x: 0, y: Number.NaN}],
			],
			'mean',
			undefined,
		);
		assert.deepEqual(centre, [
			{x: 0, y: 3},
			{x: 1, y: 3},
		]);
	});

	it('thousands of different places are put together in stretches', () => {
		const curve = Array.from({length: 5000}, (_, index) => ({x: index / 7, y: index}));
		const {centre} = summarizeCurves([curve], 'mean', undefined);
		assert.equal(centre.length, 200);
		assert.ok(centre.every(({y}, index) => index === 0 || y > (centre[index - 1]?.y ?? 0)));
	});

	it('few are drawn one by one, many by their mean with the best on top', () => {
		assert.equal(selectCurves(study(8)).series.length, 8);
		const input = selectCurves(study(20), {emphasized: [1]});
		assert.deepEqual(
			input.series.map(({name}) => name),
			['mean', '#1'],
		);
		assert.deepEqual(
			input.series[0]?.points.map(({y}) => y),
			[20.5, 15.5, 10.5],
		);
		assert.equal(selectCurves(study(20), {aggregate: 'count'}).series.length, 20);
		assert.deepEqual(
			selectCurves(study(20), {aggregate: 'best', emphasized: [3, 4]}).series.map(({name}) => name),
			['#3', '#4'],
		);
	});

	it('one line for each value of a parameter', () => {
		const {series} = selectCurves(study(4), {color: 'kind'});
		assert.deepEqual(
			series.map(({name, points}) => [name, points.map(({y}) => y)]),
			[
				['odd', [12, 7, 2]],
				['even', [13, 8, 3]],
			],
		);
	});
});

describe('curves picture', () => {
	it('says what the line and the dots are, and draws the target', () => {
		const text = paintText(preparePlot('curves', withTarget(study(20)), {marked: new Set([2])}), {}, 7);
		assert.match(text, /y loss {3}x step {3}mean of 20 trials, dots p10 to p90 {3}target ≤ 4/);
		assert.match(text, /┄┄┄┄/);
		for (const name of ['mean', '#1', '#2', '#7']) assert.match(text, new RegExp(`${name}( |\\n|$)`));
	});

	it('says what it waits for', () => {
		assert.match(
			paintText(preparePlot('curves', gemmSweep())),
			/Waiting for a curve: no trial reported a metric with a step/,
		);
	});
});
