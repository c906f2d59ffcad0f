import {dirname, isAbsolute, resolve} from 'node:path';
import type {DefinitionDefinition, ForeignFile} from '../../domain/definition.ts';
import {
	entryOf,
	mistake,
	type Node,
	numberNode,
	type Origin,
	quoted,
	type TableNode,
	type TextNode,
	textNode,
} from '../../domain/text/document.ts';
import {UserError} from '../../domain/errors.ts';
import {splitWords} from '../../definitions/command-words.ts';
import {DEFINITIONS} from '../../definitions/registry.ts';
import {parseForeign, SWEEP_EXTENSIONS} from '../../spec/parse-document.ts';
import {readSweepFile} from '../../spec/read-sweep-file.ts';

/** How a foreign definition is read. */
export type DefinitionOptions = {
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** `--command`: what is run in place of what the definition names. */
	readonly command: string | undefined;
	/** Nothing will run: a missing program or limit is noted, not refused. */
	readonly isPlan: boolean;
	/** Whether the command line limits the sweep already. */
	readonly isLimited: boolean;
};

/** A foreign definition as a file of ours, and what a person must know. */
export type ReadDefinition = {readonly title: string; readonly document: TableNode; readonly notes: readonly string[]};

/** Trials that a plan is shown for where a definition has no limit. */
const PLANNED_TRIALS = 100;

/** Keys of lists of results that stand beside a search space in one file. */
const RESULTS = ['trials', 'results', 'records'];

/**
 * Recognises a foreign sweep definition by its content and turns it into a sweep of ours; undefined where it is none.
 * @throws UserError at what has no counterpart here.
 */
export function readDefinition(origin: Origin, options: DefinitionOptions): ReadDefinition | undefined {
	const file = openForeign(origin);
	const definition = file === undefined ? undefined : definitionOf(file);
	if (file === undefined || definition === undefined) {
		if (options.command === undefined) return undefined;
		throw new UserError(
			'--command is for definitions of other tools, and this file is none',
			'to replace the command of a sweep file: --set \'command=["./train.py", "--lr={lr}"]\'',
		);
	}
	const converted = definition.convert(file, {
		environment: options.environment,
		readBeside: name => readBeside(origin, name),
		command: options.command === undefined ? undefined : splitWords(wordOf('--command', options.command)),
		...(options.isPlan ? {placeholder: splitWords(wordOf('--command', 'PROGRAM {args}'))} : {}),
	});
	const notes = [...converted.notes];
	if (!options.isPlan) return {title: definition.title, document: converted.document, notes};
	if (isPlaceholder(converted.document))
		notes.push('no program is named: to run it give --command "./train.py {args}"');
	const document = limited(converted.document, options, notes);
	return {title: definition.title, document, notes};
}

function definitionOf(file: ForeignFile): DefinitionDefinition | undefined {
	const all: readonly DefinitionDefinition[] = DEFINITIONS;
	return all.find(candidate => candidate.recognise(file));
}

/**
 * What a file that describes a search is called (`Katib experiment`), for whoever takes it for results; undefined for
 * any other file, also for a list of points, which looks as results do, and for a table that holds trials beside it.
 */
export function titleOfDefinition(origin: Origin): string | undefined {
	const file = openForeign(origin);
	const root = file?.root;
	if (file === undefined || root?.kind !== 'table') return undefined;
	if (RESULTS.some(key => entryOf(root, key)?.kind === 'list')) return undefined;
	return definitionOf(file)?.title;
}

/** A file that is no JSON, YAML or TOML after all is for our own parser to refuse. */
function openForeign(origin: Origin): ForeignFile | undefined {
	try {
		return {origin, root: parseForeign(origin)};
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		const closed = closeCache(origin);
		return closed === undefined ? undefined : openForeign(closed);
	}
}

/** Kernel Tuner appends to its cache file while it runs, and writes the closing braces last: its head is the space. */
function closeCache(origin: Origin): Origin | undefined {
	const text = origin.text.trimEnd();
	if (!text.endsWith(',') || !text.startsWith('{') || !text.includes('"tune_params"')) return undefined;
	return {path: origin.path, text: `${text.slice(0, -1)}}}`};
}

function wordOf(path: string, text: string): TextNode {
	return textNode({origin: {path, text}, start: 0, end: text.length}, text);
}

/** A file that a definition names stands in its folder or below. */
function readBeside(origin: Origin, name: TextNode): Node {
	if (isAbsolute(name.value) || name.value.split(/[\\/]/).includes('..'))
		throw mistake(name, `${quoted(name.value)} must be a file beside the definition or below`, 'put it there');
	const beside = readSweepFile(resolve(dirname(origin.path), name.value));
	const root = parseForeign(beside);
	if (root !== undefined) return root;
	throw mistake(
		name,
		`${quoted(name.value)} is no JSON, YAML or TOML file`,
		`its name must end in ${SWEEP_EXTENSIONS.join(', ')}`,
	);
}

function isPlaceholder(document: TableNode): boolean {
	const command = entryOf(document, 'command');
	const [first] = command?.kind === 'list' ? command.items : [];
	return first?.kind === 'text' && first.value === 'PROGRAM' && first.origin.path === '--command';
}

function limited(document: TableNode, {isLimited}: DefinitionOptions, notes: string[]): TableNode {
	const sampler = entryOf(entryOf(document, 'sampler'), 'name');
	const isExhaustive = sampler?.kind === 'text' && sampler.value === 'grid';
	const given = entryOf(document, 'budget');
	const budget = given?.kind === 'table' ? given : undefined;
	const ends = ['trials', 'time', 'energy'].some(key => budget?.entries.has(key) === true);
	if (isLimited || isExhaustive || ends) return document;
	notes.push(`no limit is given: planned as with --trials ${PLANNED_TRIALS}`);
	const trials = numberNode(document, PLANNED_TRIALS, String(PLANNED_TRIALS));
	const entries = new Map([...(budget?.entries ?? []), ['trials', {key: document, value: trials}] as const]);
	const filled: TableNode = {...document, entries};
	return {...document, entries: new Map([...document.entries, ['budget', {key: document, value: filled}]])};
}
