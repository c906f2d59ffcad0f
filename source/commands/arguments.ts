import meow from 'meow';
import {UserError} from '../domain/errors.ts';
import {nearestName} from '../domain/text/nearest.ts';
import {own} from '../domain/record.ts';
import {type CommandDefinition, type Flag, type Flags, placeAt} from './command.ts';

/** Options that stand before or after any verb. */
export const GLOBAL_FLAGS = {
	noColor: {kind: 'switch', summary: 'no colours (also: NO_COLOR)'},
	ascii: {kind: 'switch', summary: 'ASCII characters only'},
	runs: {kind: 'text', value: 'DIR', summary: 'where run directories are (SWEEPTOP_RUNS; default ./sweeps)'},
	sysfsRoot: {kind: 'text', value: 'DIR', summary: 'prefix of every sensor file (SWEEPTOP_SYSFS_ROOT)'},
	help: {kind: 'switch', summary: 'this text'},
	version: {kind: 'switch', summary: 'the version'},
} as const satisfies Flags;

/** What a command line asks for. */
export type Request =
	| {readonly kind: 'version'}
	| {readonly kind: 'help'; readonly command: CommandDefinition | undefined}
	| {
			readonly kind: 'command';
			readonly command: CommandDefinition;
			readonly operands: readonly string[];
			readonly passthrough: readonly string[];
			/** Every option of the command and every global one, by camelCase name. */
			readonly values: Readonly<Record<string, unknown>>;
	  };

/**
 * Reads a command line. `--flag value` and `--flag=value` are the same, also where the value begins with `-`; all
 * after `--` is kept raw. Throws UserError that names the nearest verb or option.
 */
export function parseArguments(argv: readonly string[], commands: readonly CommandDefinition[]): Request {
	const end = argv.indexOf('--');
	const words = end < 0 ? argv : argv.slice(0, end);
	const passthrough = end < 0 ? [] : argv.slice(end + 1);
	const verb = splitVerb(words);
	if (verb.name === undefined) {
		const values = readValues(verb.rest, GLOBAL_FLAGS, '').values;
		return values['version'] === true ? {kind: 'version'} : {kind: 'help', command: undefined};
	}
	if (verb.name === 'help') return helpRequest(verb.rest, commands);
	const command = findCommand(verb.name, commands);
	const {operands, values} = readValues(verb.rest, {...command.flags, ...GLOBAL_FLAGS}, command.id);
	if (values['help'] === true) return {kind: 'help', command};
	if (values['version'] === true) return {kind: 'version'};
	checkOperands(command, operands, passthrough);
	return {kind: 'command', command, operands, passthrough, values};
}

/** The row of a verb; an unknown one is a UserError with the nearest. */
function findCommand(name: string, commands: readonly CommandDefinition[]): CommandDefinition {
	const found = commands.find(command => command.id === name);
	if (found !== undefined) return found;
	const near = nearestName(
		name,
		commands.filter(command => command.hidden !== true).map(command => command.id),
	);
	const hint = near === undefined ? 'all commands: sweeptop --help' : `did you mean "${near}"?`;
	throw new UserError(`unknown command "${name}"`, hint);
}

/** Name on the command line of an option: `csvSafe` is `csv-safe`. */
export function optionName(key: string): string {
	return key.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

/** The first word that is neither a global option nor its value; the others stay in order. */
function splitVerb(words: readonly string[]): {readonly name: string | undefined; readonly rest: readonly string[]} {
	for (let index = 0; index < words.length; index++) {
		const word = words[index] ?? '';
		if (!word.startsWith('-')) return {name: word, rest: words.toSpliced(index, 1)};
		const flag = lookup(word.replace(/^--/, ''), GLOBAL_FLAGS)?.flag;
		if (flag !== undefined && flag.kind !== 'switch') index += 1;
	}
	return {name: undefined, rest: words};
}

function helpRequest(rest: readonly string[], commands: readonly CommandDefinition[]): Request {
	const {operands} = readValues(rest, GLOBAL_FLAGS, '');
	const name = operands[0];
	return {kind: 'help', command: name === undefined ? undefined : findCommand(name, commands)};
}

/**
 * Stands before each value on its way through meow, whose parser takes quotes off a value that begins and ends with
 * one (`'a' == 'a'`) and drops a repeated empty one.
 */
const MARK = '=';

type Read = {readonly operands: readonly string[]; readonly values: Readonly<Record<string, unknown>>};

function readValues(words: readonly string[], flags: Flags, command: string): Read {
	const {options, operands} = joinValues(words, flags, command);
	const parsed = parseWithMeow(options, flags, ['sweeptop', command, ...words].join(' '));
	const values = Object.fromEntries(
		Object.entries(flags).map(([key, flag]) => [key, readValue(key, flag, own(parsed, key))]),
	);
	return {operands, values};
}

/**
 * Writes each option as one canonical word, `--name=value`. Meow's parser takes a following word that begins with
 * `-` for another option, so `--sort -acc` would lose its value.
 */
function joinValues(
	words: readonly string[],
	flags: Flags,
	command: string,
): {readonly options: readonly string[]; readonly operands: readonly string[]} {
	const options: string[] = [];
	const operands: string[] = [];
	const given = new Set<string>();
	for (let index = 0; index < words.length; index++) {
		const word = words[index] ?? '';
		if (!word.startsWith('-') || word === '-') {
			operands.push(word);
			continue;
		}
		const equals = word.indexOf('=');
		const spelled = equals < 0 ? word : word.slice(0, equals);
		const {key, flag} = lookupOrThrow(spelled, flags, command);
		const name = optionName(key);
		if (given.has(key) && flag.kind !== 'list' && flag.kind !== 'switch')
			throw new UserError(`--${name} is given twice`, 'give it once');
		given.add(key);
		if (flag.kind === 'switch') {
			if (equals >= 0) throw new UserError(`--${name} takes no value, got "${word}"`, `write --${name}`);
			options.push(`--${name}=true`);
			continue;
		}
		const value = equals < 0 ? words[++index] : word.slice(equals + 1);
		if (value === undefined) throw new UserError(`--${name} needs a value`, `--${name} ${flag.value}: ${flag.summary}`);
		options.push(`--${name}=${MARK}${value}`);
	}
	return {options, operands};
}

/** @param title what `ps` shows: meow names the process after the package, and several engines are to be told apart. */
function parseWithMeow(options: readonly string[], flags: Flags, title: string): Readonly<Record<string, unknown>> {
	const table: Record<string, {type: 'string'; isMultiple: boolean} | {type: 'boolean'}> = {};
	for (const [key, flag] of Object.entries(flags))
		table[key] = flag.kind === 'switch' ? {type: 'boolean'} : {type: 'string', isMultiple: flag.kind === 'list'};
	return meow({
		importMeta: import.meta,
		argv: options,
		flags: table,
		pkg: {name: title},
		autoHelp: false,
		autoVersion: false,
	}).flags;
}

function readValue(key: string, flag: Flag, value: unknown): unknown {
	if (flag.kind === 'switch') return value === true;
	if (flag.kind === 'list') return Array.isArray(value) ? value.map(text => String(text).slice(MARK.length)) : [];
	return typeof value === 'string' ? readText(key, flag, value.slice(MARK.length)) : undefined;
}

function readText(key: string, flag: Exclude<Flag, {kind: 'switch' | 'list'}>, value: string): string | number {
	const name = optionName(key);
	if (flag.kind === 'integer') {
		const minimum = flag.minimum ?? 0;
		const number = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
		if (Number.isSafeInteger(number) && number >= minimum) return number;
		throw new UserError(`--${name} must be a whole number of at least ${minimum}, got "${value}"`, flag.summary);
	}
	if (flag.choices === undefined || flag.choices.includes(value)) return value;
	const near = nearestName(value, flag.choices);
	const meant = near === undefined ? '' : `; did you mean "${near}"?`;
	throw new UserError(`--${name} cannot be "${value}"`, `one of: ${flag.choices.join(', ')}${meant}`);
}

function lookup(spelled: string, flags: Flags): {readonly key: string; readonly flag: Flag} | undefined {
	for (const [key, flag] of Object.entries(flags)) {
		if (optionName(key) === spelled) return {key, flag};
		if (flag.kind === 'list' && flag.aliases?.includes(spelled) === true) return {key, flag};
	}
	return undefined;
}

function lookupOrThrow(word: string, flags: Flags, command: string): {readonly key: string; readonly flag: Flag} {
	if (word === '-h') return {key: 'help', flag: GLOBAL_FLAGS.help};
	const spelled = word.replace(/^-+/, '');
	const found = word.startsWith('--') ? lookup(spelled, flags) : undefined;
	if (found !== undefined) return found;
	const near = nearestName(spelled, Object.keys(flags).map(optionName));
	const where = command === '' ? 'sweeptop' : `sweeptop ${command}`;
	const hint = near === undefined ? `options: ${where} --help` : `did you mean --${near}?`;
	throw new UserError(`unknown option "${word}" for ${where}`, hint);
}

function checkOperands(command: CommandDefinition, operands: readonly string[], passthrough: readonly string[]): void {
	const {minimum, maximum, usage} = command.operands;
	const usageLine = `usage: sweeptop ${command.id}${usage === '' ? '' : ` ${usage}`}`;
	if (operands.length < minimum) throw new UserError(`${command.id}: ${usage} is missing`, usageLine);
	if (operands.length > maximum) throw new UserError(`${command.id}: unexpected "${operands[maximum]}"`, usageLine);
	if (passthrough.length > 0 && command.passthrough === undefined)
		throw new UserError(`${command.id} takes no command line after --`, usageLine);
	for (const [index, operand] of operands.entries()) {
		const {complete, choices} = placeAt(command.operands, index) ?? {};
		if (complete !== undefined || choices === undefined || choices.words.includes(operand)) continue;
		const near = nearestName(operand, choices.words);
		const meant = near === undefined ? '' : `; did you mean "${near}"?`;
		throw new UserError(`${command.id}: unknown "${operand}"`, `one of: ${choices.words.join(', ')}${meant}`);
	}
}
