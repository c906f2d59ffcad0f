import {recordOf} from '../domain/record.ts';
import {scalarOfText} from '../domain/text/scalar-text.ts';
import type {Params} from '../domain/space.ts';

/** A word or number, or what stands between two. */
const TOKEN = /[\w.+]+|[^\w.+]+/g;
/** `size=`, `--size `, `-n `: the name of the value behind it. */
const NAME = /(?:^|[\s"'(,;])-{0,2}([A-Za-z_][\w.-]*)(?:\s*=\s*|\s+)["']?$/;

/**
 * The parameters of commands that were made from one template: the places in which they differ, named by what stands
 * before (`--size 64`, `size=64`), else `arg1`, `arg2`. A place that always says the same as an earlier one is left
 * out. Commands of different shapes have one parameter, `command`.
 */
export function alignCommands(commands: readonly string[]): readonly Params[] {
	const tokens = commands.map(command => command.match(TOKEN) ?? []);
	const width = tokens[0]?.length ?? 0;
	if (commands.length < 2 || tokens.some(list => list.length !== width)) return commands.map(command => ({command}));
	const columns: {readonly name: string; readonly values: readonly string[]}[] = [];
	for (let index = 0; index < width; index++) {
		const values = tokens.map(list => list[index] ?? '');
		if (values.every(value => value === values[0])) continue;
		// What differs between words is no value.
		if (values.some(value => !/^[\w.+]+$/.test(value))) return commands.map(command => ({command}));
		const isKnown = columns.some(column => column.values.every((value, row) => value === values[row]));
		if (!isKnown) columns.push({name: nameAt(tokens[0] ?? [], index, columns), values});
	}
	return commands.map((_, row) =>
		recordOf(columns.map(({name, values}) => [name, scalarOfText(values[row] ?? '')] as const)),
	);
}

function nameAt(tokens: readonly string[], index: number, taken: readonly {readonly name: string}[]): string {
	const found = NAME.exec(tokens.slice(Math.max(0, index - 4), index).join(''))?.[1];
	const wanted = found ?? `arg${taken.length + 1}`;
	let name = wanted;
	for (let count = 2; taken.some(other => other.name === name); count++) name = `${wanted}.${count}`;
	return name;
}
