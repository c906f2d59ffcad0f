import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {REPOSITORY} from '../helpers/repository.ts';

const GEMM = join(REPOSITORY, 'presets', 'gemm', 'gemm');

function gemm(...argv: readonly string[]) {
	const env = {...process.env, SWEEPTOP_NODE: process.execPath};
	return spawnSync(GEMM, argv, {encoding: 'utf8', env});
}

/** The pattern of the sweep file, in JavaScript's spelling, which is the same here. */
const flopsPattern = new RegExp(
	/pattern = '(?<pattern>[^']+)'/.exec(readFileSync(join(GEMM, '..', 'sweep.toml'), 'utf8'))?.groups?.['pattern'] ??
		'none',
);

for (const type of ['half', 'float', 'double']) {
	test(`multiplies in ${type}, checks itself and prints what the sweep file reads`, () => {
		const {status, stdout, stderr} = gemm(`--type=${type}`, '-n', '96', '--block', '33', '--seconds', '0.15');
		assert.equal(status, 0, stderr);
		const lines = stdout.split(/[\r\n]+/);
		assert.equal(lines[0], `Starting ${type.toUpperCase()}`);
		assert.ok(lines.some(line => /^latency=[\d.]+ ms *$/.test(line)));
		assert.ok(
			lines.some(line => /^ *\d+%\|[█▏▎▍▌▋▊▉ ]{20}\| \d+\/\d+ \[\d\d:\d\d<\d\d:\d\d, [\d.]+it\/s\]$/.test(line)),
		);
		const result =
			/^Matrix 96 \(block 33\) - (?<flops>[\d.]+) FLOPS \((?<seconds>[\d.]+) seconds, (?<iterations>\d+) iterations\)$/m;
		const {flops, seconds, iterations} = result.exec(stdout)?.groups ?? {};
		const expected = (Number(iterations) * 96 * 96 * (2 * 96 - 1)) / Number(seconds);
		assert.ok(Math.abs(Number(flops) / expected - 1) < 1e-4, `${flops} FLOPS are not ${expected}`);
		assert.equal(flopsPattern.exec(stdout)?.groups?.['value'], flops);
	});
}

test('a wrong product ends it before any figure is printed', () => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-gemm-'));
	try {
		const source = readFileSync(`${GEMM}.mjs`, 'utf8');
		const wrong = source.replace('factor * b[', '1.001 * factor * b[');
		assert.notEqual(wrong, source);
		writeFileSync(join(folder, 'gemm.mjs'), wrong);
		const argv = [join(folder, 'gemm.mjs'), '--type=float', '-n', '32', '--seconds', '0.05'];
		const {status, stdout, stderr} = spawnSync(process.execPath, argv, {encoding: 'utf8'});
		assert.equal(status, 1);
		assert.match(stderr, /^wrong product at \(16, 0\): off by /);
		assert.doesNotMatch(stdout, /FLOPS|latency/);
	} finally {
		rmSync(folder, {recursive: true});
	}
});

test('refuses what it cannot multiply', () => {
	for (const argv of [
		['--type=int', '-n', '8'],
		['--type=half', '-n', '0'],
		['--type=half'],
		['--typ=half'],
		['--type=half', '-n', '8', '--seconds', '0'],
	]) {
		const {status, stderr} = gemm(...argv);
		assert.equal(status, 2, argv.join(' '));
		assert.match(stderr, /^gemm: /);
	}
});
