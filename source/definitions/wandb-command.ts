import {describeNode, mistake, type Node, quoted, type TableNode, type TextNode} from '../domain/text/document.ts';
import {nearestName} from '../domain/text/nearest.ts';
import {own} from '../domain/record.ts';
import {textAt} from './build.ts';
import {escapeBraces} from './command-words.ts';
import {listIn, textIn} from './read.ts';

/** What the agent runs where the file has no `command` (on Linux). */
const DEFAULT_COMMAND = ['${env}', '${interpreter}', '${program}', '${args}'];
/** Macros that stand for one word, or for all parameters. */
const WORDS: Readonly<Record<string, string>> = {
	'${env}': '/usr/bin/env',
	'${interpreter}': 'python',
	'${args}': '{args}',
	'${args_no_hyphens}': '{args_no_hyphens}',
	'${args_no_boolean_flags}': '{args_no_boolean_flags}',
	'${args_json}': '{args_json}',
};

/** The words that W&B's agent would run; undefined where the sweep names no program. @throws UserError. */
export function readWandbCommand(
	root: TableNode,
	environment: Readonly<Record<string, string | undefined>>,
): readonly TextNode[] | undefined {
	const program = textIn(root, 'program');
	const command = listIn(root, 'command');
	if (command === undefined && program === undefined) return undefined;
	const items: readonly Node[] = command?.items ?? DEFAULT_COMMAND.map(word => textAt(program ?? root, word));
	return items.map(item => {
		if (item.kind === 'list' || item.kind === 'table')
			throw mistake(item, `a word of command must be text, not ${describeNode(item)}`);
		const text = item.kind === 'number' ? item.literal : String(item.value);
		return textAt(item, expandWord(textAt(item, text), program, environment));
	});
}

function expandWord(
	word: TextNode,
	program: TextNode | undefined,
	environment: Readonly<Record<string, string | undefined>>,
): string {
	const known = own(WORDS, word.value);
	if (known !== undefined) return known;
	// Only what was in braces is a macro: the text around it is taken as it is.
	return word.value
		.split(/(\$\{[^}]*\})/)
		.map((part, index) =>
			index % 2 === 0 ? escapeBraces(part) : escapeBraces(valueOf(part, word, program, environment)),
		)
		.join('');
}

function valueOf(
	macro: string,
	word: TextNode,
	program: TextNode | undefined,
	environment: Readonly<Record<string, string | undefined>>,
): string {
	if (macro === '${program}') {
		if (program !== undefined) return program.value;
		throw mistake(word, '${program} is used, but there is no program', 'add program: train.py');
	}
	if (macro === '${env}' || macro === '${interpreter}') return own(WORDS, macro) ?? '';
	const variable = /^\$\{envvar:(?<name>.+)\}$/.exec(macro)?.groups?.['name'];
	if (variable !== undefined) {
		const value = own(environment, variable);
		if (value !== undefined) return value;
		throw mistake(
			word,
			`the environment variable ${quoted(variable)} is not set`,
			'set it before the sweep is started',
		);
	}
	if (macro === '${args_json_file}')
		throw mistake(
			word,
			'${args_json_file} names a file that is written for each run',
			'here each trial has one: params.json, beside the folder $SWEEP_DIR; or take ${args_json}',
		);
	const nearest = nearestName(macro, [...Object.keys(WORDS), '${program}']);
	throw mistake(
		word,
		`no macro ${quoted(macro)} in a word of its own is known`,
		nearest === undefined
			? `known: ${Object.keys(WORDS).join(' ')} \${program} \${envvar:NAME}`
			: `did you mean ${nearest}?`,
	);
}
