import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {buildProgram} from '../helpers/built-program.ts';
import {REPOSITORY} from '../helpers/repository.ts';

function runScript(name: string, ...argv: readonly string[]) {
	// The runner under test must not take itself for a file of the runner that runs this.
	const {NODE_TEST_CONTEXT: _context, ...environment} = process.env;
	const env = {...environment, CI: '1', CONTINUOUS_INTEGRATION: '1'};
	return spawnSync(process.execPath, [join(REPOSITORY, 'scripts', name), ...argv], {encoding: 'utf8', env});
}

test('the runner runs chosen files, names skipped tests, and fails when nothing matches', () => {
	const passed = runScript('test.mjs', 'test/commands/nearest');
	assert.equal(passed.status, 0, passed.stdout);
	assert.match(passed.stdout, /\n\d+ passed, 0 failed, 0 skipped in [\d.]+ s\n$/);
	const named = runScript('test.mjs', 'test/commands/nearest', 'far from all');
	assert.match(named.stdout, /\n1 passed, 0 failed/);
	const none = runScript('test.mjs', 'no test has this name', 'test/commands/nearest');
	assert.equal(none.status, 1);
	assert.match(none.stderr, /no test matches \["no test has this name",/);
});

test('the runner takes a filter with a / for a path, and names the one that no file has', () => {
	const mistaken = runScript('test.mjs', './test/commands/nearest', 'test/comands/table');
	assert.equal(mistaken.status, 1);
	assert.equal(mistaken.stderr, 'no test file has "test/comands/table" in its path\n');
	assert.equal(mistaken.stdout, '');
});

test('the runner reports skipped tests by name and reason, failures by exit code', () => {
	const sample = runScript('test.mjs', 'test/fixtures/runner/');
	assert.equal(sample.status, 1);
	assert.match(
		sample.stdout,
		/\n1 passed, 1 failed, 1 skipped in .*\n {2}skipped: needs what is not here \(test\/fixtures\/runner\/sample\.test\.ts\): needs strace\n$/,
	);
	assert.match(sample.stdout, /build server variables: none/);
});

test('a build that is up to date is skipped', () => {
	buildProgram();
	const again = runScript('build.mjs');
	// A build says how long it took.
	assert.deepEqual([again.status, again.stdout, again.stderr], [0, '', '']);
	const {files}: {files: readonly string[]} = JSON.parse(
		readFileSync(join(REPOSITORY, 'dist', 'manifest.json'), 'utf8'),
	);
	for (const entry of ['cli.js', 'engine-process.js', 'probe-process.js', 'emulator-worker.js'])
		assert.ok(files.includes(entry), entry);
});
