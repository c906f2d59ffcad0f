import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {decode} from 'fast-png';
import {REPOSITORY} from '../helpers/repository.ts';

const PPA = join(REPOSITORY, 'presets', 'ppa', 'ppa');
const hasYosys = spawnSync('yosys', ['-V']).status === 0;
const YOSYS = {skip: hasYosys ? false : 'needs yosys'};

function folderOf(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-ppa-'));
	t.after(() => rmSync(folder, {recursive: true}));
	return folder;
}

function ppa(environment: Readonly<Record<string, string>>, ...argv: readonly string[]) {
	const env = {...process.env, SWEEPTOP_NODE: process.execPath, SWEEP_DIR: '', ...environment};
	return spawnSync(PPA, argv, {encoding: 'utf8', env});
}

function metricsOf(stdout: string): Readonly<Record<string, number>> {
	const lines = [...stdout.matchAll(/^(?<name>\w+)=(?<value>[-\d.e+]+)$/gm)];
	return Object.fromEntries(lines.map(({groups}) => [groups?.['name'] ?? '', Number(groups?.['value'])]));
}

test('more stages: larger, less deep, faster; its netlist and picture stay', YOSYS, t => {
	const folder = folderOf(t);
	const runs = ['1', '8'].map(stages => ppa({SWEEP_DIR: folder}, '--stages', stages));
	const [one, eight] = runs.map(({status, stdout, stderr}) => {
		assert.equal(status, 0, stderr);
		return metricsOf(stdout);
	});
	assert.ok(one !== undefined && eight !== undefined);
	assert.ok((one['area'] ?? 0) > 50 && (eight['area'] ?? 0) > 2 * (one['area'] ?? 0));
	assert.ok((eight['registers'] ?? 0) > (one['registers'] ?? 0));
	assert.ok((one['depth'] ?? 0) > (eight['depth'] ?? 9) && eight['depth'] === 1);
	assert.ok((eight['slack_ps'] ?? 0) > (one['slack_ps'] ?? 0));
	for (const run of [one, eight]) {
		assert.ok(Math.abs((run['slack_ps'] ?? 0) + (run['delay_ps'] ?? 0) - 200) < 1e-9);
		assert.ok(Math.abs((run['clock_hz'] ?? 0) * (run['delay_ps'] ?? 0) - 1e12) < 1);
	}
	assert.deepEqual(readdirSync(folder).toSorted(), ['abc.txt', 'netlist.png', 'netlist.v', 'stat.txt']);
	assert.match(readFileSync(join(folder, 'netlist.v'), 'utf8'), /^module crc32\(/m);
	const {width, height, channels} = decode(readFileSync(join(folder, 'netlist.png')));
	assert.deepEqual([width, channels], [2 * 12 + 8 + 48, 3]);
	assert.ok(height > 12 * (eight['registers'] ?? 0));
});

test('gates for XOR are smaller and faster than NAND alone', YOSYS, () => {
	const [nand, xor] = ['nand', 'xor'].map(gates => metricsOf(ppa({}, '--stages', '2', '--gates', gates).stdout));
	assert.ok((nand?.['area'] ?? 0) > (xor?.['area'] ?? 1e9));
	assert.ok((nand?.['slack_ps'] ?? 1e9) < (xor?.['slack_ps'] ?? 0));
});

test('without yosys it says what to install', t => {
	const path = folderOf(t);
	const {status, stdout, stderr} = ppa({PATH: path}, '--stages', '4');
	assert.equal(status, 2);
	assert.equal(stdout, '');
	assert.equal(stderr, 'ppa: yosys is not here; on Debian and Ubuntu: sudo apt install yosys\n');
});

test('refuses a pipeline that there cannot be', () => {
	for (const argv of [
		['--stages', '9'],
		['--stages', '0'],
		['--stages', '4', '--rounds', '33'],
		['--stages', '4', '--gates', 'or'],
		['--stages', '4', '--period', '0'],
		['--stage', '4'],
	]) {
		const {status, stderr} = ppa({}, ...argv);
		assert.equal(status, 2, argv.join(' '));
		assert.match(stderr, /^ppa: /);
	}
});
