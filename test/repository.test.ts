import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {assertNone} from './helpers/assert-none.ts';
import {listRepositoryFiles} from './helpers/source-tree.ts';
import {REPOSITORY} from './helpers/repository.ts';

/** Texts that hold foreign lines: captured data, written by other programs. */
const FOREIGN = /^(?:test\/fixtures\/|package-lock\.json$|LICENSE$)/;
/** This file has to spell what it looks for. */
const SELF = 'test/repository.test.ts';

const files = listRepositoryFiles().filter(path => !/\.(?:gz|png|sqlite3|parquet|db)$/.test(path));

function read(path: string): string {
	return readFileSync(join(REPOSITORY, path), 'utf8');
}

function findIn(paths: readonly string[], pattern: RegExp): string[] {
	return paths.flatMap(path =>
		read(path)
			.split('\n')
			.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
	);
}

const ours = files.filter(path => path !== SELF && !FOREIGN.test(path));

test('nothing names a folder of the machine it was written on', () => {
	assertNone(
		findIn(
			ours,
			/(?<![\w.$}])\/(?:work|root|workspace)\/|(?<![\w.$}])\/home\/(?!(?:user|me|name|pi|nvidia|you|someone|ada)\b)\w+\//,
		),
		'make these relative',
	);
});

test('nothing is put off', () => {
	assertNone(findIn(ours, /\b(?:TODO|FIXME|XXX|HACK)\b/), 'do it, or file it');
});

test('the lock file names no host to install from', () => {
	assert.doesNotMatch(read('package-lock.json'), /"resolved": *"https?:/);
	assertNone(
		findIn(
			ours.filter(path => /rc$|\.json$|run$/.test(path)),
			/registry *[=:] *["']?https?:/,
		),
		'leave the registry to npm',
	);
});

test('dependencies are exact versions, the same in the lock file', () => {
	const {dependencies, devDependencies, optionalDependencies}: Readonly<Record<string, Record<string, string>>> =
		JSON.parse(read('package.json'));
	const all = Object.entries({...dependencies, ...devDependencies, ...optionalDependencies});
	assert.ok(all.length > 10);
	const loose = all.filter(([, version]) => !/^(?:npm:@?[\w/-]+@)?\d+\.\d+\.\d+$/.test(version));
	assertNone(
		loose.map(([name, version]) => `${name} is ${version}`),
		'write these as exact versions',
	);
	const lock: {packages: Record<string, {version?: string}>} = JSON.parse(read('package-lock.json'));
	const different = all.filter(
		([name, version]) => !version.endsWith(lock.packages[`node_modules/${name}`]?.version ?? '?'),
	);
	assertNone(
		different.map(([name, version]) => `${name} is ${version}`),
		'other than in package-lock.json',
	);
});

test('the linter refuses what the style forbids', () => {
	const {rules}: {rules: Record<string, string | readonly unknown[]>} = JSON.parse(read('.oxlintrc.json'));
	const needed = [
		'typescript/no-explicit-any',
		'typescript/no-non-null-assertion',
		'typescript/no-floating-promises',
		'no-console',
	];
	for (const rule of needed) assert.equal([rules[rule]].flat()[0], 'error', `${rule} has to be an error`);
});
