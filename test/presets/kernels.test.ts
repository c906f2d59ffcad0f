import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {chromeTrace} from '../../source/importers/chrome-trace.ts';
import {openForeignSource} from '../../source/importers/foreign/foreign-source.ts';
import {REPOSITORY} from '../helpers/repository.ts';

const KERNELS = join(REPOSITORY, 'presets', 'kernels', 'kernels');
const NAMES = ['convolution', 'rectifier', 'maximum', 'dense', 'softmax'];

function folderOf(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-kernels-'));
	t.after(() => rmSync(folder, {recursive: true}));
	return folder;
}

function kernels(environment: Readonly<Record<string, string>>, ...argv: readonly string[]) {
	const env = {...process.env, SWEEPTOP_NODE: process.execPath, SWEEP_DIR: '', ...environment};
	return spawnSync(KERNELS, argv, {encoding: 'utf8', env});
}

test('leaves a trace whose kernels add up to what it printed', t => {
	const folder = folderOf(t);
	const {status, stdout, stderr} = kernels(
		{SWEEP_DIR: folder},
		'--channels',
		'4',
		'--image',
		'16',
		'--seconds',
		'0.02',
	);
	assert.equal(status, 0, stderr);
	const printed = Number(/^convolution_us=(?<value>[\d.]+)$/m.exec(stdout)?.groups?.['value']);
	const source = openForeignSource(join(folder, 'trace.json'));
	assert.equal(chromeTrace.recognise(source), 'sure');
	const [table, invocations, timeline] = chromeTrace.read(source);
	const rows = [...(table?.trials ?? [])];
	assert.deepEqual(rows.map(({params}) => String(params['kernel'])).toSorted(), NAMES.toSorted());
	const totals = rows.map(({metrics}) => Number(metrics['total_s']));
	assert.deepEqual(
		totals,
		totals.toSorted((a, b) => b - a),
	);
	const convolution = rows.find(({params}) => params['kernel'] === 'convolution');
	const runs = Number(convolution?.metrics['count']);
	assert.ok(runs >= 3);
	if (runs < 200) assert.ok(Math.abs(Number(convolution?.metrics['mean_s']) * 1e6 - printed) < 0.01);
	assert.equal(convolution?.metrics['temporary_bytes'], 4 * (4 * 16 * 16 + 4 * 8 * 8 + 10));
	assert.deepEqual(
		convolution?.artifacts?.map(({name}) => name),
		['source.txt', 'program.txt', 'memory.txt'],
	);
	const text = Buffer.from(convolution?.artifacts?.[0]?.bytes() ?? []).toString();
	assert.match(text, /^function convolvePlanes\(output\)/);
	assert.equal([...(invocations?.trials ?? [])].length, runs);
	const tenth = [...(timeline?.trials ?? [])].filter(({params}) => params['invocation'] === 1);
	assert.deepEqual(
		tenth.map(({label}) => label),
		['classify', ...NAMES],
	);
});

test('prints the metrics of its sweep file, and leaves no trace where it has no folder', t => {
	const folder = folderOf(t);
	const {status, stdout} = kernels({}, '--channels', '2', '--image', '8', '--order', 'pixels', '--seconds', '0.12');
	assert.equal(status, 0);
	for (const name of ['flops', 'convolution_us', 'convolution_share', 'dense_us', 'temporary_bytes'])
		assert.match(stdout, new RegExp(`^${name}=[\\d.e+-]+$`, 'm'));
	assert.match(stdout, /^latency=[\d.]+ ms$/m);
	assert.ok(!existsSync(join(folder, 'trace.json')));
});

test('loops that give other sums end it before any figure is printed', t => {
	const folder = folderOf(t);
	const source = readFileSync(`${KERNELS}.mjs`, 'utf8');
	const wrong = source.replace('const weight = weights[', 'const weight = 1.01 * weights[');
	assert.notEqual(wrong, source);
	writeFileSync(join(folder, 'kernels.mjs'), wrong);
	const argv = [join(folder, 'kernels.mjs'), '--channels', '4', '--image', '16', '--seconds', '0.02'];
	const {status, stdout, stderr} = spawnSync(process.execPath, argv, {encoding: 'utf8'});
	assert.equal(status, 1);
	assert.match(stderr, /^the two orders differ at \d+: /);
	assert.equal(stdout, '');
});

test('refuses what it cannot run', () => {
	for (const argv of [
		['--channels', '0', '--image', '16'],
		['--channels', '4', '--image', '15'],
		['--channels', '4', '--image', '16', '--order', 'rows'],
		['--channels', '4', '--image', '16', '--seconds', '0'],
		['--chanels', '4'],
	]) {
		const {status, stderr} = kernels({}, ...argv);
		assert.equal(status, 2, argv.join(' '));
		assert.match(stderr, /^kernels: /);
	}
});
