import assert from 'node:assert/strict';
import {accessSync, constants, existsSync, globSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {pathToFileURL} from 'node:url';
import {GLOBAL_FLAGS, optionName} from '../source/commands/arguments.ts';
import {COMMANDS} from '../source/commands/registry.ts';
import {EXPORTER_IDS} from '../source/domain/exporter.ts';
import {IMPORTER_IDS} from '../source/domain/importer.ts';
import {REPORTER_IDS} from '../source/domain/reporter.ts';
import {VIEW_ROWS} from '../source/domain/view/view-table.ts';
import {assertIds, assertNone} from './helpers/assert-none.ts';
import {escapePattern} from './helpers/escape-pattern.ts';
import {REPOSITORY} from './helpers/repository.ts';

/** A row of any registry, as far as these tests look. */
type Row = {readonly id: string; readonly title?: string; readonly folder?: string};

const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');

/** What each registry's rows must have besides an id: gives a sentence for what is missing. */
const RULES: Readonly<Record<string, (row: Row) => readonly string[]>> = {
	'components/views/registry.ts': row => [
		...requireViewRow(row.id),
		...requireFile(`components/views/${row.id}.story.tsx`, 'a story of it in its states'),
		...requireFile(`test/frames/components/${row.id}-80x24.txt`, 'its frame: UPDATE_FRAMES=1 writes it'),
	],
	'presets/registry.ts': row => [
		...requireFile(`presets/${row.folder}/sweep.toml`, 'its sweep'),
		...requireExecutable(`presets/${row.folder}`),
		...requireFile(`test/presets/${row.id}.test.ts`, 'a test of its program'),
		...requireReadme(row.id),
	],
	'probes/registry.ts': row => requireMention('test/probes', row.id),
	'source/commands/registry.ts': row => requireReadme(`sweeptop ${row.id}`),
	'source/definitions/registry.ts': row => requireMention('test/definitions', row.id),
	'source/executors/registry.ts': row => requireMention('test/executors', row.id),
	'source/exporters/registry.ts': row => requireMention('test/exporters', row.id),
	'source/gates/registry.ts': row => requireMention('test/gates', row.id),
	'source/importers/registry.ts': row => requireMention('test/importers', row.id),
	'source/knobs/registry.ts': row => requireMention('test/knobs', row.id),
	'source/listeners/registry.ts': row => requireMention('test/listeners', row.id),
	'source/reporters/registry.ts': row => requireMention('test/reporters', row.id),
	'source/plot/registry.ts': row => [
		...requireViewRow(row.id),
		...requireFile(`components/views/${row.id}.story.tsx`, 'a story of it in its states'),
		...requireMention('test/plot', row.id),
		...requireFile(`docs/pictures/plots/${row.id}.svg`, 'its picture: npm run pictures:plots draws it'),
	],
	'source/theme/registry.ts': row => requireMention('test/theme', row.id),
	'source/samplers/registry.ts': row => requireMention('test/samplers', row.id),
	'source/pruners/registry.ts': row => requireMention('test/pruners', row.id),
};

function requireFile(path: string, what: string): readonly string[] {
	return existsSync(join(REPOSITORY, path)) ? [] : [`${path} is missing: ${what}`];
}

function requireExecutable(folder: string): readonly string[] {
	if (!existsSync(join(REPOSITORY, folder))) return [`${folder} is missing: its program`];
	const programs = readdirSync(join(REPOSITORY, folder)).filter(name => {
		try {
			accessSync(join(REPOSITORY, folder, name), constants.X_OK);
			return true;
		} catch {
			return false;
		}
	});
	return programs.length > 0 ? [] : [`${folder} holds no executable program`];
}

/** Some test in the folder names the row: by its id, or by its id as an identifier (`local-pty`, `localPty`). */
function requireMention(folder: string, id: string): readonly string[] {
	const camel = id.replaceAll(/-(?<letter>\w)/g, (_, letter: string) => letter.toUpperCase());
	const word = new RegExp(`(?<![\\w-])(?:${escapePattern(id)}|${escapePattern(camel)})(?![a-z0-9])`);
	const tests = globSync(`${folder}/**/*.test.{ts,tsx}`, {cwd: REPOSITORY});
	const found = tests.some(path => word.test(readFileSync(join(REPOSITORY, path), 'utf8')) || path.includes(id));
	return found ? [] : [`no test in ${folder} names "${id}"`];
}

/** Words and keys of a view, and of a plot. */
function requireViewRow(id: string): readonly string[] {
	return VIEW_ROWS.some(row => row.id === id) ? [] : [`no row "${id}" in source/domain/view/view-table.ts`];
}

function requireReadme(text: string): readonly string[] {
	return readme.includes(text) ? [] : [`README.md does not mention "${text}"`];
}

async function readRows(registry: string): Promise<readonly Row[]> {
	const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(join(REPOSITORY, registry)).href);
	return Object.values(module).filter(isRows).flat();
}

function isRows(value: unknown): value is readonly Row[] {
	return (
		Array.isArray(value) &&
		value.length > 0 &&
		value.every(row => typeof row === 'object' && row !== null && 'id' in row)
	);
}

const registries = globSync('{source/*,probes,presets,components/*}/registry.ts', {cwd: REPOSITORY}).toSorted();

test('every registry has a rule here', () => {
	assertNone(
		registries.filter(path => !Object.hasOwn(RULES, path)),
		'add what the rows of these must have to RULES',
	);
});

for (const registry of registries) {
	test(`every row of ${registry} is complete`, async () => {
		const rows = (await readRows(registry)).filter(row => !('hidden' in row) || row.hidden !== true);
		assert.ok(rows.length > 0, 'no rows were found');
		const ids = rows.map(row => row.id);
		const problems = rows.flatMap((row, index) => [
			...(ids.indexOf(row.id) === index ? [] : [`${row.id}: another row has this id`]),
			...(/^[a-z0-9]+(?:[-_.][a-z0-9]+)*(?::[A-Za-z0-9]+)?$/.test(row.id)
				? []
				: [`"${row.id}" is no id: lower case, - between words`]),
			...(RULES[registry]?.(row) ?? []).map(problem => `${row.id}: ${problem}`),
		]);
		assertNone(problems, registry);
	});
}

/** What a help line offers without loading the rows themselves. */
const OFFERED: Readonly<Record<string, readonly string[]>> = {
	exporters: EXPORTER_IDS,
	importers: IMPORTER_IDS,
	reporters: REPORTER_IDS,
};

for (const [room, ids] of Object.entries(OFFERED)) {
	test(`the options that choose one offer all of ${room}, in the order of the registry`, async () => {
		const rows = await readRows(`source/${room}/registry.ts`);
		assert.deepEqual(
			rows.map(row => row.id),
			[...ids],
		);
	});
}

test('every command has a summary and examples of its own options', () => {
	for (const command of COMMANDS) {
		assert.match(command.summary, /^[a-z].*[^.]$/, `${command.id}: a summary begins small and has no full stop`);
		assert.ok(command.examples.length > 0, `${command.id} has no example`);
		for (const {line} of command.examples) {
			const words = line.split(/[ ()]+/);
			assert.ok(
				words.includes('sweeptop') && words.includes(command.id),
				`${command.id}: example "${line}" is of another`,
			);
			for (const option of optionsIn(line)) assertOption(option, command.id, `example "${line}"`);
		}
	}
});

/** The README and the pages of docs/ that are its continuation, written by hand. */
const GUIDES = ['README.md', ...['screen', 'scripts', 'watching', 'other-tools'].map(name => `docs/${name}.md`)];

function readGuide(page: string): string {
	return readFileSync(join(REPOSITORY, page), 'utf8');
}

test('every command and option in the README and its pages exists', () => {
	for (const page of GUIDES) assertCommands(page);
});

function assertCommands(page: string): void {
	const lines = readGuide(page)
		.split('\n')
		.filter(line => line.includes('sweeptop '));
	for (const line of lines) {
		for (const match of line.matchAll(/\bsweeptop (?<verb>[a-z]+)(?<rest>[^`|#]*)/g)) {
			const {verb = '', rest = ''} = match.groups ?? {};
			const isCommandLine = line.startsWith('sweeptop ') || line.includes(`\`sweeptop ${verb}`);
			if (!isCommandLine) continue;
			assert.ok(
				COMMANDS.some(command => command.id === verb),
				`${page}: there is no command "${verb}" (${line})`,
			);
			for (const option of optionsIn(rest)) assertOption(option, verb, page);
		}
	}
}

test('every script that the README names is in package.json', () => {
	const {scripts}: {scripts: Readonly<Record<string, string>>} = JSON.parse(
		readFileSync(join(REPOSITORY, 'package.json'), 'utf8'),
	);
	for (const [, name = ''] of readme.matchAll(/\bnpm (?:run )?(?<script>[a-z:]+)/g))
		assert.ok(name === 'install' || Object.hasOwn(scripts, name), `README: there is no script "${name}"`);
});

test('every file that the README and its pages link to exists', () => {
	for (const page of GUIDES)
		for (const [, target = ''] of readGuide(page).matchAll(/\]\((?!https?:)(?<target>[^)#]+)/g))
			assert.ok(existsSync(join(REPOSITORY, dirname(page), target)), `${page} links to ${target}, which is not there`);
});

test('the README is no manual, and names every page of docs/', () => {
	assert.ok(readme.split('\n').length <= 260, `${readme.split('\n').length} lines: what is reference goes to docs/`);
	const pages = globSync('docs/*.md', {cwd: REPOSITORY});
	assertNone(
		pages.filter(page => !readme.includes(`](${page}`)),
		'README.md does not link to these',
	);
});

test('choices of options that name rows of a registry are those rows', async () => {
	const expected = {
		reporter: await readRows('source/reporters/registry.ts'),
		format: registries.includes('source/exporters/registry.ts') ? await readRows('source/exporters/registry.ts') : [],
	};
	for (const command of COMMANDS)
		for (const [key, rows] of Object.entries(expected)) {
			const flag = command.flags[key];
			// Other commands have formats of their own.
			if (flag?.kind !== 'text' || (key === 'format' && command.id !== 'export')) continue;
			assertIds(
				// An asciicast shows the screen and so is no row: see docs/decisions/0009-exports-that-need-the-screen.md.
				(flag.choices ?? []).filter(choice => choice !== 'asciicast'),
				rows.map(row => row.id),
				`--${key} of ${command.id}`,
			);
		}
});

function optionsIn(line: string): readonly string[] {
	// Behind a bare -- are those of another program.
	const [text = ''] = line.split(' -- ');
	return [...text.matchAll(/(?<!\S)--(?<name>[a-z][a-z-]*)/g)].map(match => match.groups?.['name'] ?? '');
}

function assertOption(option: string, verb: string, where: string): void {
	const command = COMMANDS.find(({id}) => id === verb);
	const names = Object.keys({...command?.flags, ...GLOBAL_FLAGS}).map(optionName);
	assert.ok(names.includes(option), `${where}: ${verb} has no option --${option}`);
}

test('folders of presets are named in the registry', () => {
	const folders = globSync('presets/*/sweep.toml', {cwd: REPOSITORY}).map(path =>
		dirname(path).replace('presets/', ''),
	);
	const registry = readFileSync(join(REPOSITORY, 'presets', 'registry.ts'), 'utf8');
	for (const folder of folders) assert.ok(registry.includes(`folder: '${folder}'`), `presets/${folder} has no row`);
});
