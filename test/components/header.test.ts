import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createDrawingMemory} from '../../components/drawing-memory.ts';
import {drawBest, drawTitle} from '../../components/panes/header.ts';
import {drawPointed} from '../../components/panes/pointed.ts';
import {drawTable} from '../../components/panes/table.ts';
import {tablePlace} from '../../components/panes/table-place.ts';
import {trialFigures} from '../../components/panes/trial-figures.ts';
import {readScreen} from '../../components/reader.ts';
import {reduceSweep} from '../../source/domain/sweep-state.ts';
import {queuedAfterEnd} from '../../source/domain/sweep/sweep-end.ts';
import {textOf} from '../../source/plot/cells.ts';
import {closingSummary} from '../../source/reporters/closing-summary.ts';
import {createDemoSession} from '../../source/store/demo/demo-session.ts';
import {createDemoWorld} from '../../source/store/demo/demo-world.ts';
import {createModelSelector, type ScreenModel} from '../../source/store/screen-model.ts';
import {createUiState} from '../../source/store/ui-state.ts';
import {foldPlotSweep, type PlotTrial} from '../helpers/plot-sweep.ts';

const DRAWING = {
	...createDrawingMemory(),
	glyphs: 'unicode',
	scale: undefined,
	abilities: {export: false, copy: false},
} as const;

/** A sweep of these trials under these constraints, while it runs. */
function modelOf(trials: readonly PlotTrial[], constraints: readonly string[] = []): ScreenModel {
	const folded = foldPlotSweep({
		parameters: [{name: 'n', domain: {kind: 'choice', values: [1, 2, 3]}}],
		metrics: [{name: 'latency', unit: 'ms'}],
		objectives: [{metric: 'latency', direction: 'minimize'}],
		trials,
	});
	assert.ok(folded.sweep !== undefined);
	const state = {...folded, phase: 'running' as const, sweep: {...folded.sweep, constraints}};
	const session = {...createDemoSession(createDemoWorld({seed: 1}), '/runs/x'), state: () => state};
	return createModelSelector(() => 0)(session, createUiState());
}

/** The same of two objectives, of which one is to be small and one large. */
function frontOf(points: readonly (readonly [latency: number | 'NaN', accuracy: number])[]): ScreenModel {
	const state = foldPlotSweep({
		parameters: [{name: 'n', domain: {kind: 'choice', values: [1, 2, 3]}}],
		metrics: [{name: 'latency', unit: 'ms'}, {name: 'accuracy'}],
		objectives: [
			{metric: 'latency', direction: 'minimize'},
			{metric: 'accuracy', direction: 'maximize'},
		],
		trials: points.map(([latency, accuracy]) => ({params: {n: 1}, metrics: {latency, accuracy}})),
	});
	const session = {...createDemoSession(createDemoWorld({seed: 1}), '/runs/x'), state: () => state};
	return createModelSelector(() => 0)(session, createUiState('leaderboard'));
}

test('of several objectives the header names the knee of the front, as the table, the trial and the summary do', () => {
	const model = frontOf([
		[1, 0.1],
		[9, 0.95],
		[2, 0.9],
		[8, 0.2],
		['NaN', 0.5],
	]);
	assert.match(bestLine(model), /^knee #3 of 3 on the front {2}latency 2\.00 ms · accuracy 0\.9/);
	assert.match(bestLine(model), / 1 diverged$/);
	const table = drawTable(model, DRAWING, 80, 8).map(line => textOf(line));
	assert.match(table.find(line => /^..◈ *3 /.test(line)) ?? table.join('\n'), /^..◈/);
	assert.match(table.find(line => /^... *5 /.test(line)) ?? '', / diverged *$/);
	assert.match(textOf(tablePlace(model, {columns: 80, rows: 4}, 'unicode')), / by front, .* 1–3 of 5 trials $/);
	const headOf = (number: number): string =>
		textOf(trialFigures({...model, selected: model.state.trials[number - 1]}, DRAWING, 80, 20)[0] ?? assert.fail());
	assert.match(headOf(3), / knee of the front of 3 /);
	assert.match(headOf(1), / on the front of 3 /);
	assert.match(headOf(4), / front 2 /);
	assert.match(headOf(5), / diverged /);
	assert.ok(closingSummary(model.state, undefined, () => undefined).some(line => /^knee +#3 /.test(line)));
	const two = frontOf([
		[1, 0.1],
		[9, 0.95],
	]);
	assert.match(bestLine(two), /^first #1 of 2 on the front /);
});

test('equal values are ties, in the header and in the table as in the summary; the metric is named beside its unit', () => {
	const model = modelOf([20, 9, 9, 9].map(latency => ({params: {n: 1}, metrics: {latency}})));
	assert.match(bestLine(model), /^best #2 {2}latency 9\.00 ms .* 2 ties$/);
	const flags = drawTable(model, DRAWING, 80, 8).map(line => textOf(line).trim());
	assert.deepEqual(
		[2, 3, 4, 1].map(number => flags.find(line => new RegExp(`^[▌ ★]*${number} `).test(line))?.endsWith('=')),
		[false, true, true, false],
	);
	assert.ok(closingSummary(model.state, undefined, () => undefined).some(line => /^best .*\(2 tied\)$/.test(line)));
});

function bestLine(model: ScreenModel): string {
	return textOf(drawBest(model, DRAWING, 120)).trim();
}

test('where all results break a constraint the header says so, and which', () => {
	const bad: PlotTrial = {params: {n: 1}, metrics: {latency: 20}, flags: ['INFEASIBLE']};
	const one = modelOf([bad], ['latency <= 12']);
	assert.match(bestLine(one), /^no feasible trial yet: 1 breaks latency <= 12 /);
	assert.ok(
		readScreen(one, DRAWING, {columns: 80, rows: 24}).includes('No feasible trial yet: 1 breaks latency <= 12.'),
	);
	const two = modelOf([bad, {params: {n: 3}, state: 'failed'}, bad], ['latency <= 12', 'latency > 0']);
	assert.match(bestLine(two), /^no feasible trial yet: 2 break one of 2 constraints /);
	const found = modelOf([bad, {params: {n: 2}, metrics: {latency: 9}}], ['latency <= 12']);
	assert.match(bestLine(found), /^best #2 /);
});

test('values are written as the sweep file says, and a parameter of one value is no news', () => {
	const folded = foldPlotSweep({
		parameters: [
			{name: 'n', domain: {kind: 'choice', values: [1, 2]}},
			{name: 'seconds', domain: {kind: 'constant', value: 1.4}},
		],
		metrics: [{name: 'accuracy', format: '.1%'}],
		objectives: [{metric: 'accuracy', direction: 'maximize'}],
		trials: [{params: {n: 2, seconds: 1.4}, metrics: {accuracy: 0.9}}],
	});
	const session = {...createDemoSession(createDemoWorld({seed: 1}), '/runs/x'), state: () => folded};
	const model = createModelSelector(() => 0)(session, createUiState());
	assert.match(bestLine(model), /^best #1 {2}accuracy 90\.0% {3}2$/);
	assert.equal(textOf(drawPointed(model, DRAWING, 60)).trim(), '#1 best  accuracy 90.0%   n=2');
	assert.match(textOf(drawPointed(model, DRAWING, 60, 'n=1')), /#1 best not in n=1  accuracy 90\.0%/);
});

test('killed and pruned trials are not counted as failed', () => {
	const params = {n: 1};
	const model = modelOf([
		{params, metrics: {latency: 9}},
		{params, state: 'failed'},
		{params, state: 'timed-out'},
		{params, state: 'killed'},
		{params, state: 'pruned'},
	]);
	assert.match(bestLine(model), /  2 failed  1 killed  1 pruned$/);
});

test('trials without a result are counted in the number of the noun', () => {
	const failed: PlotTrial = {params: {n: 1}, state: 'failed'};
	assert.match(bestLine(modelOf([failed])), /^no result yet: 1 trial ended without one/);
	assert.match(bestLine(modelOf([failed, failed])), /^no result yet: 2 trials ended without one/);
});

test('an objective that is a column of the program itself has its value and unit in the header', () => {
	const base = modelOf([{params: {n: 1}, metrics: {latency: 9}}]);
	const [trial] = base.state.trials;
	assert.ok(base.state.sweep !== undefined && trial !== undefined);
	const sweep = {...base.state.sweep, objectives: [{metric: 'duration_s', direction: 'minimize'}] as const};
	const state = {...base.state, sweep, trials: [{...trial, durationS: 0.102}]};
	const session = {...createDemoSession(createDemoWorld({seed: 1}), '/runs/x'), state: () => state};
	assert.match(bestLine(createModelSelector(() => 0)(session, createUiState())), /^best #1 {2}duration_s 0\.102 s /);
});

test('a trial that was queued since the end is told with what would run it', () => {
	const model = modelOf([
		{params: {n: 1}, metrics: {latency: 1}},
		{params: {n: 2}, state: 'queued'},
	]);
	const state = {...model.state, phase: 'ended' as const, endedWhy: queuedAfterEnd('queued as #2')};
	const title = textOf(drawTitle({...model, state}, DRAWING, 80));
	assert.match(title, /^ gemm {2}ended, 1 queued: resume runs it · /);
	assert.match(title, / 1\/3 /);
});

test('the values of the best trial are seen at every width: words and costs that matter less give way', () => {
	const ended = (state: PlotTrial['state'], count: number): readonly PlotTrial[] =>
		Array.from({length: count}, () => ({params: {n: 2}, ...(state === undefined ? {} : {state})}));
	const model = modelOf([
		{params: {n: 1}, metrics: {latency: 1.25}},
		...ended('failed', 3),
		...ended('killed', 2),
		...ended('pruned', 40),
	]);
	const lineAt = (columns: number): string => textOf(drawBest(model, DRAWING, columns));
	assert.match(lineAt(80), /^ best #1 {2}latency 1\.25 ms {3}1 +3 failed {2}2 killed {2}40 pruned $/);
	assert.match(lineAt(50), /^ best #1 {2}1\.25 ms.* 3 failed {2}2 killed {2}40 pruned $/);
	assert.match(lineAt(40), /^ best #1 {2}1\.25 ms.* 3 failed {2}2 killed $/);
	assert.match(lineAt(30), /^ best #1 {2}1\.25 ms.* 3 failed $/);
	for (let columns = 24; columns <= 120; columns++) {
		const line = lineAt(columns);
		assert.equal([...line].length, columns);
		assert.ok(line.includes('1.25 ms'), `${columns}: ${line}`);
	}
});

test('a sweep that was told to stop says so until it has ended, and promises no time', () => {
	const model = modelOf([{params: {n: 1}, metrics: {latency: 1}}]);
	const titleOf = (state: ScreenModel['state']): string =>
		textOf(drawTitle({...model, state, progress: {...model.progress, remainingMs: 60_000}}, DRAWING, 80));
	const ids = {seq: model.state.lastSeq + 1, t: '', mono_ms: 1, boot: model.state.boot};
	assert.match(titleOf(model.state), / running .* left/);
	const stop = {type: 'command-given', command: 'stop', arguments: {now: false}, by: 'user'} as const;
	const stopping = reduceSweep(model.state, {...ids, ...stop});
	assert.match(titleOf(stopping), / stopping /);
	assert.doesNotMatch(titleOf(stopping), /left/);
	const end = {type: 'sweep-ended', why: 'stopped by the user', totals: {trials: 1, time_s: 1}} as const;
	const ended = reduceSweep(stopping, {...ids, seq: ids.seq + 1, ...end});
	assert.equal(ended.isStopping, undefined);
});
