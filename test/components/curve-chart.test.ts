import assert from 'node:assert/strict';
import {test} from 'node:test';
import {drawCurves} from '../../components/panes/curve-chart.ts';
import {textOf} from '../../source/plot/cells.ts';
import {foldPlotSweep, type PlotTrial} from '../helpers/plot-sweep.ts';

test('curves of trials beside each other are named by what differs between them, as far as there is room', () => {
	const curve: PlotTrial['curve'] = [
		['loss', 1, 0.5],
		['loss', 2, 0.4],
	];
	const numbers = (name: string) => ({name, domain: {kind: 'choice', values: [1, 2, 1024, 2048]}}) as const;
	const state = foldPlotSweep({
		parameters: ['n', 'same', 'batch'].map(numbers),
		metrics: [{name: 'loss'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: [1, 2].map(n => ({params: {n, same: 1, batch: 1024 * n}, curve, metrics: {loss: 0.4}})),
	});
	const trials = state.trials.filter(trial => trial !== undefined);
	const namesAt = (columns: number, glyphs: 'unicode' | 'ascii' = 'unicode'): readonly string[] =>
		drawCurves(state, trials, 'loss', {columns, rows: 10, glyphs})
			.flatMap(line => textOf(line).match(/#.*/) ?? [])
			.map(name => name.trimEnd())
			.toSorted();
	assert.deepEqual(namesAt(60), ['#1 n=1 batch=1024', '#2 n=2 batch=2048']);
	assert.deepEqual(namesAt(49), ['#1 1 · 1024', '#2 2 · 2048']);
	assert.deepEqual(namesAt(49, 'ascii'), ['#1 1 / 1024', '#2 2 / 2048']);
	const log = textOf(
		drawCurves(state, trials, 'loss', {columns: 60, rows: 10, glyphs: 'unicode', log: new Set(['y'])})[0] ?? [],
	);
	assert.match(log, /^y loss log {3}x step/);
});
