import {entryOf, mistake, quoted, type TableNode, type TextNode} from '../domain/text/document.ts';
import type {ForeignParameter} from './assemble.ts';
import {listAt, numberAt, tableAt, textAt} from './build.ts';
import {escapeBraces} from './command-words.ts';
import {choiceDomain} from './domains.ts';
import {listIn, need, tablesOf, textIn} from './read.ts';

/** Places in a command that may be placeholders. */
const MAX_PLACES = 16;

type Result = {readonly command: TextNode; readonly values: ReadonlyMap<string, TextNode>; readonly times: number};

/** The scan that results come from: its parameters, the command as a template, and how often each was run. */
export type HyperfineRerun = {
	readonly parameters: readonly ForeignParameter[];
	readonly command: readonly TextNode[];
	readonly run: readonly (readonly [string, ReturnType<typeof numberAt>])[];
	readonly notes: readonly string[];
};

/** @throws UserError where the command cannot be told from its results. */
export function readHyperfineResults(root: TableNode): HyperfineRerun {
	const results = tablesOf(listIn(root, 'results'), 'results').map(readResult);
	const [first] = results;
	if (first === undefined) throw mistake(root, 'there are no results');
	const names = [...first.values.keys()];
	const odd = results.find(({values}) => [...values.keys()].join() !== names.join());
	if (odd !== undefined)
		throw mistake(odd.command, 'the results have different parameters: they come from several scans');
	const repeats = Math.max(1, ...results.map(({times}) => times));
	const run = [['repeats', numberAt(root, repeats)]] as const;
	if (names.length === 0)
		return {parameters: [commandChoice(results)], command: words(first.command, '{command}'), run, notes: []};
	return {
		parameters: [pointsOf(results, names)],
		command: words(first.command, templateOf(results, names)),
		run,
		notes: [
			'the command is worked out from the results: it gives each of their commands again, character by character',
		],
	};
}

function readResult(table: TableNode): Result {
	const values = new Map<string, TextNode>();
	const parameters = entryOf(table, 'parameters');
	for (const [name, {value}] of parameters?.kind === 'table' ? parameters.entries : [])
		if (value.kind === 'text') values.set(name, value);
	const times = entryOf(table, 'times');
	return {
		command: need(textIn(table, 'command'), table, 'command'),
		values,
		times: times?.kind === 'list' ? times.items.length : 1,
	};
}

function words(at: TextNode, script: string): readonly TextNode[] {
	return [textAt(at, 'sh'), textAt(at, '-c'), textAt(at, script)];
}

function commandChoice(results: readonly Result[]): ForeignParameter {
	const [first] = results;
	if (first === undefined) throw new RangeError('results were counted');
	return {
		name: 'command',
		key: first.command,
		domain: choiceDomain(
			first.command,
			results.map(({command}) => command),
		),
	};
}

/** One axis of the points that were measured, in their order: a scan need not be a full product. */
function pointsOf(results: readonly Result[], names: readonly string[]): ForeignParameter {
	const [first] = results;
	if (first === undefined) throw new RangeError('results were counted');
	const at = first.command;
	const [only] = names;
	if (names.length === 1 && only !== undefined)
		return {
			name: only,
			key: at,
			domain: choiceDomain(
				at,
				results.flatMap(({values}) => values.get(only) ?? []),
			),
		};
	const rows = results.map(({command, values}) =>
		listAt(
			command,
			names.map(name => values.get(name) ?? textAt(command, '')),
		),
	);
	return {
		name: 'point',
		key: at,
		domain: tableAt(at, [
			[
				'fields',
				listAt(
					at,
					names.map(name => textAt(at, name)),
				),
			],
			['values', listAt(at, rows)],
		]),
	};
}

/** Tries which occurrences of the first command's values are placeholders, until every command comes out right. */
function templateOf(results: readonly Result[], names: readonly string[]): string {
	const [first] = results;
	if (first === undefined) throw new RangeError('results were counted');
	const column = (name: string): string => (names.length === 1 ? name : `point.${name}`);
	const pieces = splitAt(first.command.value, names, first.values);
	const choices = pieces.filter(piece => piece.name !== undefined).length;
	// Beyond so many places there are too many ways to try: the person says it better.
	for (let mask = choices > MAX_PLACES ? 0 : 2 ** choices - 1; mask > 0; mask -= 1) {
		let seen = 0;
		const kept = pieces.map(piece => {
			const isPlaceholder = piece.name !== undefined && ((mask >> seen++) & 1) === 1;
			return isPlaceholder ? piece : {text: piece.text};
		});
		const fill = (values: ReadonlyMap<string, TextNode>): string =>
			kept.map(piece => (piece.name === undefined ? piece.text : (values.get(piece.name)?.value ?? ''))).join('');
		if (results.every(({command, values}) => fill(values) === command.value))
			return kept
				.map(piece => (piece.name === undefined ? escapeBraces(piece.text) : `{${column(piece.name)}}`))
				.join('');
	}
	throw mistake(
		first.command,
		`it cannot be told where ${names.map(quoted).join(', ')} stand in the command`,
		'give the command with its placeholders: --command "sh -c \'sleep {size}\'"',
	);
}

type Piece = {readonly text: string; readonly name?: string};

function splitAt(command: string, names: readonly string[], values: ReadonlyMap<string, TextNode>): readonly Piece[] {
	let pieces: readonly Piece[] = [{text: command}];
	const longestFirst = names.toSorted(
		(a, b) => (values.get(b)?.value.length ?? 0) - (values.get(a)?.value.length ?? 0),
	);
	for (const name of longestFirst) {
		const value = values.get(name)?.value ?? '';
		if (value === '') continue;
		pieces = pieces.flatMap(piece => {
			if (piece.name !== undefined) return [piece];
			return piece.text
				.split(value)
				.flatMap((text, index): readonly Piece[] => (index === 0 ? [{text}] : [{text: value, name}, {text}]));
		});
	}
	return pieces;
}
