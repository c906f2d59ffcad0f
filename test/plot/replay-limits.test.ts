import assert from 'node:assert/strict';
import {test} from 'node:test';
import {rankTrials} from '../../source/domain/rank.ts';
import {textOf} from '../../source/plot/cells.ts';
import {heatmapPlot} from '../../source/plot/heatmap-plot.ts';
import type {PlotDefinition} from '../../source/plot/plot-definition.ts';
import {scatterPlot} from '../../source/plot/scatter-plot.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {createRecording} from '../../source/store/recording.ts';

const world = createDemoWorld({seed: 1});
world.advanceTo(600_000);
const recording = createRecording(world.events());
const SIZE = {columns: 100, rows: 24, glyphs: 'unicode', scale: undefined} as const;

function paintAt(plot: PlotDefinition, ms: number, isReplay: boolean): readonly string[] {
	assert.ok(recording !== undefined);
	const state = recording.at(ms);
	const input = {
		state,
		ranking: rankTrials(state),
		choice: {fix: {}, aggregate: 'mean', log: new Set<never>()},
		samples: () => undefined,
		channels: [],
		...(isReplay ? {whole: recording.last} : {}),
	} as const;
	return plot.prepare(input).paint(SIZE, undefined).map(textOf);
}

test('a replayed heatmap has the axes and the legend of its end from its first cell on', () => {
	const legend = (rows: readonly string[]): string | undefined =>
		rows.find(row => /\d +.*[░▒▓█]{4}.*\d/.test(row) && /best/.test(row));
	const whole = legend(paintAt(heatmapPlot, 600_000, false));
	assert.ok(whole !== undefined);
	const [low, high] = [...whole.matchAll(/\d[\d.]*/g)].map(match => match[0]);
	for (const ms of [12_000, 40_000, 90_000]) {
		const early = legend(paintAt(heatmapPlot, ms, true)) ?? '';
		assert.deepEqual(
			[...early.matchAll(/\d[\d.]*/g)].slice(0, 2).map(match => Number(match[0])),
			[Number(low), Number(high)],
			`${ms}: ${early}`,
		);
	}
	assert.notEqual(legend(paintAt(heatmapPlot, 12_000, false)), whole, 'without a replay the colours follow the values');
});

test('a replayed scatter has the axes of its end', () => {
	const axis = (rows: readonly string[]): string => rows.at(-1) ?? '';
	const whole = axis(paintAt(scatterPlot, 600_000, false));
	assert.equal(axis(paintAt(scatterPlot, 20_000, true)), whole);
	assert.notEqual(axis(paintAt(scatterPlot, 20_000, false)), whole);
});
