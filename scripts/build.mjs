/**
 * Bundles the program into dist/: ES modules with code splitting, so that a command loads only its own chunks.
 * Does nothing when no input changed since the last build. `--force` builds anyway.
 */
import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {LAZY_PARTS} from './lazy-parts.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const outputFolder = join(root, 'dist');
const manifestPath = join(outputFolder, 'manifest.json');

/**
 * One bundle for each process that is started by path. None shares files with another: in common chunks the engine would
 * be in 72 files instead of 3, and each file takes a third of a millisecond to load.
 */
const ENTRIES = {
	cli: 'source/cli.ts',
	'engine-process': 'source/commands/engine/engine-process.ts',
	'guard-process': 'source/commands/knob/guard-process.ts',
	'probe-process': 'source/commands/probe/probe-process.ts',
	'emulator-worker': 'source/executors/emulator-worker.ts',
	'sampler-worker': 'source/samplers/sampler-worker.ts',
	'read-worker': 'probes/host/read-worker.ts',
};

/** What can change the result. */
const INPUT_FOLDERS = ['source', 'components', 'probes', 'presets'];
const INPUT_FILES = [
	'package.json',
	'package-lock.json',
	'tsconfig.json',
	'scripts/build.mjs',
	'scripts/lazy-parts.mjs',
	'scripts/lazy-shims.mjs',
];

/**
 * Not bundled: `node-pty` loads a native addon by its own path; `react-devtools-core` is an optional part of Ink for
 * development that production never asks for.
 */
const EXTERNAL = ['node-pty', 'react-devtools-core'];

/** CommonJS packages inside the bundle ask for Node's own modules through `require`, which a module does not have. */
const BANNER =
	"import {createRequire as __createRequire} from 'node:module';\nconst require = __createRequire(import.meta.url);";

const previous = readManifest();
const hash = hashInputs();
if (previous.hash !== hash || process.argv.includes('--force')) {
	// esbuild has printed each error with its place; a stack of its own code says nothing more.
	await bundle().catch(error => {
		process.exitCode = 1;
		if (error.errors === undefined) throw error;
	});
}

async function bundle() {
	const started = performance.now();
	const results = await Promise.all(Object.entries(ENTRIES).map(([name, source]) => bundleOne({[name]: source})));
	// A chunk is named by what is in it: the same one of two bundles is one file.
	const outputs = new Map(results.flatMap(({outputFiles}) => outputFiles.map(file => [file.path, file.contents])));
	const files = [...outputs].map(([path, bytes]) => ({path: path.slice(outputFolder.length + 1), bytes}));
	// Entries last: whoever starts the program meanwhile gets the old one whole or the new one whole.
	for (const {path, bytes} of files.toSorted((a, b) => isEntry(a.path) - isEntry(b.path))) replaceFile(path, bytes);
	const names = files.map(file => file.path);
	replaceFile('manifest.json', JSON.stringify({hash, files: names, before: previous.files}));
	removeOthers(new Set(['manifest.json', ...names, ...previous.files]));
	process.stderr.write(`built dist in ${Math.round(performance.now() - started)} ms\n`);
}

function bundleOne(entryPoints) {
	return build({
		absWorkingDir: root,
		entryPoints,
		outdir: 'dist',
		write: false,
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		target: 'node24',
		jsx: 'automatic',
		external: EXTERNAL,
		inject: LAZY_PARTS.inject,
		plugins: LAZY_PARTS.plugins,
		define: {...LAZY_PARTS.define, 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
		minifySyntax: true,
		minifyWhitespace: true,
		sourcemap: 'linked',
		sourcesContent: false,
		legalComments: 'linked',
		chunkNames: 'chunks/[name]-[hash]',
		banner: {js: BANNER},
		logLevel: 'warning',
		// The sources set NODE_ENV for runs from source; here it is a constant.
		logOverride: {'assign-to-define': 'silent'},
	});
}

function hashInputs() {
	const sum = createHash('sha256');
	const files = INPUT_FOLDERS.flatMap(folder => listFiles(folder).filter(path => /\.tsx?$/.test(path)));
	for (const path of [...files, ...INPUT_FILES])
		sum
			.update(path)
			.update('\0')
			.update(readFileSync(join(root, path)))
			.update('\0');
	return sum.digest('hex');
}

/** Paths relative to the root, sorted, so that equal trees hash equally. */
function listFiles(folder) {
	return readdirSync(join(root, folder), {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile())
		.map(entry => join(entry.parentPath, entry.name).slice(root.length + 1))
		.toSorted();
}

/** @returns {{hash: string, files: string[]}} */
function readManifest() {
	try {
		const {hash: builtFrom, files} = JSON.parse(readFileSync(manifestPath, 'utf8'));
		for (const path of files) readFileSync(join(outputFolder, path));
		return {hash: builtFrom, files};
	} catch {
		return {hash: '', files: []};
	}
}

function isEntry(path) {
	return Number(!path.startsWith('chunks/'));
}

function replaceFile(path, bytes) {
	const target = join(outputFolder, path);
	mkdirSync(dirname(target), {recursive: true});
	writeFileSync(`${target}.${process.pid}`, bytes);
	renameSync(`${target}.${process.pid}`, target);
}

/**
 * Removes chunks of older builds, but not of the last one: a sweep that was started from it and runs detached may
 * still have to load some.
 */
function removeOthers(kept) {
	for (const entry of readdirSync(outputFolder, {recursive: true, withFileTypes: true})) {
		if (!entry.isFile()) continue;
		const path = join(entry.parentPath, entry.name);
		if (!kept.has(path.slice(outputFolder.length + 1)) && !isBeingWritten(path)) rmSync(path, {force: true});
	}
}

/** Whether it is the draft of another build that runs now (see `replaceFile`). */
function isBeingWritten(path) {
	const age = Date.now() - (statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? 0);
	return /\.\d+$/.test(path) && age < 60_000;
}
