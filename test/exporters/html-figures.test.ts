import assert from 'node:assert/strict';
import {test} from 'node:test';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {Domain} from '../../source/domain/space.ts';
import type {ViewSpec} from '../../source/domain/sweep.ts';
import {htmlFigures} from '../../source/exporters/html-figures.ts';
import {createRandom, foldPlotSweep} from '../helpers/plot-sweep.ts';

const LR: Domain = {kind: 'real', min: 1e-5, max: 1e-1, scale: 'log'};
const MOMENTUM: Domain = {kind: 'real', min: 0, max: 0.99, scale: 'linear'};

/** The figures of a random search over ranges, by what their captions begin with. */
function figuresOf(parameters: Readonly<Record<string, Domain>>, views: readonly ViewSpec[] = []) {
	const random = createRandom(3);
	const state = foldPlotSweep({
		parameters: Object.entries(parameters).map(([name, domain]) => ({name, domain})),
		metrics: [{name: 'loss'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: Array.from({length: 30}, () => {
			const [lr, momentum] = [10 ** (-5 + 4 * random()), 0.99 * random()];
			const params = Object.fromEntries(Object.keys(parameters).map(name => [name, name === 'lr' ? lr : momentum]));
			return {params, metrics: {loss: Math.abs(Math.log10(lr) + 3) + momentum}};
		}),
		views,
	});
	const figures = htmlFigures(state, rankTrials(state));
	return new Map(figures.map(figure => [/<figcaption>(\w+)/.exec(figure)?.[1]?.toLowerCase(), figure]));
}

/** The text of a picture without blanks: each letter has a place of its own. */
function wordsOf(figure: string | undefined): string {
	return (figure ?? '').replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, '');
}

test('a report of a search over ranges has the heatmap that the screen has: in bins', () => {
	const words = wordsOf(figuresOf({lr: LR, momentum: MOMENTUM}).get('heatmap'));
	assert.match(words, /≥0\.8/, 'bins of momentum');
	assert.match(words, /≥1e-0?5/, 'decades of lr');
});

test('one range alone makes no heatmap unless the sweep file asks for it', () => {
	assert.equal(figuresOf({lr: LR}).has('heatmap'), false);
	assert.equal(figuresOf({lr: LR}, [{kind: 'heatmap'}]).has('heatmap'), true);
});

test('a view is drawn as the sweep file has it', () => {
	const ranges = {lr: LR, momentum: MOMENTUM};
	const plain = wordsOf(figuresOf(ranges, [{kind: 'heatmap'}]).get('heatmap'));
	const counted = wordsOf(figuresOf(ranges, [{kind: 'heatmap', aggregate: 'count'}]).get('heatmap'));
	assert.match(plain, /loss\(mean\)/);
	assert.match(counted, /loss\(count\)/);
	const log = figuresOf(ranges, [{kind: 'scatter', x: 'momentum', log: ['y']}]).get('scatter');
	assert.notEqual(log, figuresOf(ranges, [{kind: 'scatter', x: 'momentum'}]).get('scatter'));
});
