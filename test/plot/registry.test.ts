import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {PlotChoice} from '../../source/domain/view/plot-choice.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import {createSweepState, type SweepState} from '../../source/domain/sweep-state.ts';
import {PLOT_IDS, viewRow} from '../../source/domain/view/view-table.ts';
import {textOf} from '../../source/plot/cells.ts';
import {createColorScale} from '../../source/plot/color-scale.ts';
import {widthOfRuns} from '../../source/plot/legend.ts';
import type {PlotDefinition, PreparedPlot} from '../../source/plot/plot-definition.ts';
import {PLOTS} from '../../source/plot/registry.ts';
import {renderSvg} from '../../source/plot/render-svg.ts';
import {isPlainAscii} from '../../source/plot/width.ts';
import {assertIds} from '../helpers/assert-none.ts';
import {foldPlotSweep, gemmDescription, gemmSweep, quantizationSweep} from '../helpers/plot-sweep.ts';

const CHOICE: PlotChoice = {fix: {}, aggregate: 'mean', log: new Set()};

const STATES: readonly (readonly [name: string, state: SweepState])[] = [
	['nothing', createSweepState()],
	['no trial', foldPlotSweep({...gemmDescription(), trials: []})],
	['one trial', foldPlotSweep({...gemmDescription(), trials: gemmDescription().trials.slice(0, 1)})],
	['all failed', foldPlotSweep(failed())],
	['one objective', gemmSweep()],
	['two objectives', quantizationSweep(120)],
];

function failed(): ReturnType<typeof gemmDescription> {
	const description = gemmDescription();
	return {...description, trials: description.trials.map(({params}) => ({params, state: 'failed'}))};
}

/** Trials with a curve each, all of them worse than the first one. */
function curvedSweep(): SweepState {
	const trials = Array.from({length: 9}, (_, at) => ({
		params: {n: at},
		metrics: {loss: at},
		curve: [0, 1, 2].map(step => ['loss', step, at + 2 - step] as const),
	}));
	return foldPlotSweep({
		parameters: [{name: 'n', domain: {kind: 'integer', min: 0, max: 9, step: 1, scale: 'linear'}}],
		metrics: [{name: 'loss'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials,
	});
}

function prepare(plot: PlotDefinition, state: SweepState, choice: Partial<PlotChoice> = {}): PreparedPlot {
	const ranking = rankTrials(state);
	return plot.prepare({state, ranking, choice: {...CHOICE, ...choice}, samples: () => undefined, channels: []});
}

test('a plot is a row of the table of views', () => {
	assertIds(
		PLOTS.map(plot => plot.id),
		PLOT_IDS,
		'source/plot/registry.ts beside source/domain/view/view-table.ts',
	);
});

test('a word of an axis is one that the plot takes', () => {
	const state = quantizationSweep(120);
	const [objective] = state.sweep?.objectives ?? [];
	for (const plot of PLOTS) {
		const {axisWords = {}} = viewRow(plot.id);
		for (const axis of ['x', 'y', 'color', 'size'] as const) {
			const words = axisWords[axis] ?? [];
			// A forest is of one aim, and the sweep has two.
			const aim = plot.id === 'importance' && axis === 'x' ? {y: objective?.metric} : {};
			for (const word of words === 'any' ? [] : words) {
				const choice = {...aim, [axis]: word};
				assert.doesNotThrow(() => prepare(plot, state, choice), `${plot.id} ${word}`);
			}
		}
	}
});

const SIZES = [
	[1, 1],
	[7, 3],
	[60, 17],
	[80, 21],
	[200, 47],
] as const;

for (const plot of PLOTS) {
	test(`${plot.id} fills every room exactly, in every state, and is ASCII where it should be`, () => {
		for (const [name, state] of STATES) {
			const prepared = prepare(plot, state);
			for (const [columns, rows] of SIZES) {
				for (const [glyphs, scale] of [
					['ascii', undefined],
					['unicode', createColorScale()],
				] as const) {
					const picture = prepared.paint({columns, rows, glyphs, scale}, 1);
					const what = `${plot.id}, ${name}, ${columns}x${rows}, ${glyphs}`;
					assert.equal(picture.length, rows, what);
					for (const line of picture) {
						assert.equal(widthOfRuns(line), columns, `${what}: ${textOf(line)}`);
						if (glyphs === 'ascii') assert.ok(isPlainAscii(textOf(line)), `${what}: ${textOf(line)}`);
					}
				}
			}
		}
	});

	test(`${plot.id} says what it waits for when it is empty, and is a picture as SVG when it is not`, () => {
		const options = {columns: 80, rows: 21, glyphs: 'unicode', scale: createColorScale()} as const;
		const empty = prepare(plot, createSweepState()).paint(options, undefined);
		assert.match(empty.map(textOf).join('\n'), /[a-z]{3}/i);
		const svg = renderSvg(prepare(plot, quantizationSweep(60)).paint(options, undefined), {title: plot.id});
		assert.match(svg, /^<svg xmlns[\s\S]*<\/svg>\n$/);
	});

	test(`${plot.id}: what is on an axis is among what can be put there; arrows and clicks land on trials`, () => {
		for (const [name, state] of STATES) {
			const prepared = prepare(plot, state);
			for (const axis of ['x', 'y', 'color', 'size'] as const) {
				const shown = prepared.shown?.[axis];
				if (shown === undefined || shown === '') continue;
				assert.ok(prepared.axes[axis]?.includes(shown), `${plot.id}, ${name}: ${axis} is ${shown}`);
			}
			let cursor: number | undefined;
			for (const step of ['right', 'up', 'left', 'down', 'down', 'right'] as const) {
				cursor = prepared.walk?.(cursor, step) ?? cursor;
				if (cursor !== undefined) assert.ok(state.trials[cursor - 1] !== undefined, `${plot.id}, ${name}: #${cursor}`);
			}
			const options = {columns: 80, rows: 21, glyphs: 'unicode', scale: undefined} as const;
			for (let row = 0; row < 21; row += 1) {
				for (let column = 0; column < 80; column += 3) {
					const trial = prepared.trialAt?.(options, column, row);
					if (trial !== undefined) assert.ok(state.trials[trial - 1] !== undefined, `${plot.id}, ${name}: #${trial}`);
				}
			}
		}
	});

	test(`${plot.id}: its picture depends on marks where it says so`, () => {
		const pictureOf = (state: SweepState, marked: ReadonlySet<number>): string =>
			prepare(plot, state, {marked})
				.paint({columns: 80, rows: 21, glyphs: 'unicode', scale: createColorScale()}, 1)
				.map(line => JSON.stringify(line))
				.join('\n');
		const differs = [gemmSweep(), curvedSweep(), quantizationSweep(120)].some(
			state => pictureOf(state, new Set([2, 3, 5, 7])) !== pictureOf(state, new Set()),
		);
		assert.equal(differs, plot.readsMarks);
	});
}
