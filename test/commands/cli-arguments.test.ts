import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {parseArguments} from '../../source/commands/arguments.ts';
import {type CommandDefinition, defineCommand} from '../../source/commands/command.ts';
import {COMMANDS} from '../../source/commands/registry.ts';
import {UserError} from '../../source/domain/errors.ts';

type Values = {
	readonly quiet: boolean;
	readonly jobs: number | undefined;
	readonly sortBy: string | undefined;
	readonly format: string | undefined;
	readonly set: readonly string[];
};

const TABLE: readonly CommandDefinition[] = [
	defineCommand({
		id: 'table',
		summary: 'for these tests',
		operands: {usage: 'RUN …', minimum: 1, maximum: 2, places: [{complete: 'run'}]},
		flags: {
			quiet: {kind: 'switch', summary: 'says less'},
			jobs: {kind: 'integer', value: 'N', minimum: 1, summary: 'how many at once'},
			sortBy: {kind: 'text', value: 'COLUMNS', summary: 'order'},
			format: {kind: 'text', value: 'FORMAT', summary: 'what to write', choices: ['csv', 'json']},
			set: {kind: 'list', value: 'KEY=VALUE', summary: 'changes', aliases: ['extra', 'extra_metadata']},
		},
		examples: [{line: 'sweeptop table last', does: 'nothing'}],
		load: async () => async (invocation: {readonly flags: Values}) => invocation.flags.jobs ?? 0,
	}),
	defineCommand({
		id: 'watch',
		summary: 'takes a command line',
		operands: {usage: '', minimum: 0, maximum: 0, places: []},
		passthrough: 'COMMAND …',
		flags: {},
		examples: [{line: 'sweeptop watch -- true', does: 'nothing'}],
		load: async () => async () => 0,
	}),
];

function valuesOf(...argv: readonly string[]): Readonly<Record<string, unknown>> {
	const request = parseArguments(['table', 'last', ...argv], TABLE);
	assert.equal(request.kind, 'command');
	return request.kind === 'command' ? request.values : {};
}

function mistake(argv: readonly string[], table = TABLE): string {
	try {
		parseArguments(argv, table);
	} catch (error) {
		assert.ok(error instanceof UserError, String(error));
		return error.message;
	}
	return assert.fail(`${argv.join(' ')} was accepted`);
}

test('--flag value and --flag=value are the same, also for values that begin with -', () => {
	for (const value of ['-acc', '--acc', '-1e-3', 'a=b=c', '', ' ', '-']) {
		assert.equal(valuesOf('--sort-by', value)['sortBy'], value);
		assert.equal(valuesOf(`--sort-by=${value}`)['sortBy'], value);
	}
});

test('any value survives both spellings', () => {
	fc.assert(
		fc.property(
			fc
				.oneof(fc.string(), fc.constantFrom("'a' == 'a'", '""', '1e3', '0x10', 'true', 'a,b'))
				.filter(value => value !== '--'),
			value => {
				assert.equal(valuesOf(`--sort-by=${value}`)['sortBy'], value);
				assert.equal(valuesOf('--sort-by', value)['sortBy'], value);
				assert.deepEqual(valuesOf('--set', value, `--extra=${value}`)['set'], [value, value]);
			},
		),
		{numRuns: 300},
	);
});

test('options that were not given are false, undefined or empty', () => {
	const {quiet, jobs, sortBy, format, set} = valuesOf();
	assert.deepEqual(
		{quiet, jobs, sortBy, format, set},
		{quiet: false, jobs: undefined, sortBy: undefined, format: undefined, set: []},
	);
});

test('options may stand before the verb and between operands', () => {
	const request = parseArguments(['--runs', '-odd', '--ascii', 'table', 'a', '--quiet', 'b'], TABLE);
	assert.ok(request.kind === 'command');
	assert.equal(request.command.id, 'table');
	assert.deepEqual(request.operands, ['a', 'b']);
	assert.equal(request.values['runs'], '-odd');
	assert.equal(request.values['ascii'], true);
	assert.equal(request.values['quiet'], true);
});

test('every spelling of a repeated option is kept in order', () => {
	assert.deepEqual(valuesOf('--set', 'a=1', '--extra=b=2', '--extra_metadata', 'c=3')['set'], ['a=1', 'b=2', 'c=3']);
});

test('all after -- is raw', () => {
	const request = parseArguments(['watch', '--', 'python', '--help', '--runs', 'x', '--'], TABLE);
	assert.ok(request.kind === 'command');
	assert.deepEqual(request.passthrough, ['python', '--help', '--runs', 'x', '--']);
	assert.match(mistake(['table', 'last', '--', 'x']), /takes no command line after --/);
});

test('an unknown verb or option names the nearest', () => {
	assert.match(mistake(['tabel']), /unknown command "tabel"\ndid you mean "table"\?/);
	assert.match(mistake(['zzz']), /unknown command "zzz"\nall commands: sweeptop --help/);
	assert.match(mistake(['table', 'last', '--sortby', 'x']), /unknown option "--sortby".*\ndid you mean --sort-by\?/);
	assert.match(mistake(['table', 'last', '-q']), /unknown option "-q"/);
	assert.match(mistake(['--verison']), /did you mean --version\?/);
	assert.match(mistake(['table', 'last', '--constructor']), /unknown option/);
});

test('a value that an option cannot take is refused with what it can', () => {
	assert.match(mistake(['table', 'last', '--jobs', 'many']), /--jobs must be a whole number of at least 1, got "many"/);
	assert.match(mistake(['table', 'last', '--jobs', '0']), /at least 1/);
	assert.match(mistake(['table', 'last', '--jobs=1.5']), /whole number/);
	assert.match(
		mistake(['table', 'last', '--format=cvs']),
		/--format cannot be "cvs"\none of: csv, json; did you mean "csv"\?/,
	);
	assert.match(mistake(['table', 'last', '--quiet=no']), /--quiet takes no value/);
	assert.match(mistake(['table', 'last', '--jobs']), /--jobs needs a value/);
	assert.match(mistake(['table', 'last', '--jobs', '1', '--jobs', '2']), /--jobs is given twice/);
});

test('too few and too many operands are refused with the usage', () => {
	assert.match(mistake(['table']), /table: RUN … is missing\nusage: sweeptop table RUN …/);
	assert.match(mistake(['table', 'a', 'b', 'c']), /unexpected "c"/);
	assert.match(mistake(['completion', 'bahs'], COMMANDS), /one of: bash, zsh, fish; did you mean "bash"\?/);
});

test('help and version', () => {
	assert.deepEqual(parseArguments([], TABLE), {kind: 'help', command: undefined});
	assert.deepEqual(parseArguments(['--help'], TABLE), {kind: 'help', command: undefined});
	assert.deepEqual(parseArguments(['-h'], TABLE), {kind: 'help', command: undefined});
	assert.deepEqual(parseArguments(['--version'], TABLE), {kind: 'version'});
	assert.deepEqual(parseArguments(['help', 'table'], TABLE), {kind: 'help', command: TABLE[0]});
	assert.deepEqual(parseArguments(['table', '--help'], TABLE), {kind: 'help', command: TABLE[0]});
	assert.deepEqual(parseArguments(['--ascii', 'table', '-h'], TABLE), {kind: 'help', command: TABLE[0]});
	assert.match(mistake(['help', 'tabel']), /did you mean "table"/);
});
