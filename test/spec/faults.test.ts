import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {UserError} from '../../source/domain/errors.ts';
import type {Sweep} from '../../source/domain/sweep.ts';
import type {SpecContext} from '../../source/spec/context.ts';
import {parseSweep} from '../../source/spec/parse-sweep.ts';
import {describePlan} from '../../source/spec/plan.ts';
import {planLines} from '../../source/spec/plan-text.ts';
import {specContext} from './context.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/spec');

/** The sweep, or what was said against it. */
function read(path: string, text: string, context: Partial<SpecContext> = {}): Sweep | UserError {
	try {
		return parseSweep({path, text}, specContext(context));
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
}

function refusal(path: string, text: string, context: Partial<SpecContext> = {}): string {
	const found = read(path, text, context);
	return found instanceof UserError ? found.problem : assert.fail(`accepted:\n${text}`);
}

function sweepOf(path: string, text: string, context: Partial<SpecContext> = {}): Sweep {
	const found = read(path, text, context);
	return found instanceof UserError ? assert.fail(found.message) : found;
}

/** A sweep of one parameter. */
function toml(domain: string): string {
	return `command = ["true"]\n[parameters]\nx = ${domain}\n`;
}

function yaml(values: string): string {
	return `command: ["true"]\nparameters: {x: ${values}}\n`;
}

function valuesOf({space}: Sweep): unknown {
	const domain = space.parameters[0]?.domain;
	return domain?.kind === 'choice' ? domain.values : domain;
}

/** The text with a line doubled, cut short, without a bracket, quote or sign, or with a letter more: two changes a line. */
function* broken(text: string): Generator<string> {
	const lines = text.split('\n');
	for (const [index, line] of lines.entries()) {
		const changes = [
			`${line}\n${line}`,
			line.slice(0, Math.ceil(line.length / 2)),
			line.replace(/[[\]{}"':=,]/, ''),
			line.replace(/[\]}"](?=[^\]}"]*$)/, ''),
			line.replace(/(?<=[a-z])(?=["\s]*[:=])/, 'x'),
			line.replace(/[:=]\s*(?=\S)/, found => `${found}[[`),
		];
		for (const [place, change] of changes.entries())
			if (change !== line && (index + place) % 3 === 0)
				yield [...lines.slice(0, index), change, ...lines.slice(index + 1)].join('\n');
	}
}

test('H1: a sweep file that is broken in any place is read, or refused with one line that names a place', () => {
	let refused = 0;
	for (const name of ['gemm.toml', 'gemm.yaml', 'gemm.json']) {
		for (const text of broken(readFileSync(join(FIXTURES, name), 'utf8'))) {
			const found = read(name, text);
			if (!(found instanceof UserError)) continue;
			refused += 1;
			assert.match(found.problem, new RegExp(`^${name}:\\d+:\\d+: \\S`), text);
			assert.doesNotMatch(found.message, /\n\s+at |undefined|\[object [A-Z]|\n.*\n/, text);
			const [, line = '0'] = /:(\d+):/.exec(found.problem) ?? [];
			assert.ok(Number(line) <= text.split('\n').length, found.problem);
		}
	}
	assert.ok(refused >= 300, `${refused} were refused`);
});

test('H2: what makes no sense is refused: no step, no number, no logarithm, ends the wrong way round, nothing to try', () => {
	for (const [domain, says] of [
		['{min = 1, max = 10, step = 0}', /step must be above 0, not 0/],
		['{min = 1, max = 10, step = -1}', /step must be above 0, not -1/],
		['{min = nan, max = 10}', /nan is no finite number/],
		['{min = 1, max = inf}', /inf is no finite number/],
		['[nan]', /nan is no finite number/],
		['{min = 0, max = 10, scale = "log"}', /must be above 0 on a log scale/],
		['{min = 10, max = 1}', /min 10 is above max 1/],
		['{min = 0, max = 1, step = 1e-300}', /more than 2\^53 values/],
		['{min = 0.0, max = 1.0, step = 2.0}', /leads beyond max 1 at once/],
		['{min = 1, max = 10, points = 0}', /points must be a whole number of at least 1/],
		['[]', /must not be empty/],
	] as const)
		assert.match(refusal('a.toml', toml(domain)), says, domain);
});

test('H2: a step that misses the maximum stops before it, and the count says so', () => {
	const sweep = sweepOf('a.toml', toml('{min = 1, max = 10, step = 4}'));
	const plan = describePlan(sweep);
	assert.equal(plan.product, 3n);
	assert.deepEqual(
		plan.first.map(({environment}) => environment['SWEEP_x']),
		['1', '5', '9'],
	);
});

test('H5: names of control and of another direction are refused escaped, a lookalike is a name of its own; CR LF and tabs are read', () => {
	for (const [name, shown] of [
		['a\\u202Eb', /"a\\u202eb" cannot name a parameter/],
		['a\\u0000b', /cannot name a parameter/],
		['a\\u200bb', /cannot name a parameter/],
		['a\\u001b[2J', /cannot name a parameter/],
	] as const) {
		const said = refusal('a.toml', `command = ["true"]\n[parameters]\n"${name}" = [1]\n`);
		assert.match(said, shown);
		assert.doesNotMatch(said, /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
	}
	const lookalikes = sweepOf('a.toml', 'command = ["true"]\n[parameters]\n"\\u0430" = [1]\na = [2]\n');
	assert.deepEqual(
		lookalikes.space.parameters.map(({name}) => name),
		['\u0430', 'a'],
	);
	assert.deepEqual(valuesOf(sweepOf('a.toml', toml('[1,\t2]').replaceAll('\n', '\r\n'))), [1, 2]);
	assert.deepEqual(valuesOf(sweepOf('a.yaml', yaml('[a, b]').replaceAll('\n', '\r\n'))), ['a', 'b']);
	assert.match(refusal('a.yaml', 'command: ["true"]\nparameters:\n\tx: [1]\n'), /a\.yaml:3:1: tabs are not allowed/);
});

test('H6: no value becomes another in silence: dates, 2^53 + 1, words and numbers in quotes', () => {
	for (const date of ['1979-05-27', '07:32:00', '1979-05-27T07:32:00Z'])
		assert.match(refusal('a.toml', toml(`[${date}]`)), /the (?:date|time).* is no value of a sweep/, date);
	assert.match(refusal('a.toml', toml('[9007199254740993]')), /is beyond 2\^53 and would be rounded/);
	assert.match(refusal('a.yaml', yaml('[9007199254740993]')), /is beyond 2\^53 and would be rounded/);
	assert.match(
		refusal('a.json', '{"command": ["true"], "parameters": {"x": [9007199254740993]}}'),
		/is beyond 2\^53 and would be rounded/,
	);
	assert.match(refusal('a.json', '{"command": ["true"], "parameters": {"x": [1e400]}}'), /1e400 is no finite number/);
	const texts = sweepOf('a.yaml', yaml('[no, yes, 1_000, "007", "1e3", "true"]'));
	assert.deepEqual(valuesOf(texts), ['no', 'yes', '1_000', '007', '1e3', 'true']);
	const plan = planLines(describePlan(texts)).join('\n');
	assert.match(plan, /choice {2}"no", "yes", "1_000", "007", "1e3", "true"/, 'the plan shows what is text');
});

test('H7: of what clashes the later one wins: file, --set in its order, flag; a --set that cannot be is named', () => {
	const text = `${toml('[1]')}[run]\njobs = 2\n`;
	assert.equal(sweepOf('a.toml', text).run.jobs, 2);
	assert.equal(sweepOf('a.toml', text, {overrides: ['run.jobs=3', 'run.jobs=4']}).run.jobs, 4);
	assert.equal(sweepOf('a.toml', text, {overrides: ['run.jobs=3'], flags: {jobs: 5}}).run.jobs, 5);
	assert.match(refusal('a.toml', text, {overrides: ['run=3']}), /^--set:1:5: run must be a table/);
	assert.match(
		refusal('a.toml', 'command = ["true"]\n[parameters]\n"w.a" = [1]\nw_a = [2]\n'),
		/"w\.a" and "w_a" are both SWEEP_w_a in the environment/,
	);
});
