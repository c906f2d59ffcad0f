import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {parquetReadObjects} from 'hyparquet';
import {main} from '../../source/commands/main.ts';
import {createFakeHost} from '../helpers/fake-host.ts';
import {writeRun} from '../helpers/run-on-disk.ts';
import {SAMPLE_FACTS} from '../helpers/sample-sweep.ts';

const folder = mkdtempSync(join(tmpdir(), 'sweeptop-export-'));
after(() => rmSync(folder, {recursive: true}));
const runs = join(folder, 'runs');
const directory = writeRun(runs, 'sample-20261121-194500-00aa', SAMPLE_FACTS);

async function run(...argv: readonly string[]) {
	const host = createFakeHost(folder, {SWEEPTOP_RUNS: runs});
	const code = await main(argv, host);
	return {code, out: host.printed(), note: host.noted()};
}

test('the ending of a file says the format; a binary one is whole', async () => {
	assert.equal((await run('export', 'last', '--output', 'trials.parquet')).code, 0);
	const bytes = readFileSync(join(folder, 'trials.parquet'));
	const rows = await parquetReadObjects({file: Uint8Array.from(bytes).buffer});
	assert.deepEqual(
		rows.map(row => [row['trial'], row['size']]),
		[
			[1, 64],
			[2, 128],
			[3, 64],
		],
	);
	assert.equal((await run('export', 'last', '--output', 'report.html')).code, 0);
	assert.match(readFileSync(join(folder, 'report.html'), 'utf8'), /^<!doctype html>/);
	assert.equal((await run('export', 'last', '--output', 'notes.md')).code, 0);
	assert.match(readFileSync(join(folder, 'notes.md'), 'utf8'), /^# sample/);
});

test('what an ending does not say is asked for', async () => {
	const {code, note} = await run('export', 'last', '--output', 'results.xlsx');
	assert.equal(code, 2);
	assert.match(note, /results\.xlsx does not say which[\s\S]*one of: csv, .*parquet, .*algoperf/);
});

test('a folder is named, new, and made of the run', async () => {
	assert.match(
		(await run('export', 'last', '--format', 'algoperf')).note,
		/algoperf is a folder of files\n *name it: --output/,
	);
	writeFileSync(join(directory, 'packages.txt'), 'Python Packages:\nnumpy==2.0\n');
	assert.equal((await run('export', 'last', '--format', 'algoperf', '--output', 'logs')).code, 0);
	assert.equal(readFileSync(join(folder, 'logs', 'sample', 'packages.txt'), 'utf8'), 'Python Packages:\nnumpy==2.0\n');
	assert.deepEqual(readdirSync(join(folder, 'logs')).toSorted(), ['all_metrics.csv', 'sample']);
	const again = await run('export', 'last', '--format', 'algoperf', '--output', 'logs');
	assert.deepEqual([again.code, /logs is there already/.test(again.note)], [2, true]);
});

test('--telemetry writes the samples of each trial alone, in seconds since its start', async () => {
	// The fold of these events puts the start of trial 1 at the monotonic time of its event.
	const starts = SAMPLE_FACTS.findIndex(fact => fact.type === 'execution-started') * 1000;
	const lines = [-500, 0, 500, 1000, 5000].map(
		offset => `${starts + 1000 + offset},2026-11-21T19:45:02.000Z,${offset},`,
	);
	writeFileSync(join(directory, 'telemetry.csv'), `mono_ms,t,board.power_w,fan.pct\n${lines.join('\n')}\n`);
	const {code, out} = await run('export', 'last', '--telemetry', 'samples');
	assert.deepEqual([code, out], [0, '']);
	const files = readdirSync(join(folder, 'samples'));
	const text = existsSync(join(folder, 'samples', '000001.csv'))
		? readFileSync(join(folder, 'samples', '000001.csv'), 'utf8')
		: files.join();
	assert.match(text, /^execution,t_s,board\.power_w\n1,/);
	const seconds = text
		.trim()
		.split('\n')
		.slice(1)
		.map(line => Number(line.split(',')[1]));
	assert.ok(seconds.length > 0 && seconds.every(value => value >= 0 && value <= 1.02), text);
});
