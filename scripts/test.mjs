/**
 * Runs the tests: `npm test [-- FILTER …] [-- --faults]`. A filter that is part of a test file's path chooses files, and
 * one with a `/` has to; any other is a pattern on the names of tests. `--faults` (or SWEEPTOP_FAULTS=1) adds those that
 * take real minutes.
 * Every skipped test is named at the end with its reason.
 *
 * Each file has a process of its own, but for the rooms of pure functions: their files share one process a room, since
 * half of what they take is the start of it and the compiling of the same sources again.
 */
import {globSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, relative, resolve} from 'node:path';
import process from 'node:process';
import {run} from 'node:test';
import {spec} from 'node:test/reporters';
import {fileURLToPath, pathToFileURL} from 'node:url';

/** Whole files that wait or compute longest begin first, so that no long one is left alone at the end. */
const LONG_FIRST = ['e2e', 'components', 'knobs', 'executors', 'commands', 'journal', 'presets', 'engine'];

/** Rooms whose tests call functions and look at what they return. */
const PURE_ROOMS = new Set([
	'definitions',
	'domain',
	'exporters',
	'gates',
	'importers',
	'keymap',
	'listeners',
	'plot',
	'probes',
	'pruners',
	'reporters',
	'samplers',
	'spec',
	'store',
	'theme',
]);

/** A test file that measures, starts a process or a thread, or changes the process has its process for itself. */
const ALONE =
	/cpu-time\.ts|node:child_process|node:worker_threads|memoryUsage|performance\.now|process\.(?:env|chdir|on|once)\b/;

const root = join(fileURLToPath(import.meta.url), '..', '..');
const words = process.argv.slice(2);
const faults = words.includes('--faults') || process.env.SWEEPTOP_FAULTS === '1';
const filters = words.filter(word => word !== '--faults').map(word => word.replace(/^\.\//, ''));

// Ink draws nothing where these are set, and what is tested is the program as people see it.
delete process.env.CI;
delete process.env.CONTINUOUS_INTEGRATION;
if (faults) process.env.SWEEPTOP_FAULTS = '1';
process.chdir(root);

const found = globSync('test/**/*.test.{ts,tsx}').toSorted();
const pathFilters = filters.filter(filter => found.some(path => path.includes(filter)));
const nameFilters = filters.filter(filter => !pathFilters.includes(filter));
const strays = nameFilters.filter(filter => filter.includes('/'));
if (strays.length > 0) {
	process.stderr.write(`no test file has ${strays.map(filter => JSON.stringify(filter)).join(' or ')} in its path\n`);
	process.exit(1);
}
const files = found.filter(path =>
	pathFilters.length === 0 ? isUsual(path) : pathFilters.some(filter => path.includes(filter)),
);

const skipped = [];
const counts = {passed: 0, failed: 0};
const started = performance.now();
const groups = mkdtempSync(join(tmpdir(), 'sweeptop-tests-'));
process.once('exit', () => rmSync(groups, {recursive: true, force: true}));
const stream = run({
	files: planProcesses(files),
	// Two cores have more to do than two files at a time: the long ones mostly wait.
	concurrency: 3,
	execArgv: ['--import', 'tsx'],
	...(nameFilters.length === 0 ? {} : {testNamePatterns: nameFilters.map(filter => new RegExp(filter))}),
});
stream.on('test:pass', test => {
	if (test.skip !== undefined) skipped.push({...test, reason: typeof test.skip === 'string' ? test.skip : ''});
	else if (test.details.type !== 'suite' && !isWholeFile(test)) counts.passed += 1;
});
stream.on('test:fail', test => {
	if (test.todo === undefined) counts.failed += 1;
});
stream.compose(new spec()).pipe(process.stdout);
stream.once('end', () => process.once('beforeExit', summarise));

/** What is started, in order: test files, and one file for each room that shares a process. */
function planProcesses(paths) {
	const shared = Map.groupBy(paths, path => (isPure(path) ? roomOf(path) : undefined));
	const single = shared.get(undefined) ?? [];
	shared.delete(undefined);
	const rank = path => (LONG_FIRST.includes(roomOf(path)) ? LONG_FIRST.indexOf(roomOf(path)) : LONG_FIRST.length);
	return [
		...single.toSorted((a, b) => rank(a) - rank(b)),
		...Array.from(shared, ([room, members]) => (members.length === 1 ? members[0] : writeGroup(room, members))),
	];
}

/** `domain` of `test/domain/rank.test.ts`. */
function roomOf(path) {
	return path.split('/')[1];
}

function isPure(path) {
	return PURE_ROOMS.has(roomOf(path)) && !ALONE.test(readFileSync(path, 'utf8'));
}

/** A file that imports these, for one process; the reports of their tests name the files themselves. */
function writeGroup(room, members) {
	const entry = join(groups, `${room}.mjs`);
	writeFileSync(entry, members.map(path => `import ${JSON.stringify(pathToFileURL(path).href)};\n`).join(''));
	return entry;
}

/** A file in which no test ran is reported as one test that passed. */
function isWholeFile(test) {
	return test.file !== undefined && resolve(test.name) === test.file;
}

/** Slow faults only on demand; what lies among the fixtures is input of other tests. */
function isUsual(path) {
	if (path.startsWith('test/fixtures/')) return false;
	return faults || !path.startsWith('test/faults/');
}

function summarise() {
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	const lines = [`\n${counts.passed} passed, ${counts.failed} failed, ${skipped.length} skipped in ${seconds} s`];
	for (const test of skipped)
		lines.push(
			`  skipped: ${test.name} (${relative(root, test.file ?? '')})${test.reason === '' ? '' : `: ${test.reason}`}`,
		);
	process.stdout.write(`${lines.join('\n')}\n`);
	if (counts.passed + counts.failed === 0) process.stderr.write(`no test matches ${JSON.stringify(filters)}\n`);
	process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
}
