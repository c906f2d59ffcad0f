/**
 * Runs the tests: `npm test [-- FILTER …] [-- --faults]`. A filter that is part of a test file's path chooses files;
 * any other is a pattern on the names of tests. `--faults` (or SWEEPTOP_FAULTS=1) adds those that take real minutes.
 * Every skipped test is named at the end with its reason.
 */
import {globSync} from 'node:fs';
import {join, relative, resolve} from 'node:path';
import process from 'node:process';
import {run} from 'node:test';
import {spec} from 'node:test/reporters';
import {fileURLToPath} from 'node:url';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const words = process.argv.slice(2);
const faults = words.includes('--faults') || process.env.SWEEPTOP_FAULTS === '1';
const filters = words.filter(word => word !== '--faults');

// Ink draws nothing where these are set, and what is tested is the program as people see it.
delete process.env.CI;
delete process.env.CONTINUOUS_INTEGRATION;
if (faults) process.env.SWEEPTOP_FAULTS = '1';
process.chdir(root);

const found = globSync('test/**/*.test.{ts,tsx}').toSorted();
const pathFilters = filters.filter(filter => found.some(path => path.includes(filter)));
const nameFilters = filters.filter(filter => !pathFilters.includes(filter));
const files = found.filter(path =>
	pathFilters.length === 0 ? isUsual(path) : pathFilters.some(filter => path.includes(filter)),
);

const skipped = [];
const counts = {passed: 0, failed: 0};
const started = performance.now();
const stream = run({
	files,
	concurrency: 2,
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
