import {mistake, quoted, type Span, type TextNode} from '../domain/text/document.ts';
import {textAt} from './build.ts';
import {nameInExpression} from './read.ts';

/** A parameter as a program is given it. */
export type Given = {
	readonly name: string;
	/** Its columns and the names that the program knows them by: one, or one a field of a tuple. */
	readonly columns: readonly {readonly column: string; readonly option: string}[];
	/** What values it takes, for JSON: text wants quotes there. Mixed where neither holds for all. */
	readonly type: 'text' | 'bare' | 'mixed';
	/** Whether all its values are booleans. */
	readonly isFlag: boolean;
	readonly isConditional: boolean;
};

/** Words that stand for several arguments. */
export const ARGUMENT_MACROS = ['{args}', '{args_no_hyphens}', '{args_no_boolean_flags}', '{args_json}'] as const;

/** A parameter that is there only while another one is true: its value is an option of its own. */
export type FlagParameter = {readonly name: string; readonly option: string; readonly when: string};

/** A command whose macros are written out, and the parameters that it needs besides. */
export type ExpandedCommand = {readonly words: readonly TextNode[]; readonly flags: readonly FlagParameter[]};

/** Braces of a foreign text, doubled, so that ours take them as they are. */
export function escapeBraces(text: string): string {
	return text.replaceAll(/[{}]/g, brace => brace + brace);
}

/**
 * Splits a command line as a POSIX shell would, without expanding anything.
 * @throws UserError at a quote that is never closed, or where there is no word.
 */
export function splitWords(line: TextNode): readonly TextNode[] {
	const words: TextNode[] = [];
	let word: string | undefined;
	const piece = /\s+|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|[^\s'"\\]+|['"\\]/gy;
	for (const match of line.value.matchAll(piece)) {
		const [raw, single, double, escaped] = match;
		if (/^\s+$/.test(raw)) {
			if (word !== undefined) words.push(textAt(line, word));
			word = undefined;
			continue;
		}
		if (/^['"\\]$/.test(raw)) throw mistake(line, `the quote ${raw} is never closed in ${quoted(line.value)}`);
		// A backslash before a line end joins lines; in double quotes it speaks to a few characters only.
		const text =
			single ??
			double?.replaceAll(/\\([$`"\\\n])/g, (_, kept: string) => (kept === '\n' ? '' : kept)) ??
			(escaped === '\n' ? '' : escaped) ??
			raw;
		if (escaped !== '\n') word = (word ?? '') + text;
	}
	if (word !== undefined) words.push(textAt(line, word));
	if (words.length === 0) throw mistake(line, 'the command is empty', 'for example --command "./train.py {args}"');
	return words;
}

/** Writes out the words that stand for all parameters. @throws UserError where a form cannot hold a parameter. */
export function expandCommand(words: readonly TextNode[], given: readonly Given[]): ExpandedCommand {
	const flags: FlagParameter[] = [];
	const expanded = words.flatMap((word): readonly TextNode[] => {
		const texts = (format: (option: string, column: string) => string): readonly TextNode[] =>
			given.flatMap(({columns}) =>
				columns.map(({column, option}) => textAt(word, format(escapeBraces(option), column))),
			);
		switch (word.value) {
			case '{args}':
				return texts((option, column) => `--${option}={${column}}`);
			case '{args_no_hyphens}':
				return texts((option, column) => `${option}={${column}}`);
			case '{args_no_boolean_flags}':
				return given.flatMap(parameter => {
					if (!parameter.isFlag)
						return parameter.columns.map(({column, option}) => textAt(word, `--${escapeBraces(option)}={${column}}`));
					const flag = `${parameter.name}.flag`;
					flags.push({name: flag, option: `--${parameter.name}`, when: `${nameInExpression(parameter.name)} == true`});
					return [textAt(word, `{${flag}}`)];
				});
			case '{args_json}':
				return [textAt(word, jsonTemplate(word, given))];
			default:
				return [word];
		}
	});
	return {words: expanded, flags};
}

/** `{{"lr": {lr}, "opt": "{opt}"}}`. */
function jsonTemplate(at: Span, given: readonly Given[]): string {
	const members = given.flatMap(({name, columns, type, isConditional}) => {
		if (isConditional)
			throw mistake(
				at,
				`the parameter ${quoted(name)} is not always there, and JSON in one argument cannot leave it out`,
				'take {args}, or read the parameters from the environment: SWEEP_<name>',
			);
		if (type === 'mixed')
			throw mistake(
				at,
				`the values of ${quoted(name)} are text and numbers, or text with quotes: JSON would need both forms`,
				'take {args}, or read the parameters from the environment: SWEEP_<name>',
			);
		const quote = type === 'text' ? '"' : '';
		return columns.map(({column, option}) => `${escapeBraces(JSON.stringify(option))}: ${quote}{${column}}${quote}`);
	});
	return `{{${members.join(', ')}}}`;
}
