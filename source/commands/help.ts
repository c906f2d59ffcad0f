import {GLOBAL_FLAGS, optionName} from './arguments.ts';
import type {CommandDefinition, Flag, Flags} from './command.ts';

/** A titled part of the table of commands. */
export type CommandGroup = {readonly title: string; readonly commands: readonly CommandDefinition[]};

/** The help of the whole program. */
export function renderOverview(groups: readonly CommandGroup[], version: string): string {
	const shown = groups.map(group => ({...group, commands: group.commands.filter(command => command.hidden !== true)}));
	const width = Math.max(...shown.flatMap(group => group.commands.map(command => usageOf(command).length)));
	const sections = shown.map(group => {
		const rows = group.commands.map(command => `  ${usageOf(command).padEnd(width)}  ${command.summary}`);
		return [group.title, ...rows].join('\n');
	});
	return `${[
		`sweeptop ${version}: htop for parameter sweeps\n`,
		'usage: sweeptop COMMAND [OPTIONS]\n',
		sections.join('\n\n'),
		'',
		'Everywhere',
		...flagLines(GLOBAL_FLAGS),
		'',
		'RUN is a run directory, a unique beginning of its name, or "last". All after -- is passed on as it is.',
		'More about one: sweeptop COMMAND --help',
	].join('\n')}\n`;
}

/** The help of one command, with examples. */
export function renderCommandHelp(command: CommandDefinition): string {
	const options = Object.keys(command.flags).length === 0 ? '' : ' [OPTIONS]';
	const named = command.passthrough === undefined ? '' : `-- ${command.passthrough}`;
	const rest = named === '' ? '' : ` [${named}]`;
	const parts = [`usage: sweeptop ${usageOf(command)}${options}${rest}`, '', capitalise(command.summary)];
	for (const {choices} of command.operands.places)
		if (choices !== undefined) parts.push('', choices.name, ...wrapped(choices.words));
	if (options !== '') parts.push('', 'Options', ...flagLines(command.flags));
	parts.push('', 'Everywhere', ...flagLines(GLOBAL_FLAGS), '', 'Examples');
	const width = Math.max(...command.examples.map(example => example.line.length));
	for (const {line, does} of command.examples) parts.push(`  ${line.padEnd(width)}  # ${does}`);
	return `${parts.join('\n')}\n`;
}

const TEXT_COLUMNS = 78;

/** Words with commas between, on lines that are indented by two. */
function wrapped(words: readonly string[]): readonly string[] {
	const lines: string[] = [];
	for (const word of words.map((name, index) => (index === words.length - 1 ? name : `${name},`))) {
		const last = lines.at(-1);
		if (last === undefined || last.length + 1 + word.length > TEXT_COLUMNS) lines.push(`  ${word}`);
		else lines[lines.length - 1] = `${last} ${word}`;
	}
	return lines;
}

function usageOf(command: CommandDefinition): string {
	return command.operands.usage === '' ? command.id : `${command.id} ${command.operands.usage}`;
}

function flagLines(flags: Flags): string[] {
	const rows = Object.entries(flags).map(([key, flag]) => ({spelled: spellingOf(key, flag), summary: summaryOf(flag)}));
	const width = Math.min(28, Math.max(...rows.map(row => row.spelled.length)));
	return rows.map(({spelled, summary}) =>
		spelled.length > width
			? `  ${spelled}\n  ${' '.repeat(width)}  ${summary}`
			: `  ${spelled.padEnd(width)}  ${summary}`,
	);
}

function spellingOf(key: string, flag: Flag): string {
	const name = `--${optionName(key)}`;
	return flag.kind === 'switch' ? name : `${name} ${flag.value}`;
}

function summaryOf(flag: Flag): string {
	if (flag.kind === 'text' && flag.choices !== undefined) return `${flag.summary}: ${flag.choices.join(', ')}`;
	if (flag.kind !== 'list') return flag.summary;
	const aliases = (flag.aliases ?? []).map(alias => `--${alias}`).join(', ');
	return `${flag.summary}; repeatable${aliases === '' ? '' : ` (also ${aliases})`}`;
}

function capitalise(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
