import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {buildProgram, runShell} from '../helpers/built-program.ts';
import {LAUNCHER} from '../helpers/repository.ts';
import {openPtyScreen} from '../helpers/pty-screen.ts';

const folder = mkdtempSync(join(tmpdir(), 'sweeptop-process-'));
const environment = {XDG_STATE_HOME: join(folder, 'state'), XDG_CACHE_HOME: join(folder, 'cache')};
before(() => buildProgram());
after(() => rmSync(folder, {recursive: true}));

function shell(script: string, cwd = folder) {
	return runShell(script, {cwd, environment});
}

test('a reader that leaves early ends in silence', () => {
	const {status, stdout, stderr} = shell('set -o pipefail; sweeptop completion bash | head -1');
	assert.deepEqual({status, stderr}, {status: 0, stderr: ''});
	assert.match(stdout, /^# completion/);
	for (const closed of ['>&-', '2>&-', '<&-', '>&- 2>&- <&-']) {
		const {status: code, stderr: said} = shell(`sweeptop presets ${closed}`);
		assert.deepEqual({code, said}, {code: 0, said: ''}, closed);
	}
});

test('a stdout that takes nothing is said in one line', () => {
	const {status, stderr} = shell('sweeptop completion bash > /dev/full');
	assert.deepEqual({status, stderr}, {status: 2, stderr: 'sweeptop: cannot write to stdout: ENOSPC\n'});
});

test('a working directory that is gone is said in one line', () => {
	const {status, stderr} = shell('mkdir gone && cd gone && rmdir ../gone && sweeptop ls');
	assert.equal(status, 2);
	assert.match(stderr, /^sweeptop: the working directory is gone\n/m);
});

test('a mistake in the sweep file gives one message with its place, exit 2, and writes nothing', () => {
	mkdirSync(join(folder, 'bad'));
	writeFileSync(join(folder, 'bad', 'sweep.toml'), 'name = "x"\ncommand = ["true"]\n[parametres]\na = [1]\n');
	for (const command of ['check sweep.toml', 'run sweep.toml --headless']) {
		const {status, stdout, stderr} = shell(`sweeptop ${command}`, join(folder, 'bad'));
		assert.deepEqual({status, stdout}, {status: 2, stdout: ''});
		assert.match(stderr, /^sweeptop: .*sweep\.toml:3:2: .*parametres.*\n {2}.*parameters/);
	}
	assert.deepEqual(readdirSync(join(folder, 'bad')), ['sweep.toml']);
});

test('check says what a valid file would run', () => {
	assert.match(
		shell('sweeptop check gemm --set run.repeats=2').stdout,
		/sweep\.toml: valid\. gemm: 24 trials over dtype, size, block; maximize flops\n$/,
	);
	assert.match(shell('sweeptop check gem').stderr, /did you mean the preset "gemm"\?/);
});

test('run, headless: one line a trial, files, exit code', () => {
	const {status, stdout} = shell('sweeptop run smoke --out run --set parameters.p2=[10,25]');
	assert.equal(status, 0);
	const lines = stdout.split('\n');
	assert.equal(lines.filter(line => /^#\d+ complete \d+\/14 product=\d+ /.test(line)).length, 14);
	assert.match(stdout, /\nbest +#\d+ product=100 +p1=25 p2=25\n/);
	assert.match(stdout, new RegExp(`\nfile +${folder}/run/trials\\.csv\n`));
	assert.equal(
		readFileSync(join(folder, 'run', 'trials.csv'), 'utf8')
			.trimEnd()
			.split('\n').length,
		15,
	);
	assert.equal(shell('sweeptop run smoke --out run --headless').status, 2);
	const ndjson = shell('sweeptop run smoke --reporter ndjson --set parameters.p2=[10] --set parameters.p1=[10,25]');
	const types = ndjson.stdout
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line).type);
	assert.equal(types[0], 'sweep-started');
	assert.equal(types.filter(type => type === 'trial-ended').length, 2);
	assert.equal(shell('sweeptop run smoke --reporter silent --set parameters.p2=[10]').stdout, '');
});

test('a sweep of which no trial completes ends with 1', () => {
	writeFileSync(join(folder, 'fails.toml'), 'name = "fails"\ncommand = ["false"]\n[parameters]\na = [1, 2]\n');
	const {status, stdout} = shell('sweeptop run fails.toml --headless');
	assert.equal(status, 1);
	assert.match(stdout, /^#1 failed 1\/2 .*exit 1\n/);
});

test('a journal is complete although nobody reads the lines', () => {
	const {status} = shell(
		'sweeptop run smoke --headless --out unread --set parameters.p2=[10,25] | true; exit ${PIPESTATUS[0]}',
	);
	assert.equal(status, 0);
	assert.equal(
		readFileSync(join(folder, 'unread', 'trials.csv'), 'utf8')
			.trimEnd()
			.split('\n').length,
		15,
	);
});

test('reset puts a terminal right', async () => {
	const script = `printf '\\033[?1049h\\033[?25l'; stty -echo -icanon; '${LAUNCHER}' reset; stty -a | grep -o -- '-\\?icanon'; cat`;
	const screen = openPtyScreen({argv: ['/bin/sh', '-c', script]});
	try {
		await screen.waitForText(/^icanon$/m);
		assert.equal(screen.alternate(), false);
		assert.ok(screen.received().includes('\u001B[?25h'));
	} finally {
		await screen.close();
	}
});

test('presets is framed on a terminal that has room', async () => {
	const screen = openPtyScreen({argv: [LAUNCHER, 'presets'], columns: 140});
	try {
		assert.deepEqual(await screen.exited, {code: 0, signal: 0});
		assert.match(screen.text(), /^┌─+┬─+┬─+┬─+┬─+┐\n│ preset +│ trials │ time │ needs +│ what it sweeps/);
	} finally {
		await screen.close();
	}
});
