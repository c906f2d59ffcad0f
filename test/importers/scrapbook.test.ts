import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ImportedTrial} from '../../source/domain/importer.ts';
import {formatPythonFloat} from '../../source/domain/foreign/python-float.ts';
import {readPngSize} from '../../source/importers/png-header.ts';
import {scrapbook} from '../../source/importers/scrapbook.ts';
import {openFile, openFolder, openSystem} from '../helpers/foreign-files.ts';

const FOLDER = 'asap7/asap7-tuning-20220804141156';

async function trialsOf(path: string): Promise<readonly ImportedTrial[]> {
	const [sweep] = await scrapbook.read(openSystem(path));
	return [...(sweep?.trials ?? [])];
}

test('16 notebooks are one sweep in order of their numbers; trial 11 failed and keeps its row', async () => {
	const source = openSystem(FOLDER);
	assert.equal(scrapbook.recognise(source), 'sure');
	const [sweep] = await scrapbook.read(source);
	const trials = [...(sweep?.trials ?? [])];
	assert.deepEqual(
		trials.map(trial => trial.label),
		Array.from({length: 16}, (_, index) => String(index + 1)),
	);
	assert.deepEqual(
		trials.filter(trial => trial.state !== 'complete').map(({label, why}) => [label, why]),
		[['11', 'PapermillExecutionError: make: *** [Makefile:512: results/asap7/crc32/base/5_route.def] Error 1']],
	);
	assert.deepEqual(trials[10]?.metrics, {});
	assert.deepEqual(trials[10]?.params, {run_dirs: '/tmp', pipeline_stages: 2});
	assert.deepEqual(sweep?.objectives, [{metric: 'slack', direction: 'maximize'}]);
	assert.deepEqual(sweep?.labels, {run__flow__design: 'crc32', run__flow__platform: 'asap7'});
	assert.equal(trials[0]?.startedMs, Date.UTC(2022, 7, 4, 14, 20));
	assert.equal(trials[0]?.durationS, 61.2);
	assert.ok(sweep?.notes?.includes('identical columns: finish__timing__setup__ws, slack'));
});

test('sorted by stages and slack the ids are those of the original analysis', async () => {
	const trials = await trialsOf(FOLDER);
	const key = ({params}: ImportedTrial): number => Number(params['pipeline_stages']);
	assert.deepEqual(
		trials.toSorted((a, b) => key(a) - key(b)).map(trial => Number(trial.label)),
		[12, 11, 15, 1, 7, 8, 14, 3, 10, 4, 16, 6, 9, 5, 2, 13],
	);
});

test('the table of the original analysis, byte for byte', async () => {
	const trials = await trialsOf(FOLDER);
	const cell = (value: unknown): string => (typeof value === 'number' ? formatPythonFloat(value) : '');
	const header = [
		'trial_id,crc32_rounds,pipeline_stages,die_width^2,target_density,finish__design__instance__area',
		'finish__design__instance__utilization,critical_path_slack,globalroute__timing__clock__slack',
		'finish__timing__setup__ws,finish__timing__cp_delay,power',
	].join(',');
	const rows = trials.map(({label, params, metrics}) =>
		[
			label,
			8,
			params['pipeline_stages'],
			90,
			0.6,
			cell(metrics['finish__design__instance__area']),
			// Percent in the metrics, a fraction here.
			cell(
				typeof metrics['finish__design__instance__utilization'] === 'number'
					? metrics['finish__design__instance__utilization'] / 100
					: undefined,
			),
			cell(metrics['slack']),
			cell(metrics['globalroute__timing__clock__slack']),
			cell(metrics['finish__timing__setup__ws']),
			cell(metrics['finish__timing__cp_delay']),
			cell(metrics['power']),
		].join(','),
	);
	assert.equal(`${[header, ...rows].join('\n')}\n`, openSystem('asap7/asap7.csv').text());
});

test('utilization is in percent in one scrap and a fraction in the other; a duration is in seconds', async () => {
	const [first] = await trialsOf(FOLDER);
	assert.equal(Number(first?.metrics['finish__design__instance__utilization']) / 100, first?.metrics['utilization']);
	assert.equal(first?.metrics['total_time'], 114.09);
});

test('layouts are pictures of 160 × 160', async () => {
	const pictures = (await trialsOf(FOLDER)).flatMap(({label, artifacts = []}) =>
		artifacts.map(artifact => ({label, artifact})),
	);
	assert.deepEqual(
		pictures.map(({label, artifact}) => [label, artifact.name]),
		[
			['1', 'layout.png'],
			['12', 'layout.png'],
		],
	);
	for (const {artifact} of pictures) assert.deepEqual(readPngSize(artifact.bytes()), {width: 160, height: 160});
});

test('a notebook run by hand: parameters of its cell, a json scrap, a data frame of 50 rows as curves', async () => {
	const [trial, ...others] = await trialsOf('asap7/mmi_out_sample.ipynb');
	assert.equal(others.length, 0);
	assert.deepEqual(trial?.params, {
		width: 0.8,
		width_taper: 1.42,
		length_taper: 10,
		width_mmi: 3.3,
		length_mmi: 7.56,
		gap_mmi: 0.5,
	});
	assert.deepEqual(trial?.metrics, {transmission_1550: 0.1819560550167745});
	const names = new Set(trial?.curve?.map(point => point.name));
	assert.deepEqual([names.size, trial?.curve?.length], [20, 1000]);
	assert.ok(names.has('s11a') && names.has('s33m') && names.has('wavelengths') && names.has('freqs'));
	assert.equal(trial?.curve?.find(point => point.name === 's11a')?.value, 0.6801847883911003);
});

function notebook(parameters: object, outputs: readonly object[], papermill: object = {}): string {
	const cells = [{cell_type: 'code', metadata: {}, source: 'x', outputs}];
	return JSON.stringify({cells, metadata: {papermill: {parameters, ...papermill}}, nbformat: 4, nbformat_minor: 5});
}

function scrap(name: string, encoder: string, data: unknown): object {
	const media = `application/scrapbook.scrap.${encoder}+json`;
	return {
		output_type: 'display_data',
		metadata: {scrapbook: {name, data: true, display: false}},
		data: {[media]: {data, encoder, name, version: 1}},
	};
}

test('the other layout: numbers from folders, text lists, values of all shapes, a missing scrap', async t => {
	const files = {
		'10/model/crc_out.ipynb': notebook({stages: '10', type: 'fast', flag: true}, [
			scrap('loss', 'json', Number('0.5')),
			scrap('sizes', 'json', {a: 1, b: {c: '2.5'}}),
			scrap('words', 'text', 'hello\u001b[31m'),
			scrap('trace', 'json', [3, 2, 1]),
		]),
		'2/model/crc_out.ipynb': notebook({stages: '4e0'}, [
			{output_type: 'stream', name: 'stdout', text: ['reporting metric: loss 0.75\n']},
		]),
		'3/model/.ipynb_checkpoints/crc_out.ipynb': '{}',
	};
	const source = openFolder(t, files);
	const [sweep] = await scrapbook.read(source);
	const trials = [...(sweep?.trials ?? [])];
	assert.deepEqual(
		trials.map(({label, params, state, why}) => [label, params, state, why]),
		[
			['2', {stages: 4}, 'failed', 'no scrap "loss", "sizes", "words", "trace"'],
			['10', {stages: 10, type: 'fast', flag: true}, 'complete', undefined],
		],
	);
	assert.deepEqual(trials[0]?.metrics, {loss: 0.75});
	assert.deepEqual(trials[1]?.metrics, {loss: 0.5, 'sizes.a': 1, 'sizes.b.c': 2.5});
	assert.deepEqual(
		trials[1]?.curve?.map(({step, value}) => [step, value]),
		[
			[0, 3],
			[1, 2],
			[2, 1],
		],
	);
	assert.deepEqual(sweep?.labels, {words: 'hello\u001b[31m'});
});

test('I6: bare NaN is read; a data frame that is none, and a picture of 10^10 pixels, are refused or left out', async t => {
	const withNaN = notebook({lr: 1}, [scrap('loss', 'json', 'HERE')]).replace('"HERE"', 'NaN');
	const [sweep] = await scrapbook.read(openFile(t, 'a_out_1.ipynb', withNaN));
	assert.deepEqual([...(sweep?.trials ?? [])][0]?.metrics, {loss: 'NaN'});
	const broken = notebook({}, [scrap('frame', 'pandas', Buffer.from('PAR1 no').toString('base64'))]);
	await assert.rejects(
		scrapbook.read(openFile(t, 'b_out_1.ipynb', broken)),
		/b_out_1\.ipynb, scrap "frame" is no Parquet/,
	);
	const header = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAKAAAACgCAIAAAAErfB6', 'base64');
	header.writeUInt32BE(100_000, 16);
	header.writeUInt32BE(100_000, 20);
	assert.equal(readPngSize(header), undefined);
	assert.equal(readPngSize(header.subarray(0, 20)), undefined);
	const bomb = notebook({}, [
		{
			output_type: 'display_data',
			metadata: {scrapbook: {name: '../../layout', display: true}},
			data: {'image/png': header.toString('base64')},
		},
	]);
	const [left] = await scrapbook.read(openFile(t, 'c_out_1.ipynb', bomb));
	assert.deepEqual([...(left?.trials ?? [])][0]?.artifacts, []);
	assert.ok(left?.notes?.includes('picture "../../layout" is no PNG, or promises too many pixels: left out'));
});

test('a parameter that came as text is a number where it can be nothing else', async t => {
	const source = openFile(
		t,
		'a_out_1.ipynb',
		notebook({lr: '1e-3', board: '007', clip: 'inf'}, [scrap('loss', 'json', 1)]),
	);
	const [sweep] = await scrapbook.read(source);
	assert.deepEqual(
		[...(sweep?.trials ?? [])].map(({params}) => params),
		[{lr: 0.001, board: '007', clip: 'inf'}],
	);
});
