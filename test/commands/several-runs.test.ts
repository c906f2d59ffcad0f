import assert from 'node:assert/strict';
import {cpSync, mkdirSync, mkdtempSync, renameSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type TestContext, test} from 'node:test';
import {main} from '../../source/commands/main.ts';
import {createFakeHost} from '../helpers/fake-host.ts';
import {writePlotRun} from '../helpers/plot-run.ts';
import type {PlotSweep, PlotTrial} from '../helpers/plot-sweep.ts';

/** Times of the repeats of each size, in ms; none for one that failed. */
type Times = Readonly<Record<number, readonly number[]>>;

function sweepOf(times: Times): PlotSweep {
	const trials = Object.entries(times).map(([size, values]): PlotTrial => {
		const params = {size: Number(size)};
		if (values.length === 0) return {params, state: 'failed'};
		const latency = values.reduce((a, b) => a + b, 0) / values.length;
		return {params, metrics: {latency}, repeats: values.map(value => ({latency: value}))};
	});
	return {
		parameters: [{name: 'size', domain: {kind: 'choice', values: [64, 128]}}],
		metrics: [{name: 'latency', unit: 'ms', goal: 'minimize'}],
		objectives: [{metric: 'latency', direction: 'minimize'}],
		trials,
	};
}

/** A folder that holds one run for each name. */
function folderOf(t: TestContext, sweeps: Readonly<Record<string, Times>>): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-several-'));
	t.after(() => rmSync(folder, {recursive: true, force: true}));
	for (const [name, times] of Object.entries(sweeps)) {
		const runs = writePlotRun(t, sweepOf(times));
		renameSync(join(runs, 'gemm-20261121-194512-00ff'), join(folder, name));
	}
	return folder;
}

async function call(folder: string, ...argv: readonly string[]) {
	const host = createFakeHost(folder, {XDG_STATE_HOME: join(folder, 'state'), SWEEPTOP_RUNS: join(folder, 'none')});
	const code = await main(argv, host);
	return {code, out: host.printed(), note: host.noted()};
}

const BEFORE: Times = {64: [10, 10.1, 9.9], 128: [20, 20.2, 19.8]};
const SLOWER: Times = {64: [10.1, 10, 10], 128: [24, 24.2, 23.8]};

test('ratio BEFORE AFTER: the second over the first, point by point, with intervals', async t => {
	const folder = folderOf(t, {before: BEFORE, after: SLOWER});
	const {code, out, note} = await call(folder, 'ratio', 'before', 'after');
	assert.equal(code, 0);
	const lines = out.trimEnd().split('\n');
	assert.match(lines[0] ?? '', /^size +latency after +before +ratio +95 % +p$/);
	assert.match(lines[3] ?? '', /^ *128 +24\.00 +20\.00 +1\.20? +1\.1\d+ to 1\.2\d+ +< 0\.001$/);
	assert.match(note, /^2 pairs of latency for run after \/ before, geometric mean 1\.10$/m);
	const [first, second] = JSON.parse((await call(folder, 'ratio', 'before', 'after', '--json')).out);
	assert.deepEqual(Object.keys(second), [
		...['size', 'numerator', 'denominator', 'ratio'],
		...['ratio_low', 'ratio_high', 'ratio_p', 'numerator_n', 'denominator_n'],
	]);
	assert.ok(first.ratio_low < 1 && first.ratio_high > 1 && second.ratio_low > 1.15);
	const csv = (await call(folder, 'ratio', 'before', 'after', '--csv')).out.split('\n');
	assert.match(
		csv[0] ?? '',
		/^size,numerator,denominator,ratio,ratio_low,ratio_high,ratio_p,numerator_n,denominator_n,/,
	);
	assert.match(csv[2] ?? '', /^128,24,20,1\.2,.*,3,3,latency$/);
});

test('a gate: exit 1 where it became worse for certain, with the setting; 0 where chance may have done it', async t => {
	const folder = folderOf(t, {before: BEFORE, after: SLOWER, noisy: {64: [9, 13, 10], 128: [20, 27, 19]}});
	const worse = await call(folder, 'ratio', 'before', 'after', '--fail-if', 'latency > 1.05');
	assert.equal(worse.code, 1);
	assert.match(worse.note, /^failed: latency > 1\.05: 1\.20 \(1\.1\d to 1\.2\d with 95 %\) at size=128$/m);
	assert.doesNotMatch(worse.note, /size=64$/m);
	const unsure = await call(folder, 'ratio', 'before', 'noisy', '--fail-if', 'latency > 1.05');
	assert.equal(unsure.code, 0);
	assert.match(unsure.note, /^not certain: latency > 1\.05: .* at size=128; more repeats would tell$/m);
	const fine = await call(folder, 'ratio', 'before', 'after', '--fail-if', 'latency > 1.5');
	assert.deepEqual([fine.code, fine.note.includes('passed: no latency > 1.5 in 2 pairs')], [0, true]);
});

test('a gate fails where what ran before does not run any more, and has nothing to judge without a pair', async t => {
	const folder = folderOf(t, {before: BEFORE, broken: {64: [10, 10, 10.1], 128: []}, less: {64: [10, 10.1]}});
	const broken = await call(folder, 'ratio', 'before', 'broken', '--fail-if', 'latency > 1.05');
	assert.equal(broken.code, 1);
	assert.match(broken.note, /^failed: latency is not there any more at size=128: failed$/m);
	const less = await call(folder, 'ratio', 'before', 'less', '--fail-if', 'latency > 1.05');
	assert.equal(less.code, 1, 'a run that was cut short must not pass');
	assert.match(less.note, /^failed: latency is not there any more at size=128: the second run has not tried it$/m);
	const part = await call(folder, 'ratio', 'before', 'less', '--where', 'size == 64', '--fail-if', 'latency > 1.05');
	assert.equal(part.code, 0, 'what is not to be compared is left out by name');
	const none = await call(folder, 'ratio', 'before', 'less', '--where', 'size == 256', '--fail-if', 'latency > 1.05');
	assert.equal(none.code, 2);
	assert.match(none.note, /two runs|nothing to judge/);
});

test('--best compares the best trial of two searches, which tried different points', async t => {
	const week = {last: {64: [10, 10.1, 9.9], 128: []}, now: {128: [12, 12.1, 11.9]}, none: {64: []}};
	const folder = folderOf(t, week);
	const apart = await call(folder, 'ratio', 'last', 'now');
	assert.match(apart.note, /no pair of latency .*\n.*: --best compares the best trial of each\n/);
	const gate = ['--best', '--fail-if', 'latency > 1.05'];
	const worse = await call(folder, 'ratio', 'last', 'now', ...gate);
	assert.equal(worse.code, 1);
	assert.match(worse.note, /^the best by latency: now #1, last #1$/m);
	assert.match(worse.note, /^failed: latency > 1\.05: 1\.20 \(1\.1\d to 1\.2\d with 95 %\)$/m);
	const better = await call(folder, 'ratio', 'now', 'last', ...gate);
	assert.deepEqual([better.code, better.note.includes('passed: no latency > 1.05 in 1 pair')], [0, true]);
	const none = await call(folder, 'ratio', 'last', 'none', ...gate);
	assert.equal(none.code, 1, 'a search that found nothing must not pass');
	assert.match(none.note, /^failed: latency is not there any more: the second run has none$/m);
	const two = await call(folder, 'ratio', 'last', 'now', '--best', '--minimize', 'latency', '--maximize', 'duration_s');
	assert.equal(two.code, 2);
	assert.match(two.note, /--best needs one objective, and there are 2: latency, duration_s/);
});

test('a folder of runs stands for all in it; ratio of three asks which two', async t => {
	const folder = folderOf(t, {});
	for (const [name, times] of [
		['before', BEFORE],
		['after', SLOWER],
	] as const) {
		mkdirSync(join(folder, 'all'), {recursive: true});
		cpSync(join(folderOf(t, {[name]: times}), name), join(folder, 'all', name), {recursive: true});
	}
	const rows = JSON.parse((await call(folder, 'table', 'all', '--json')).out);
	assert.deepEqual(rows.map((row: {params: {run: string}}) => row.params.run).toSorted(), [
		'after',
		'after',
		'before',
		'before',
	]);
	cpSync(join(folder, 'all', 'after'), join(folder, 'all', 'later'), {recursive: true});
	const three = await call(folder, 'ratio', 'all');
	assert.equal(three.code, 2);
	assert.match(three.note, /these are 3 runs: ratio cannot know which two are meant\n.*--split run=/);
	const named = await call(folder, 'ratio', 'all', '--split', 'run=after/before', '--json');
	assert.equal(JSON.parse(named.out).length, 2);
});

test('table and export of several runs: a column says of which run a trial is', async t => {
	const folder = folderOf(t, {before: BEFORE, after: SLOWER});
	const table = await call(folder, 'table', 'before', 'after', '--columns', 'run,size,latency,latency.std');
	assert.match(table.out, /^1 +[★^] +before +64 +10\.000? +0\.1/m);
	const csv = (await call(folder, 'export', 'before', 'after', '--format', 'csv')).out.split('\n');
	const names = (csv[0] ?? '').split(',');
	assert.equal(names.indexOf('latency.std') > names.indexOf('executions'), true, 'behind the reserved columns');
	assert.deepEqual(
		csv.slice(1, 5).map(line => line.split(',')[names.indexOf('run')]),
		['before', 'before', 'after', 'after'],
	);
	const trials = JSON.parse((await call(folder, 'export', 'before', '--format', 'json')).out).trials;
	assert.deepEqual(trials[1].spread.latency.n, 3);
	assert.deepEqual([trials[0].tied, trials[1].tied, trials[1].p < 0.001], [undefined, false, true]);
	const markdown = (await call(folder, 'export', 'before', '--format', 'markdown')).out;
	assert.match(markdown, /\| 20 ± 0\.20 \|/);
});

test('table --fail-if-none: exit 1 where no trial is left', async t => {
	const folder = folderOf(t, {before: BEFORE});
	assert.equal((await call(folder, 'table', 'before', '--where', 'latency < 15', '--fail-if-none')).code, 0);
	assert.equal((await call(folder, 'table', 'before', '--where', 'latency < 5', '--fail-if-none', '--json')).code, 1);
	assert.equal((await call(folder, 'table', 'before', '--where', 'latency < 5')).code, 0);
});

test('what one run wrote is compared with another run: objectives that are columns come back', async t => {
	const runs = writePlotRun(t, {...sweepOf(BEFORE), objectives: [{metric: 'duration_s', direction: 'minimize'}]});
	const file = join(runs, 'trials.json');
	assert.equal((await call(runs, 'export', join(runs, 'gemm-20261121-194512-00ff'), '--output', file)).code, 0);
	const {objectives, trials} = JSON.parse((await call(runs, 'export', file, '--format', 'json')).out);
	assert.deepEqual(objectives, [{metric: 'duration_s', direction: 'minimize'}]);
	assert.deepEqual(trials[0].spread.latency.n, 3);
	const ratio = await call(
		runs,
		'ratio',
		join(runs, 'gemm-20261121-194512-00ff'),
		file,
		'--metric',
		'latency',
		'--json',
	);
	assert.deepEqual(
		JSON.parse(ratio.out).map((row: {ratio: number; numerator_n: number}) => [row.ratio, row.numerator_n]),
		[
			[1, 3],
			[1, 3],
		],
	);
});
