import assert from 'node:assert/strict';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test, type TestContext} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import {createRunDirectory, findRun, listRuns} from '../../source/journal/run-directory.ts';
import {executionFolder, listArtifacts, runName, timeOfRunName, trialFolder} from '../../source/journal/run-layout.ts';

function temporary(t: TestContext): string {
	const directory = mkdtempSync(join(tmpdir(), 'sweeptop-runs-'));
	t.after(() => rmSync(directory, {recursive: true, force: true}));
	return directory;
}

function makeRun(path: string): string {
	mkdirSync(path, {recursive: true});
	writeFileSync(join(path, 'journal.ndjson'), '');
	return path;
}

const now = () => Date.UTC(2026, 10, 21, 19, 45, 12, 345);

function problemOf(action: () => unknown): string {
	try {
		action();
	} catch (error) {
		assert.ok(error instanceof UserError, String(error));
		return `${error.problem} | ${error.hint}`;
	}
	return assert.fail('nothing was thrown');
}

test('a run gets a private folder named by sweep, time and four hex digits', t => {
	const runs = join(temporary(t), 'sweeps');
	const path = createRunDirectory({runs, name: 'gemm', now, random: () => 0.5});
	assert.equal(path, join(runs, 'gemm-20261121-194512-8000'));
	assert.equal(statSync(path).mode & 0o777, 0o700);
	const draws = [0.5, 0.5, 0.25];
	const second = createRunDirectory({runs, name: 'gemm', now, random: () => draws.shift() ?? 0});
	assert.equal(second, join(runs, 'gemm-20261121-194512-4000'), 'a taken name is drawn again');
});

test('names of runs sort by time', () => {
	assert.equal(timeOfRunName(runName('a-b', now(), 0)), '20261121-194512');
	assert.equal(timeOfRunName('my-results'), undefined);
});

test('--out is taken exactly; one that holds a run is refused with a hint to resume', t => {
	const out = join(temporary(t), 'a', 'b');
	const options = {runs: '/nowhere', out, name: 'gemm', now, random: Math.random};
	assert.equal(createRunDirectory(options), out);
	writeFileSync(join(out, 'notes.txt'), 'mine');
	assert.equal(createRunDirectory(options), out, 'other files do not matter');
	makeRun(out);
	assert.match(
		problemOf(() => createRunDirectory(options)),
		/b already holds a run \| Continue it with `sweeptop resume /,
	);
});

test('D5: a folder that cannot be made is named with its errno', t => {
	const directory = temporary(t);
	const file = join(directory, 'file');
	writeFileSync(file, '');
	symlinkSync(join(directory, 'loop'), join(directory, 'loop'));
	const problems = [
		[join(file, 'runs'), 'ENOTDIR'],
		[join(directory, 'x'.repeat(300)), 'ENAMETOOLONG'],
		[join(directory, 'loop', 'runs'), 'ELOOP'],
	] as const;
	for (const [runs, errno] of problems) {
		const problem = problemOf(() => createRunDirectory({runs, name: 'gemm', now, random: Math.random}));
		assert.ok(problem.includes(runs) && problem.includes(errno), problem);
	}
	const problem = problemOf(() => createRunDirectory({runs: '', out: file, name: 'gemm', now, random: Math.random}));
	assert.ok(problem.includes(`${file} is a file`), problem);
});

test('D5: an unwritable folder is named with EACCES', t => {
	const runs = temporary(t);
	chmodSync(runs, 0o500);
	const isRoot = process.geteuid?.() === 0;
	// Root may write everywhere, so it is nobody for a moment.
	if (isRoot) process.seteuid?.(65534);
	try {
		const problem = problemOf(() => createRunDirectory({runs, name: 'gemm', now, random: Math.random}));
		assert.ok(problem.includes(runs) && problem.includes('EACCES'), problem);
	} finally {
		if (isRoot) process.seteuid?.(0);
	}
});

test('runs are listed newest first, by the time in their names', t => {
	const runs = temporary(t);
	assert.deepEqual(listRuns(join(runs, 'absent')), []);
	const names = ['b-20261121-194512-0001', 'a-20261121-194513-0001', 'c-20251121-194512-0001'];
	for (const name of [...names, 'older', 'newer']) makeRun(join(runs, name));
	mkdirSync(join(runs, 'no-run'));
	utimesSync(join(runs, 'older'), 1, 1);
	assert.deepEqual(
		listRuns(runs).map(run => run.name),
		['a-20261121-194513-0001', 'b-20261121-194512-0001', 'c-20251121-194512-0001', 'newer', 'older'],
	);
});

test('a run is found by path, unique beginning, whole name, or as the last', t => {
	const runs = temporary(t);
	const first = makeRun(join(runs, 'gemm-20261121-194512-8000'));
	const second = makeRun(join(runs, 'gemm-20261122-000000-1234'));
	const other = makeRun(join(runs, 'tune-20261101-000000-1234'));
	makeRun(join(runs, 'gemm-20261122'));
	assert.equal(findRun(runs, 'last'), second);
	assert.equal(findRun(runs, 'tu'), other);
	assert.equal(findRun(runs, 'gemm-20261121'), first);
	assert.equal(findRun(runs, 'gemm-20261122'), join(runs, 'gemm-20261122'), 'a whole name wins over a beginning');
	assert.equal(findRun('/nowhere', first), first);
});

test('a run that is not found: the error lists candidates', t => {
	const runs = temporary(t);
	assert.match(
		problemOf(() => findRun(runs, 'last')),
		/there is no run in .* \| Start one with `sweeptop run`/,
	);
	assert.match(
		problemOf(() => findRun(runs, 'gemm')),
		/no run "gemm" in/,
	);
	for (let index = 1; index < 8; index++) makeRun(join(runs, `gemm-2026112${index}-000000-1234`));
	assert.match(
		problemOf(() => findRun(runs, 'gemm')),
		/"gemm" begins the names of 7 runs \| Give more of one: (gemm-2026112\d-000000-1234, ){4}gemm-20261123-000000-1234 and 2 more/,
	);
	assert.match(
		problemOf(() => findRun(runs, 'gmm-20261121-000000-1234')),
		/Did you mean gemm-20261121-000000-1234\?/,
	);
	assert.match(
		problemOf(() => findRun(runs, 'elsewhere/gemm')),
		/elsewhere\/gemm is no run/,
	);
	assert.match(
		problemOf(() => findRun(runs, '')),
		/no run ""/,
	);
});

test('folders of trials and executions are numbers only', t => {
	assert.equal(trialFolder(1), 'trials/000001');
	assert.equal(trialFolder(1_234_567), 'trials/1234567');
	assert.equal(executionFolder(12, 3), 'trials/000012/e03');
	const run = temporary(t);
	const artifacts = join(run, executionFolder(1, 2), 'artifacts');
	mkdirSync(artifacts, {recursive: true});
	for (const name of ['plot.png', 'a.txt']) writeFileSync(join(artifacts, name), '');
	assert.deepEqual(listArtifacts(run, [executionFolder(1, 1), executionFolder(1, 2)]), [
		'trials/000001/e02/artifacts/a.txt',
		'trials/000001/e02/artifacts/plot.png',
	]);
});
