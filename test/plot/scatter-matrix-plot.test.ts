import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {correlation} from '../../source/domain/statistics/correlation.ts';
import type {PlotChoice} from '../../source/domain/view/plot-choice.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {textOf} from '../../source/plot/cells.ts';
import type {PreparedPlot} from '../../source/plot/plot-definition.ts';
import {selectMatrix} from '../../source/plot/scatter-matrix/scatter-matrix-data.ts';
import {scatterMatrixPlot} from '../../source/plot/scatter-matrix-plot.ts';
import {assertFrame} from '../helpers/frames.ts';
import {foldPlotSweep, gemmSweep, quantizationDescription, quantizationSweep} from '../helpers/plot-sweep.ts';

const PLAIN: PlotChoice = {fix: {}, aggregate: 'mean', log: new Set()};
const ROOM = {columns: 80, rows: 22, glyphs: 'unicode', scale: undefined} as const;

function prepare(state: SweepState, choice: Partial<PlotChoice> = {}): PreparedPlot {
	const ranking = rankTrials(state);
	return scatterMatrixPlot.prepare({
		state,
		ranking,
		choice: {...PLAIN, ...choice},
		samples: () => undefined,
		channels: [],
	});
}

function text(plot: PreparedPlot, room: Parameters<PreparedPlot['paint']>[0] = ROOM): string {
	return plot
		.paint(room, undefined)
		.map(line => `|${textOf(line)}|\n`)
		.join('');
}

describe('scatter-matrix', () => {
	const state = quantizationSweep();

	it('has objectives first, then parameters by how many values they have', () => {
		const {sides, points} = selectMatrix(state, rankTrials(state), PLAIN);
		assert.deepEqual(
			sides.map(({axis}) => axis.name),
			['accuracy', 'energy_j', 'lr', 'bits'],
		);
		assert.equal(points.length, state.counts.complete);
		assertFrame('plot/scatter-matrix-80x22-unicode', text(prepare(state)));
		assertFrame(
			'plot/scatter-matrix-60x17-ascii',
			text(prepare(state), {...ROOM, columns: 60, rows: 17, glyphs: 'ascii'}),
		);
		assertFrame('plot/scatter-matrix-names-80x22-unicode', text(prepare(gemmSweep(), {color: 'dtype'})));
	});

	it('marks what breaks a constraint, and counts what ended otherwise', () => {
		const {trials, ...rest} = quantizationDescription(40);
		const broken = foldPlotSweep({
			...rest,
			trials: trials.map((trial, index) => (index < 30 ? {...trial, flags: ['INFEASIBLE']} : trial)),
		});
		const {points} = selectMatrix(broken, rankTrials(broken), PLAIN);
		const count = points.filter(({mark}) => mark === 'infeasible').length;
		assert.ok(count > 20);
		const printed = text(prepare(broken));
		assert.match(printed, new RegExp(`^.*! ${count} infeasible +1 not shown: 1 failed`));
		assert.ok(printed.split('!').length > 10, 'and on their places');
	});

	it('says the correlation of what is drawn', () => {
		const {sides} = selectMatrix(state, rankTrials(state), PLAIN);
		const [accuracy, energy, rate] = sides;
		assert.ok(accuracy !== undefined && energy !== undefined && rate !== undefined);
		const printed = text(prepare(state));
		const expected = correlation(accuracy.values, energy.values).toFixed(2);
		assert.ok(printed.includes(`r ${expected}`), expected);
		const ofLogs = correlation(accuracy.values, rate.values.map(Math.log)).toFixed(2).replace('-', '−');
		assert.ok(printed.includes(`r ${ofLogs}`), ofLogs);
	});

	it('counts every trial in each histogram', () => {
		const bars = text(prepare(gemmSweep(), {x: 'block'}), {...ROOM, columns: 20, rows: 9});
		assert.match(bars, /\|block +\|\n/);
		assert.match(bars, /\|32 +64\|/);
	});

	it('shows what has room and says what has none', () => {
		const narrow = text(prepare(state), {...ROOM, columns: 36, rows: 16});
		assert.match(narrow, /3 of 4 quantities have room/);
		assert.doesNotMatch(text(prepare(state)), /have room/);
	});

	it('takes the quantities that were asked for', () => {
		const printed = text(prepare(state, {x: 'lr, energy_j'}));
		assert.match(printed, /lr/);
		assert.doesNotMatch(printed, /accuracy/);
		assert.throws(() => prepare(state, {x: 'lr,energyj'}), /Did you mean "energy_j"/);
	});

	it('finds the trial under the pointer in the panels below the diagonal', () => {
		const plot = prepare(gemmSweep());
		const rows = plot.paint(ROOM, undefined).map(textOf);
		const {best} = rankTrials(gemmSweep());
		const stars = rows.flatMap((line, row) =>
			row < 2 ? [] : [...line.matchAll(/★/g)].map(match => ({row, column: match.index})),
		);
		assert.equal(stars.length, 6, 'one a panel');
		for (const {row, column} of stars) assert.equal(plot.trialAt?.(ROOM, column, row), best);
	});
});
