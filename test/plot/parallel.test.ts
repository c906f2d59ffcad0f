import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {Scalar} from '../../source/domain/space.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {brushOf, brushSteps} from '../../source/plot/parallel/parallel-brush.ts';
import {chooseLines} from '../../source/plot/parallel/parallel-drawn.ts';
import {LEVELS, selectParallel} from '../../source/plot/parallel/parallel-data.ts';
import {trialAxis} from '../../source/plot/trial-axis.ts';
import {paintText, preparePlot} from '../helpers/paint-plot.ts';
import {foldPlotSweep, gemmSweep, quantizationSweep} from '../helpers/plot-sweep.ts';

function select(state: SweepState, fix: Readonly<Record<string, Scalar>> = {}, marked: readonly number[] = []) {
	return selectParallel(state, rankTrials(state), {y: undefined, fix, marked: new Set(marked)});
}

/** lr 1e-4 to 1e-1 by decades with kinds a, b, a, b and losses 4, 3, 2, 1. */
function small(): SweepState {
	return foldPlotSweep({
		parameters: [
			{name: 'lr', domain: {kind: 'real', min: 1e-4, max: 1e-1, scale: 'log'}},
			{name: 'kind', domain: {kind: 'choice', values: ['a', 'b']}},
		],
		metrics: [{name: 'loss', goal: 'minimize'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: [4, 3, 2, 1].map((loss, index) => {
			return {params: {lr: Number(`1e${index - 4}`), kind: index % 2 === 0 ? 'a' : 'b'}, metrics: {loss}};
		}),
	});
}

describe('parallel data', () => {
	it('puts values on the scale of the parameter, names in the middle of their steps', () => {
		const {axes} = select(small());
		assert.deepEqual(
			axes.map(({name}) => name),
			['lr', 'kind', 'loss'],
		);
		const fractions = [...(axes[0]?.fractions ?? [])].map(fraction => Math.round(fraction * 3));
		assert.deepEqual(fractions, [0, 1, 2, 3]);
		assert.deepEqual([...(axes[1]?.fractions ?? [])], [0.25, 0.75, 0.25, 0.75]);
		assert.deepEqual([...(axes[2]?.fractions ?? [])], [1, 2 / 3, 1 / 3, 0]);
	});

	it('the best tenth stands out, or the front of several objectives', () => {
		assert.deepEqual([...select(small()).levels], [LEVELS.plain, LEVELS.plain, LEVELS.plain, LEVELS.best]);
		const state = quantizationSweep(100);
		const {levels, trials, bestName} = select(state);
		assert.equal(bestName, 'Pareto front');
		const best = trials.filter((_, line) => levels[line] === LEVELS.best);
		assert.deepEqual(best, [...rankTrials(state).pareto]);
	});

	it('brushes keep the lines through all of them; marked lines always stand out', () => {
		const levels = (fix: Readonly<Record<string, Scalar>>, marked?: readonly number[]): readonly number[] => [
			...select(small(), fix, marked).levels,
		];
		const {outside, plain, best, marked} = LEVELS;
		assert.deepEqual(levels({kind: 'b'}), [outside, plain, outside, best]);
		assert.deepEqual(levels({lr: '1e-3..1e-2'}), [outside, plain, plain, outside]);
		assert.deepEqual(levels({lr: '..1e-3', kind: 'b'}), [outside, plain, outside, outside]);
		assert.deepEqual(levels({loss: '3..'}, [4]), [plain, plain, outside, marked]);
		assert.deepEqual(levels({lr: 0.001}), [outside, plain, outside, outside]);
	});

	it('refuses a brush on no axis, a name that is none, a range that is none', () => {
		assert.throws(() => select(small(), {size: 3}), /"size" is no axis here/);
		assert.throws(() => select(small(), {kind: 'c'}), /"kind" has no value "c"/);
		assert.throws(() => select(small(), {lr: 'low'}), /"low" is no part of "lr"/);
		assert.throws(() => select(small(), {lr: '5..1'}), /no part/);
	});
});

describe('brush', () => {
	it('reads numbers and ranges with points, exponents and open ends', () => {
		const axis = trialAxis(small(), 'lr');
		const ends = (text: string): readonly number[] => [brushOf(axis, text).from, brushOf(axis, text).to];
		assert.deepEqual(ends('0.5..1.5'), [0.5, 1.5]);
		assert.deepEqual(ends('1e-4..1e-2'), [1e-4, 1e-2]);
		assert.deepEqual(ends('..8'), [Number.NEGATIVE_INFINITY, 8]);
		assert.deepEqual(ends('-2..'), [-2, Number.POSITIVE_INFINITY]);
		assert.deepEqual(ends('.5'), [0.5, 0.5]);
	});

	it('steps through names, short lists and quarters; every trial is in some quarter', () => {
		const state = quantizationSweep(200);
		const trials = state.trials.filter(trial => trial !== undefined);
		assert.deepEqual(brushSteps(trialAxis(state, 'bits'), trials), [2, 4, 8, 16]);
		const quarters = brushSteps(trialAxis(state, 'lr'), trials);
		assert.equal(quarters.length, 4);
		const covered = new Set(
			quarters.flatMap(quarter => {
				const {levels, trials: lines} = select(state, {lr: quarter});
				return lines.filter((_, line) => levels[line] !== LEVELS.outside);
			}),
		);
		assert.equal(covered.size, select(state).trials.length);
	});
});

describe('parallel picture', () => {
	it('names axes and their ends, and counts the lines', () => {
		const text = paintText(preparePlot('parallel', small()));
		assert.match(text, /── best tenth 1 {3}┄┄ others 3/);
		assert.match(text, /lr +kind +loss/);
		assert.match(text, /├a /);
		assert.match(text, /├b /);
		const brushed = paintText(preparePlot('parallel', small(), {fix: {lr: '1e-3..1e-2'}}));
		assert.match(brushed, /lr 1e-3\.\.1e-2: 2 of 4 trials/);
		assert.match(brushed, /┃/);
	});

	it('of very many lines it draws those that stand evenly in the ranking, and says how many', () => {
		const state = quantizationSweep(400);
		const input = select(state, {}, [7]);
		const {levels, counts} = chooseLines(input, 10);
		const {order} = rankTrials(state);
		const placesOf = (level: number): readonly number[] =>
			input.trials.flatMap((trial, line) => (levels[line] === level ? [order.indexOf(trial)] : []));
		const plain = placesOf(LEVELS.plain).toSorted((a, b) => a - b);
		assert.equal(plain.length, 10);
		const steps = plain.slice(1).map((place, index) => place - (plain[index] ?? 0));
		assert.ok(Math.max(...steps) < 2 * Math.min(...steps), steps.join(' '));
		assert.ok(placesOf(LEVELS.best).includes(0), 'the best one is drawn');
		assert.deepEqual(placesOf(LEVELS.marked), [order.indexOf(7)]);
		const {all = 0} = counts[LEVELS.plain] ?? {};
		assert.match(paintText(preparePlot('parallel', state)), new RegExp(`others 22 of ${all + 1}\\b`));
	});

	it('no line runs through a name', () => {
		const text = paintText(preparePlot('parallel', gemmSweep()));
		for (const name of ['double', 'float', 'half']) assert.match(text, new RegExp(`├${name} `));
	});

	it('a line runs straight from axis to axis', () => {
		const lines = paintText(preparePlot('parallel', small(), {fix: {kind: 'b', lr: '0.1..'}}), {columns: 40}).split(
			'\n',
		);
		// Trial 4: the top of lr, the upper half of kind, the bottom of loss.
		const rows = lines.slice(5, -1);
		assert.match(rows[0] ?? '', /^ +[⠀-⣿┃]/);
		assert.match(rows.at(-1) ?? '', /[⠀-⣿]$/);
	});

	it('keys: x chooses the axis that is stepped, arrows walk the ranking', () => {
		const state = gemmSweep();
		assert.deepEqual(
			preparePlot('parallel', state).slices?.map(({name}) => name),
			['dtype', 'size', 'block', 'flops_per_watt'],
		);
		const [slice, ...others] = preparePlot('parallel', state, {x: 'size', fix: {size: 128}}).slices ?? [];
		assert.deepEqual([slice?.name, slice?.index, others.length], ['size', 1, 0]);
		const ranking = rankTrials(state);
		assert.equal(preparePlot('parallel', state).walk?.(ranking.best, 'down'), ranking.order[1]);
	});
});
