import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {type RatioFlags, ratioCommand} from '../../source/commands/ratio.ts';
import {assertFrame} from '../helpers/frames.ts';
import {runOnLast, writePlotRun} from '../helpers/plot-run.ts';
import {gemmDescription} from '../helpers/plot-sweep.ts';

const NONE: RatioFlags = {
	metric: 'flops_per_watt',
	split: 'dtype=float/half',
	where: undefined,
	json: false,
	best: false,
	lines: false,
	columns: undefined,
	minimize: [],
	maximize: [],
	formula: [],
	csv: false,
	failIf: [],
	confidence: undefined,
};

describe('sweeptop ratio', () => {
	it('divides side by side', async t => {
		const {out, notes, code} = await runOnLast(ratioCommand, writePlotRun(t, gemmDescription()), NONE);
		assert.equal(code, 0);
		assertFrame('plot/ratio-gemm', out + notes);
	});

	it('gives JSON with the free parameters', async t => {
		const {out} = await runOnLast(ratioCommand, writePlotRun(t, gemmDescription()), {
			...NONE,
			json: true,
			where: 'size == 512 and block == 64',
		});
		const [row, ...others] = JSON.parse(out);
		assert.deepEqual(others, []);
		assert.deepEqual([row.size, row.block], [512, 64]);
		assert.equal(row.ratio, row.numerator / row.denominator);
		assert.ok(Math.abs(row.ratio - 1.32 / 0.98) < 1e-12);
	});

	it('gives bare lines with numbers as Python prints doubles', async t => {
		const flags = {...NONE, lines: true, columns: 'block,size', where: 'size == 512 and block == 64'};
		const {out} = await runOnLast(ratioCommand, writePlotRun(t, gemmDescription()), flags);
		assert.match(out, /^64\.0 512\.0 1\.34693877551020\d*\n$/);
		await assert.rejects(
			runOnLast(ratioCommand, writePlotRun(t, gemmDescription()), {...flags, columns: 'sise'}),
			/Did you mean "size"/,
		);
	});

	it('shortens the numbers that a search drew', async t => {
		const lr = 0.000_320_123_456_789_012_3;
		const runs = writePlotRun(t, {
			parameters: [
				{name: 'lr', domain: {kind: 'real', min: 1e-5, max: 0.1, scale: 'log'}},
				{name: 'opt', domain: {kind: 'choice', values: ['sgd', 'adam']}},
			],
			metrics: [{name: 'loss'}],
			objectives: [{metric: 'loss', direction: 'minimize'}],
			trials: ['sgd', 'adam'].map((opt, index) => ({params: {lr, opt}, metrics: {loss: index + 1}})),
		});
		const {out} = await runOnLast(ratioCommand, runs, {...NONE, metric: 'loss', split: 'opt=adam/sgd'});
		assert.match(out, /^0\.0003201 {2}/m);
	});

	it('says what is missing or wrong', async t => {
		const runs = writePlotRun(t, gemmDescription());
		await assert.rejects(runOnLast(ratioCommand, runs, {...NONE, split: undefined}), /needs --split/);
		await assert.rejects(
			runOnLast(ratioCommand, runs, {...NONE, metric: 'flops_per_wat'}),
			/Did you mean "flops_per_watt"/,
		);
		await assert.rejects(
			runOnLast(ratioCommand, runs, {...NONE, split: 'dtype=float/quarter'}),
			/two of: half, float, double/,
		);
	});
});
