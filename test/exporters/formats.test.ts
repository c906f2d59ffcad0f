import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Script} from 'node:vm';
import {parse} from 'csv-parse/sync';
import {parquetReadObjects} from 'hyparquet';
import {UserError} from '../../source/domain/errors.ts';
import {algoperfExporter} from '../../source/exporters/algoperf.ts';
import {csvExporter} from '../../source/exporters/csv.ts';
import {htmlExporter} from '../../source/exporters/html.ts';
import {markdownExporter} from '../../source/exporters/markdown.ts';
import {optunaJournalExporter} from '../../source/exporters/optuna-journal.ts';
import {optunaJsonExporter} from '../../source/exporters/optuna-json.ts';
import {parquetExporter} from '../../source/exporters/parquet.ts';
import {fold, SWEEP, toEvents} from '../journal/sample-run.ts';
import {started, state, textOf, trial} from './sample.ts';

test('parquet: read back by another program, every cell is that of trials.csv with its type', async () => {
	const [bytes] = parquetExporter.write(state());
	assert.ok(bytes instanceof Uint8Array);
	const rows = await parquetReadObjects({file: Uint8Array.from(bytes).buffer});
	const csv = parse<Record<string, string>>(textOf(csvExporter, state()), {columns: true});
	assert.equal(rows.length, 8);
	for (const [index, row] of rows.entries())
		for (const [name, cell] of Object.entries(csv[index] ?? {})) {
			const value = row[name] ?? '';
			assert.equal(typeof value === 'object' ? 'no cell' : String(value), cell, `${name} of ${index}`);
		}
	assert.equal(typeof rows[0]?.['size'], 'number');
	assert.equal(typeof rows[0]?.['tensor'], 'boolean');
	assert.equal(rows[3]?.['flops'], Number.POSITIVE_INFINITY);
	assert.equal(rows[7]?.['flops'], null);
});

test('markdown: best first, what is alike named once, no cell can leave its place', () => {
	const text = textOf(markdownExporter, state());
	const lines = text.split('\n');
	assert.equal(lines[0], '# sample');
	assert.match(text, /^8 trials, 5 complete; maximize flops$/m);
	const table = lines.filter(line => line.startsWith('|'));
	assert.equal(table.length, 10);
	assert.equal(new Set(table.map(line => line.split(/(?<!\\)\|/).length)).size, 1);
	assert.match(table[2] ?? '', /^\| 2 \| complete /);
});

test('html: one page that loads nothing, each trial a row, energies with range and confidence', () => {
	const page = textOf(htmlExporter, state());
	assert.ok(page.startsWith('<!doctype html>'));
	assert.match(page, /default-src 'none'/);
	assert.doesNotMatch(page, /(?:src|href)=|url\(|@import|https?:\/\/(?!www\.w3\.org)/);
	assert.equal(page.match(/<tr/g)?.length, 9);
	assert.match(page, /data-v="12\.34567" title="12\.34567">12\.35 <small>\(12\.00–13\.00 J, board, high\)<\/small>/);
	assert.ok((page.match(/<svg/g)?.length ?? 0) >= 2);
	assert.match(page, /fill="var\(--text\)"/);
	assert.doesNotMatch(page, /<b>/);
	const script = /<script>(?<code>[\s\S]*?)<\/script>/.exec(page)?.groups?.['code'] ?? '';
	assert.ok(script.length > 100);
	assert.doesNotThrow(() => new Script(script));
});

test('html: a name cannot become markup', () => {
	const sweep = {
		...SWEEP,
		labels: {},
		metrics: [{...SWEEP.metrics[0], name: '<img src=x onerror=alert(1)>', reduce: 'last' as const, stream: false}],
		objectives: [],
	};
	const page = textOf(htmlExporter, fold(toEvents([started(sweep), ...trial(1, 64, 1), ...trial(2, 128, 2)])));
	assert.doesNotMatch(page, /<img/);
});

test('optuna-json: the shape of pandas, ms since 1970, null for what JSON cannot hold', () => {
	const text = textOf(optunaJsonExporter, state());
	assert.match(text, /^\{\n {4}"0":\{\n {8}"number":0,\n {8}"value":100,/);
	const log = JSON.parse(text);
	assert.deepEqual(Object.keys(log), ['0', '1', '2', '3', '4', '5', '6', '7']);
	assert.deepEqual(
		[log['1'].state, log['4'].state, log['5'].state, log['6'].state, log['7'].state],
		['COMPLETE', 'FAIL', 'PRUNED', 'FAIL', 'WAITING'],
	);
	assert.equal(log['3'].value, null);
	assert.equal(log['0'].duration, 1500);
	assert.deepEqual(log['0'].user_attrs_sampled_config, {dtype: 'half', size: 64, width: '(8,6)', tensor: true});
	assert.deepEqual(log['0'].user_attrs_software_metrics, {flops: 100, loss: 0.25});
});

test('algoperf: a folder a run, a row a step, Python’s words', () => {
	const files = new Map(
		[...algoperfExporter.files(state(), {packages: 'Python Packages:\n'})].map(({path, chunks}) => [
			path,
			[...chunks].join(''),
		]),
	);
	assert.deepEqual([...files.keys()].slice(0, 2), ['sample/metadata.json', 'sample/packages.txt']);
	const rows = parse<Record<string, string>>(files.get('sample/run_2/metrics.csv') ?? '', {columns: true});
	assert.deepEqual(
		rows.map(row => [row['run_idx'], row['global_step'], row['flops'], row['hparam.size'], row['hparam.tensor']]),
		[
			['2', '1', '10', '128', 'True'],
			['2', '2', '20', '128', 'True'],
		],
	);
	assert.equal(parse(files.get('all_metrics.csv') ?? '').length, 1 + 7 * 2);
	assert.doesNotMatch(files.get('sample/metadata.json') ?? '', /hostname/i);
});

test('a sweep without an objective is no study', () => {
	const bare = fold(toEvents([started({...SWEEP, objectives: []})]));
	for (const exporter of [optunaJournalExporter, optunaJsonExporter])
		assert.throws(() => textOf(exporter, bare), UserError);
});
