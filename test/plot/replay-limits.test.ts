import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {PlotChoice} from '../../source/domain/view/plot-choice.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {createSweepState, type SweepState} from '../../source/domain/sweep-state.ts';
import type {PlotId} from '../../source/domain/view/view-table.ts';
import {textOf} from '../../source/plot/cells.ts';
import {curvesPlot} from '../../source/plot/curves-plot.ts';
import {heatmapPlot} from '../../source/plot/heatmap-plot.ts';
import type {PlotDefinition} from '../../source/plot/plot-definition.ts';
import {findPlot, PLOTS} from '../../source/plot/registry.ts';
import {scatterPlot} from '../../source/plot/scatter-plot.ts';
import {createDemoStudy} from '../../source/store/demo/demo-study.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {createRecording} from '../../source/store/recording.ts';

const world = createDemoWorld({seed: 1});
world.advanceTo(600_000);
const recording = createRecording(world.events());
const SIZE = {columns: 100, rows: 24, glyphs: 'unicode', scale: undefined} as const;

function paintAt(
	plot: PlotDefinition,
	ms: number,
	isReplay: boolean,
	choice: Partial<PlotChoice> = {},
): readonly string[] {
	assert.ok(recording !== undefined);
	const state = recording.at(ms);
	const input = {
		state,
		ranking: rankTrials(state),
		choice: {fix: {}, aggregate: 'mean', log: new Set<never>(), ...choice},
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

/** Labels of all axes of numbers in a picture: those left of a line, and the row under each axis below. */
function axisLabels(rows: readonly string[]): readonly string[] {
	return rows.flatMap((row, index) => {
		const left = /^\s*(\S+) ┤/.exec(row)?.[1];
		const below = (rows[index - 1] ?? '').includes('└') ? row.trim().replaceAll(/\s+/g, ' ') : undefined;
		return [left, below].filter(label => label !== undefined);
	});
}

const ON_AXES: readonly (readonly [PlotId, Partial<PlotChoice>])[] = [
	['history', {}],
	['history', {x: 'time', log: new Set(['y'])}],
	['pareto', {}],
	['slices', {}],
	['distribution', {}],
	['distribution', {y: 'ecdf'}],
	['distribution', {y: 'box'}],
	['scatter', {}],
];

for (const [id, choice] of ON_AXES) {
	test(`a replayed ${id} has the axes of its end: ${JSON.stringify(choice)}`, () => {
		const plot = findPlot(id);
		assert.ok(plot !== undefined);
		const last = axisLabels(paintAt(plot, 600_000, false, choice));
		assert.ok(last.length >= 2, last.join('|'));
		assert.deepEqual(axisLabels(paintAt(plot, 25_000, true, choice)), last);
		assert.notDeepEqual(axisLabels(paintAt(plot, 25_000, false, choice)), last, 'alone it has its own');
	});
}

test('replayed curves have the axes of their end', () => {
	const whole = createDemoStudy({seed: 3, trials: 40, steps: 12});
	const begun = whole.trials.slice(0, 3).map(trial => {
		if (trial === undefined) return undefined;
		const curves = Object.entries(trial.curves).map(([name, points]) => [name, points.slice(0, 4)] as const);
		return {...trial, curves: Object.fromEntries(curves)};
	});
	const paint = (state: SweepState, last?: SweepState): readonly string[] => {
		const choice = {fix: {}, aggregate: 'mean', log: new Set<never>()} as const;
		const input = {state, ranking: rankTrials(state), choice, samples: () => undefined, channels: [], whole: last};
		return axisLabels(curvesPlot.prepare(input).paint(SIZE, undefined).map(textOf));
	};
	const early = {...whole, trials: begun};
	assert.ok(paint(whole).length > 3);
	assert.deepEqual(paint(early, whole), paint(whole));
	assert.notDeepEqual(paint(early), paint(whole));
});

test('replayed parallel coordinates have the ends of their axes from the start', () => {
	const plot = findPlot('parallel');
	assert.ok(plot !== undefined);
	const ends = (rows: readonly string[]): readonly string[] => rows.filter(row => /\d M?FLOP\/J/.test(row));
	const last = ends(paintAt(plot, 600_000, false));
	assert.equal(last.length, 2);
	assert.deepEqual(ends(paintAt(plot, 25_000, true)), last);
	assert.notDeepEqual(ends(paintAt(plot, 25_000, false)), last);
});

test('a replayed bar is as long as it is beside those to come', () => {
	const plot = findPlot('bars');
	assert.ok(plot !== undefined);
	const longest = (rows: readonly string[]): number =>
		Math.max(...rows.map(row => [...row].filter(c => c === '█').length));
	const [alone, replayed] = [paintAt(plot, 12_000, false), paintAt(plot, 12_000, true)].map(longest);
	assert.ok((replayed ?? 0) < (alone ?? 0), `${replayed} ${alone}`);
});

test('a replay of what has no metric is drawn', () => {
	const empty = createSweepState();
	const choice = {fix: {}, aggregate: 'mean', log: new Set<never>()} as const;
	const input = {
		state: empty,
		ranking: rankTrials(empty),
		choice,
		samples: () => undefined,
		channels: [],
		whole: empty,
	};
	for (const plot of PLOTS) assert.equal(plot.prepare(input).paint(SIZE, undefined).length, SIZE.rows, plot.id);
});
