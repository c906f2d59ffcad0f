import assert from 'node:assert/strict';
import {readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {type PlotFlags, plotCommand} from '../../source/commands/plot.ts';
import {assertFrame} from '../helpers/frames.ts';
import {type Printed, type RunOptions, runOn, runOnLast, writePlotRun} from '../helpers/plot-run.ts';
import {gemmDescription, quantizationDescription} from '../helpers/plot-sweep.ts';

const NONE: PlotFlags = {
	x: undefined,
	y: undefined,
	color: undefined,
	size: undefined,
	fix: [],
	aggregate: undefined,
	log: [],
	ratio: undefined,
	isolines: false,
	columns: 72,
	rows: 18,
	svg: undefined,
	minimize: [],
	maximize: [],
	formula: [],
};

function plot(runs: string, kind: string, flags: Partial<PlotFlags> = {}, more: RunOptions = {}): Promise<Printed> {
	return runOnLast(plotCommand, runs, {...NONE, ...flags}, {...more, operands: [kind]});
}

describe('sweeptop plot', () => {
	it('prints a heatmap and a scatter as text', async t => {
		const runs = writePlotRun(t, gemmDescription());
		assertFrame('plot/command-heatmap', (await plot(runs, 'heatmap', {fix: ['block=32'], aggregate: 'max'})).out);
		assertFrame('plot/command-scatter', (await plot(runs, 'scatter', {color: 'dtype'})).out);
		const ascii = (await plot(runs, 'heatmap', {}, {ascii: true})).out;
		assert.match(ascii, /^[\n -~]*$/);
	});

	it('takes the options of the first view of the sweep file', async t => {
		const runs = writePlotRun(t, {
			...gemmDescription(),
			views: [{kind: 'heatmap', x: 'block', y: 'size', fix: {dtype: 'float'}}],
		});
		const {out} = await plot(runs, 'heatmap');
		assert.match(out, /x block {3}y size {3}dtype ‹float›/);
		assert.match((await plot(runs, 'heatmap', {x: 'size'})).out, /x size {3}y dtype/);
	});

	it('takes size, log, ratio and isolines of a view as it takes the options', async t => {
		const runs = writePlotRun(t, {
			...gemmDescription(),
			views: [
				{kind: 'scatter', x: 'size', size: 'block', log: ['x']},
				{kind: 'heatmap', ratio: {parameter: 'dtype', numerator: 'half', denominator: 'float'}, isolines: true},
			],
		});
		const byView = await plot(runs, 'scatter');
		assert.match(byView.out, /size block/);
		assert.equal(byView.out, (await plot(runs, 'scatter', {x: 'size', size: 'block', log: ['x']})).out);
		const heatmap = await plot(runs, 'heatmap');
		assert.match(heatmap.out, /half ?[/÷] ?float/);
		assert.equal(heatmap.out, (await plot(runs, 'heatmap', {ratio: 'dtype=half/float', isolines: true})).out);
	});

	it('draws several runs as one sweep', async t => {
		const runs = writePlotRun(t, gemmDescription());
		const flags = {...NONE, columns: 150, rows: 30};
		const {out} = await runOn(plotCommand, runs, ['last', 'last', 'history'], flags);
		assert.match(out, /reached by all/);
		assert.equal(out.match(/★ \S+( \(2\))? #/g)?.length, 2);
	});

	it('has colours only where the terminal shows them', async t => {
		const runs = writePlotRun(t, gemmDescription());
		assert.doesNotMatch((await plot(runs, 'heatmap')).out, /\u001B/);
		const forced = {environment: {LANG: 'C.UTF-8', TERM: 'xterm-256color', FORCE_COLOR: '3'}};
		assert.match((await plot(runs, 'heatmap', {}, forced)).out, /\u001B\[[\d;]*48;2;253;231;37m/);
		assert.doesNotMatch((await plot(runs, 'heatmap', {}, {...forced, color: false})).out, /\u001B/);
	});

	it('prints curves with the best one named', async t => {
		const trials = [0.5, 0.3, 0.4].map((loss, index) => ({
			params: {n: index},
			metrics: {loss},
			curve: Array.from({length: 30}, (_, step) => ['loss', step, loss + Math.exp(-step / (4 + index))] as const),
		}));
		const runs = writePlotRun(t, {
			parameters: [{name: 'n', domain: {kind: 'choice', values: [0, 1, 2]}}],
			metrics: [{name: 'loss', goal: 'minimize'}],
			objectives: [{metric: 'loss', direction: 'minimize'}],
			trials,
		});
		assertFrame('plot/command-curves', (await plot(runs, 'curves')).out);
	});

	it('prints every plot of a search', async t => {
		const runs = writePlotRun(t, quantizationDescription(120));
		const {out: importance} = await plot(runs, 'importance', {y: 'accuracy'});
		assert.match(importance, /importance for accuracy {3}fANOVA of 11\d trials/);
		assert.match(importance, / bits +\d+ % +█/);
		assert.match((await plot(runs, 'correlation')).out, /! 0\.9\d bits ~ energy_j: nearly the same/);
		assert.match((await plot(runs, 'history', {x: 'energy'})).out, /x energy spent {3}★ #\d+ 0\.\d+ at \d/);
		assert.match((await plot(runs, 'pareto')).out, /● front \d+ {3}◈ knee #\d+/);
		assert.match((await plot(runs, 'distribution', {color: 'bits'})).out, /16 ┤.*n \d+ {2}median 0\.\d+/);
		assert.match((await plot(runs, 'bars', {y: 'energy_j', aggregate: 'sum'})).out, /sum of energy \(kJ\) {3}by bits/);
		assert.match((await plot(runs, 'parallel', {fix: ['lr=1e-3..1e-2']})).out, /lr 1e-3\.\.1e-2: \d+ of 11\d trials/);
		await assert.rejects(plot(runs, 'parallel', {fix: ['bits=3..x']}), /"3\.\.x" is no part of "bits"/);
		await assert.rejects(plot(runs, 'distribution', {y: 'pie'}), /One of: histogram, ecdf, box/);
	});

	it('prints channels of telemetry.csv as rows and as a line', async t => {
		const runs = writePlotRun(t, gemmDescription(), telemetry());
		assertFrame('plot/command-sparkline', (await plot(runs, 'sparkline')).out);
		assertFrame('plot/command-telemetry', (await plot(runs, 'telemetry')).out);
		assertFrame('plot/command-telemetry-ascii', (await plot(runs, 'telemetry', {y: 'cpu.temp_c'}, {ascii: true})).out);
		assertFrame('plot/command-telemetry-two', (await plot(runs, 'telemetry', {y: 'cpu.power_w,gpu0.power_w'})).out);
	});

	it('divides two values of a parameter, with lines of equal value', async t => {
		const runs = writePlotRun(t, gemmDescription());
		const {out} = await plot(runs, 'heatmap', {ratio: 'dtype=half/float', isolines: true, columns: 100});
		assert.match(out, /flops_per_watt \(dtype half \/ float, mean\)/);
		assert.match(out, /0\.742/);
		assert.match(out, /lines at 1\.000/);
		await assert.rejects(plot(runs, 'heatmap', {ratio: 'dtype=half'}), /does not name two values of "dtype"/);
		await assert.rejects(plot(runs, 'heatmap', {ratio: 'type=half/float'}), /Did you mean "dtype"/);
		await assert.rejects(plot(runs, 'heatmap', {ratio: 'dtype=half/float', x: 'dtype'}), /cannot be an axis/);
	});

	it('draws sizes, slices and a matrix of what is asked for', async t => {
		const runs = writePlotRun(t, gemmDescription());
		assert.match((await plot(runs, 'scatter', {size: 'block', columns: 100})).out, /size block small 32, large 64/);
		assert.match((await plot(runs, 'slices', {fix: ['dtype=half']})).out, /dtype ‹half›/);
		await assert.rejects(plot(runs, 'slices', {color: 'none', fix: ['block=*']}), /"block" is loose/);
		assert.match((await plot(runs, 'scatter-matrix', {x: 'size,flops_per_watt'})).out, /r 0\.\d\d/);
	});

	it('writes an SVG', async t => {
		const runs = writePlotRun(t, quantizationDescription(50));
		const {out, notes} = await plot(runs, 'scatter', {svg: 'front.svg'});
		assert.equal(out, '');
		assert.equal(notes, 'last is quantization-20261121-194512-00ff\nwrote front.svg\n');
		const svg = readFileSync(join(runs, 'front.svg'), 'utf8');
		assert.match(svg, /^<svg xmlns.*<\/svg>\n$/s);
		assert.match(svg, /<title>quantization: scatter<\/title>/);
		assert.equal(statSync(join(runs, 'front.svg')).mode & 0o777, 0o644);
	});

	it('says what is wrong with the options', async t => {
		const runs = writePlotRun(t, gemmDescription());
		await assert.rejects(plot(runs, 'heatmp'), /no plot "heatmp"\nKinds: .* Did you mean "heatmap"/);
		await assert.rejects(plot(runs, 'heatmap', {fix: ['block']}), /--fix "block" has no "="/);
		await assert.rejects(plot(runs, 'heatmap', {aggregate: 'average'}), /--aggregate cannot be "average"/);
		await assert.rejects(plot(runs, 'scatter', {log: ['z']}), /--log cannot be "z"/);
		await assert.rejects(plot(runs, 'scatter', {columns: 100_000}), /--columns must be from 1 to 2000/);
		await assert.rejects(plot(runs, 'telemetry'), /no telemetry.csv/);
		const measured = writePlotRun(t, gemmDescription(), telemetry());
		await assert.rejects(
			plot(measured, 'telemetry', {y: 'cpu.power_w,cpu.temp_c'}),
			/cpu.power_w is in W, cpu.temp_c in °C/,
		);
		await assert.rejects(plot(measured, 'sparkline', {y: 'cpu.powr_w'}), /Did you mean "cpu.power_w"/);
	});

	it('draws in any room', async t => {
		const runs = writePlotRun(t, gemmDescription(), telemetry());
		for (const kind of ['heatmap', 'scatter', 'curves', 'telemetry', 'sparkline']) {
			for (const [columns, rows] of [
				[1, 1],
				[12, 4],
				[200, 60],
			] as const) {
				assert.equal((await plot(runs, kind, {columns, rows})).code, 0);
			}
		}
	});
});

/** Ten minutes at 1 Hz, with a pause and one spike. */
function telemetry(): string {
	const rows = Array.from({length: 600}, (_, second) => {
		if (second > 300 && second < 340) return [];
		const power = 12 + 4 * Math.sin(second / 40) + (second === 480 ? 15 : 0);
		const temp = 45 + second / 60;
		return [
			`${5000 + second * 1000},2026-11-21T19:45:12.000Z,${power.toFixed(3)},${(8 + 6 * Math.cos(second / 25)).toFixed(3)},${temp.toFixed(1)}`,
		];
	});
	return `mono_ms,t,cpu.power_w,gpu0.power_w,cpu.temp_c\n${rows.flat().join('\n')}\n`;
}
