import assert from 'node:assert/strict';
import {test} from 'node:test';
import {hyperfineExporter} from '../../source/exporters/hyperfine.ts';
import {hyperfineImporter} from '../../source/importers/hyperfine.ts';
import {openFile} from '../helpers/foreign-files.ts';
import {foldPlotSweep} from '../helpers/plot-sweep.ts';
import {textOf} from './sample.ts';

const COMMANDS = {
	parameters: [
		{name: 'command', domain: {kind: 'choice', values: ['sort a', 'sort -u a']}},
		{name: 'size', domain: {kind: 'choice', values: [1, 2]}},
	],
	metrics: [],
	objectives: [{metric: 'duration_s', direction: 'minimize'}],
	trials: [
		{params: {command: 'sort a', size: 1}, repeats: [{}, {}, {}]},
		{params: {command: 'sort -u a', size: 2}},
		{params: {command: 'sort -u a', size: 1}, state: 'failed'},
	],
} as const;

test('hyperfine: the durations of complete trials with every timing, which its importer reads back', t => {
	const text = textOf(hyperfineExporter, foldPlotSweep(COMMANDS));
	const {results} = JSON.parse(text);
	assert.equal(results.length, 2);
	const [first, second] = results;
	assert.deepEqual(
		[first.command, first.mean, first.stddev, first.median, first.times, first.parameters],
		['sort a size=1', 1.5, 0, 1.5, [1.5, 1.5, 1.5], {size: '1'}],
	);
	assert.deepEqual([second.stddev, second.min, second.max, second.times], [null, 1.5, 1.5, [1.5]]);
	const source = openFile(t, 'hyperfine.json', text);
	assert.equal(hyperfineImporter.recognise(source), 'sure');
	const [sweep] = hyperfineImporter.read(source);
	assert.deepEqual(
		[...(sweep?.trials ?? [])].map(({metrics, executions}) => [metrics['mean'], executions?.length]),
		[
			[1.5, 3],
			[1.5, 1],
		],
	);
});

test('hyperfine: a sweep without a complete trial has no durations to give', () => {
	const failed = foldPlotSweep({...COMMANDS, trials: COMMANDS.trials.slice(2)});
	assert.throws(() => textOf(hyperfineExporter, failed), /no complete trial has a duration/);
});
