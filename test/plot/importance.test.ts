import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {type ImportanceInput, selectImportance} from '../../source/plot/importance-data.ts';
import {paintText, preparePlot} from '../helpers/paint-plot.ts';
import {createRandom, foldPlotSweep, gemmSweep, quantizationSweep} from '../helpers/plot-sweep.ts';

/** `a` decides the loss, `b` a little, `kind` nothing. */
function study(count: number): SweepState {
	const random = createRandom(2);
	return foldPlotSweep({
		parameters: [
			{name: 'a', domain: {kind: 'real', min: 0, max: 1, scale: 'linear'}},
			{name: 'b', domain: {kind: 'real', min: 0, max: 1, scale: 'linear'}},
			{name: 'kind', domain: {kind: 'choice', values: ['x', 'y']}},
			{name: 'fixed', domain: {kind: 'constant', value: 3}},
		],
		metrics: [{name: 'loss', goal: 'minimize'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: Array.from({length: count}, () => {
			const [a, b, kind] = [random(), random(), random() < 0.5 ? 'x' : 'y'];
			return {params: {a, b, kind, fixed: 3}, metrics: {loss: 10 * (a - 0.2) ** 2 + 0.3 * b}};
		}),
	});
}

function select(state: SweepState, of?: string): ImportanceInput {
	return selectImportance(state, rankTrials(state), {of, method: 'ped-anova'});
}

describe('importance', () => {
	it('ranks what matters first, leaves constants out, and sums up to 1', () => {
		const {rows} = select(study(300));
		assert.deepEqual(
			rows.map(({name}) => name),
			['a', 'b', 'kind'],
		);
		assert.ok(Math.abs(rows.reduce((sum, {importance}) => sum + importance, 0) - 1) < 1e-12);
		assert.ok((rows[0]?.importance ?? 0) > 0.5);
	});

	it('says in words where the best are', () => {
		const [a] = select(study(300)).rows;
		const [low = NaN, high = NaN] = (a?.best ?? '').split(' to ').map(Number);
		assert.ok(low >= 0 && low < 0.2 && high > 0.2 && high < 0.5, a?.best);
		const dtype = select(gemmSweep()).rows.find(({name}) => name === 'dtype');
		assert.equal(dtype?.best, 'float');
	});

	it('says how many trials it needs, and that few are rough', () => {
		const text = (count: number): string => paintText(preparePlot('importance', study(count), {x: 'ped-anova'}));
		assert.match(text(0), /No trial completed\./);
		assert.match(text(1), /needs at least 10 complete trials with loss: there is 1\./);
		assert.match(text(9), /needs at least 10 complete trials with loss: there are 9\./);
		assert.match(text(12), /PED-ANOVA of 12 trials {3}rough below 50 trials/);
		assert.doesNotMatch(text(60), /rough/);
	});

	it('bars are as long as the percents say', () => {
		const lines = paintText(preparePlot('importance', gemmSweep()), {columns: 60, glyphs: 'ascii'}).split('\n');
		const rows = lines.flatMap(line => {
			const match = /^ (?<name>\w+) +(?<percent>[\d.]+) %  (?<bar>=*)/.exec(line);
			return match === null
				? []
				: [{percent: Number(match.groups?.['percent']), bar: match.groups?.['bar']?.length ?? 0}];
		});
		assert.equal(rows.length, 3);
		const [first] = rows;
		assert.ok(first !== undefined);
		for (const {percent, bar} of rows) assert.ok(Math.abs(bar / first.bar - percent / first.percent) < 0.05);
	});

	it('of one metric or of all objectives; an unknown one is refused', () => {
		const state = quantizationSweep(100);
		assert.equal(select(state).of, 'objectives');
		assert.equal(select(state, 'accuracy').of, 'accuracy');
		assert.throws(() => select(state, 'acuracy'), /accuracy/);
	});

	it('values that are all alike tell nothing', () => {
		const state = study(30);
		const trials = state.trials.map(trial => (trial === undefined ? undefined : {...trial, metrics: {loss: 1}}));
		assert.match(
			paintText(preparePlot('importance', {...state, trials}, {x: 'ped-anova'})),
			/no parameter tells the best tenth/,
		);
	});

	it('by fANOVA once the sweep has ended, if it is small and of one metric', () => {
		const ended = study(60);
		const method = (state: SweepState): string => selectImportance(state, rankTrials(state)).method;
		assert.equal(method(ended), 'fanova');
		assert.equal(method({...ended, phase: 'running'}), 'ped-anova');
		assert.equal(method(study(1200)), 'ped-anova');
		assert.equal(method(quantizationSweep(60)), 'ped-anova');
		for (const [state, because] of [
			[{...ended, phase: 'running'}, 'the sweep goes on'],
			[study(1200), 'trials are many'],
			[quantizationSweep(60), 'it is of several objectives'],
		] as const)
			assert.equal(selectImportance(state, rankTrials(state)).because, because);
		assert.equal(selectImportance(ended, rankTrials(ended), {method: 'ped-anova'}).because, '', 'it was asked for');
		const {rows, interactions = Number.NaN} = selectImportance(ended, rankTrials(ended));
		assert.equal(rows[0]?.name, 'a');
		assert.ok(interactions >= 0 && interactions < 0.5);
		assert.match(
			paintText(preparePlot('importance', ended)),
			/fANOVA of 60 trials, as the sweep has ended\s+of the variance alone(?:; the other \d+ % only together)?\n/,
		);
		assert.throws(() => preparePlot('importance', quantizationSweep(60), {x: 'fanova'}), /fANOVA is of one metric/);
		assert.throws(() => preparePlot('importance', ended, {x: 'shap'}), /One of: ped-anova, fanova/);
	});

	it('very many trials are sampled, and it says so; what matters stays the same', () => {
		const state = study(10_001);
		assert.deepEqual([select(state).sampled, select(state).trials], [10_000, 10_001]);
		assert.match(paintText(preparePlot('importance', state)), /PED-ANOVA from 10,000 of 10,001 trials/);
		assert.match(paintText(preparePlot('importance', study(1200), {x: 'fanova'})), /fANOVA from 1,000 of 1,200 trials/);
		assert.match(paintText(preparePlot('importance', study(1200))), /PED-ANOVA of 1,200 trials/);
	});

	it('a parameter with a condition is looked at among the trials that have it', () => {
		const random = createRandom(5);
		const conditional = (rare: number): SweepState =>
			foldPlotSweep({
				parameters: [
					{name: 'a', domain: {kind: 'real', min: 0, max: 1, scale: 'linear'}},
					{name: 'kind', domain: {kind: 'choice', values: ['x', 'y']}},
					{name: 'momentum', domain: {kind: 'real', min: 0, max: 1, scale: 'linear'}, when: "kind == 'x'"},
					{name: 'noise', domain: {kind: 'real', min: 0, max: 1, scale: 'linear'}, when: "kind == 'x'"},
				],
				metrics: [{name: 'loss', goal: 'minimize'}],
				objectives: [{metric: 'loss', direction: 'minimize'}],
				trials: Array.from({length: 60}, (_, index) => {
					const [a, momentum, noise] = [random(), random(), random()];
					return index < rare
						? {params: {a, kind: 'x', momentum, noise}, metrics: {loss: a + 20 * momentum}}
						: {params: {a, kind: 'y'}, metrics: {loss: a}};
				}),
			});
		const state = conditional(30);
		const {rows, leftOut} = selectImportance(state, rankTrials(state));
		const of = (name: string) => rows.find(row => row.name === name);
		assert.equal(rows[0]?.name, 'momentum');
		assert.ok((of('momentum')?.importance ?? 0) > 0.8, `${of('momentum')?.importance}`);
		assert.ok((of('noise')?.importance ?? 1) < 0.1);
		assert.deepEqual([of('momentum')?.among, of('noise')?.among, of('a')?.among], [30, 30, undefined]);
		assert.deepEqual(leftOut, []);
		const text = paintText(preparePlot('importance', state));
		assert.match(text, /momentum +\d+ % +in 30 trials /);
		assert.match(text, /in N trials: among these alone, a 100 % of their own/);
		const few = conditional(9);
		assert.deepEqual(selectImportance(few, rankTrials(few)).leftOut, ['momentum', 'noise']);
		assert.match(paintText(preparePlot('importance', few)), /too few trials have momentum, noise/);
	});
});
