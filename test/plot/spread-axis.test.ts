import assert from 'node:assert/strict';
import {test} from 'node:test';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {standardDeviation} from '../../source/domain/statistics/stats.ts';
import {textOf} from '../../source/plot/cells.ts';
import {scatterPlot} from '../../source/plot/scatter-plot.ts';
import {axisNames, trialAxis} from '../../source/plot/trial-axis.ts';
import {foldPlotSweep, type PlotSweep} from '../helpers/plot-sweep.ts';

const REPEATS = [
	[10, 12, 14],
	[20, 20, 20],
	[30, 39],
];

function description(repeats: readonly (readonly number[])[]): PlotSweep {
	return {
		parameters: [
			{name: 'size', domain: {kind: 'choice', values: [1, 2, 3, 4]}},
			{name: 'kind.std', domain: {kind: 'choice', values: ['a', 'b']}},
		],
		metrics: [{name: 'latency', unit: 'ms'}],
		objectives: [{metric: 'latency', direction: 'minimize'}],
		trials: [...repeats, [7]].map((values, index) => ({
			params: {size: index + 1, 'kind.std': 'a'},
			metrics: {latency: values[0] ?? 0},
			repeats: values.map(latency => ({latency})),
		})),
	};
}

test('the spread over repeats is an axis like any column', () => {
	const state = foldPlotSweep(description(REPEATS));
	const read = (name: string): readonly number[] => {
		const axis = trialAxis(state, name);
		return state.trials.map(trial => (trial === undefined ? Number.NaN : axis.read(trial)));
	};
	assert.deepEqual(read('latency.std'), [...REPEATS.map(standardDeviation), Number.NaN]);
	assert.deepEqual(read('latency.min'), [10, 20, 30, Number.NaN]);
	assert.deepEqual(read('latency.max'), [14, 20, 39, Number.NaN]);
	assert.deepEqual(read('latency.n'), [3, 3, 2, Number.NaN]);
	assert.deepEqual([trialAxis(state, 'latency.std').unit, trialAxis(state, 'latency.n').unit], ['ms', '']);
	assert.deepEqual(trialAxis(state, 'kind.std').categories, ['a', 'b'], 'a parameter keeps its name');
	assert.ok(axisNames(state).includes('latency.std') && axisNames(state).includes('duration_s.max'));
	assert.throws(() => trialAxis(state, 'latency.sdt'), /Did you mean "latency\.std"/);
});

test('a scatter draws it, and says that a sweep without repeats has none', () => {
	const choice = {fix: {}, aggregate: 'mean', log: new Set<never>(), x: 'size', y: 'latency.std'} as const;
	const prepare = (repeats: readonly (readonly number[])[]) => {
		const state = foldPlotSweep(description(repeats));
		const ranking = rankTrials(state);
		return scatterPlot.prepare({state, ranking, choice, samples: () => undefined, channels: []});
	};
	const text = prepare(REPEATS)
		.paint({columns: 80, rows: 20, glyphs: 'unicode', scale: undefined}, undefined)
		.map(textOf);
	assert.match(text.join('\n'), /y latency\.std \(ms\)/);
	assert.throws(() => prepare([[1], [2]]), /no parameter, metric or column "latency\.std"/);
});
