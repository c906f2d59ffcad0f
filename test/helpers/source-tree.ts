import {execFileSync} from 'node:child_process';
import {existsSync, globSync, readFileSync} from 'node:fs';
import {dirname, join, normalize} from 'node:path';
import {REPOSITORY} from './repository.ts';

/** One file of the program. */
export type SourceFile = {
	/** Relative to the repository. */
	readonly path: string;
	readonly text: string;
	readonly lines: readonly string[];
};

/** One `import` or `export … from`. */
export type ImportLine = {
	readonly line: number;
	/** As written. */
	readonly specifier: string;
	/** Path of a file of ours, relative to the repository; undefined for packages and Node's modules. */
	readonly target: string | undefined;
	readonly typeOnly: boolean;
	/** `import()`: loaded when it is reached. */
	readonly dynamic: boolean;
};

const CODE = ['source', 'components', 'probes', 'presets'];

/** Every TypeScript file of the program, without tests. */
export function readSourceTree(folders: readonly string[] = CODE): readonly SourceFile[] {
	return globSync(
		folders.map(folder => `${folder}/**/*.{ts,tsx}`),
		{cwd: REPOSITORY},
	)
		.toSorted()
		.map(path => readSourceFile(path));
}

/** One file, by its path relative to the repository. */
export function readSourceFile(path: string): SourceFile {
	const text = readFileSync(join(REPOSITORY, path), 'utf8');
	return {path, text, lines: text.split('\n')};
}

/** Every file that is or will be committed: tracked, or new and not ignored. */
export function listRepositoryFiles(): readonly string[] {
	const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
		cwd: REPOSITORY,
		encoding: 'utf8',
	});
	return output.split('\0').filter(path => path !== '' && existsSync(join(REPOSITORY, path)));
}

const STATIC =
	/^[ \t]*(?<keyword>import|export)\b(?<clause>[^;'"()]*?)\bfrom\s*(?<quote>['"])(?<specifier>[^'"]+)\k<quote>/gm;
const BARE = /^[ \t]*import\s*(?<quote>['"])(?<specifier>[^'"]+)\k<quote>/gm;
const DYNAMIC = /\bimport\(\s*(?<quote>['"])(?<specifier>[^'"]+)\k<quote>/g;

/** The imports of a file, read from its text with comments blanked. */
export function importsOf(file: SourceFile): readonly ImportLine[] {
	const text = blankComments(file.text);
	const found: ImportLine[] = [];
	for (const [pattern, dynamic] of [
		[STATIC, false],
		[BARE, false],
		[DYNAMIC, true],
	] as const) {
		for (const match of text.matchAll(pattern)) {
			const {specifier = '', clause = ''} = match.groups ?? {};
			const line = text.slice(0, match.index).split('\n').length;
			const typeOnly = /^\s*type\b/.test(clause);
			found.push({line, specifier, target: resolveTarget(file.path, specifier), typeOnly, dynamic});
		}
	}
	return found;
}

/** Replaces comments by blanks, line breaks kept. Good for import lines, not for comment marks inside texts. */
export function blankComments(text: string): string {
	return text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|[\s;{}])\/\/[^\n]*/g, comment => comment.replaceAll(/[^\n]/g, ' '));
}

function resolveTarget(path: string, specifier: string): string | undefined {
	return specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : undefined;
}

/** Everything that is loaded when a file is: paths of ours and names of packages, dynamic imports left out. */
export function staticClosure(entry: string, tree: readonly SourceFile[]): ReadonlySet<string> {
	const byPath = new Map(tree.map(file => [file.path, file]));
	const reached = new Set<string>();
	const open = [entry];
	for (let path = open.pop(); path !== undefined; path = open.pop()) {
		if (reached.has(path)) continue;
		reached.add(path);
		const file = byPath.get(path);
		if (file === undefined) continue;
		for (const line of importsOf(file)) if (!line.typeOnly && !line.dynamic) open.push(line.target ?? line.specifier);
	}
	return reached;
}
