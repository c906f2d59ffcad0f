import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {test} from 'node:test';
import {assertNone} from './helpers/assert-none.ts';
import {REPOSITORY} from './helpers/repository.ts';
import {blankComments, importsOf, readSourceTree, type SourceFile, staticClosure} from './helpers/source-tree.ts';

/** Who may import whom. A room may always import itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[] | 'everything'>> = {
	cli: 'everything',
	commands: 'everything',
	domain: [],
	store: ['domain'],
	keymap: ['domain', 'store'],
	components: ['store', 'plot', 'keymap', 'theme', 'domain'],
	reporters: ['store', 'plot', 'domain'],
	engine: ['journal', 'executors', 'domain'],
	exporters: ['domain', 'plot'],
	executors: ['domain'],
	journal: ['domain'],
	client: ['domain'],
	spec: ['domain'],
	definitions: ['domain'],
	listeners: ['domain'],
	importers: ['domain'],
	samplers: ['domain'],
	pruners: ['domain'],
	gates: ['domain'],
	knobs: ['domain'],
	plot: ['domain'],
	theme: ['domain'],
	probes: ['domain'],
	presets: ['domain'],
};

/** Rooms that know nothing of the machine: no module of Node's. */
const WITHOUT_NODE = new Set(['domain', 'store', 'keymap', 'components']);
/** Rooms that use no package either. */
const WITHOUT_PACKAGES = new Set(['domain', 'store', 'keymap']);

const FILE_LINES = 300;
const FUNCTION_LINES = 60;

const tree = readSourceTree();

function roomOf(path: string): string {
	const parts = path.split('/');
	if (parts[0] !== 'source') return parts[0] ?? '';
	return parts.length === 2 ? 'cli' : (parts[1] ?? '');
}

function forEachMatch(
	files: readonly SourceFile[],
	pattern: RegExp,
	say: (where: string, text: string) => string,
): string[] {
	return files.flatMap(file =>
		blankComments(file.text)
			.split('\n')
			.flatMap((line, index) => {
				const match = pattern.exec(line);
				return match === null ? [] : [say(`${file.path}:${index + 1}`, match[0])];
			}),
	);
}

test('the tree is read', () => {
	assert.ok(tree.length > 20);
	assert.ok(tree.flatMap(file => importsOf(file)).length > 50);
});

test('every room is in the table of who may import whom', () => {
	const unknown = new Set(tree.map(file => roomOf(file.path)).filter(room => !Object.hasOwn(MAY_IMPORT, room)));
	assertNone(
		[...unknown].map(room => `room "${room}" is new: give it a line in MAY_IMPORT and in the architecture page`),
	);
});

test('rooms import only what the table allows', () => {
	const problems = tree.flatMap(file => {
		const room = roomOf(file.path);
		const allowed = MAY_IMPORT[room] ?? [];
		return importsOf(file).flatMap(({line, specifier, target}) => {
			const where = `${file.path}:${line}`;
			if (target === undefined) return checkOutside(where, room, specifier);
			const other = roomOf(target);
			if (other === room || allowed === 'everything' || allowed.includes(other)) return [];
			const may = allowed.length === 0 ? 'nothing else' : `only ${allowed.join(', ')}`;
			return [
				`${where} imports ${target}, but ${room} may import ${may}: move what both need to source/domain, or hand it in from source/commands`,
			];
		});
	});
	assertNone(problems);
});

function checkOutside(where: string, room: string, specifier: string): string[] {
	if (specifier.startsWith('node:')) {
		if (!WITHOUT_NODE.has(room)) return [];
		return [`${where} imports ${specifier}, but ${room} knows nothing of the machine: hand in a function that does it`];
	}
	if (!WITHOUT_PACKAGES.has(room)) return [];
	return [`${where} imports the package ${specifier}, but ${room} uses none: do it in plot or commands`];
}

test('imports of our files exist, end in .ts or .tsx and form no cycle', () => {
	const paths = new Set(tree.map(file => file.path));
	const problems = tree.flatMap(file =>
		importsOf(file).flatMap(({line, specifier, target}) => {
			if (target === undefined || paths.has(target)) return [];
			return [`${file.path}:${line} imports ${specifier}: there is no such .ts or .tsx file`];
		}),
	);
	assertNone([...problems, ...findCycles().map(cycle => `these files import each other in a circle: ${cycle}`)]);
});

function findCycles(): string[] {
	const edges = new Map(
		tree.map(file => [
			file.path,
			importsOf(file).flatMap(line =>
				line.typeOnly || line.dynamic || line.target === undefined ? [] : [line.target],
			),
		]),
	);
	const done = new Set<string>();
	const cycles: string[] = [];
	const visit = (path: string, trail: readonly string[]): void => {
		if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
		if (done.has(path)) return;
		done.add(path);
		for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
	};
	for (const path of edges.keys()) visit(path, []);
	return cycles;
}

test('Ink and React are loaded by the screen alone', () => {
	const problems = tree.flatMap(file =>
		importsOf(file).flatMap(({line, specifier}) => {
			if (!/^(?:ink|react|ink-table)(?:\/|$)/.test(specifier)) return [];
			if (roomOf(file.path) === 'components' || file.path.startsWith('source/commands/screen')) return [];
			return [`${file.path}:${line} imports ${specifier}: only components and source/commands/screen* may`];
		}),
	);
	assertNone(problems);
});

test('what starts often or stays long loads neither the screen nor the readers of sweep files', () => {
	const heavy = ['ink', 'react', 'ink-table', 'zod', 'yaml', 'toml-eslint-parser', 'systeminformation'];
	const entries = [
		'source/cli.ts',
		'source/commands/main.ts',
		'source/commands/engine/engine-process.ts',
		'source/commands/knob/guard-process.ts',
		'source/commands/probe/probe-process.ts',
	];
	const present = entries.filter(entry => tree.some(file => file.path === entry));
	const problems = present.flatMap(entry => {
		const reached = staticClosure(entry, tree);
		return heavy
			.filter(name => reached.has(name))
			.map(name => `${entry} loads ${name} at its start: import() it where it is used`);
	});
	assertNone(problems);
});

test(`no file is longer than ${FILE_LINES} lines`, () => {
	const files = [...tree, ...readSourceTree(['test', 'scripts'])];
	// A table of cases is read by the row.
	const long = files.filter(file => file.lines.length - 1 > FILE_LINES && !/^test\/.*-cases\.ts$/.test(file.path));
	assertNone(
		long.map(file => `${file.path} has ${file.lines.length - 1} lines: a second noun has moved in, give it a file`),
	);
});

test(`no function is longer than ${FUNCTION_LINES} lines`, () => {
	const folder = mkdtempSync(join(tmpdir(), 'sweeptop-lint-'));
	const config = join(folder, 'oxlintrc.json');
	const rule = ['error', {max: FUNCTION_LINES, skipBlankLines: false, skipComments: false}];
	writeFileSync(
		config,
		JSON.stringify({categories: {correctness: 'off'}, rules: {'eslint/max-lines-per-function': rule}}),
	);
	try {
		const oxlint = join(REPOSITORY, 'node_modules', '.bin', 'oxlint');
		const folders = ['source', 'components', 'probes', 'presets', 'scripts'];
		execFileSync(oxlint, ['-c', config, '--format', 'unix', ...folders], {cwd: REPOSITORY, encoding: 'utf8'});
	} catch (error) {
		const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
		assert.fail(`\n${output}\nname the parts of these functions and let them call those`);
	} finally {
		rmSync(folder, {recursive: true});
	}
});

test('files are named in kebab-case', () => {
	const odd = tree.filter(file => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:story|d))?\.tsx?$/.test(basename(file.path)));
	assertNone(odd.map(file => `${file.path}: rename it to kebab-case`));
});

test('the style that no linter rule covers', () => {
	const typescript = tree.filter(file => !file.path.endsWith('.d.ts'));
	assertNone([
		...forEachMatch(typescript, /\bexport default\b/, where => `${where} has a default export: name it`),
		...forEachMatch(
			typescript,
			/^\s*(?:export\s+)?(?:const\s+)?enum\s/,
			where => `${where} has an enum: use a union of texts`,
		),
		...forEachMatch(
			typescript,
			/\bMath\.random\(/,
			where => `${where} draws its own random numbers: take them as an argument`,
		),
	]);
});

test('rules are not switched off in place', () => {
	const off = /(?:oxlint|eslint)-disable|biome-ignore|@ts-(?:ignore|nocheck|expect-error)/;
	const problems = [...tree, ...readSourceTree(['test'])].flatMap(file =>
		file.lines.flatMap((line, index) =>
			off.test(line) && file.path !== 'test/architecture.test.ts' ? [`${file.path}:${index + 1}: ${line.trim()}`] : [],
		),
	);
	assertNone(problems);
});

test('only the entries of processes decide how a process ends', () => {
	const entries =
		/^source\/(?:cli|commands\/(?:engine\/engine-process|knob\/guard-process|probe\/probe-process)|executors\/emulator-worker)\.ts$/;
	const others = tree.filter(file => !entries.test(file.path));
	assertNone(
		forEachMatch(others, /\bprocess\.exit(?:Code\b|\()/, where => `${where}: give the exit code back to source/cli.ts`),
	);
});

test('a pseudo-terminal that node-pty opened is never killed or destroyed: its pid is -1, which is everybody', () => {
	const users = tree.filter(file => importsOf(file).some(line => line.specifier === 'node-pty'));
	assertNone(
		forEachMatch(users, /(?<!process|\bslave|\bmaster)\.(?:kill|destroy)\(/, (where, text) => `${where} calls ${text}`),
	);
});

test('a value that is exported is named in some other file', () => {
	const files = [...tree, ...readSourceTree(['test', 'scripts'])];
	const namedIn = Map.groupBy(
		files.flatMap(({path, text}) => Array.from(new Set(text.match(/\w+/g)), word => ({word, path}))),
		({word}) => word,
	);
	const problems = tree.flatMap(({path, text}) =>
		Array.from(text.matchAll(/^export (?:async )?(?:function\*?|const|class) (?<name>\w+)/gm), match => {
			const name = match.groups?.['name'] ?? '';
			// What stands in a registry is found by walking it.
			const isUsed = path.endsWith('/registry.ts') || namedIn.get(name)?.some(other => other.path !== path) === true;
			return isUsed ? [] : [`${path}: nobody imports ${name}: keep it to itself, or remove it`];
		}).flat(),
	);
	assertNone(problems);
});

test('every export says what it is', () => {
	const problems = tree.flatMap(file =>
		file.lines.flatMap((line, index) => {
			const match = /^export (?:async )?(?:function\*?|const|class|type|let|interface) (?<name>\w+)/.exec(line);
			if (match === null) return [];
			const before = file.lines[index - 1] ?? '';
			const overload = before.startsWith(`export function ${match.groups?.['name']}(`);
			return before.trimEnd().endsWith('*/') || overload
				? []
				: [`${file.path}:${index + 1}: ${match.groups?.['name']} has no doc comment`];
		}),
	);
	assertNone(problems);
});
