import {environmentName, parseTemplate, TemplateError} from '../domain/text/command-line.ts';
import {throwAll, type UserError} from '../domain/errors.ts';
import {nearestName} from '../domain/text/nearest.ts';
import {columnsOf, type Parameter} from '../domain/space.ts';
import type {Command, Sweep} from '../domain/sweep.ts';
import {
	type Entry,
	entryOf,
	mistake,
	type Node,
	placeInside,
	quoted,
	type TableNode,
	type TextNode,
} from '../domain/text/document.ts';
import type {Mistakes} from './mistakes.ts';
import {textsOf} from './parameters.ts';

/**
 * Reads `command` or `shell` and checks the placeholders.
 * @throws UserError where both, neither or no program is given.
 */
export function readCommand(root: TableNode, parameters: readonly Parameter[], mistakes: Mistakes): Command {
	const argv = entryOf(root, 'command');
	const shell = entryOf(root, 'shell');
	if (argv !== undefined && shell !== undefined) {
		const key = root.entries.get('shell')?.key ?? shell;
		throw mistake(key, 'command and shell are both given', 'keep one of them');
	}
	if (shell?.kind === 'text') return {kind: 'shell', script: shell.value};
	const texts = textsOf(argv);
	const [program] = texts;
	if (program === undefined) {
		throw mistake(
			root,
			'command is missing',
			'for example command = ["./gemm", "-n", "{size}"], or shell = "./gemm $SWEEP_size"',
		);
	}
	if (program.value === '') throw mistake(program, 'the program of command is empty');
	texts.forEach((node, index) => mistakes.verify('command', () => checkArgument(node, texts[index - 1], parameters)));
	return {kind: 'argv', argv: texts.map(node => node.value)};
}

/**
 * `run.setup` and `run.prepare`: text is a line for the shell, a list is filled as `command`.
 * @throws UserError as {@link readCommand}.
 */
export function readPreparations(
	root: TableNode,
	parameters: readonly Parameter[],
	mistakes: Mistakes,
): {readonly setup?: Command; readonly prepare?: Command} {
	const read = (key: string): Command | undefined => {
		const node = entryOf(entryOf(root, 'run'), key);
		if (node === undefined) return undefined;
		if (node.kind === 'text') return {kind: 'shell', script: node.value};
		const texts = textsOf(node);
		texts.forEach((word, index) => mistakes.verify('run', () => checkArgument(word, texts[index - 1], parameters)));
		return {kind: 'argv', argv: texts.map(({value}) => value)};
	};
	const [setup, prepare] = [read('setup'), read('prepare')];
	return {...(setup === undefined ? {} : {setup}), ...(prepare === undefined ? {} : {prepare})};
}

function checkArgument(node: TextNode, previous: TextNode | undefined, parameters: readonly Parameter[]): void {
	const columns = parameters.flatMap(columnsOf);
	const refuse = ({name, offset}: {readonly name: string; readonly offset: number}): readonly UserError[] => {
		const at = placeInside(node, offset);
		const owner = parameters.find(parameter => columnsOf(parameter).includes(name));
		if (owner === undefined) return [mistake(at, ...unknownPlaceholder(name, columns, parameters))];
		if (owner.when === undefined) return [];
		if (previous === undefined)
			return [mistake(at, `the program itself hangs on ${quoted(name)}, which is not always active`)];
		if (node.value !== `{${name}}` || !/^--?\w/.test(previous.value) || /[={]/.test(previous.value)) return [];
		return [
			mistake(
				at,
				`${quoted(name)} is not always active: then this argument is left out and ${quoted(previous.value)} would stand alone`,
				`write them as one argument: "${previous.value}={${name}}"`,
			),
		];
	};
	throwAll(partsOf(node).flatMap(part => (part.kind === 'text' ? [] : refuse(part))));
}

function partsOf(node: TextNode): ReturnType<typeof parseTemplate> {
	try {
		return parseTemplate(node.value);
	} catch (error) {
		if (error instanceof TemplateError)
			throw mistake(placeInside(node, error.offset), error.message, '{{ and }} stand for braces');
		throw error;
	}
}

function unknownPlaceholder(
	name: string,
	columns: readonly string[],
	parameters: readonly Parameter[],
): readonly [string, string] {
	const tuple = parameters.find(parameter => parameter.name === name);
	if (tuple !== undefined)
		return [
			`${quoted(name)} is a tuple`,
			`fill in its fields: ${columnsOf(tuple)
				.map(c => `{${c}}`)
				.join(' ')}`,
		];
	const nearest = nearestName(name, columns);
	const hint =
		nearest === undefined
			? `parameters: ${columns.join(', ')}; {{ and }} stand for braces`
			: `did you mean {${nearest}}?`;
	return [`no parameter ${quoted(name)} to fill in`, hint];
}

/** Reads `[env]` with `${VAR}` expanded, a list with the value of each job; `$${` stands for `${`. A name that the sweep itself sets is a mistake. */
export function readEnvironment(
	root: TableNode,
	parameters: readonly Parameter[],
	environment: Readonly<Record<string, string | undefined>>,
	mistakes: Mistakes,
): Sweep['env'] {
	const table = entryOf(root, 'env');
	if (table?.kind !== 'table') return {};
	const taken = new Map(parameters.flatMap(columnsOf).map(column => [environmentName(column), column]));
	const textOf = (node: Node): string => (node.kind === 'text' ? expand(node, environment) : scalarText(node));
	const read = (name: string, {key, value}: Entry): readonly [string, string | readonly string[]] => {
		if (!/^[^=\0]+$/.test(name)) throw mistake(key, `${quoted(name)} cannot name an environment variable`);
		const parameter = taken.get(name);
		if (parameter !== undefined) throw mistake(key, `${name} is set by the parameter ${quoted(parameter)}`);
		return [name, value.kind === 'list' ? value.items.map(textOf) : textOf(value)];
	};
	const variables: (readonly [string, string | readonly string[]])[] = [];
	for (const [name, entry] of table.entries) mistakes.verify('env', () => variables.push(read(name, entry)));
	return Object.fromEntries(variables);
}

/** A scalar of `[env]` or `[labels]` as text: a number as it was written. */
function scalarText(node: {readonly kind: string; readonly value?: unknown; readonly literal?: string}): string {
	return node.literal ?? String(node.value);
}

function expand(node: TextNode, environment: Readonly<Record<string, string | undefined>>): string {
	return node.value.replaceAll(/\$\$\{|\$\{([^}]*)\}/g, (whole: string, name: string | undefined, offset: number) => {
		if (name === undefined) return '${';
		const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
		if (value !== undefined) return value;
		const nearest = nearestName(name, Object.keys(environment));
		throw mistake(
			placeInside(node, offset),
			`the environment variable ${quoted(name)} is not set`,
			nearest === undefined ? `set it, or write $${whole} for the text itself` : `did you mean "${nearest}"?`,
		);
	});
}
