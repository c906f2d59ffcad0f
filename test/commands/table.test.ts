import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {type TableFlags, tableCommand} from '../../source/commands/table.ts';
import {assertFrame} from '../helpers/frames.ts';
import {runOnLast, writePlotRun} from '../helpers/plot-run.ts';
import {type PlotSweep, gemmDescription, quantizationDescription} from '../helpers/plot-sweep.ts';

const NONE: TableFlags = {
	sort: undefined,
	where: undefined,
	columns: undefined,
	top: undefined,
	pareto: false,
	failIfNone: false,
	json: false,
	minimize: [],
	maximize: [],
	formula: [],
};

function trialsOf(out: string): readonly number[] {
	return out
		.split('\n')
		.slice(1)
		.flatMap(line => /^ *(\d+) /.exec(line)?.[1] ?? [])
		.map(Number);
}

describe('sweeptop table', () => {
	it('prints the leaderboard by rank', async t => {
		const runs = writePlotRun(t, gemmDescription());
		const {code, out} = await runOnLast(tableCommand, runs, {...NONE, top: 8});
		assert.equal(code, 0);
		assertFrame('plot/table-gemm', out);
	});

	it('prints ASCII and no escapes where asked for', async t => {
		const runs = writePlotRun(t, gemmDescription());
		const {out} = await runOnLast(tableCommand, runs, NONE, {ascii: true});
		assert.match(out, /^[\n -~]*$/);
		assert.equal(trialsOf(out).length, 34);
	});

	it('keeps the front of several objectives only with --pareto', async t => {
		const runs = writePlotRun(t, quantizationDescription(60));
		const {out} = await runOnLast(tableCommand, runs, {...NONE, pareto: true});
		assertFrame('plot/table-pareto', out);
	});

	it('sorts by several columns, what is missing last either way', async t => {
		const runs = writePlotRun(t, small());
		const sorted = async (sort: string): Promise<readonly number[]> =>
			trialsOf((await runOnLast(tableCommand, runs, {...NONE, sort})).out);
		assert.deepEqual(await sorted('loss'), [2, 3, 1, 4, 5]);
		assert.deepEqual(await sorted('-loss'), [1, 2, 3, 4, 5]);
		assert.deepEqual(await sorted('loss,-n'), [3, 2, 1, 5, 4]);
		assert.deepEqual(await sorted('-n'), [5, 4, 3, 2, 1]);
	});

	it('filters by expressions and by words', async t => {
		const runs = writePlotRun(t, small());
		const where = async (text: string): Promise<readonly number[]> =>
			trialsOf((await runOnLast(tableCommand, runs, {...NONE, where: text})).out);
		assert.deepEqual(await where('n >= 2 and state == "complete"'), [2, 3, 4]);
		assert.deepEqual(await where('state:failed'), [5]);
		assert.deepEqual(await where('-state:failed n<3'), [2, 1]);
	});

	it('knows why a trial ended so and who chose it, which trials.csv does not hold', async t => {
		const flags = {...NONE, columns: 'n,why,by', where: 'by == "sampler" and state:failed'};
		const {out} = await runOnLast(tableCommand, writePlotRun(t, small()), flags);
		assert.match(out, /^#  n  why  by\s+5  5  —\s+sampler\s*$/);
	});

	it('ranks by what the person searches for, in place of what the run says', async t => {
		const runs = writePlotRun(t, small());
		const first = async (flags: Partial<typeof NONE> | object): Promise<number | undefined> =>
			trialsOf((await runOnLast(tableCommand, runs, {...NONE, ...flags})).out)[0];
		assert.equal(await first({}), 2);
		assert.equal(await first({maximize: ['loss']}), 1);
		await assert.rejects(first({minimize: ['los']}), /no trial has a metric "los".*\n.*Did you mean "loss"/);
	});

	it('says which name or place is wrong', async t => {
		const runs = writePlotRun(t, small());
		await assert.rejects(
			runOnLast(tableCommand, runs, {...NONE, sort: '-los'}),
			/no parameter, metric or column "los"\nDid you mean "loss"/,
		);
		await assert.rejects(runOnLast(tableCommand, runs, {...NONE, columns: 'loss,'}), /empty name/);
		await assert.rejects(runOnLast(tableCommand, runs, {...NONE, where: 'lss > 1'}), /"lss"\nDid you mean "loss"/);
		await assert.rejects(runOnLast(tableCommand, runs, {...NONE, where: 'loss >'}), /At character \d+/);
	});

	it('shows the columns that are asked for, exactly', async t => {
		const runs = writePlotRun(t, small());
		const {out} = await runOnLast(tableCommand, runs, {...NONE, columns: 'n,state', top: 2});
		assert.equal(out, '#  ★  n  state\n2  ★  2  complete\n3  =  3  complete\n'.replace('#  ★', '#   '));
	});

	it('gives an array of trials as in trials.json', async t => {
		const runs = writePlotRun(t, small());
		const {out} = await runOnLast(tableCommand, runs, {...NONE, json: true, where: 'n <= 4'});
		const trials = JSON.parse(out);
		assert.deepEqual(
			trials.map((trial: {trial: number}) => trial.trial),
			[2, 3, 1, 4],
		);
		assert.equal(trials[3].metrics.loss, 'NaN');
		assert.equal((await runOnLast(tableCommand, runs, {...NONE, json: true, top: 0})).out, '[]\n');
	});

	it('says est where energy is estimated', async t => {
		const trials = (scopes: readonly string[]): PlotSweep => ({
			...small(),
			trials: scopes.map((power_scope, index) => ({
				params: {n: index + 1},
				metrics: {loss: index},
				telemetry: {energy_j: 12.5, power_scope},
			})),
		});
		const table = async (scopes: readonly string[]): Promise<string> =>
			(await runOnLast(tableCommand, writePlotRun(t, trials(scopes)), {...NONE, columns: 'energy_j'})).out;
		assert.match(await table(['estimate', 'estimate']), /energy_j\n +J est\n/);
		assert.match(await table(['estimate', 'package']), /12\.50 est\n.*12\.50\n/);
		assert.doesNotMatch(await table(['package', 'package']), /est/);
	});

	it('shows what a pruned trial had last reported with its step, and other values in their column', async t => {
		const curve = [
			['loss', 1, 0.9],
			['loss', 18, 0.4875],
		] as const;
		const description: PlotSweep = {
			...small(),
			trials: [
				{params: {n: 1}, metrics: {loss: 0.125}},
				{params: {n: 2}, state: 'pruned', curve},
				{params: {n: 3}, state: 'failed', curve},
			],
		};
		const runs = writePlotRun(t, description);
		const {out} = await runOnLast(tableCommand, runs, {...NONE, columns: 'loss', sort: 'trial'});
		const lines = out.split('\n').map(line => line.trimEnd());
		assert.deepEqual(lines.slice(1, 4), ['1  ★  0.1250', '2     0.4875 @18', '3          —']);
	});

	it('says why there is nothing', async t => {
		const runs = writePlotRun(t, {...small(), trials: [], ended: false});
		const {notes} = await runOnLast(tableCommand, runs, NONE);
		assert.match(notes, /no trial to show: none was started yet/);
	});

	it('makes text from outside harmless', async t => {
		const evil = '\u001B[31mred\u202E';
		const description: PlotSweep = {
			...small(),
			parameters: [{name: 'n', domain: {kind: 'choice', values: [evil, 'b']}}],
			trials: [{params: {n: evil}, metrics: {loss: 1}}],
		};
		const {out} = await runOnLast(tableCommand, writePlotRun(t, description), NONE);
		assert.match(out, /\\x1b\[31mred\\u202e/);
		assert.doesNotMatch(out, /\u001B|\u202E/);
	});
});

/** Two equal best ones, a worse one, a NaN and a failure. */
function small(): PlotSweep {
	return {
		parameters: [{name: 'n', domain: {kind: 'choice', values: [1, 2, 3, 4, 5]}}],
		metrics: [{name: 'loss', goal: 'minimize'}],
		objectives: [{metric: 'loss', direction: 'minimize'}],
		trials: [
			{params: {n: 1}, metrics: {loss: 0.5}},
			{params: {n: 2}, metrics: {loss: 0.25}},
			{params: {n: 3}, metrics: {loss: 0.25}},
			{params: {n: 4}, metrics: {loss: 'NaN'}},
			{params: {n: 5}, state: 'failed'},
		],
	};
}
