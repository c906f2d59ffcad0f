import assert from 'node:assert/strict';
import {test} from 'node:test';
import {compareLines} from '../../components/panes/compare-table.ts';
import {telemetryLines} from '../../components/panes/trial-values.ts';
import type {Picture} from '../../source/plot/cells.ts';
import {foldPlotSweep} from '../helpers/plot-sweep.ts';

const ENERGY = {energy_j: 257, energy_lo_j: 249.3, energy_hi_j: 264.7};

function stateOf(scope: 'estimate' | 'module') {
	return foldPlotSweep({
		parameters: [],
		metrics: [{name: 'value'}],
		objectives: [{metric: 'value', direction: 'maximize'}],
		trials: [1, 2].map(value => ({params: {}, metrics: {value}, telemetry: {...ENERGY, power_scope: scope}})),
	});
}

function lineOf(picture: Picture, name: string): string {
	const lines = picture.map(line => line.map(({text}) => text).join(''));
	return lines.find(line => line.includes(name)) ?? '';
}

test('compared joules of an assumed power say so', () => {
	const shown = (scope: 'estimate' | 'module'): string => {
		const state = stateOf(scope);
		return lineOf(
			compareLines(
				state,
				state.trials.flatMap(trial => trial ?? []),
				100,
				{glyphs: 'unicode', hasCurves: false},
			),
			'energy_j',
		);
	};
	assert.match(shown('estimate'), /energy_j +J est /);
	assert.match(shown('module'), /energy_j +J {2}/);
});

test('an interval stands beside measured joules, and not beside those of an assumed power', () => {
	const shown = (scope: 'estimate' | 'module'): string => {
		const state = stateOf(scope);
		const [trial] = state.trials;
		return trial === undefined
			? ''
			: lineOf(telemetryLines(state, trial, [], {columns: 80, glyphs: 'unicode'}), 'energy_j');
	};
	assert.match(shown('estimate'), /257 J est *$/);
	assert.match(shown('module'), /257 J {2}\(249–265 J\) *$/);
});
