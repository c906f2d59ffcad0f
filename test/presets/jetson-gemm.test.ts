import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test, type TestContext} from 'node:test';
import {REPOSITORY} from '../helpers/repository.ts';

const FOLDER = join(REPOSITORY, 'presets', 'jetson-gemm');
const COMPILER = {skip: spawnSync('cc', ['--version']).status === 0 ? false : 'needs cc'};
const cache = mkdtempSync(join(tmpdir(), 'sweeptop-jetson-gemm-'));
after(() => rmSync(cache, {recursive: true}));

/** For the CPU, whatever the machine has. */
function gemm(folder: string, ...argv: readonly string[]) {
	const env = {...process.env, XDG_CACHE_HOME: cache, CUDA_HOME: '/nowhere'};
	return spawnSync(join(folder, 'gemm'), argv, {encoding: 'utf8', env});
}

test('multiplies in every type, with tiles and without, and prints what the sweep file reads', COMPILER, () => {
	const sweep = readFileSync(join(FOLDER, 'sweep.toml'), 'utf8');
	const pattern = new RegExp(/pattern = '(?<pattern>[^']+)'/.exec(sweep)?.groups?.['pattern'] ?? 'none');
	for (const type of ['half', 'float', 'double'])
		for (const tensor of ['true', 'false']) {
			// No multiple of a tile.
			const {status, stdout, stderr} = gemm(
				FOLDER,
				`--type=${type}`,
				'-n',
				'70',
				`--tensor=${tensor}`,
				'--seconds=0.02',
			);
			assert.equal(status, 0, stderr);
			const result =
				/^Matrix 70 \((?<name>Tensor|Non-tensor)\) - (?<flops>[\d.]+) FLOPS \((?<seconds>[\d.]+) seconds, (?<iterations>\d+) iterations\)$/m;
			const {name, flops, seconds, iterations} = result.exec(stdout)?.groups ?? {};
			assert.equal(name, tensor === 'true' ? 'Tensor' : 'Non-tensor');
			const expected = (Number(iterations) * 70 * 70 * (2 * 70 - 1)) / Number(seconds);
			assert.ok(Math.abs(Number(flops) / expected - 1) < 1e-3, `${flops} FLOPS are not ${expected}`);
			assert.equal(pattern.exec(stdout)?.groups?.['value'], flops);
			assert.match(stdout, /^::sweep measure-begin$[\s\S]*^::sweep measure-end$/m);
		}
	assert.equal(readdirSync(join(cache, 'sweeptop')).length, 1, 'it is built once');
});

test('a wrong product ends it before any figure is printed', COMPILER, t => {
	const folder = copyOf(t);
	const source = readFileSync(join(folder, 'kernels.h'), 'utf8');
	const wrong = source.replace('+= factor * b[', '+= (SUM)1.01 * factor * b[');
	assert.notEqual(wrong, source);
	writeFileSync(join(folder, 'kernels.h'), wrong);
	const {status, stdout, stderr} = gemm(folder, '--type=float', '-n', '32', '--tensor=true', '--seconds=0.02');
	assert.equal(status, 1);
	assert.match(stderr, /^wrong product: off by /);
	assert.doesNotMatch(stdout, /FLOPS|latency/);
});

test('without a compiler it says what to install', t => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-no-compiler-'));
	t.after(() => rmSync(folder, {recursive: true}));
	symlinkSync('/bin/sh', join(folder, 'sh'));
	const {status, stderr} = spawnSync(join(FOLDER, 'gemm'), ['--type=half'], {encoding: 'utf8', env: {PATH: folder}});
	assert.equal(status, 2);
	assert.equal(stderr, 'gemm: no C compiler is here; on Debian and Ubuntu: sudo apt install gcc\n');
});

test('refuses what it cannot multiply', COMPILER, () => {
	for (const argv of [
		['--type=int', '-n', '8', '--tensor=true'],
		['--type=half', '-n', '0', '--tensor=true'],
		['--type=half', '-n', '8'],
		['--type=half', '-n', '8', '--tensor=yes'],
		['--type=half', '-n', '8x', '--tensor=true'],
		['--type=half', '-n', '8', '--tensor=true', '--seconds'],
		['--kind=half'],
	]) {
		const {status, stdout, stderr} = gemm(FOLDER, ...argv);
		assert.equal(status, 2, argv.join(' '));
		assert.equal(stdout, '');
		assert.match(stderr, /^gemm: /);
	}
});

function copyOf(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-jetson-gemm-copy-'));
	t.after(() => rmSync(folder, {recursive: true}));
	cpSync(FOLDER, folder, {recursive: true});
	return folder;
}
