import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type ColumnDigits, type LaidColumn, layColumn} from '../../components/panes/column-writer.ts';
import {compareLines} from '../../components/panes/compare-table.ts';
import type {Reference} from '../../components/panes/trial-references.ts';
import {metricLines, telemetryLines} from '../../components/panes/trial-values.ts';
import {formatSpan} from '../../components/units.ts';
import {compareTrials} from '../../source/domain/trial/compare.ts';
import type {Direction} from '../../source/domain/metric.ts';
import {reportedStep} from '../../source/domain/ranking/last-reported.ts';
import {rankTrials} from '../../source/domain/ranking/rank.ts';
import type {SweepState} from '../../source/domain/sweep-state.ts';
import {textOf} from '../../source/plot/cells.ts';
import {tableColumns} from '../../source/store/table-columns.ts';
import {createHands} from '../helpers/screen-hands.ts';
import {foldPlotSweep, type PlotTrial} from '../helpers/plot-sweep.ts';

function sweepOf(trials: readonly PlotTrial[], direction: Direction = 'minimize'): SweepState {
	return foldPlotSweep({
		parameters: [{name: 'n', domain: {kind: 'choice', values: [1, 2, 3]}}],
		metrics: [{name: 'loss'}],
		objectives: [{metric: 'loss', direction}],
		trials,
	});
}

function columnOf(state: SweepState, id: string, raw = false, digits: ColumnDigits = new Map()): LaidColumn {
	const column = tableColumns(state).find(candidate => candidate.id === id);
	assert.ok(column !== undefined);
	const sample = state.trials.filter(trial => trial !== undefined);
	return layColumn(column, {
		sample,
		standing: state,
		ranking: {tied: new Set(), diverged: new Set()},
		units: [],
		glyphs: 'unicode',
		raw,
		choice: undefined,
		digits,
		markColumns: 0,
	});
}

function textsOf(state: SweepState, id: string, raw = false, digits?: ColumnDigits): readonly string[] {
	const {text} = columnOf(state, id, raw, digits);
	return state.trials.flatMap(trial => (trial === undefined ? [] : [text(trial).trim()]));
}

test('what is searched for keeps three digits at its good end, whatever the worst trial has', () => {
	const losses = [3.76, 3.79, 64.3, 412];
	const trials = losses.map((loss): PlotTrial => ({params: {n: 1}, metrics: {loss}}));
	assert.deepEqual(textsOf(sweepOf(trials), 'loss'), ['3.76', '3.79', '64.3', '412']);
});

test('all values of a column have the decimals that its smallest needs, so that none changes from row to row', () => {
	const losses = [0.3, 1.37, 12.25];
	const trials = losses.map((loss): PlotTrial => ({params: {n: 1}, metrics: {loss}}));
	assert.deepEqual(textsOf(sweepOf(trials), 'loss'), ['0.300', '1.370', '12.250']);
});

test('a column keeps its digits while trials end, once it has some', () => {
	const world = (losses: readonly number[]): SweepState =>
		sweepOf(losses.map((loss): PlotTrial => ({params: {n: 1}, metrics: {loss}})));
	const few = [0.5012, 0.5019];
	const near = [...few, 0.5013, 0.5014, 0.5015, 0.5016, 0.5017, 0.5018];
	const digits: ColumnDigits = new Map();
	const decimalsOf = (losses: readonly number[]): readonly number[] =>
		textsOf(world(losses), 'loss', false, digits).map(text => text.split('.')[1]?.length ?? 0);
	const best = decimalsOf(few)[0] ?? 0;
	assert.ok(best > 3, 'near values are told apart');
	assert.deepEqual(new Set(decimalsOf([0.5, 1.5])), new Set([3]), 'two values do not decide for all');
	assert.deepEqual(new Set(decimalsOf(near)), new Set([best]));
	assert.deepEqual(new Set(decimalsOf([...near, 1.5, 4])), new Set([best]), 'what comes later takes no digits away');
	assert.deepEqual(new Set(decimalsOf([0.5, 4])), new Set([best]), 'and none when the table is of others');
});

test('a pruned trial shows what it had last reported, dimmed and with its step, and ranks as before', () => {
	const state = sweepOf([
		{params: {n: 1}, metrics: {loss: 0.412}, curve: [['loss', 1, 0.9]]},
		{
			params: {n: 2},
			state: 'pruned',
			curve: [
				['loss', 1, 0.95],
				['loss', 4, 0.871],
			],
		},
		{params: {n: 3}, state: 'pruned'},
		{params: {n: 3}, state: 'failed', curve: [['loss', 2, 0.5]]},
	]);
	assert.deepEqual(textsOf(state, 'loss'), ['0.412', '0.871', '—', '—']);
	assert.deepEqual(textsOf(state, 'flags'), ['', 'pruned @4', 'pruned', 'failed']);
	assert.equal(columnOf(state, 'loss').column.cell(state.trials[1] ?? assert.fail()), undefined, 'it is no value');
	assert.equal(reportedStep(state.trials[3] ?? assert.fail()), undefined);
});

test('a trial that runs shows what it reported last, with its step; as reported shows it too; digits are those of results', () => {
	const state = sweepOf([
		{params: {n: 1}, metrics: {loss: 0.412345}},
		{
			params: {n: 2},
			state: 'running',
			curve: [
				['loss', 1, 0.95],
				['loss', 7, 0.6633],
			],
		},
		{params: {n: 2}, state: 'pruned', curve: [['loss', 3, 1.4285]]},
		{params: {n: 3}, state: 'running'},
	]);
	assert.deepEqual(textsOf(state, 'loss'), ['0.412', '0.663', '1.429', '']);
	assert.deepEqual(textsOf(state, 'loss', true), ['0.412345', '0.6633', '1.4285', '']);
	assert.deepEqual(textsOf(state, 'flags'), ['', 'running @7', 'pruned @3', 'running']);
	assert.equal(rankTrials(state).rankOf(2), undefined);
	const none: readonly Reference[] = [];
	const lines = [1, 2, 4].map(number => {
		const trial = state.trials[number - 1] ?? assert.fail();
		return metricLines(state, trial, none, {columns: 60, glyphs: 'unicode'}).map(textOf).join('').trim();
	});
	assert.deepEqual(lines, ['loss  0.412', 'loss  0.663 @7  last reported', 'loss  — not reported yet']);
});

test('compared trials that were pruned or run show what they reported last, and no ratio is made of it', () => {
	const curve = (value: number): readonly (readonly [string, number, number])[] => [['loss', 11, value]];
	const state = sweepOf([
		{params: {n: 1}, metrics: {loss: 0.25}},
		{params: {n: 2}, state: 'pruned', curve: curve(0.396), repeats: [{}, {}]},
		{params: {n: 3}, state: 'running', curve: curve(0.5)},
	]);
	const linesOf = (numbers: readonly number[], columns = 100): string =>
		compareLines(
			state,
			numbers.map(number => state.trials[number - 1] ?? assert.fail()),
			columns,
			{glyphs: 'unicode', hasCurves: false},
		)
			.map(line => textOf(line).trimEnd())
			.join('\n');
	assert.match(linesOf([1, 2, 3]), /\n {3}loss +0\.250 +0\.396 @11 +0\.500 @11\n/);
	assert.match(linesOf([2, 3]), /\n metrics\n {3}loss +0\.396 @11 +0\.500 @11\n[^]* @ last reported, no result/);
	assert.match(linesOf([1, 2, 1, 2, 1, 2], 60), /\n {3}loss .*\n +@11 +×1\.00 +@11 /);
	const row = compareTrials(
		state,
		state.trials.filter(trial => trial !== undefined),
	).rows.find(({name}) => name === 'loss');
	assert.deepEqual(
		row?.cells.map(({ratio, chance}) => [ratio, chance]),
		[
			[undefined, undefined],
			[undefined, undefined],
			[undefined, undefined],
		],
	);
	assert.equal(row.same, false);
});

test('short spans have digits, long ones are a clock', () => {
	assert.deepEqual(
		[98, 121, 2540, 9990, 12_000, 3_700_000].map(ms => formatSpan(ms)),
		['98.0 ms', '0.121 s', '2.54 s', '9.99 s', '0:12', '1:01:40'],
	);
});

test('an execution is counted among those of its role', () => {
	const hands = createHands({atMs: 62_000});
	const {state} = hands.model();
	const {sweep} = state;
	assert.ok(sweep !== undefined);
	const roles = ['warmup', 'measured', 'measured', 'measured'] as const;
	const running = state.trials.findLast(trial => trial?.state === 'running');
	assert.ok(running !== undefined);
	const [first] = running.executions;
	assert.ok(first !== undefined);
	const executions = roles.map((role, index) => ({
		...first,
		role,
		execution: index + 1,
		...(index < 3 ? {outcome: 'complete' as const} : {}),
	}));
	const heading = hands.frameOf(model => ({
		...model,
		state: {
			...model.state,
			sweep: {...sweep, run: {...sweep.run, warmup: 1, repeats: 3, discardFirst: 0}},
			trials: model.state.trials.map(trial => (trial === running ? {...running, executions} : trial)),
		},
	}));
	assert.match(heading.join('\n'), /#\d+ .* measured 3\/3 {2}0:\d\d of ~/);
});

test('side by side, figures and output are of one trial: the one that is watched, then the one under the cursor', () => {
	const hands = createHands({atMs: 62_000, size: {columns: 200, rows: 50}});
	const running = hands.model().state.trials.findLast(trial => trial?.state === 'running')?.trial;
	const pane = (): string =>
		hands
			.text()
			.map(line => line.slice(136))
			.join('\n');
	assert.match(pane(), new RegExp(`#${running} +running[^]* ── #${running} `));
	hands.press('j');
	const chosen = hands.ui().cursor;
	assert.notEqual(chosen, running);
	hands.show(['its own words']);
	assert.match(pane(), new RegExp(`#${chosen} +complete[^]* ── #${chosen} output[^]*its own words`));
	const row = hands.context().rows().length;
	for (let step = 0; step < row && hands.ui().cursor !== running; step++) hands.press('j');
	assert.equal(hands.ui().cursor, running);
	assert.equal(hands.model().watch, running, 'its terminal is asked for');
});

test('of trials that take a second, the one before is read until the next one speaks', () => {
	const hands = createHands({atMs: 62_000, size: {columns: 200, rows: 50}});
	const {state, nowMonoMs} = hands.model();
	const running = state.trials.findLast(trial => trial?.state === 'running');
	const before = state.trials.findLast(trial => trial?.state === 'complete');
	assert.ok(running !== undefined && before !== undefined);
	const paneAfter = (startedMs: number): string =>
		hands
			.frameOf(model => ({
				...model,
				terminal: {trial: before.trial, execution: 1, columns: 80, rows: [[{text: 'its last words'}]]},
				state: {
					...state,
					trials: state.trials.map(trial =>
						trial === running
							? {
									...running,
									executions: running.executions.map(one => ({...one, startedMonoMs: nowMonoMs - startedMs})),
								}
							: trial,
					),
				},
			}))
			.map(line => line.slice(136))
			.join('\n');
	assert.match(paneAfter(500), new RegExp(`#${before.trial} +complete[^]* ── #${before.trial} [^]*its last words`));
	assert.match(paneAfter(5000), new RegExp(`#${running.trial} +running[^]* ── #${running.trial} `));
});

test('a trial between two executions of a paused sweep is paused in table, trial view, plot and terminal', () => {
	for (const view of ['leaderboard', 'trial', 'scatter', 'overview'] as const) {
		const hands = createHands({view, atMs: 62_000, size: {columns: 120, rows: 40}});
		const running = hands.model().state.trials.find(trial => trial?.state === 'running');
		assert.ok(running !== undefined);
		const lines = hands.frameOf(model => {
			const {state} = model;
			const executions = running.executions.map(run => ({...run, outcome: 'complete' as const}));
			const held = {...running, executions};
			const trials = state.trials.with(running.trial - 1, held);
			const sweep = state.sweep && {...state.sweep, run: {...state.sweep.run, repeats: 3}};
			return {...model, state: {...state, sweep, trials, phase: 'paused'}, selected: held};
		});
		assert.ok(
			lines.some(line => line.includes(`${running.trial} `) && line.includes('paused 1/3')),
			`${view}\n${lines.join('\n')}`,
		);
		assert.ok(!lines.some(line => line.includes('running')), view);
	}
});

test('a trial that has ended without an execution of ours has no output to wait for', () => {
	for (const view of ['trial', 'log'] as const) {
		const hands = createHands({view});
		const textOf = (state: 'complete' | 'queued' | 'killed'): string =>
			hands
				.frameOf(model => {
					const {selected} = model;
					assert.ok(selected !== undefined);
					return {...model, watch: null, terminal: undefined, selected: {...selected, state, executions: []}};
				})
				.join('\n');
		assert.match(textOf('complete'), / its output was not kept/, view);
		assert.match(textOf('queued'), / it has not run yet/, view);
		assert.match(textOf('killed'), / it was ended before it ran/, view);
	}
});

test('beside the long names of rails an energy has room for its interval', () => {
	const telemetry = {
		energy_j: 52.344,
		energy_lo_j: 48.0176,
		energy_hi_j: 56.6706,
		power_scope: 'module',
		vdd_cpu_gpu_cv_power_mean_w: 7.389,
	};
	const state = sweepOf([{params: {n: 1}, metrics: {loss: 1}, telemetry}]);
	const [trial] = state.trials;
	assert.ok(trial !== undefined);
	const [energy] = telemetryLines(state, trial, [], {columns: 45, glyphs: 'unicode'}).map(textOf);
	assert.match(energy ?? '', /52\.3 J {2}\(48\.0–56\.7 J\)/);
});
